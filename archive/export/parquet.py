"""Stories as a Parquet file: the story document with its lists and structures, a row a story.

Needs pyarrow, which the extra `parquet` brings. Times stay the documents' texts, for a page may
have stated a bare day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO

from archive.errors import UsageError

_ROWS = 2_000  # of a row group: what is held in memory


def write(documents: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write story documents to `out`; raises UsageError when pyarrow is not installed."""
    arrow, parquet = _pyarrow()
    schema = _schema(arrow)
    left = iter(documents)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while rows := list(islice(left, _ROWS)):
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise UsageError(
            "parquet needs pyarrow: install it where Back Issue is installed; or export jsonl, run"
            " pandas.read_json(FILE, lines=True).to_parquet(…)"
        ) from None


def _schema(arrow: Any) -> Any:
    text, number = arrow.string(), arrow.int64()
    place = [("warc", text), ("offset", number), ("length", number)]
    paragraphs = arrow.list_(text)

    def texts(*names: str) -> list[tuple[str, Any]]:
        return [(name, text) for name in names]

    def rows(*fields: tuple[str, Any]) -> Any:
        return arrow.list_(arrow.struct(fields))

    return arrow.schema(
        [
            *texts("url", "canonical_url", "source", "outlet", "headline", "lead"),
            ("sections", rows(("heading", text), ("paragraphs", paragraphs), ("published", text))),
            ("source_line", arrow.struct(texts("text", "credit", "outlet", "date"))),
            ("authors", arrow.list_(text)),
            *texts("published", "modified", "language"),
            ("topics", arrow.list_(text)),
            ("images", rows(*texts("url", "caption", "credit"))),
            ("comments", rows(*texts("id", "parent", "author", "published", "text"))),
            ("revision", number),
            *texts("group", "relation", "repeats", "gone"),
            (
                "captures",
                rows(
                    ("captured_at", text),
                    *place,
                    ("digest", text),
                    ("revisit", arrow.struct([("profile", text), *place])),
                ),
            ),
        ]
    )
