"""The model card's figures from the corpora: ``make evaluate``.

Needs ``ONRECORD_CORPORA``, the folder that holds ``attribution/polnear``. Reads PolNeAR's dev articles with the
installed onrecord, as ``onrecord read`` does, and prints scores, by kind, and the reliability of the confidence.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from evaluation.floor import main as floor_scores
from onrecord import Article, Reader
from onrecord.scoring import score_articles
from onrecord.scoring.gold import found_statements
from onrecord.scoring.polnear import read_polnear


def main() -> int:
    corpora = os.environ.get("ONRECORD_CORPORA")
    if not corpora or not (Path(corpora) / "attribution" / "polnear" / "dev").is_dir():
        print("set ONRECORD_CORPORA to the folder that holds attribution/polnear, then run this again", file=sys.stderr)
        return 2
    reader = Reader.load()
    rows = []
    for name, text, gold in read_polnear(Path(corpora) / "attribution" / "polnear", "dev"):
        reading = reader.read(Article(text, file=f"{name}.txt"), force=True)
        rows.append((text, gold, found_statements(reading)))
    print(f"PolNeAR dev, {len(rows)} articles, {sum(len(gold) for _, gold, _ in rows)} statements")
    for (measure, kind), score in score_articles(rows).items():
        print(f"{measure:18s} {kind:9s} P {score.precision:5.1f}  R {score.recall:5.1f}  F1 {score.f1:5.1f}")
    print("\nthe project's own gold")
    sys.argv = sys.argv[:1]
    return floor_scores()


if __name__ == "__main__":
    sys.exit(main())
