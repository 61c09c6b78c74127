"""Words that someone uses more than others do."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_][\w’'-]*[^\W_]")
_JOINING = (
    "a about after again against all also am an and any are as at be because been before being between both but "
    "by can could did do does doing don't for from had has have having he her here him his how i if in into is it "
    "it's its just like may me might more most must my no nor not now of off on once one only or other our out "
    "over own per said same says she should so some such than that the their them then there these they this "
    "those through to too under until up us very was we were what when where which while who whom why will with "
    "would you your "
)
_COMMON = frozenset(_JOINING.split())
_PRIOR = 500.0
Counts = Mapping[str, int]


def counted(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each word stands; of capital and small letters, numbers and joining words apart."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update({word.replace("’", "'") for word in _WORD.findall(text.lower())} - _COMMON)
    return found


def distinctive(own: Counts, texts: int, usual: Counts, of: int, limit: int = 15) -> list[tuple[str, int]]:
    """Words with the number of texts that hold them, most distinctive first.

    By the log-odds ratio with what is usual as the prior (Monroe, Colaresi and Quinn, 2008), in standard errors.
    """
    if not texts or not of:
        return []
    scored = []
    for word, number in own.items():
        if number < 2:
            continue
        prior = _PRIOR * (usual.get(word, 0) + 0.5) / (of + 1)
        here, there = number + prior, usual.get(word, 0) + prior
        ratio = math.log(here / (texts + _PRIOR - here + 1)) - math.log(there / (of + _PRIOR - there + 1))
        score = ratio / math.sqrt(1 / here + 1 / there)
        if score > 1:
            scored.append((-score, word, number))
    return [(word, number) for _, word, number in sorted(scored)[:limit]]
