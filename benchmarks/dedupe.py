"""Measures repeat stories: right and wrong groups, and what they cost, beside other libraries.

    python -m benchmarks.dedupe CORPUS_FOLDER            scores and CPU, datasketch and rensa beside
    python -m benchmarks.dedupe CORPUS_FOLDER --ablate   what each step of the judgement adds
    python -m benchmarks.dedupe CORPUS_FOLDER --flat     each limit moved down and up (10 minutes)
    python -m benchmarks.dedupe --index 10000 100000 1000000   cost of the index by size
    python -m benchmarks.dedupe --texts 10000 100000     cost of the whole, on made-up texts

CORPUS_FOLDER holds `dedupe/` with `score.py` and `dev/`. One process; CPU seconds, not wall time,
and ratios to ours, which a busy machine does not change.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import Any

from archive.dedupe import words
from archive.dedupe.limits import DEFAULT, Limits
from archive.dedupe_stream import group
from archive.schema import DEDUPE
from archive.sketches import Sketches

Lines = list[dict[str, Any]]

_AS_IN_ARCHIVES = (  # archive/db.py
    "PRAGMA journal_mode = wal; PRAGMA synchronous = normal; PRAGMA cache_size = -32000;"
)
_MOST_IN_MEMORY = 100_000  # stories of datasketch's index: a million take 5 GB

OFF: dict[str, Limits] = {
    "nothing": DEFAULT,
    "contradicting facts": replace(
        DEFAULT, disagreement=1, strict_disagreement=1, far_disagreement=1, correction=1,
        prompt_correction=1, single=1,
    ),
    "what headlines are about": replace(DEFAULT, about=0),
    "two different holes": replace(DEFAULT, hole=10**9),
    "passages of longer stories": replace(DEFAULT, passage=0, deep=1),
    "openings": replace(DEFAULT, other_top=0),
    "compactness of what is shared": replace(DEFAULT, compact=0, loose=0),
    "single words in short gaps": replace(DEFAULT, mend=0),
    "room for a next version": replace(DEFAULT, soon=-1, same_headline=2),
    "stricter limits for short texts": replace(DEFAULT, short=0, dense=1),
    "time": replace(DEFAULT, window=10**6, short_window=10**6),
    "all but coverage": Limits(
        disagreement=1, strict_disagreement=1, far_disagreement=1, correction=1,
        prompt_correction=1, single=1, about=0, hole=10**9, other_top=0, coverage=0.72, short=0,
        dense=1, passage=0,
    ),
}  # fmt: skip


def load(corpus: Path) -> tuple[Lines, dict[str, Any], list[Any], ModuleType]:
    """The stories by time, the gold groups, the pairs that must stay apart, and the scorer."""
    folder = corpus / "dedupe"
    spec = importlib.util.spec_from_file_location("dedupe_score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    with gzip.open(folder / "dev" / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        docs = [json.loads(line) for line in file]
    docs.sort(key=lambda doc: doc["ts"])
    lines = [
        {"id": d["id"], "url": d["url"], "headline": d["title"], "text": d["text"],
         "published": d["ts"], "outlet": d["outlet"] or None}
        for d in docs
    ]  # fmt: skip
    dev = folder / "dev"
    gold, apart = scorer.load(str(dev / "gold.jsonl"), str(dev / "neg.jsonl.gz"))
    return lines, gold, apart, scorer


def ours(lines: Lines, limits: Limits = DEFAULT) -> dict[Any, Any]:
    """Our groups: id → group."""
    return {line["id"]: line["group"] for line in group(lines, limits=limits)}


def timed(work: Callable[[], dict[Any, Any]]) -> tuple[dict[Any, Any], float]:
    """What the work gives, and its CPU seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def shingled(text: str) -> list[str]:
    """Four-word shingles, as the other libraries are usually given them."""
    cut = words.folded(text)
    return [" ".join(cut[n : n + 4]) for n in range(max(1, len(cut) - 3))]


