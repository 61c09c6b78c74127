"""Which claim each proposition of an article is about, and on which side.

One article at a time, against what is grouped already; nothing that was grouped is ever moved by what comes later.
A proposition joins the claim of the proposition that it is surest to be the same as, or the opposite of; one that
is neither founds a claim of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.around import ALONE, Company, Standing
from onrecord.claims.propositions import Proposition, Stance
from onrecord.claims.relation import Judge

_WITNESSES = 3
"""Propositions of a claim by which the side is judged: those that the new one fits best."""
_LEAST_SHARE = 1e-4
"""What counts for a member that does not fit at all, instead of 0, and from 1 for one that fits wholly."""
_LEAST_WORDS = 4
"""Of a proposition that can dispute another by its meaning alone, and of that other."""
_SOON = 4
"""Statements before *the claim*, at most, among which is what it means."""
_INTENTION = re.compile(
    r"\b(?:would|will|should|could|can|may|might|(?:going|planning|hoping|ready|willing|have|has) to)\b", re.IGNORECASE
)
"""Words of a question whose *no* refuses something instead of denying it."""
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
    company: Company = ALONE
    """Where it stands to the proposition that it is compared with."""


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
    standing: Standing,
) -> list[Placed]:
    """Group the propositions of one article. ``known`` are for each the nearest that are grouped, nearest first."""
    return _Placing(propositions, vectors, known, published, judge, standing).placed()


class _Placing:
    def __init__(
        self,
        propositions: Sequence[Proposition],
        vectors: NDArray[np.float32],
        known: Sequence[Sequence[Known]],
        published: date | None,
        judge: Judge,
        standing: Standing,
    ) -> None:
        self._propositions = propositions
        self._vectors = vectors
        self._known = known
        self._published = published
        self._judge = judge
        self._opposite = cache(judge.opposite)  # the rules below may come to one pair twice
        self._standing = standing
        self._cosines = vectors @ vectors.T
        self._done: list[Placed] = []
        self._new = 0

    def placed(self) -> list[Placed]:
        for number, one in enumerate(self._propositions):
            self._done.append(self._back(number) if one.points_back else self._place(number))
        return self._done

    def _earlier(self, number: int) -> list[int]:
        """Propositions before it in the article that are near it, other than those of its own statement."""
        one = self._propositions[number]
        return [
            earlier
            for earlier, other in enumerate(self._propositions[:number])
            if self._cosines[number, earlier] >= self._judge.settings.near
            and not other.points_back
            and (other.statement != one.statement or other.depth != one.depth)
        ]

    def _place(self, number: int) -> Placed:
        one = self._propositions[number]
        claims: dict[int, list[tuple[float, Known]]] = {}
        for other in (*self._known[number], *self._within(number)):
            claims.setdefault(other.claim, []).append((self._joins(one, other), other))
        best, found = max(
            ((_mean(found), found) for found in claims.values()), default=(0.0, []), key=lambda one: one[0]
        )
        witnesses = [other for _, other in sorted(found, key=lambda pair: -pair[0])[:_WITNESSES]]
        turned = self._turned(one, witnesses, best) if best >= self._judge.settings.joins else None
        if turned is None:
            self._new -= 1
            return Placed(one, self._new, one.sign, 1, 1.0, self._vectors[number])
        polarity, certain = turned
        stance = _side(one.sign, polarity) if certain else "neutral"
        return Placed(one, witnesses[0].claim, stance, polarity, best, self._vectors[number])

    def _joins(self, one: Proposition, other: Known) -> float:
        settings = self._judge.settings
        joins = self._judge.joins(one.text, other.text, other.cosine, other.company)
        return joins if other.related or joins >= settings.far_joins else 0.0

    def _turned(self, one: Proposition, others: Sequence[Known], joins: float) -> tuple[int, bool] | None:
        """The polarity of a proposition on the claim of others, and whether it is plain.

        None for the contrary of what was said of another event or at another time: that is another claim.
        """
        settings = self._judge.settings
        if (side := self._taken(one, others[0].claim)) is not None:
            return self._consistent(one, others, side, joins)
        for other in others:
            theirs = one.speaker is not None and one.speaker == other.speaker and not one.gives_way
            if theirs and "neutral" not in {one.sign, other.stance}:
                # People seldom contradict themselves: how one speaker puts it follows from the side taken before.
                if self._later(other.published) and self._turns(one, other, joins):
                    break
                return self._consistent(one, others, other.stance, joins)
        mean = self._against(one, others)
        if mean > settings.same and any(self._apart(other.published) or not other.related for other in others):
            return None
        if mean >= settings.opposite:
            # Nobody is made a denier by meaning over a fragment, or over what somebody else says that they said.
            plain = not one.depth and min(len(text.split()) for text in (one.text, others[0].text)) >= _LEAST_WORDS
            return -1, plain and joins >= settings.sure
        return (1 if mean <= settings.same else -1), mean <= settings.same

    def _consistent(self, one: Proposition, others: Sequence[Known], side: Stance, joins: float) -> tuple[int, bool]:
        """The polarity of what somebody puts who has taken a side before.

        Nobody denies again, unasked, by a remark that is hardly about it; and words of denial tell more than what
        meaning alone has made of an earlier remark, unless they deny the opposite.
        """
        if one.sign == "disputes" and side == "asserts" and not any(self._contrary(one, other) for other in others):
            return 1, True
        unasked = one.sign == "asserts" and side == "disputes"
        return (1 if one.sign == side else -1), not unasked or (joins >= self._judge.settings.sure and not one.depth)

    def _turns(self, one: Proposition, other: Known, joins: float) -> bool:
        """Does a speaker say the opposite of what the same one has said: by its words, or as what was denied?"""
        settings = self._judge.settings
        contrary = self._opposite(one.text, other.text)
        if one.sign == _side(other.stance, other.polarity):
            return contrary >= settings.turns
        return contrary <= 1 - settings.turns and joins >= settings.sure

    def _contrary(self, one: Proposition, other: Known) -> bool:
        """Do its words state the opposite of the claim, as far as one of its members tells?"""
        share = self._opposite(one.text, other.text)
        return (share if other.polarity > 0 else 1 - share) > self._judge.settings.same

    def _against(self, one: Proposition, others: Sequence[Known]) -> float:
        """How far a proposition states the opposite of the claim of others, over all of them.

        No more of them are asked than decide whether that is more than `Settings.same`: each takes milliseconds.
        """
        total = 0.0
        for left, other in zip(range(len(others) - 1, -1, -1), others, strict=True):
            share = self._opposite(one.text, other.text)
            total += share if other.polarity > 0 else 1 - share
            if total + left <= self._judge.settings.same * len(others):
                break
        return total / len(others)

    def _taken(self, one: Proposition, claim: int) -> Stance | None:
        """The side that its speaker has taken on the claim before in the article, *the claim* denied included."""
        if one.speaker is None or one.depth or one.sign == "neutral" or one.gives_way:
            return None
        return next(
            (
                done.stance
                for done in reversed(self._done)
                if done.claim == claim
                and done.stance != "neutral"
                and not done.proposition.depth
                and done.proposition.speaker == one.speaker
            ),
            None,
        )

    def _within(self, number: int) -> list[Known]:
        """What is near it and placed already in the article itself."""
        return [
            Known(
                self._done[earlier].claim,
                self._done[earlier].polarity,
                self._propositions[earlier].text,
                float(self._cosines[number, earlier]),
                self._published,
                speaker=self._propositions[earlier].speaker,
                stance=self._done[earlier].stance,
                company=self._standing.beside(number, earlier),
            )
            for earlier in self._earlier(number)
        ]

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
            theirs = _side(meant.stance, 1 if meant.proposition.sign == "asserts" else -1)
            stance = one.sign if theirs == "neutral" else theirs
            return Placed(one, meant.claim, stance, meant.polarity, meant.confidence, None)
        earlier = self._asked(number) if one.sign == "neutral" else self._meant(number)
        if earlier is None and one.whose is not None:
            found = self._place(number)
            # Nobody knows what is denied when the words that are meant stand nowhere.
            return found if found.claim >= 0 or found.confidence < 1 else replace(found, stance="neutral", vector=None)
        if earlier is None:
            self._new -= 1
            return Placed(one, self._new, "neutral", 1, 1.0, None)
        meant = self._done[earlier]
        if one.alleged and one.sign != "neutral" and meant.proposition.sign == meant.stance == "disputes":
            # *A denied that X. B denied the allegation, too*: both speak of X, not of A's denial.
            return Placed(one, meant.claim, one.sign, meant.polarity, 0.7, None)
        asked = meant.proposition.asks and not _INTENTION.search(meant.proposition.text)
        if asked and one.sign == "disputes":
            # *Asked whether it had sunk, he replied: “Of course it didn't.”*; who would not resign disputes nothing.
            return Placed(one, meant.claim, _side(one.sign, meant.polarity), meant.polarity, 0.7, None)
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
                if self._propositions[earlier].speaker == one.whose
                and not self._propositions[earlier].points_back
                and self._fits(number, earlier)
            ]
            return max(theirs, key=lambda earlier: self._cosines[number, earlier], default=None)
        if (asked := self._asked(number)) is not None and self._propositions[asked].sign == "neutral":
            return asked
        before = [
            earlier
            for earlier in range(number)
            if self._propositions[earlier].speaker != one.speaker
            and self._propositions[earlier].depth == 0
            and not self._propositions[earlier].points_back
            and self._done[earlier].stance != "neutral"
        ]
        since = {other.statement for other in self._propositions[before[-1] if before else number : number]}
        if not before or len(since - {one.statement}) > _SOON:
            return None
        last = self._propositions[before[-1]].statement
        options = [
            earlier
            for earlier in before
            if self._propositions[earlier].statement == last and self._fits(number, earlier)
        ]
        if not options:
            return None
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

    def _fits(self, number: int, earlier: int) -> bool:
        """Can it be what is pointed at? Where that has words of its own, they must be near it."""
        return not self._propositions[number].tells or bool(self._cosines[number, earlier] >= self._judge.settings.near)


def _mean(found: Sequence[tuple[float, Known]]) -> float:
    """How far a proposition is about a claim, over all of its members: each that fits badly counts against it.

    The share whose log-odds are the mean of all; 1 if one says it in the same words.
    """
    shares = [joins for joins, _ in found]
    if max(shares) == 1.0:
        return 1.0
    within = [min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE) for share in shares]
    odds = math.fsum(math.log(share / (1 - share)) for share in within) / len(within)
    return 1 / (1 + math.exp(-odds))


def _side(sign: Stance, polarity: int) -> Stance:
    if sign == "neutral" or polarity > 0:
        return sign
    return "disputes" if sign == "asserts" else "asserts"
