"""What batches cost: ``make bench-batch``, or ``python -m evaluation.batch_bench [--articles N] [--model M]``.

The same articles are read by one worker, by two and by two on Ray, each in a run of its own. Printed: seconds, words a
second of processor time, the ratios that matter, memory of a worker early and late, bytes of output; and that every run
gave the same files. The text is the project's own gold articles, repeated under other addresses, or JSON Lines with
a ``text`` (``--column`` for another name). Ratios of wall time mean little on a machine that does other things, too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord.batch import Request, Work, run
from onrecord.cli.batch import cores

RUNS = (("local", 1), ("local", 2), ("ray", 2))
PART = 0.25
"""The share of a run's shards that counts as early or late."""


def write_articles(path: Path, number: int) -> None:
    """The gold articles as JSON Lines, again and again until there are enough."""
    texts = [one.read_text(encoding="utf-8") for one in sorted((Path(__file__).parent / "gold").glob("*.txt"))]
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            row = {"id": str(n), "url": f"https://courier.example/{n}", "text": texts[n % len(texts)]}
            file.write(json.dumps(row) + "\n")


def take(source: str, path: Path, number: int) -> None:
    """The first lines of a file."""
    with Path(source).open("rb") as file, path.open("wb") as target:
        target.writelines(islice(file, number))


def measure(source: Path, output: Path, engine: Any, workers: int, asked: argparse.Namespace) -> dict[str, Any]:
    """One run."""
    columns = {"text": asked.column} if asked.column else {}
    request = Request(
        str(source),
        str(output),
        Work(columns=columns),
        model=asked.model,
        most=asked.shard,
        engine=engine,
        workers=workers,
        most_errors=1.0,
    )
    began = time.perf_counter()
    report = run(request)
    seconds = time.perf_counter() - began
    shards = json.loads((output / "manifest.json").read_text())["shards"]
    share = max(1, int(PART * len(shards)))
    files = {path.relative_to(output): path for path in output.rglob("*.parquet")}
    digest = hashlib.sha256(b"".join(files[name].read_bytes() for name in sorted(files)))
    return {
        "name": f"{engine}, {workers}",
        "seconds": seconds,
        "articles": report.articles,
        "words": report.words,
        "rate": report.rate,
        "early": max(one["memory"] for one in shards[:share]),
        "late": max(one["memory"] for one in shards[-share:]),
        "bytes": sum(path.stat().st_size for path in files.values()),
        "digest": digest.hexdigest(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--shard", type=int, default=25, help="small, so that no worker waits long for the last one")
    parser.add_argument("--model", default="en")
    parser.add_argument("--workers", type=int, choices=(1, 2), default=1, help="leave runs with fewer out")
    parser.add_argument("--input", help="JSON Lines; default the gold articles")
    parser.add_argument("--column", help="the column that holds the text")
    asked = parser.parse_args()
    figures = []
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        source = Path(folder) / "articles.jsonl"
        if asked.input:
            take(asked.input, source, asked.articles)
        else:
            write_articles(source, asked.articles)
        print(f"{f'{cores()} cores':10s} {'seconds':>8s} {'words/s/core':>13s} {'MB early':>9s} {'MB late':>8s}")
        for engine, workers in RUNS:
            if workers < asked.workers:
                continue
            one = measure(source, Path(folder) / f"{engine}{workers}", engine, workers, asked)
            figures.append(one)
            times = f"{one['seconds']:8.1f} {one['rate']:13,.0f}"
            print(f"{one['name']:10s} {times} {one['early']:9d} {one['late']:8d}", flush=True)
    *single, double, ray = (one["seconds"] for one in figures)
    if single:
        print(f"2 workers over 1: {single[0] / double:.2f} x; ", end="")
    print(f"Ray over local, 2 workers: {100 * (ray / double - 1):+.1f}% time")
    last = figures[-1]
    print(
        f"{last['articles']:,} articles of {last['words'] / max(1, last['articles']):,.0f} words on average, ", end=""
    )
    print(f"{last['bytes'] / max(1, last['articles']):,.0f} bytes of output an article")
    same = len({one["digest"] for one in figures}) == 1
    print("every run gave the same files" if same else "THE RUNS GAVE DIFFERENT FILES")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
