"""The model cards' figures from the corpora: ``make evaluate``.

Needs ``ONRECORD_CORPORA``, the folder that holds ``attribution/polnear``. Reads PolNeAR's dev articles with each
model of the installed onrecord, as ``onrecord read`` does, and prints scores, by kind, and the reliability of the
confidence.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from evaluation.floor import main as floor_scores
from onrecord import Article, Reader
from onrecord.neural.session import SHIPPED
from onrecord.scoring import score_articles
from onrecord.scoring.gold import found_statements
from onrecord.scoring.polnear import read_polnear
from onrecord.scoring.spans import right_attributions


def reliability(rows: list[tuple[float, bool]]) -> str:
    """Of the statements of like confidence, how many are right: a line for each tenth."""
    lines = [f"{'confidence':12s} {'statements':>10s} {'mean':>6s} {'right':>6s}"]
    for low in (tenth / 10 for tenth in range(2, 10)):
        inside = [(value, right) for value, right in rows if low <= value < low + 0.1 or value == low + 0.1 == 1.0]
        if inside:
            mean, share = (100 * sum(one[part] for one in inside) / len(inside) for part in (0, 1))
            lines.append(f"{low:.1f} to {low + 0.1:.1f}   {len(inside):>10d} {mean:6.1f} {share:6.1f}")
    return "\n".join(lines)


def on_polnear(reader: Reader, folder: Path) -> None:
    """Print the scores of a reader on the dev articles of PolNeAR."""
    rows, sure = [], list[tuple[float, bool]]()
    for name, text, gold in read_polnear(folder, "dev"):
        reading = reader.read(Article(text, file=f"{name}.txt"), force=True)
        found = found_statements(reading)
        rows.append((text, gold, found))
        outer = [one.confidence for one in reading.statements if one.within is None]
        sure += zip(outer, right_attributions(text, gold, found), strict=True)
    statements = sum(len(gold) for _, gold, _ in rows)
    print(f"{reader.info.model}: PolNeAR dev, {len(rows)} articles, {statements} statements")
    for (measure, kind), score in score_articles(rows).items():
        print(f"{measure:18s} {kind:9s} P {score.precision:5.1f}  R {score.recall:5.1f}  F1 {score.f1:5.1f}")
    print(f"\n{reliability(sure)}\n")


def main() -> int:
    corpora = os.environ.get("ONRECORD_CORPORA")
    folder = Path(corpora or ".") / "attribution" / "polnear"
    if not corpora or not (folder / "dev").is_dir():
        print("set ONRECORD_CORPORA to the folder that holds attribution/polnear, then run this again", file=sys.stderr)
        return 2
    for model in SHIPPED:
        on_polnear(Reader.load(model), folder)
    print("the project's own gold")
    sys.argv = sys.argv[:1]
    return floor_scores()


if __name__ == "__main__":
    sys.exit(main())
