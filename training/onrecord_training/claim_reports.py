"""Reports of our own writing as onrecord reads them: propositions with the claim and the side that were marked.

What is marked is the content of a statement. Here it has gone through the reader and through `propositions`, as it does
in use: of *denied any increase in the tax* the words say the opposite of the mark.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from onrecord import Article, Reader
from onrecord.claims.propositions import propositions
from onrecord.neural.pairs import OPPOSITE, OTHER, SAME
from onrecord.scoring.claims import stands_for
from onrecord.text.spans import Range
from onrecord_training.claim_articles import Paragraph, Reported, reported
from onrecord_training.claim_pairs import Pair, shared

_HARD, _FAR = 0.5, 0.25
"""Pairs on two claims for each pair on one: those of a story with most words in common, and any."""
_SIGNS = {"same": 1, "disputes": -1}


@dataclass(frozen=True, slots=True)
class Stated:
    """A proposition of a report."""

    statement: str
    text: str
    claim: str
    """The letter of its claim; for one on none something that no other has."""
    side: int
    """1: its words say the claim; -1: the opposite; 0: nobody knows."""


def stated(story: Reported, reader: Reader) -> list[Stated]:
    """Propositions of a story's articles, of statements that are one proposition each."""
    found: list[Stated] = []
    for number, paragraphs in enumerate(story.articles):
        text, marks = _laid_out(paragraphs)
        reading = reader.read(Article(text))
        contents = {one.id: [(span.start, span.end) for span in one.content] for one in reading.statements}
        meant = stands_for(contents, {str(mark): [span] for mark, (span, *_) in enumerate(marks)})
        all_ = [one for one in propositions(reading) if not one.depth]
        count = Counter(one.statement for one in all_)
        for one in all_:
            if one.statement not in meant or one.points_back or count[one.statement] > 1:
                continue
            mark = int(meant[one.statement])
            _, claim, side = marks[mark]
            sign = {"asserts": 1, "disputes": -1, "neutral": 0}[one.sign]
            name = claim or f"{number}/{mark}"
            found.append(Stated(f"{number}/{one.statement}", one.text, name, _SIGNS.get(side, 0) * sign))
    return found


def _laid_out(paragraphs: list[Paragraph]) -> tuple[str, list[tuple[Range, str, str]]]:
    """An article's text, and of each mark in it the range, the claim and the side."""
    text, marks = "", []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        marks += [((len(text) + one.start, len(text) + one.end), one.claim, one.side) for one in paragraph.told]
        text += paragraph.text
    return text, marks


def report_pairs(kept: bool, rng: Random) -> list[Pair]:
    """Pairs of propositions of one report: all on one claim whose sides are known, and some on two claims."""
    reader = Reader.load()
    return [
        pair
        for part, story in enumerate(reported(kept, "reports"))
        for pair in _pairs(stated(story, reader), part, rng)
    ]


def _pairs(all_: list[Stated], part: int, rng: Random) -> Iterator[Pair]:
    both = [(a, b) for a, b in itertools.combinations(all_, 2) if a.statement != b.statement and a.text != b.text]
    one = [(a, b) for a, b in both if a.claim == b.claim and a.side and b.side]
    two = sorted(((a, b) for a, b in both if a.claim != b.claim), key=lambda pair: -shared(pair[0].text, pair[1].text))
    hard = two[: len(two) // 4]
    for a, b in one:
        yield Pair(a.text, b.text, SAME if a.side == b.side else OPPOSITE, part)
    for some, share in ((hard, _HARD), (two, _FAR)):
        for a, b in rng.sample(some, min(len(some), int(share * len(one)))):
            yield Pair(a.text, b.text, OTHER, part)
