"""Measures story extraction on saved pages with gold answers, beside other extractors.

    python -m benchmarks.extraction CORPUS_FOLDER                  all sets, all peers installed
    python -m benchmarks.extraction CORPUS_FOLDER --set fundus     one set
    python -m benchmarks.extraction CORPUS_FOLDER --only ours --out FILE.jsonl

CORPUS_FOLDER holds `extraction/` with `score.py` and `dev/`. All systems read the same pages one
after the other in one process; CPU is process time with decoding and parsing, without reading the
file, and is also given as a ratio to ours, which a busy machine does not change.

The text that is scored is the sections; where a gold text counts the standfirst as text (the sets
in `_WITH_LEAD`), a lead that is set apart stands before them.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from archive.document import from_reading
from archive.extract import extract
from archive.model import Page

Prediction = dict[str, Any]
System = Callable[[bytes, str], Prediction]

_WITH_LEAD = frozenset({"trafilatura", "wcxb"})
_SHOWN = (
    "headline_exact", "headline_ok", "lead", "body_f1", "body_exact", "para_f1", "heading_f1",
    "structure", "structure_h", "all_right", "authors_exact", "date_day", "date_time", "source_f1",
    "snippet_f1", "comments_found", "comments_apart",
)  # fmt: skip


def ours(body: bytes, url: str) -> Prediction:
    """`archive.extract` as `backissue parse` runs it."""
    reading = extract(Page(url or "https://unknown.example/story", body))
    document = from_reading(reading, url=url)
    source = document["source_line"]
    comments = [comment["text"] for comment in document["comments"]]
    return {**document, "source": source and source["text"], "comments": comments}


def trafilatura_precision(body: bytes, url: str) -> Prediction:
    """The best body peer: trafilatura, favouring precision."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        body, url=url or None, favor_precision=True, include_comments=True, with_metadata=True
    )
    if found is None:
        return {}
    return {
        "headline": found.title,
        "lead": None,
        "sections": _sections(found.body),
        "authors": [a.strip() for a in (found.author or "").split(";") if a.strip()],
        "published": found.date,
        "comments": [found.comments] if found.comments else [],
    }


def _sections(body: Any) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = [{"heading": None, "paragraphs": []}]
    for element in body.iter("head", "p", "item", "cell", "quote"):
        if any(up.tag in {"p", "item", "cell", "quote"} for up in element.iterancestors()):
            continue
        text = " ".join("".join(element.itertext()).split())
        if text and element.tag == "head":
            sections.append({"heading": text, "paragraphs": []})
        elif text:
            sections[-1]["paragraphs"].append(text)
    return sections


def newspaper4k(body: bytes, url: str) -> Prediction:
    """newspaper4k: headline, authors, date, plain text."""
    import newspaper

    # without fetch_images it asks the network for every picture's size
    article = newspaper.Article(url or "https://unknown.example/story", fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    date = article.publish_date
    return {
        "headline": article.title,
        "authors": list(article.authors),
        "published": date.isoformat() if date else None,
        "sections": [
            {"heading": None, "paragraphs": [p for p in article.text.split("\n") if p.strip()]}
        ],
    }


SYSTEMS: dict[str, tuple[str, System]] = {
    "ours": ("archive", ours),
    "trafilatura": ("trafilatura", trafilatura_precision),
    "newspaper4k": ("newspaper", newspaper4k),
}


def corpus(folder: Path) -> tuple[ModuleType, list[dict[str, Any]], Path]:
    """(scorer, gold rows, folder of the pages)."""
    root = folder / "extraction" if (folder / "extraction").is_dir() else folder
    spec = importlib.util.spec_from_file_location("extraction_score", root / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder}: no extraction/score.py in it")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer, scorer.read(root / "dev" / "gold.jsonl"), root / "dev"


def predict(system: System, gold: list[dict[str, Any]], pages: Path) -> Iterator[Prediction]:
    """One prediction a page, with the CPU milliseconds it took."""
    for row in gold:
        body = gzip.decompress((pages / row["html_path"]).read_bytes())
        start = time.process_time()
        try:
            found = system(body, row["url"] or "")
        except Exception as error:  # a peer's fault on a page is its own score, not ours to raise
            print(f"{row['id']}: {type(error).__name__}: {error}", file=sys.stderr)
            found = {}
        spent = (time.process_time() - start) * 1000
        yield _with_text({"id": row["id"], "ms": spent, **found}, row["set"])


def _with_text(found: Prediction, gold_set: str) -> Prediction:
    lead, sections = found.get("lead"), found.get("sections") or []
    if lead and gold_set in _WITH_LEAD:
        lines = [x for s in sections for x in ([s["heading"] or ""] + s["paragraphs"]) if x]
        if lead not in lines:
            found["text"] = "\n".join([lead, *lines])
    return found


def scores(
    scorer: ModuleType, gold: list[dict[str, Any]], predictions: list[Prediction]
) -> dict[str, dict[str, float]]:
    """Percent by set and metric, and `ms`, the mean CPU milliseconds a page."""
    by_id = {p["id"]: scorer.tidy(p) for p in predictions}
    result: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(row["set"] for row in gold):
        rows = [row for row in gold if row["set"] == name]
        pages = [scorer.score_page(row, by_id.get(row["id"])) for row in rows]
        figures = {k: 100 * v for k, v in scorer.aggregate(pages).items()}
        spent = [by_id[row["id"]]["ms"] for row in rows if row["id"] in by_id]
        figures["ms"] = sum(spent) / max(1, len(spent))
        result[name] = figures
    return result


def main(arguments: list[str] | None = None) -> None:
    """Prints one table a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--set", dest="gold_set")
    parser.add_argument("--only", action="append", choices=list(SYSTEMS))
    parser.add_argument("--out", type=Path, help="write our predictions to this file")
    chosen = parser.parse_args(arguments)
    scorer, gold, pages = corpus(chosen.corpus)
    gold = [row for row in gold if chosen.gold_set in (None, row["set"])]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name in chosen.only or SYSTEMS:
        module, system = SYSTEMS[name]
        if importlib.util.find_spec(module) is None:
            print(f"{name}: not installed", file=sys.stderr)
            continue
        predictions = list(predict(system, gold, pages))
        if name == "ours" and chosen.out:
            chosen.out.write_text("".join(json.dumps(p) + "\n" for p in predictions))
        found[name] = scores(scorer, gold, predictions)
    print(f"{len(gold)} pages, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    for gold_set in dict.fromkeys(row["set"] for row in gold):
        _print(gold_set, {name: by_set[gold_set] for name, by_set in found.items()})


def _print(gold_set: str, by_system: dict[str, dict[str, float]]) -> None:
    names = list(by_system)
    print(f"\n{gold_set:18}" + "".join(f"{name:>14}" for name in names))
    for metric in (*_SHOWN, "ms"):
        cells = [by_system[name].get(metric) for name in names]
        if any(cell is not None for cell in cells):
            shown = "".join("             -" if c is None else f"{c:14.1f}" for c in cells)
            print(f"{metric:18}{shown}")
    if "ours" in by_system:
        base = by_system["ours"]["ms"]
        print(
            f"{'CPU, ours = 1':18}" + "".join(f"{by_system[n]['ms'] / base:14.1f}" for n in names)
        )


if __name__ == "__main__":
    main()
