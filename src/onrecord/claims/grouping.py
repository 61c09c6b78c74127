"""Which claim each proposition of an article is about, and on which side.

One article at a time, against what is grouped already; nothing that was grouped is ever moved by what comes later.
A proposition joins the claim of the proposition that it is surest to be the same as, or the opposite of; one that
is neither founds a claim of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.propositions import Proposition, Stance
from onrecord.claims.relation import UNRELATED, Judge, Relation

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
        wanted = []
        for number, one in enumerate(self._propositions):
            if one.points_back and one.whose is None:
                continue
            wanted += [(one.text, other.text) for other in self._witnesses(self._known[number])]
            wanted += [(one.text, self._propositions[earlier].text) for earlier in self._earlier(number)]
        wanted = list(dict.fromkeys(wanted))
        return dict(zip(wanted, self._judge.relations(wanted), strict=True))

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
            )
            for earlier in self._earlier(number)
        ]
        claim, polarity, confidence = self._best(one.text, others)
        if claim is None:
            self._new -= 1
            claim = self._new
        return Placed(one, claim, _side(one.sign, polarity), polarity, confidence, self._vectors[number])

    def _best(self, text: str, others: Sequence[Known]) -> tuple[int | None, int, float]:
        """The claim that a proposition is surest to be about, with its polarity."""
        settings = self._judge.settings
        evidence: dict[int, list[tuple[float, float]]] = {}
        for other in others:
            same, opposite = self._relations.get((text, other.text), UNRELATED)
            if self._apart(other.published) or not other.related:
                opposite = 0.0
            if not other.related and same < settings.far_same:
                same = 0.0
            states, contradicts = (same, opposite) if other.polarity > 0 else (opposite, same)
            evidence.setdefault(other.claim, []).append((states, contradicts))
        best: tuple[int | None, int, float] = (None, 1, 1.0)
        strongest = 0.0
        for claim, found in evidence.items():
            states, contradicts = max(a for a, _ in found), max(b for _, b in found)
            for value, polarity in ((states, 1), (contradicts, -1)):
                least = settings.same if polarity > 0 else settings.opposite
                if value >= least and value > strongest:
                    strongest = value
                    best = (claim, polarity, value)
        return best

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
