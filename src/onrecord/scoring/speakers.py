"""Who spoke, when, where, by what channel and to whom: readings against gold, over the statements that were found.

A gold statement is *found* by the prediction whose content has the greatest Jaccard index with its own, if that is
0.5 or more. Of those with a certain speaker the reader's is *right*, *wrong*, or *unattributed*: an honest "don't
know". A person's name is right if the same words remain without titles, initials, nicknames in quotation marks and
Jr.; so a surname alone is wrong where the article has the full name. Other names are right if they share half of
their words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.scoring.spans import Score, jaccard
from onrecord.statements import Reading, Statement
from onrecord.text.spans import Range

GROUPS = ("all", "person", "name", "pronoun", "description", "no source", "not a person")
OUTCOMES = ("right", "wrong", "unattributed", "missed")
SLOTS = ("date", "channel", "place", "addressee")
_TITLES = frozenset(
    """
    mr mrs ms miss dr sir dame lord lady baroness baron prof professor president vice prime minister secretary
    senator sen rep representative congressman congresswoman gov governor mayor judge justice gen general adm
    admiral col colonel maj capt captain lt sgt rev reverend pope king queen prince princess chancellor former
    speaker chairman chairwoman chief director ambassador attorney deputy first lady candidate nominee jr sr ii
    iii
    """.split()  # noqa: SIM905 - a list of 60 words, one a line, says no more
)
_PRONOUNS = frozenset(
    """
    he she they it i we you who his her their its him them which that one himself herself themselves
    """.split()  # noqa: SIM905 - a list of 60 words, one a line, says no more
)
_ARTICLES = frozenset({"the", "a", "an"})
_NICKNAME = re.compile(r"[\"“‘(][^\"”’)]*[\"”’)]")


@dataclass(slots=True)
class SpeakerScores:
    """Counts of outcomes by (group, outcome), and a score for each slot."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    slots: dict[str, Score] = field(default_factory=dict)

    def share(self, group: str, outcome: str) -> float:
        """Per cent of the found statements of a group that have an outcome."""
        found = sum(self.outcomes[group, one] for one in OUTCOMES[:3])
        return 100 * self.outcomes[group, outcome] / found if found else 0.0


def score_speakers(articles: Iterable[tuple[str, Sequence[Mapping[str, Any]], Reading | None]]) -> SpeakerScores:
    """Scores over articles given as (text, gold statements as in ``NAME.gold.json``, reading)."""
    scores = SpeakerScores()
    counts: Counter[tuple[str, str]] = Counter()
    for text, gold, reading in articles:
        wanted = [one for one in gold if not one.get("nested") and not one.get("optional")]
        partner = pair_found(text, wanted, reading)
        for number, one in enumerate(wanted):
            statement = partner.get(number)
            outcome = _outcome(one, statement)
            for group in _groups(one) if outcome else ():
                scores.outcomes[group, str(outcome)] += 1
            if statement is not None:
                _count_slots(counts, one, statement)
    for slot in SLOTS:
        right = counts[slot, "right"]
        scores.slots[slot] = Score(right, counts[slot, "predicted"], right, counts[slot, "gold"])
    return scores


def pair_found(text: str, gold: Sequence[Mapping[str, Any]], reading: Reading | None) -> dict[int, Statement]:
    """The statement that finds each gold one, by the gold one's number, the closest pairs first.

    Statements within others are left out; without a reading nothing is found.
    """
    found = [one for one in reading.statements if one.within is None] if reading else []
    tokens = [match.span() for match in re.finditer(r"\w+", text)]

    def covered(ranges: Iterable[Range]) -> frozenset[int]:
        spans = list(ranges)
        return frozenset(i for i, (a, b) in enumerate(tokens) if any(a < end and start < b for start, end in spans))

    wanted = [covered((start, end) for start, end in one["content"]) for one in gold]
    given = [covered((span.start, span.end) for span in one.content) for one in found]
    close = sorted(
        ((jaccard(w, g), -i, -j) for i, w in enumerate(wanted) for j, g in enumerate(given) if w & g), reverse=True
    )
    partner: dict[int, Statement] = {}
    taken: set[int] = set()
    for value, i, j in close:
        if value >= 0.5 and -i not in partner and -j not in taken:
            partner[-i] = found[-j]
            taken.add(-j)
    return partner


def same_speaker(gold: Mapping[str, Any], name: str | None) -> bool:
    """Is a name the gold speaker's, or one of the aliases?"""
    if any(same_speaker({"name": alias, "type": gold["type"]}, name) for alias in gold.get("aliases") or ()):
        return True
    given = [one for one in (name or "").split(";") if one.strip()]
    if not given:
        return False
    if gold["type"] == "person":
        return {_person(one) for one in gold["name"].split(";")} == {_person(one) for one in given}
    wanted, found = (frozenset(_words(one)) - _ARTICLES - _PRONOUNS for one in (gold["name"], name or ""))
    return wanted == found or (bool(wanted & found) and len(wanted & found) >= 0.5 * len(wanted | found))


def _words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"\w+", text.replace("’", "'").replace("'s ", " "))]


def _person(name: str) -> frozenset[str]:
    words = [word for word in _words(_NICKNAME.sub(" ", name)) if word not in _TITLES]
    return frozenset(word for i, word in enumerate(words) if len(word) > 1 or i in (0, len(words) - 1))


def _outcome(gold: Mapping[str, Any], statement: Statement | None) -> str | None:
    """What became of a gold speaker; None where the gold itself is not certain."""
    speaker = gold["speaker"]
    if not gold.get("sure", True) or speaker["type"] == "unknown" or not speaker["name"]:
        return None
    if statement is None:
        return "missed"
    if statement.speaker.name is None:
        return "unattributed"
    return "right" if same_speaker(speaker, statement.speaker.name) else "wrong"


def _groups(gold: Mapping[str, Any]) -> list[str]:
    speaker, source = gold["speaker"], set(_words(gold.get("source_text") or ""))
    if speaker["type"] != "person":
        return ["all", "not a person"]
    if not source:
        form = "no source"
    elif source <= _PRONOUNS:
        form = "pronoun"
    else:
        form = "name" if source & set(_words(speaker["name"])) else "description"
    return ["all", "person", form]


def _count_slots(counts: Counter[tuple[str, str]], gold: Mapping[str, Any], statement: Statement) -> None:
    for slot in SLOTS:
        wanted = gold.get(slot)
        if slot == "date":
            if gold.get("skip_date"):
                continue
            at = statement.said_at
            given = at.earliest.isoformat() if at and at.earliest and at.earliest == at.latest else ""
            right = bool(wanted) and wanted == given
        else:
            given = " ".join(span.text for span in getattr(statement, slot))
            words = set(_words(wanted or "")) - _ARTICLES
            right = bool(words) and len(words & set(_words(given))) >= len(words) / 2
        counts[slot, "gold"] += bool(wanted)
        counts[slot, "predicted"] += bool(given)
        counts[slot, "right"] += right