def near(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Whether two lines are within the window that ours looks at."""
    apart = datetime.fromisoformat(one["published"]) - datetime.fromisoformat(two["published"])
    return abs(apart) <= timedelta(hours=DEFAULT.window)


def joined(pairs: Iterator[tuple[Any, Any]], lines: Lines) -> dict[Any, Any]:
    """Groups from pairs: everything that hangs together, as the peers' users do it."""
    root = {line["id"]: line["id"] for line in lines}

    def find(id: Any) -> Any:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    for one, two in pairs:
        root[find(two)] = find(one)
    return {id: find(id) for id in root}


def by_datasketch(lines: Lines, threshold: float) -> dict[Any, Any]:
    """MinHashLSH with 128 permutations."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)

    def pairs() -> Iterator[tuple[Any, Any]]:
        for number, line in enumerate(lines):
            sketch = MinHash(num_perm=128)
            sketch.update_batch([part.encode() for part in set(shingled(line["text"]))])
            for other in index.query(sketch):
                if near(lines[other], line):
                    yield lines[other]["id"], line["id"]
            index.insert(number, sketch)

    return joined(pairs(), lines)


def by_rensa(lines: Lines, threshold: float) -> dict[Any, Any]:
    """RMinHashLSH with 128 permutations; candidates checked with the estimated Jaccard."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=32)
    kept: list[Any] = []

    def pairs() -> Iterator[tuple[Any, Any]]:
        for number, line in enumerate(lines):
            sketch = RMinHash(num_perm=128, seed=42)
            sketch.update(shingled(line["text"]))
            for other in index.query(sketch):
                if near(lines[other], line) and kept[other].jaccard(sketch) >= threshold:
                    yield lines[other]["id"], line["id"]
            index.insert(number, sketch)
            kept.append(sketch)

    return joined(pairs(), lines)


PEERS: dict[str, Callable[[Lines, float], dict[Any, Any]]] = {
    "datasketch": by_datasketch,
    "rensa": by_rensa,
}


def line_of(name: str, score: dict[str, Any], cost: str) -> str:
    """One row of the table."""
    apart = f"{score['neg_merged']} of {score['neg_total']}"
    return (
        f"{name:38} {score['f1']:.4f}  {score['p']:.4f}  {score['r']:.4f}  {apart:>11}  {cost:>10}"
    )


HEAD = f"{'':38} {'F1':6}  {'prec.':6}  {'recall':6}  {'merged':>11}  {'CPU':>10}"


def beside(corpus: Path) -> None:
    """Ours, then the peers at their best threshold of a sweep."""
    lines, gold, apart, scorer = load(corpus)
    groups, base = timed(lambda: ours(lines))
    score = scorer.score(groups, gold, apart)
    print(f"{len(lines)} stories; ours {1000 * base / len(lines):.2f} ms CPU a story\n\n{HEAD}")
    print(line_of("backissue", score, "1.0 ×"))
    for name, method in PEERS.items():
        best: tuple[float, str] | None = None
        for threshold in (0.5, 0.6, 0.7, 0.8):
            try:
                found, cost = timed(lambda m=method, t=threshold: m(lines, t))  # type: ignore[misc]
            except ImportError:
                print(f"{name}: not installed")
                break
            result = scorer.score(found, gold, apart)
            row = line_of(f"{name}, Jaccard ≥ {threshold}", result, f"{cost / base:.1f} ×")
            best = max(best or (0.0, ""), (result["f1"], row))
        if best:
            print(best[1])
    print("\nrecall by kind: " + "  ".join(f"{k} {h}/{n}" for k, (h, n) in score["attach"].items()))


def ablate(corpus: Path) -> None:
    """What is lost without each step."""
    lines, gold, apart, scorer = load(corpus)
    print(HEAD)
    for name, limits in OFF.items():
        found, cost = timed(lambda limits=limits: ours(lines, limits))  # type: ignore[misc]
        score = scorer.score(found, gold, apart)
        print(
            line_of(
                "all steps" if limits is DEFAULT else f"without {name}",
                score,
                f"{1000 * cost / len(lines):.2f} ms",
            )
        )


def flat(corpus: Path) -> None:
    """How much the result hangs on each number: a fifth less and a fifth more of it."""
    lines, gold, apart, scorer = load(corpus)
    print(HEAD)
    for field in fields(Limits):
        value = getattr(DEFAULT, field.name)
        for factor in (0.8, 1.2):
            moved = type(value)(round(value * factor, 4))
            score = scorer.score(ours(lines, replace(DEFAULT, **{field.name: moved})), gold, apart)
            print(line_of(f"{field.name} {value} → {moved}", score, ""))


def stories(count: int) -> Iterator[tuple[list[int], str]]:
    """Sketches of made-up stories, a minute apart; one in five repeats an earlier one in part."""
    dice = random.Random(1)
    recent: list[list[int]] = []
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(count):
        size = dice.randrange(14, 24)  # 200 to 1,000 words
        if recent and dice.random() < 0.2:
            hashes = sorted(
                set(dice.choice(recent)[:-4] + [dice.randrange(2**27) for _ in range(4)])
            )
        else:
            hashes = sorted({dice.randrange(2**27) for _ in range(size)})
        recent = [*recent[-400:], hashes]
        yield hashes, (start + timedelta(minutes=number)).isoformat()


def index(counts: list[int]) -> None:
    """CPU of a lookup and an insert at the end, bytes a story; datasketch's index beside."""
    print(f"{'stories':>10} {'lookup ms':>10} {'insert ms':>10} {'both':>10} {'bytes':>7}")
    both = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index.db"
            connection = sqlite3.connect(path, isolation_level=None)
            connection.executescript(_AS_IN_ARCHIVES + DEDUPE)
            lookup, insert = _filled(connection, count)
            connection.execute("PRAGMA wal_checkpoint(truncate)")
            connection.close()
            size = path.stat().st_size / count
        both.append(lookup + insert)
        print(
            f"{count:>10,} {lookup:>10.3f} {insert:>10.3f} {both[-1]:>10.3f} {size:>7.0f}",
            flush=True,
        )
    print(f"growth of both from {counts[0]:,} to {counts[-1]:,}: {both[-1] / both[0]:.2f} ×")
    for count in [count for count in counts if count <= _MOST_IN_MEMORY]:
        print(_datasketch_index(count), flush=True)


def texts(counts: list[int]) -> None:
    """CPU a story of everything: reading, sketch, lookup, comparison, group."""
    print(f"{'stories':>10} {'ms a story':>10} {'groups':>10}")
    for count in counts:
        found, cost = timed(lambda count=count: {o["id"]: o["group"] for o in group(made(count))})  # type: ignore[misc]
        print(
            f"{count:>10,} {1000 * cost / count:>10.2f} {len(set(found.values())):>10,}", flush=True
        )


def made(count: int) -> Iterator[dict[str, Any]]:
    """Made-up stories of 100 to 900 words, a minute apart; one in five repeats an earlier one."""
    dice = random.Random(3)
    vocabulary = [
        "".join(dice.choices("aeioulnrstdkm", k=dice.randrange(2, 10))) for _ in range(30_000)
    ]
    totals = list(accumulate(1 / rank for rank in range(3, len(vocabulary) + 3)))
    recent: list[tuple[str, list[str]]] = []
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(count):
        if recent and dice.random() < 0.2:
            headline, said = dice.choice(recent)
            said = said[: dice.randrange(len(said) // 2, len(said) + 1)]
        else:
            said = dice.choices(vocabulary, cum_weights=totals, k=dice.randrange(100, 900))
            said = [word.title() if dice.random() < 0.08 else word for word in said]
            headline = " ".join(said[:8])
        recent = [*recent[-400:], (headline, said)]
        yield {
            "id": number,
            "url": f"https://outlet{number % 97}.example/{number}",
            "headline": headline,
            "text": " ".join(said),
            "published": (start + timedelta(minutes=number)).isoformat(),
            "outlet": f"Outlet {number % 97}",
        }


LATE = "2100-01-01T00:00:00Z"  # nothing expires: the index is as large as it says


def _filled(connection: sqlite3.Connection, count: int) -> tuple[float, float]:
    """CPU milliseconds of one lookup and one insert, over the last 2,000."""
    sketches = Sketches(connection)
    lookup = insert = 0.0
    last = min(count, 2000)
    connection.execute("BEGIN")
    for number, (hashes, published) in enumerate(stories(count)):
        if number % 500 == 499:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
        start = time.process_time()
        sketches.expire(published)
        sketches.candidates(hashes, published)
        between = time.process_time()
        sketches.add(number + 1, hashes, published, seen=LATE)
        if number >= count - last:
            lookup += between - start
            insert += time.process_time() - between
    connection.execute("COMMIT")
    return 1000 * lookup / last, 1000 * insert / last


def _datasketch_index(count: int) -> str:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return "datasketch: not installed"
    dice = random.Random(1)
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    costs = [0.0, 0.0, 0.0]
    for number in range(count):
        marks = [time.process_time()]
        sketch = MinHash(num_perm=128)
        sketch.update_batch([dice.randbytes(8) for _ in range(400)])
        marks.append(time.process_time())
        lsh.query(sketch)
        marks.append(time.process_time())
        lsh.insert(number, sketch)
        marks.append(time.process_time())
        costs = [cost + b - a for cost, a, b in zip(costs, marks, marks[1:], strict=False)]
    signature, lookup, insert = (1000 * cost / count for cost in costs)
    return (
        f"datasketch, in memory, {count:,}: lookup {lookup:.3f} ms, insert {insert:.3f} ms, "
        f"signature {signature:.3f} ms"
    )


def main() -> None:
    """Read the command line."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--flat", action="store_true")
    parser.add_argument("--index", nargs="+", type=int, default=[])
    parser.add_argument("--texts", nargs="+", type=int, default=[])
    chosen = parser.parse_args()
    if chosen.index or chosen.texts:
        if chosen.index:
            index(chosen.index)
        if chosen.texts:
            texts(chosen.texts)
    elif chosen.corpus is None or not (chosen.corpus / "dedupe").is_dir():
        sys.exit("name the folder that holds dedupe/, or --index N")
    else:
        (ablate if chosen.ablate else flat if chosen.flat else beside)(chosen.corpus)


if __name__ == "__main__":
    main()
