"""How two propositions stand to each other: are they about one claim, and do they put it the same way round?

Judged from the cosine of their vectors, the pair model (see ``models/claims/MODEL_CARD.md``), the words and numbers
that they share and whether one alone is negated. The weights are those of two logistic regressions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.matching import stems
from onrecord.claims.wording import plain

JOINS = (14.8, 0.0, 2.4, 1.1, 0.9)
"""Weights for being about one claim: cosine, log-odds of the pair model, share of words, shared and rival numbers."""
JOINS_FROM = -10.1
TURNED = (0.7, 0.0, 1.2)
"""Weights for being put the other way round: log-odds of the pair model, one alone negated, rival numbers."""
TURNED_FROM = -0.1
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|without|neither|nor|cannot|hardly|false|untrue|wrong|nonsense|lie|lies)\b|n't\b"
)
_NUMBER = re.compile(r"\d[\d.,]*(?<![.,])")


class Encoder(Protocol):
    """What turns texts into unit vectors: `onrecord.neural.sentences.SentenceEncoder`."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape ``(len(texts), size)``."""


class Pairs(Protocol):
    """What judges pairs: `onrecord.neural.pairs.PairModel`."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Probabilities of shape ``(len(pairs), 3)``: same, opposite, other."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The thresholds, tuned on the development half of ``evaluation/claims``."""

    near: float = 0.45
    """Cosine from which a pair is looked at."""
    joins: float = 0.6
    """Probability from which two propositions are about one claim."""
    same: float = 0.5
    """Probability of the opposite up to which they state the same; from here to ``opposite`` no side is taken."""
    opposite: float = 0.75
    """Probability from which they are opposite sides: high, as it makes somebody a denier."""
    turns: float = 0.97
    """The same for one speaker, who is then said to have changed sides."""
    far: float = 0.7
    """Cosine from which a pair is looked at whose articles have little in common: what was said of another event."""
    far_joins: float = 0.9
    """Probability from which such a pair is about one claim; opposite it never is."""


class Compared(NamedTuple):
    """Two texts to judge, and the cosine of their vectors."""

    one: str
    other: str
    cosine: float


class Relation(NamedTuple):
    """Probabilities that two propositions are about one claim, and if so that they are opposite sides of it."""

    joins: float
    opposite: float


UNRELATED = Relation(0.0, 0.0)


class Judge:
    """Compares propositions."""

    def __init__(self, pairs: Pairs, settings: Settings = Settings()) -> None:
        self._pairs = pairs
        self.settings = settings

    def relations(self, compared: Sequence[Compared]) -> list[Relation]:
        """The relation of each pair; the order within a pair makes no difference."""
        asked = [(one, other) for one, other, _ in compared]
        scores = self._pairs.score(asked).tolist() if asked else []
        return [_relation(pair, same, opposite) for pair, (same, opposite, _) in zip(compared, scores, strict=True)]


def _relation(pair: Compared, same: float, opposite: float) -> Relation:
    if plain(pair.one) == plain(pair.other):
        return Relation(1.0, 0.0)
    joins, turned = traits(pair, same, opposite)
    return Relation(
        _share(JOINS_FROM + sum(w * x for w, x in zip(JOINS, joins, strict=True))),
        _share(TURNED_FROM + sum(w * x for w, x in zip(TURNED, turned, strict=True))),
    )


def traits(pair: Compared, same: float, opposite: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What `JOINS` and `TURNED` weigh: see there."""
    words = [set(stems(text)) for text in pair[:2]]
    shared = len(words[0] & words[1]) / max(1, min(len(one) for one in words))
    numbers = [set(_NUMBER.findall(text)) for text in pair[:2]]
    agree = float(bool(numbers[0] & numbers[1]))
    rival = float(bool(numbers[0]) and bool(numbers[1]) and not agree)
    negated = [bool(_NEGATION.search(plain(text))) for text in pair[:2]]
    return (
        (pair.cosine, _odds(same + opposite), shared, agree, rival),
        (_odds(opposite / max(same + opposite, 1e-6)), float(negated[0] != negated[1]), rival),
    )


def _odds(share: float) -> float:
    share = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(share / (1 - share))


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
