"""Paragraphs made up around statements of our own writing, as a report would print them.

The encoder reads a statement in its paragraph. Here it learns to: what reports it, who is asked what before it, another
statement beside it, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

BARE, ASKED, BESIDE, MATES = 0.25, 0.35, 0.5, 0.5
"""Share of statements that stand alone; of the others, shares whose claim is named before them, that have another
statement beside them; of these, share in which that is on the same claim, as far as the story has one.
"""
_SMALL = frozenset(
    ["The", "A", "An", "It", "We", "They", "He", "She", "There", "This", "That", "Our", "My", "No", "Nobody", "In"]
)
"""Words that begin small within a sentence."""
WHO = (
    *("he", "she", "they", "the minister", "the spokeswoman", "a spokesman", "her lawyer", "the union", "the company"),
    *("the committee", "the mayor", "an official", "the governor", "the report", "the chairman", "the ambassador"),
    *("the president", "a resident", "one witness", "the head of the inquiry", "the opposition", "the prosecutor"),
    *("Mr Adeyar", "Ms Corvane", "Mrs Tilsit", "Dr Omrani", "Sir Alan Pewsey", "Senator Lofgren", "Councillor Byre"),
    *("Petra Dolmen", "James Okafor-Lind", "Yusuf Amrani"),
)
SAID = ("said", "said", "said", "told reporters", "wrote", "added", "insisted", "replied", "argued", "told the hearing")
ASKS = (
    "Asked whether {claim}, {who} {said}: ",
    "On the question whether {claim}, {who} {said}: ",
    "Of the suggestion that {claim}, {who} {said}: ",
    "Of reports that {claim}, {who} {said}: ",
    "The row is over whether {claim}. {Who} {said}: ",
    "{Who}, who was pressed on claims that {claim}, {said}: ",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph and where in it the statement stands."""

    text: str
    start: int
    end: int


def in_paragraph(
    text: str, beside: Sequence[str], rng: Random, claim: str | None = None, mates: Sequence[str] = ()
) -> Placed:
    """A statement in a paragraph.

    ``beside``: what another person may say in it; ``claim``: what it is about; ``mates``: what others say of that.
    """
    if rng.random() < BARE:
        return Placed(text, 0, len(text))
    if claim and rng.random() < ASKED:
        who = rng.choice(WHO)
        names = {"claim": _inner(claim), "who": who, "Who": who[0].upper() + who[1:], "said": rng.choice(SAID)}
        head = rng.choice(ASKS).format_map(names)
        before, said, after = f"{head}“", _direct(text), ".”"
    else:
        before, said, after = _reported(text, rng)
    if rng.random() < BESIDE and beside:
        near = [mate for mate in mates if mate != text] if rng.random() < MATES else []
        other = "".join(_reported(rng.choice(near or beside), rng))
        if rng.random() < 0.5:
            before = f"{other} {before}"
        else:
            after = f"{after} {other}"
    return Placed(f"{before}{said}{after}", len(before), len(before) + len(said))


def _reported(text: str, rng: Random) -> tuple[str, str, str]:
    """What stands before a statement, the statement, what stands behind it."""
    who, verb = rng.choice(WHO), rng.choice(SAID)
    if text.startswith("that ") or rng.random() < 0.35:
        told = text if text.startswith("that ") else f"that {_inner(text)}"
        return f"{who[0].upper()}{who[1:]} {verb} ", told, "."
    if rng.random() < 0.5:
        return "“", _direct(text), f",” {who} {verb}."
    return f"{who[0].upper()}{who[1:]} {verb}: “", _direct(text), ".”"


def _direct(text: str) -> str:
    said = text.removeprefix("that ").rstrip(".")
    return said[:1].upper() + said[1:]


def _inner(text: str) -> str:
    """A sentence as a clause."""
    said = text.rstrip(".")
    return said[:1].lower() + said[1:] if said.split(" ", 1)[0] in _SMALL else said
