"""How two propositions stand to each other: are they about one claim, and do they put it the same way round?

The first is judged from the cosine of their vectors, the words and numbers that they share and where they stand, at no
cost worth mentioning; the second by the pair model (see ``models/claims/MODEL_CARD.md``), which is asked only then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.around import ALONE, Company
from onrecord.claims.matching import stems
from onrecord.claims.quantities import quantities
from onrecord.claims.wording import plain
from onrecord.text.spans import Range

JOINS = (8.62, 0.48, 0.39, -0.49, -0.27, 1.41, 2.1, 0.7, 0.63, 0.18)
"""Weights for being about one claim: cosine, share of words; a number in common, numbers but none in common, numbers in
one of them alone; then the fields of `Company`.

Fitted, with `JOINS_FROM`, on pairs of propositions of a story, as the reader finds them, in the development half and
the reports for development of ``evaluation/claims`` (``python -m evaluation.claim_fit joins``); of those whose cosine
is 0.4 or more 18% are about one claim, and no model saw them.
"""
JOINS_FROM = -8.42
_REMEMBERED = 1_000
"""Propositions whose words are kept: each is compared with every other of its article."""


_plain, _quantities = lru_cache(_REMEMBERED)(plain), lru_cache(_REMEMBERED)(quantities)


@lru_cache(_REMEMBERED)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


class Encoder(Protocol):
    """What turns texts into unit vectors: `onrecord.neural.sentences.SentenceEncoder`."""

    @property
    def sha256(self) -> str:
        """Hash of the network: only vectors of one network can be compared."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape ``(len(texts), size)``."""

    def encode_parts(self, text: str, parts: Sequence[Sequence[Range]]) -> NDArray[np.float32]:
        """Vectors of shape ``(len(parts), size)`` of parts of a text, read in it."""


class Pairs(Protocol):
    """What judges pairs: `onrecord.neural.pairs.PairModel`."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Probabilities of shape ``(len(pairs), 3)``: same, opposite, other."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The thresholds, tuned on the development stories and reports of ``evaluation/claims``."""

    near: float = 0.4
    """Cosine from which a pair is looked at."""
    joins: float = 0.3
    """Probability from which two propositions are about one claim."""
    same: float = 0.85
    """Probability of the opposite up to which they state the same; from here to ``opposite`` no side is taken."""
    opposite: float = 0.9
    """Probability from which they are opposite sides: high, as it makes somebody a denier."""
    sure: float = 0.5
    """Like ``joins``, where the side is known by meaning alone and makes somebody a denier."""
    turns: float = 0.95
    """Like ``opposite``, for one speaker, who is then said to have changed sides."""
    far: float = 0.7
    """The same for a pair whose articles have little in common, which is about one claim ..."""
    far_joins: float = 0.85
    """... from this probability on only; opposite it never is."""


class Judge:
    """Compares propositions; the order in which two are given makes no difference."""

    def __init__(self, pairs: Pairs, settings: Settings = Settings()) -> None:
        self._pairs = pairs
        self.settings = settings

    def joins(self, one: str, other: str, cosine: float, company: Company = ALONE) -> float:
        """Probability that two propositions are about one claim; ``cosine`` is that of their vectors."""
        if _plain(one) == _plain(other):
            return 1.0
        weighed = zip(JOINS, joining(one, other, cosine, company), strict=True)
        return _share(JOINS_FROM + sum(weight * value for weight, value in weighed))

    def opposite(self, one: str, other: str) -> float:
        """Probability that two propositions take opposite sides of the one claim that both are about."""
        if _plain(one) == _plain(other):
            return 0.0
        same, against, _ = self._pairs.score([(one, other)])[0].tolist()
        return float(against / max(same + against, 1e-6))


def joining(one: str, other: str, cosine: float, company: Company) -> tuple[float, ...]:
    """What `JOINS` weighs."""
    words = [_stems(text) for text in (one, other)]
    shared = len(words[0] & words[1]) / max(1, min(len(some) for some in words))
    numbers = [_quantities(text) for text in (one, other)]
    common = not numbers[0].isdisjoint(numbers[1])
    return (
        cosine,
        shared,
        float(common),
        float(all(numbers) and not common),
        float(bool(numbers[0]) != bool(numbers[1])),
        float(company.together),
        company.paragraph,
        company.wide,
        float(company.quoted),
        company.early,
    )


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
