"""How two propositions stand to each other: do they state one thing, opposite things, or different ones?

Decided by the pair model (see ``models/claims/MODEL_CARD.md``) on those pairs that a cheap comparison lets through:
near enough by their vectors, with words in common that say what they are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.wording import plain


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
    same: float = 0.6
    """Probability from which two propositions are one."""
    opposite: float = 0.75
    """Probability from which they are opposite sides of one: higher, as it makes somebody a denier."""
    far: float = 0.7
    """Cosine from which a pair is looked at whose articles have little in common: what was said of another event."""
    far_same: float = 0.9
    """Probability from which such a pair is one proposition; opposite it never is."""


class Relation(NamedTuple):
    """Probabilities that two propositions are the same and that they are opposite."""

    same: float
    opposite: float


UNRELATED = Relation(0.0, 0.0)


class Judge:
    """Compares propositions."""

    def __init__(self, pairs: Pairs, settings: Settings = Settings()) -> None:
        self._pairs = pairs
        self.settings = settings

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Relation]:
        """For each pair of texts; both orders are asked, as the model need not be symmetric."""
        known: dict[tuple[str, str], Relation] = {}
        asked = []
        for a, b in dict.fromkeys(pairs):
            if plain(a) == plain(b):
                known[a, b] = Relation(1.0, 0.0)
            else:
                asked.append((a, b))
        if asked:
            scores = self._pairs.score(asked)
            for pair, (same, opposite, _) in zip(asked, scores.tolist(), strict=True):
                known[pair] = Relation(same, opposite)
        return [known[pair] for pair in pairs]
