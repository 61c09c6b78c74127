"""What of grouping is chosen on the development half: ``python -m evaluation.claim_fit joins``, then ``thresholds``.

``joins`` fits `onrecord.claims.relation.JOINS` on pairs of propositions of ``dev`` and ``reports-dev``, and prints how
well it orders the pairs of each story when it is fitted on all others. ``thresholds`` scores some of
`onrecord.claims.relation.Settings` beside each other; each is changed alone, from the present ones. Neither writes
anything: what is printed goes into that module, after thought.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from evaluation.claim_scores import found_readings, grouped, line
from evaluation.claim_stories import Story, gold_claims, load
from onrecord import Reader
from onrecord.claims.around import Around, Rarity, Surroundings
from onrecord.claims.propositions import propositions
from onrecord.claims.relation import JOINS, JOINS_FROM, Encoder, Judge, Settings, joining
from onrecord.claims.vectors import vectors_of
from onrecord.neural.pairs import PairModel
from onrecord.neural.sentences import SentenceEncoder
from onrecord.scoring.claims import score_claims
from onrecord.scoring.ranking import average_precision
from onrecord.text.spans import Range

PARTS = ("dev", "reports-dev")
_RIDGE = 1e-3
"""Weight of the squares of the standardised weights in the mean loss of a pair."""
_ROUNDS = 30
"""Of Newton's method; it is done after ten."""
TRIED = {
    "joins": (0.2, 0.25, 0.35, 0.4),
    "same": (0.7, 0.9),
    "opposite": (0.85, 0.95),
    "sure": (0.4, 0.55, 0.7),
    "turns": (0.9, 0.97),
}
"""Other values of `Settings`."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of propositions of one story."""

    features: NDArray[np.float64]
    """Of shape ``(pairs, len(JOINS))``."""
    together: NDArray[np.bool_]
    """Are both about one claim?"""


def compared(story: Story, reader: Reader, encoder: Encoder) -> Compared:
    """Pairs of different statements that are near enough for grouping to look at them, as the reader finds them."""
    gold: dict[str, set[str]] = {}
    for claim, members in gold_claims([story]).items():
        for item in members:
            gold.setdefault(item, set()).add(claim)
    found: list[tuple[str, NDArray[np.float32], Around, set[str], str]] = []
    articles = []
    for reading, ids in found_readings(story, reader):
        text = reading.article.text
        here = Surroundings(text)
        articles.append(here)
        all_ = propositions(reading)
        for one, vector in zip(all_, vectors_of(encoder, text, all_), strict=True):
            claims = gold.get(ids.get(one.statement, ""))
            if claims and not one.depth and not one.points_back:
                found.append((one.text, vector, here.around(one.spans[0][0], one.text), claims, one.statement))
    rarity, near = Rarity(articles), Settings().near
    features, together = [], []
    for (text, vector, around, claims, statement), other in combinations(found, 2):
        cosine = float(vector @ other[1])
        if statement != other[4] and cosine >= near:
            features.append(joining(text, other[0], cosine, rarity.company(around, other[2])))
            together.append(not claims.isdisjoint(other[3]))
    return Compared(np.array(features, float).reshape(-1, len(JOINS)), np.array(together, bool))


def fitted(stories: Sequence[Compared]) -> tuple[NDArray[np.float64], float]:
    """Weights and constant of a logistic regression over the pairs of stories, by Newton's method."""
    x, y = (np.concatenate([getattr(one, name) for one in stories]) for name in ("features", "together"))
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack([(x - mean) / scale, np.ones(len(x))])
    ridge = np.full(z.shape[1], 2 * _RIDGE * len(x))
    ridge[-1] = 0
    weights = np.zeros(z.shape[1])
    for _ in range(_ROUNDS):
        shares = 1 / (1 + np.exp(-z @ weights))
        slope = z.T @ (shares - y) + ridge * weights
        bend = (z.T * (shares * (1 - shares))) @ z + np.diag(ridge)
        weights -= np.linalg.solve(bend, slope)
    found: NDArray[np.float64] = weights[:-1] / scale
    return found, float(weights[-1] - found @ mean)


def weighed(pairs: Compared, weights: tuple[NDArray[np.float64], float]) -> NDArray[np.float64]:
    """The log-odds of each pair by weights and a constant."""
    return pairs.features @ weights[0] + weights[1]


def fit_joins(reader: Reader, encoder: Encoder) -> None:
    """Print new weights for `JOINS`, and what they, the present ones and the cosine alone come to."""
    pairs = {part: [compared(story, reader, encoder) for story in load(part)] for part in PARTS}
    everything = [one for some in pairs.values() for one in some]
    for part, some in pairs.items():
        right = np.concatenate([one.together for one in some])
        ways = {
            "cosine": [one.features[:, 0] for one in some],
            "JOINS": [weighed(one, (np.array(JOINS), JOINS_FROM)) for one in some],
            "fitted on the other stories": [
                weighed(one, fitted([other for other in everything if other is not one])) for one in some
            ],
        }
        shown = ", ".join(f"{name} {average_precision(np.concatenate(of), right):.3f}" for name, of in ways.items())
        print(f"{part}: {len(right)} pairs, {right.mean():.1%} on one claim; average precision: {shown}")
    weights, constant = fitted(everything)
    print(f"JOINS = ({', '.join(f'{weight:.2f}' for weight in weights)})\nJOINS_FROM = {constant:.2f}")


class _Once:
    """The models, each question put to them once: settings change nothing of the answers."""

    def __init__(self, encoder: SentenceEncoder, pairs: PairModel) -> None:
        self._encoder, self._pairs = encoder, pairs
        self._parts: dict[tuple[str, str], NDArray[np.float32]] = {}
        self._scores: dict[frozenset[str], NDArray[np.float32]] = {}
        self.sha256 = encoder.sha256

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode(texts)

    def encode_parts(self, text: str, parts: Sequence[Sequence[Range]]) -> NDArray[np.float32]:
        key = (text, repr(parts))
        if key not in self._parts:
            self._parts[key] = self._encoder.encode_parts(text, parts)
        return self._parts[key]

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        for pair in pairs:
            if frozenset(pair) not in self._scores:
                self._scores[frozenset(pair)] = self._pairs.score([pair])[0]
        return np.stack([self._scores[frozenset(pair)] for pair in pairs])


def tried() -> Iterator[tuple[str, Settings]]:
    """Settings to compare, the present ones first."""
    yield "as they are", Settings()
    for name, values in TRIED.items():
        for value in values:
            yield f"{name} {value}", replace(Settings(), **{name: value})


def try_thresholds(reader: Reader, encoder: SentenceEncoder) -> None:
    """Print the scores of each of `tried` on both parts."""
    once = _Once(encoder, PairModel.load())
    for part in PARTS:
        stories = load(part)
        readings = [one for story in stories for one in found_readings(story, reader)]
        for name, settings in tried():
            found = grouped(readings, once, Judge(once, settings))
            print(line(f"{part}, {name}", score_claims(gold_claims(stories), found)), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("joins", "thresholds"))
    what = parser.parse_args().what
    reader, encoder = Reader.load(), SentenceEncoder.load()
    if what == "joins":
        fit_joins(reader, encoder)
    else:
        try_thresholds(reader, encoder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
