"""Which claim each proposition of an article is about, and on which side.

One article at a time, against what is grouped already; nothing that was grouped is ever moved by what comes later.
A proposition joins the claim of the proposition that it is surest to be the same as, or the opposite of; one that
is neither founds a claim of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.propositions import Proposition, Stance
from onrecord.claims.relation import UNRELATED, Compared, Judge, Relation

_CLAIMS = 4
"""Claims that a proposition is compared with at most."""
_WITNESSES = 2
"""Propositions of each claim that it is compared with at most: those nearest to it."""
_APART = 200
"""Days between two articles from which a contrary statement is taken for a change, not for a dispute."""


@dataclass(frozen=True, slots=True)
class Known:
    """A proposition that is grouped."""

    claim: int
    polarity: int
    """1: its words state the claim; -1: the opposite."""
    text: str
    cosine: float
    published: date | None = None
    related: bool = True
    """Is it from an article about the same event?"""
    speaker: str | None = None
    stance: Stance = "asserts"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a proposition belongs."""

    proposition: Proposition
    claim: int
    """Key of a known claim; a negative number for a new one, -1 the first."""
    stance: Stance
    polarity: int
    confidence: float
    """Probability of the relation that put it there; 1 for a claim of its own."""
    vector: NDArray[np.float32] | None
    """None for one that only points at another."""


def place(
    propositions: Sequence[Proposition],
    vectors: NDArray[np.float32],
    known: Sequence[Sequence[Known]],
    published: date | None,
    judge: Judge,
) -> list[Placed]:
    """Group the propositions of one article. ``known`` are for each the nearest that are grouped, nearest first."""
    return _Placing(propositions, vectors, known, published, judge).placed()


class _Evidence(NamedTuple):
    """What one comparison says of a proposition."""

    claim: int
    polarity: int
    joins: float
    """Probability that it is about the claim."""
    certain: bool
    """Is it plain on which side?"""


