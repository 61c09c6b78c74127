"""Claims against gold stories: are the same statements together, and is each on the right side?

Measures, over the gold statements of all stories:

- *pairs*: precision, recall and F1 of the pairs of statements that share a claim;
- *B-cubed* for items in several clusters (Amigó et al. 2009): a pair counts by how many claims it shares;
- *stance*: F1 of each class over the positions (statement, claim), claims aligned by the statements that they have in
  common; and the macro average.

A gold statement that was not found stands alone, and so lacks its pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from onrecord.scoring.spans import Score
from onrecord.text.spans import Range

Stance = Literal["asserts", "disputes", "neutral"]
STANCES: tuple[Stance, ...] = ("asserts", "disputes", "neutral")
Item = str
Claims = Mapping[str, Mapping[Item, Stance]]
"""For each claim the statements that are of it, with the stance of each."""


_ALIKE = 0.3
"""Share of content that a statement found must have in common with the gold one that it stands for."""


def stands_for(found: Mapping[str, Iterable[Range]], gold: Mapping[str, Iterable[Range]]) -> dict[str, str]:
    """The gold statement that each found one stands for, by their contents; those with most in common first, one each.

    What shares less than 0.3 of the characters of both with every gold statement stands for none.
    """
    mine, theirs = ({key: _characters(ranges) for key, ranges in one.items()} for one in (found, gold))
    rows = [(len(a & b) / len(a | b), id_, key) for id_, a in mine.items() for key, b in theirs.items() if a & b]
    meant: dict[str, str] = {}
    for share, id_, key in sorted(rows, reverse=True):
        if share >= _ALIKE and id_ not in meant and key not in meant.values():
            meant[id_] = key
    return meant


def _characters(ranges: Iterable[Range]) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


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
    """Each stance's score; a claim that is put the other way round than the gold's is not turned.

    Claims are aligned one to one, those with most statements in common first. A side that is given is wrong where the
    aligned gold claim lacks it; in a claim that is aligned with none, where the statement takes that side nowhere.
    """
    pairs = _aligned(gold, found)
    right: Counter[Stance] = Counter()
    wrong: Counter[Stance] = Counter()
    sides = {(item, side) for members in gold.values() for item, side in members.items()}
    for claim, members in found.items():
        wanted = gold[pairs[claim]] if claim in pairs else None
        for item, side in members.items():
            if wanted is not None and wanted.get(item) == side:
                right[side] += 1
            elif (wanted is not None and item in wanted) or (item, side) not in sides:
                wrong[side] += 1
    total = Counter(side for members in gold.values() for side in members.values())
    return {side: Score(right[side], right[side] + wrong[side], right[side], total[side]) for side in STANCES}


def _aligned(gold: Claims, found: Claims) -> dict[str, str]:
    """The gold claim of each found claim that has one."""
    of_gold = _by_item(gold)
    shared = Counter(
        (claim, wanted) for claim, members in found.items() for item in members for wanted in of_gold.get(item, ())
    )
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for (claim, wanted), _ in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if claim not in pairs and wanted not in taken:
            pairs[claim] = wanted
            taken.add(wanted)
    return pairs
