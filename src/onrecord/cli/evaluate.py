"""``onrecord evaluate``: readings against gold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.ending import DONE, complain, run

if TYPE_CHECKING:
    from onrecord.scoring import Score
    from onrecord.scoring.acts import ActScores
    from onrecord.scoring.speakers import SpeakerScores


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

    Scores are in per cent, by measure and kind; then speakers, circumstances, act and framing of the
    statements found, where GOLD has them.

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
        from onrecord.scoring.acts import score_acts
        from onrecord.scoring.gold import load
        from onrecord.scoring.speakers import score_speakers

        articles = load(gold, readings, text_dir)
        unread = sum(article.reading is None for article in articles)
        if unread:
            complain(f"note: no reading of {unread} of {len(articles)} articles; they count as nothing found")
        scores = score_articles((article.text, article.gold, article.found) for article in articles)
        speakers = None
        if any("speaker" in one for article in articles for one in article.annotated):
            speakers = score_speakers((article.text, article.annotated, article.reading) for article in articles)
        acts = None
        if any("act" in one or "framing" in one for article in articles for one in article.annotated):
            acts = score_acts((article.text, article.annotated, article.reading) for article in articles)
        if as_json:
            sys.stdout.write(_as_json(scores, speakers, acts))
        else:
            sys.stdout.write(_as_table(scores) + _speaker_table(speakers) + _act_table(acts))
        return DONE

    run(job)


def _shares(one: Score) -> dict[str, float]:
    return {
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "gold": one.gold,
        "predicted": one.predicted,
    }


def _as_json(scores: dict[tuple[str, str], Score], speakers: SpeakerScores | None, acts: ActScores | None) -> str:
    table: dict[str, Any] = {}
    for (measure, kind), one in scores.items():
        table.setdefault(measure, {})[kind] = _shares(one)
    if speakers is not None:
        outcomes: dict[str, dict[str, float]] = {}
        for (group, outcome), count in sorted(speakers.outcomes.items()):
            outcomes.setdefault(group, {})[outcome] = count
        table["speaker"] = outcomes
        table["circumstances"] = {slot: _shares(one) for slot, one in speakers.slots.items()}
    if acts is not None:
        from onrecord.scoring.acts import accuracy, by_class, macro_f1

        for name, confusion in (("act", acts.act), ("framing", acts.framing)):
            table[name] = {
                "found": confusion.total(),
                "accuracy": accuracy(confusion).f1,
                "macro_f1": macro_f1(confusion),
                "classes": {one: _shares(score) for one, score in by_class(confusion).items()},
                "confusion": [
                    {"gold": wanted, "given": given, "count": n} for (wanted, given), n in sorted(confusion.items())
                ],
            }
    return json.dumps(table, indent=1) + "\n"


def _speaker_table(speakers: SpeakerScores | None) -> str:
    """Speakers of the statements found, in per cent, then the circumstances; nothing where the gold has none."""
    if speakers is None:
        return ""
    from onrecord.scoring.speakers import GROUPS, OUTCOMES

    lines = ["", f"{'speaker':<18} {'found':>7} {'right':>6} {'wrong':>6} {'unattributed':>13} {'missed':>7}"]
    for group in GROUPS:
        found = sum(speakers.outcomes[group, outcome] for outcome in OUTCOMES[:3])
        shares = [speakers.share(group, outcome) for outcome in OUTCOMES[:3]]
        missed = speakers.outcomes[group, "missed"]
        lines.append(f"{group:<18} {found:>7} {shares[0]:6.1f} {shares[1]:6.1f} {shares[2]:13.1f} {missed:>7}")
    lines += ["", f"{'':<18} {'P':>6} {'R':>6} {'F1':>6} {'gold':>7} {'pred':>7}"]
    for slot, one in speakers.slots.items():
        shares_of = f"{one.precision:6.1f} {one.recall:6.1f} {one.f1:6.1f}"
        lines.append(f"{slot:<18} {shares_of} {one.gold:>7} {one.predicted:>7}")
    return "\n".join(lines) + "\n"


def _act_table(acts: ActScores | None) -> str:
    """Act and framing of the statements found: accuracy, macro F1, each class; nothing where the gold has none."""
    if acts is None:
        return ""
    from onrecord.scoring.acts import accuracy, by_class, macro_f1

    lines = ["", f"{'':<18} {'found':>7} {'accuracy':>9} {'macro F1':>9}"]
    for name, confusion in (("act", acts.act), ("framing", acts.framing)):
        lines.append(f"{name:<18} {confusion.total():>7} {accuracy(confusion).f1:9.1f} {macro_f1(confusion):9.1f}")
    for name, confusion in (("act", acts.act), ("framing", acts.framing)):
        lines += ["", f"{name:<18} {'P':>6} {'R':>6} {'F1':>6} {'gold':>7} {'pred':>7}"]
        for one, score in by_class(confusion).items():
            shares = f"{score.precision:6.1f} {score.recall:6.1f} {score.f1:6.1f}"
            lines.append(f"{one:<18} {shares} {score.gold:>7} {score.predicted:>7}")
    return "\n".join(lines) + "\n"


def _as_table(scores: dict[tuple[str, str], Score]) -> str:
    lines = [f"{'':<18} {'kind':<9} {'P':>6} {'R':>6} {'F1':>6} {'gold':>7} {'pred':>7}"]
    for (measure, kind), one in scores.items():
        shares = f"{one.precision:6.1f} {one.recall:6.1f} {one.f1:6.1f}"
        lines.append(f"{measure:<18} {kind:<9} {shares} {one.gold:>7} {one.predicted:>7}")
    return "\n".join(lines) + "\n"
