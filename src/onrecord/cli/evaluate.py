"""``onrecord evaluate``: readings against gold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ending import DONE, complain, run

if TYPE_CHECKING:
    from onrecord.scoring import Score


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="JSON Lines, or a folder of NAME.gold.json and NAME.txt.")
    ],
    readings: Annotated[Path, typer.Argument(metavar="READINGS", help="What `onrecord read --format jsonl` printed.")],
    text_dir: Annotated[
        Path | None,
        typer.Option(
            "--text-dir", metavar="DIR", help="Folder of the articles' texts, NAME.txt; a gold folder holds its own."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")] = False,
) -> None:
    """Score readings against gold statements.

    Scores are in per cent, by measure and kind.

    \b
    Examples:
      onrecord read gold/ --format jsonl > readings.jsonl
      onrecord evaluate gold/ readings.jsonl
      onrecord evaluate dev.jsonl readings.jsonl --text-dir texts/ --json
    """
    if text_dir is None and not gold.is_dir():
        raise typer.BadParameter("needed, as GOLD is not a folder", param_hint="--text-dir")

    def job() -> int:
        from onrecord.scoring import score_articles
        from onrecord.scoring.gold import load

        articles = load(gold, readings, text_dir)
        unread = sum(not article.read for article in articles)
        if unread:
            complain(f"note: no reading of {unread} of {len(articles)} articles; they count as nothing found")
        scores = score_articles((article.text, article.gold, article.found) for article in articles)
        sys.stdout.write(_as_json(scores) if as_json else _as_table(scores))
        return DONE

    run(job)


def _as_json(scores: dict[tuple[str, str], Score]) -> str:
    table: dict[str, dict[str, dict[str, float]]] = {}
    for (measure, kind), one in scores.items():
        table.setdefault(measure, {})[kind] = {
            "precision": one.precision,
            "recall": one.recall,
            "f1": one.f1,
            "gold": one.gold,
            "predicted": one.predicted,
        }
    return json.dumps(table, indent=1) + "\n"


def _as_table(scores: dict[tuple[str, str], Score]) -> str:
    lines = [f"{'':<18} {'kind':<9} {'P':>6} {'R':>6} {'F1':>6} {'gold':>7} {'pred':>7}"]
    for (measure, kind), one in scores.items():
        shares = f"{one.precision:6.1f} {one.recall:6.1f} {one.f1:6.1f}"
        lines.append(f"{measure:<18} {kind:<9} {shares} {one.gold:>7} {one.predicted:>7}")
    return "\n".join(lines) + "\n"
