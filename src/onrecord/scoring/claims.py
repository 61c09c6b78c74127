"""Claims against gold stories: are the same statements together, and is each on the right side?

Measures, over the gold statements of all stories:

- *pairs*: precision, recall and F1 of the pairs of statements that share a claim;
- *B-cubed* for items in several clusters (Amigó et al. 2009): a pair counts by how many claims it shares;
- *stance*: F1 of each class over the positions (statement, claim), a claim of the gold being the predicted claim with
  which it has most statements in common; and the macro average.

A gold statement that was not found stands alone, and so lacks its pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from onrecord.scoring.spans import Score

Stance = Literal["asserts", "disputes", "neutral"]
STANCES: tuple[Stance, ...] = ("asserts", "disputes", "neutral")
Item = str
Claims = Mapping[str, Mapping[Item, Stance]]
"""For each claim the statements that are of it, with the stance of each."""


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """What the predicted claims come to against the gold ones."""

    pairs: Score
    bcubed: tuple[float, float, float]
    """Precision, recall, F1, in per cent."""
    stances: Mapping[Stance, Score] = field(default_factory=dict)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the stances that the gold has."""
        present = [score.f1 for score in self.stances.values() if score.gold]
        return sum(present) / len(present) if present else 0.0


def score_claims(gold: Claims, found: Claims) -> ClaimScores:
    """Score claims over the same items; items of ``found`` that the gold lacks play no part."""
    items = {item for members in gold.values() for item in members}
    mine = {claim: {item: side for item, side in some.items() if item in items} for claim, some in found.items()}
    mine = {claim: some for claim, some in mine.items() if some}
    return ClaimScores(_pairs(gold, mine), _bcubed(items, gold, mine), _stances(gold, mine))


def _pairs(gold: Claims, found: Claims) -> Score:
    wanted, given = _together(gold), _together(found)
    return Score(len(wanted & given), len(given), len(wanted & given), len(wanted))


def _together(claims: Claims) -> set[tuple[Item, Item]]:
    return {pair for members in claims.values() for pair in combinations(sorted(members), 2)}


def _bcubed(items: Iterable[Item], gold: Claims, found: Claims) -> tuple[float, float, float]:
    of_gold, of_found = _by_item(gold), _by_item(found)
    precision, recall = [], []
    for item in items:
        wanted, given = of_gold[item], of_found.get(item, frozenset({f"alone {item}"}))
        precision.append(_multiplicity(item, given, found, of_gold))
        recall.append(_multiplicity(item, wanted, gold, of_found))
    p, r = (100 * sum(one) / len(one) if one else 0.0 for one in (precision, recall))
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def _multiplicity(item: Item, claims: frozenset[str], one: Claims, other: Mapping[Item, frozenset[str]]) -> float:
    """Mean, over those that share a claim with the item in ``one``, of how far they do so in ``other``."""
    mates = {mate for claim in claims for mate in one.get(claim, ())} | {item}
    shares = []
    for mate in mates:
        here = sum(mate in one.get(claim, ()) for claim in claims) if mate != item else len(claims)
        there = len(other.get(item, frozenset()) & other.get(mate, frozenset())) if mate != item else here
        shares.append(min(here, there) / here)
    return sum(shares) / len(shares)


def _by_item(claims: Claims) -> dict[Item, frozenset[str]]:
    of: dict[Item, set[str]] = defaultdict(set)
    for claim, members in claims.items():
        for item in members:
            of[item].add(claim)
    return {item: frozenset(some) for item, some in of.items()}


def _stances(gold: Claims, found: Claims) -> dict[Stance, Score]:
    """Each stance's score; a claim that is put the other way round than the gold's is not turned."""
    of_found = _by_item(found)
    right: Counter[Stance] = Counter()
    wrong: Counter[Stance] = Counter()
    missed: Counter[Stance] = Counter()
    for members in gold.values():
        near = _aligned(members, of_found)
        for item, side in members.items():
            given = found[near].get(item) if near is not None else None
            if given == side:
                right[side] += 1
                continue
            missed[side] += 1
            if given is not None:
                wrong[given] += 1
    return {side: Score(right[side], right[side] + wrong[side], right[side], right[side] + missed[side]) for side in STANCES}


def _aligned(members: Sequence[Item] | Mapping[Item, Stance], of_found: Mapping[Item, frozenset[str]]) -> str | None:
    counts = Counter(claim for item in members for claim in sorted(of_found.get(item, ())))
    return counts.most_common(1)[0][0] if counts else None
