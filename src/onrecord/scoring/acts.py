"""Act and framing: readings against gold, over the statements that were found.

Found are the pairs that speakers are scored on (`onrecord.scoring.speakers`). Gold without ``act`` and ``framing``
counts for nothing here, so that older gold can still be scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.scoring.spans import Score
from onrecord.scoring.speakers import pair_found
from onrecord.statements import Reading

Confusion = Counter[tuple[str, str]]
"""Numbers of statements by (gold class, given class)."""


@dataclass(frozen=True, slots=True)
class ActScores:
    """What the found statements were given for what the gold has."""

    act: Confusion = field(default_factory=Counter)
    framing: Confusion = field(default_factory=Counter)


def score_acts(articles: Iterable[tuple[str, Sequence[Mapping[str, Any]], Reading | None]]) -> ActScores:
    """Confusions over articles given as (text, gold statements as in ``NAME.gold.json``, reading)."""
    scores = ActScores()
    for text, gold, reading in articles:
        for number, statement in pair_found(text, gold, reading).items():
            one = gold[number]
            if "act" in one:
                scores.act[one["act"], statement.act] += 1
            if "framing" in one:
                scores.framing[one["framing"], statement.framing] += 1
    return scores


def accuracy(confusion: Confusion) -> Score:
    """The statements given the gold's class; precision, recall and F1 are all the accuracy in per cent."""
    right = sum(count for (wanted, given), count in confusion.items() if wanted == given)
    return Score(right, confusion.total(), right, confusion.total())


def by_class(confusion: Confusion) -> dict[str, Score]:
    """A score for each class that the gold has, by name."""
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for (one, other), count in confusion.items():
        wanted[one] += count
        given[other] += count
    return {
        name: Score(confusion[name, name], given[name], confusion[name, name], wanted[name]) for name in sorted(wanted)
    }


def macro_f1(confusion: Confusion) -> float:
    """Mean F1, in per cent, of the classes that the gold has, each with the same weight; 0 without any."""
    scores = by_class(confusion).values()
    return sum(one.f1 for one in scores) / len(scores) if scores else 0.0