class _Placing:
    def __init__(
        self,
        propositions: Sequence[Proposition],
        vectors: NDArray[np.float32],
        known: Sequence[Sequence[Known]],
        published: date | None,
        judge: Judge,
    ) -> None:
        self._propositions = propositions
        self._vectors = vectors
        self._known = known
        self._published = published
        self._judge = judge
        self._cosines = vectors @ vectors.T
        self._relations = self._compare()
        self._done: list[Placed] = []
        self._new = 0

    def placed(self) -> list[Placed]:
        for number, one in enumerate(self._propositions):
            self._done.append(self._back(number) if one.points_back else self._place(number))
        return self._done

    def _compare(self) -> Mapping[tuple[str, str], Relation]:
        """All pairs that can matter, asked of the model at once."""
        wanted: list[Compared] = []
        for number, one in enumerate(self._propositions):
            if one.points_back and one.whose is None:
                continue
            wanted += [Compared(one.text, other.text, other.cosine) for other in self._witnesses(self._known[number])]
            wanted += [
                Compared(one.text, self._propositions[earlier].text, float(self._cosines[number, earlier]))
                for earlier in self._earlier(number)
            ]
        unique = {pair[:2]: pair for pair in wanted}
        return dict(zip(unique, self._judge.relations(list(unique.values())), strict=True))

    def _witnesses(self, known: Sequence[Known]) -> list[Known]:
        """Those to compare with: of the nearest claims the nearest few."""
        claims: dict[int, list[Known]] = {}
        for one in known:
            if not one.related and one.cosine < self._judge.settings.far:
                continue
            if one.claim in claims or len(claims) < _CLAIMS:
                claims.setdefault(one.claim, []).append(one)
        return [one for some in claims.values() for one in some[:_WITNESSES]]

    def _earlier(self, number: int) -> list[int]:
        """Propositions before it in the article that are near it."""
        near = self._judge.settings.near
        one = self._propositions[number]
        found = [
            earlier
            for earlier in range(number)
            if self._cosines[number, earlier] >= near
            and not self._propositions[earlier].points_back
            and (
                self._propositions[earlier].statement != one.statement or one.depth != self._propositions[earlier].depth
            )
        ]
        return sorted(found, key=lambda earlier: -self._cosines[number, earlier])[: 2 * _CLAIMS]

    def _place(self, number: int) -> Placed:
        one = self._propositions[number]
        others = self._witnesses(self._known[number]) + [
            Known(
                self._done[earlier].claim,
                self._done[earlier].polarity,
                self._propositions[earlier].text,
                float(self._cosines[number, earlier]),
                self._published,
                speaker=self._propositions[earlier].speaker,
                stance=self._done[earlier].stance,
            )
            for earlier in self._earlier(number)
        ]
        best = max((self._evidence(one, other) for other in others), default=None, key=lambda found: found.joins)
        if best is None or best.joins < self._judge.settings.joins:
            self._new -= 1
            return Placed(one, self._new, one.sign, 1, 1.0, self._vectors[number])
        stance = _side(one.sign, best.polarity) if best.certain else "neutral"
        return Placed(one, best.claim, stance, best.polarity, best.joins, self._vectors[number])

    def _evidence(self, one: Proposition, other: Known) -> _Evidence:
        """What one comparison says: is it the same claim, and is it put the same way round?"""
        settings = self._judge.settings
        joins, share = self._relations.get((one.text, other.text), UNRELATED)
        if not other.related:
            alike = joins >= settings.far_joins and share <= settings.same
            return _Evidence(other.claim, other.polarity, joins if alike else 0.0, certain=True)
        theirs = one.speaker is not None and one.speaker == other.speaker and "neutral" not in {one.sign, other.stance}
        if theirs and not (share >= settings.turns and self._later(other.published)):
            # People seldom contradict themselves: how a thing is put by one speaker follows from the side taken.
            return _Evidence(other.claim, 1 if one.sign == other.stance else -1, joins, certain=True)
        if self._apart(other.published) and share > settings.same:
            return _Evidence(other.claim, other.polarity, 0.0, certain=True)
        if share >= settings.opposite:
            return _Evidence(other.claim, -other.polarity, joins, certain=True)
        return _Evidence(other.claim, other.polarity, joins, certain=share <= settings.same)

    def _later(self, other: date | None) -> bool:
        return self._published is not None and other is not None and self._published > other

    def _apart(self, other: date | None) -> bool:
        return self._published is not None and other is not None and abs((self._published - other).days) > _APART

    def _back(self, number: int) -> Placed:
        """One that only points at what somebody else said before it in the article."""
        one = self._propositions[number]
        if one.depth:
            # What another said, after the speaker's own side on it.
            meant = self._done[number - 1]
            return Placed(one, meant.claim, _side(one.sign, meant.polarity), meant.polarity, meant.confidence, None)
        earlier = self._asked(number) if one.sign == "neutral" else self._meant(number)
        if earlier is None and one.whose is not None:
            return self._place(number)
        if earlier is None:
            self._new -= 1
            return Placed(one, self._new, "neutral", 1, 1.0, None)
        meant = self._done[earlier]
        # Denying a denial is asserting; what the other left open stays so.
        other: Stance = "disputes" if meant.stance == "asserts" else "asserts"
        stance = (
            "neutral" if "neutral" in {meant.stance, one.sign} else other if one.sign == "disputes" else meant.stance
        )
        return Placed(one, meant.claim, stance, meant.polarity, 0.7, None)

    def _asked(self, number: int) -> int | None:
        """What somebody without a view was asked: the question just before."""
        before = number - 1
        return before if before >= 0 and self._done[before].stance == "neutral" else None

    def _meant(self, number: int) -> int | None:
        """What it points at: of the last statement of somebody else that which is nearest to what is said beside it.

        Where it names whose words it means, the nearest to it of all that they say.
        """
        one = self._propositions[number]
        if one.whose is not None:
            theirs = [
                earlier
                for earlier in range(number)
                if self._propositions[earlier].speaker == one.whose and not self._propositions[earlier].points_back
            ]
            return max(theirs, key=lambda earlier: self._cosines[number, earlier], default=None)
        before = [
            earlier
            for earlier in range(number)
            if self._propositions[earlier].speaker != one.speaker
            and self._propositions[earlier].depth == 0
            and not self._propositions[earlier].points_back
            and self._done[earlier].stance != "neutral"
        ]
        if not before:
            return None
        last = self._propositions[before[-1]].statement
        options = [earlier for earlier in before if self._propositions[earlier].statement == last]
        beside = [
            other
            for other in range(len(self._propositions))
            if self._propositions[other].speaker == one.speaker
            and abs(other - number) <= 2
            and not self._propositions[other].points_back
        ]
        if not beside or len(options) == 1:
            return options[0]
        return max(options, key=lambda option: (max(self._cosines[option, other] for other in beside), -option))


def _side(sign: Stance, polarity: int) -> Stance:
    if sign == "neutral" or polarity > 0:
        return sign
    return "disputes" if sign == "asserts" else "asserts"
