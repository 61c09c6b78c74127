"""What the network takes the words of a text for: persons, organisations, places.

The network sees what stands around a name, which a list of words does not; over all mentions of a name it errs less
than at any one of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from onrecord.neural.session import Found
from onrecord.text.spans import Range

Tagged = Callable[[int, int], Mapping[str, float]]
"""Average probability of each tag over a range of code points; empty where the range holds no piece."""

SURE = 0.5
"""Least average probability of a tag that outweighs the rules. On held-out names the tags are right more often than the
rules even below it, but too seldom to be worth an error of the network's own.
"""
SURE_PERSON = 0.6
"""The same for a person: to take a thing for someone who speaks does more harm than the other way about."""
DOUBTFUL = 0.4
"""Below this average probability two capitalised words are not taken for a person's name."""


class Tags:
    """The entity tags of one text: a `Tagged` function."""

    def __init__(self, found: Found, names: Sequence[str]) -> None:
        """``names`` are those of the tags, in the order of ``found.entities``."""
        self._starts, self._ends = found.pieces.starts.tolist(), found.pieces.ends.tolist()
        self._shares = found.entities
        self._names = names

    def __call__(self, start: int, end: int) -> dict[str, float]:
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first >= last:
            return {}
        mean = np.add.reduce(self._shares[first:last], 0) / np.float32(last - first)
        return dict(zip(self._names, mean.tolist(), strict=True))


def average(tagged: Tagged, ranges: Iterable[Range]) -> dict[str, float]:
    """The mean over several mentions of one name."""
    each = [shares for start, end in ranges if (shares := tagged(start, end))]
    if len(each) < 2:
        return dict(each[0]) if each else {}
    return {tag: sum(shares[tag] for shares in each) / len(each) for tag in each[0]}


def sure_tag(shares: Mapping[str, float]) -> str | None:
    """The most probable tag, if it is probable enough."""
    tag = max(shares, key=lambda one: shares[one], default=None)
    return tag if tag is not None and shares[tag] >= (SURE_PERSON if tag == "person" else SURE) else None
