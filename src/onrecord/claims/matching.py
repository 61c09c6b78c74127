"""Which fact-checks are about a claim: by the words they share, the rarer the better, and by their vectors."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]

CANDIDATES = 50
"""Fact-checks that are looked at more closely, by words and by vectors each."""
LEAST = 0.5
"""Score from which a fact-check is shown beside a claim."""
SATURATION, LENGTH = 1.2, 0.5
"""Of BM25: how soon a word said again counts no more, and how much long texts are held back."""
WEIGHTS = (0.203, 7.216)
"""Of the BM25 score and of the cosine; fitted by ``onrecord_training.matching`` on the training tweets of
CheckThat! 2020.
"""
INTERCEPT = -12.654
ALIKE, ALIKE_FROM = (9.0, 9.0), -13.5
"""Of the share of words in common and of the cosine, by which what says all but the same scores high: among few
fact-checks it says nothing how rare a word is. It changes no order, so the weights above decide what is best.
"""

_WORD = re.compile(r"[a-z0-9]+")
_MARK = re.compile(r"[\"“”‘’`]")
_OF = re.compile(r"['’]s\b")
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s", "ly")
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "as",
        "from",
        "has",
        "have",
        "had",
        "he",
        "she",
        "they",
        "his",
        "her",
        "their",
        "i",
        "we",
        "you",
        "my",
        "our",
        "your",
        "not",
        "no",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "if",
        "so",
        "just",
        "about",
        "who",
        "what",
        "when",
        "how",
        "there",
        "than",
        "then",
        "them",
        "him",
        "us",
        "me",
        "up",
        "out",
        "more",
        "all",
    ]
)


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def even(text: str) -> str:
    """A text with one form of quotation mark: what fact-checks and claims are encoded as, so that two reviews of one
    claim have one vector.
    """
    return _MARK.sub("'", text)


def stems(text: str) -> list[str]:
    """The words of a text that say what it is about, their endings cut off."""
    return [_stem(word) for word in _WORD.findall(_OF.sub("", text.lower())) if word not in _COMMON]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


class Matcher:
    """Fact-checks to look claims up in; made once for all of them, read by any number of threads."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        """``texts``: of each fact-check the claim that it reviews, and its headline if it has one; ``vectors``
        (fact-checks, width): the unit vectors of the claims reviewed, each `even`.
        """
        self._vectors = vectors
        words = [Counter(stems(text)) for text in texts]
        self._stems = [frozenset(one) for one in words]
        lengths = np.array([max(1, sum(one.values())) for one in words], np.float32)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, counts in enumerate(words):
            for word, count in counts.items():
                found[word].append((number, count))
        held = SATURATION * (1 - LENGTH + LENGTH * lengths / lengths.mean()) if len(texts) else lengths
        self._postings: dict[str, tuple[Numbers, Vectors]] = {}
        for word, places in found.items():
            numbers, often = np.array([n for n, _ in places]), np.array([c for _, c in places], np.float32)
            rarity = math.log(1 + (len(texts) - len(places) + 0.5) / (len(places) + 0.5))
            weight = rarity * often * (SATURATION + 1) / (often + held[numbers])
            self._postings[word] = (numbers, weight.astype(np.float32))

    def best(self, text: str, vector: Vectors, most: int = 5) -> list[tuple[int, float]]:
        """The fact-checks that fit a claim best, with the probability that they are about it, best first."""
        if not len(self._vectors):
            return []
        numbers, traits = self.candidates(text, vector)
        scores = traits @ np.array(WEIGHTS, np.float32) + INTERCEPT
        order = np.argsort(-scores, kind="stable")[:most]
        words = set(stems(text))
        found = []
        for one in order.tolist():
            number = int(numbers[one])
            theirs = self._stems[number]
            shared = len(words & theirs) / max(1, min(len(words), len(theirs)))
            alike = ALIKE[0] * shared + ALIKE[1] * float(traits[one, 1]) + ALIKE_FROM
            found.append((number, round(_share(max(float(scores[one]), alike)), 4)))
        return found

    def candidates(self, text: str, vector: Vectors) -> tuple[Numbers, Vectors]:
        """Numbers of the fact-checks worth a look; of each the BM25 score of the claim's words, and the cosine."""
        words = set(stems(text))
        lexical = np.zeros(len(self._vectors), np.float32)
        for word in sorted(words & self._postings.keys()):
            numbers, weights = self._postings[word]
            lexical[numbers] += weights
        # Rounded, so that reviews of the very same claim stay equal, whatever the order of the sums.
        angles = np.round(self._vectors @ vector, 4)
        taken = np.union1d(_highest(lexical), _highest(angles))
        traits = np.stack([lexical[taken], angles[taken]], axis=1)
        return taken, traits.astype(np.float32)


def _highest(values: Vectors) -> Numbers:
    if len(values) <= CANDIDATES:
        return np.arange(len(values))
    return np.argpartition(-values, CANDIDATES)[:CANDIDATES]
