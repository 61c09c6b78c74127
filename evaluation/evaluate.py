"""The model card's figures from the corpora: ``make evaluate``.

Needs ``ONRECORD_CORPORA``, the folder that holds ``attribution/polnear``. Reads PolNeAR's dev articles with the
installed onrecord, as ``onrecord read`` does, and prints scores, by kind, and the reliability of the confidence.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from evaluation.floor import main as floor_scores
from onrecord import Article, Reader, Statement
from onrecord.scoring import score_articles

_ROLE = re.compile(r"\d+$")
Spans = list[tuple[int, int]]


def polnear(folder: Path) -> list[tuple[str, str, list[dict[str, Spans]]]]:
    """Name, text and statements of PolNeAR's dev articles, the first annotator's version of each."""
    found = []
    for path in sorted((folder / "dev" / "text").glob("*.txt")):
        pattern = re.compile(re.escape(path.stem) + r"_[0-9a-f]{4}\.ann")
        versions = sorted(p for p in (folder / "dev" / "attributions").iterdir() if pattern.fullmatch(p.name))
        found.append(
            (path.stem, path.read_bytes().decode("utf-8"), _standoff(versions[0].read_bytes().decode("utf-8")))
        )
    return found


def _standoff(annotation: str) -> list[dict[str, Spans]]:
    spans: dict[str, Spans] = {}
    statements = []
    for line in annotation.split("\n"):
        fields = line.strip("\r").split("\t")
        if re.match(r"T\d+\t", line):
            pairs = (pair.split() for pair in fields[1].split(" ", 1)[1].split(";"))
            spans[fields[0]] = [(int(start), int(end)) for start, end in pairs]
        elif re.match(r"E\d+\t", line):
            roles: dict[str, Spans] = {"content": [], "source": [], "cue": []}
            for part in fields[1].split()[1:]:
                role, span = part.split(":")
                roles[_ROLE.sub("", role).lower()] += spans[span]
            if roles["content"]:
                statements.append(roles)
    return statements


def as_ranges(statement: Statement) -> dict[str, Spans]:
    return {role: [(s.start, s.end) for s in getattr(statement, role)] for role in ("content", "source", "cue")}


def main() -> int:
    corpora = os.environ.get("ONRECORD_CORPORA")
    if not corpora or not (Path(corpora) / "attribution" / "polnear" / "dev").is_dir():
        print("set ONRECORD_CORPORA to the folder that holds attribution/polnear, then run this again", file=sys.stderr)
        return 2
    reader = Reader.load()
    rows = []
    for name, text, gold in polnear(Path(corpora) / "attribution" / "polnear"):
        reading = reader.read(Article(text, file=f"{name}.txt"), force=True)
        rows.append((text, gold, [as_ranges(one) for one in reading.statements if one.within is None]))
    print(f"PolNeAR dev, {len(rows)} articles, {sum(len(gold) for _, gold, _ in rows)} statements")
    for (measure, kind), score in score_articles(rows).items():
        print(f"{measure:18s} {kind:9s} P {score.precision:5.1f}  R {score.recall:5.1f}  F1 {score.f1:5.1f}")
    print("\nthe project's own gold")
    sys.argv = sys.argv[:1]
    return floor_scores()


if __name__ == "__main__":
    sys.exit(main())
