"""Which of some statements answer a query best: the same on every database.

BM25 over the words of content, speaker, source and title, with the statements compared as its collection.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.store.names import words
from onrecord.store.query import Words

_WEIGHTS = {"content": 1.0, "speaker": 1.5, "source": 0.5, "title": 0.5}
_SATURATION, _LENGTH = 1.2, 0.5


def rank(
    terms: Sequence[Words], rows: Sequence[tuple[int, str | None, str | None, str | None, str | None]]
) -> list[int]:
    """Keys of the rows (key, content, speaker, source, title), best first, of equals the first."""
    fields = [[words(text or "") for text in row[1:]] for row in rows]
    lengths = [len(row[0]) for row in fields]
    mean = sum(lengths) / max(len(lengths), 1) or 1.0
    scores = [0.0] * len(rows)
    for term in terms:
        places = [(at, weight) for at, (name, weight) in enumerate(_WEIGHTS.items()) if term.field in {None, name}]
        wanted = term.words
        counts = [sum(weight * _count(wanted, term.prefix, row[at]) for at, weight in places) for row in fields]
        holding = sum(count > 0 for count in counts)
        rarity = math.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
        for place, count in enumerate(counts):
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / mean)
            scores[place] += rarity * count * (_SATURATION + 1) / (count + norm)
    order = sorted(range(len(rows)), key=lambda place: (-scores[place], place))
    return [rows[place][0] for place in order]


def _count(wanted: Sequence[str], prefix: bool, field: Sequence[str]) -> int:
    """How often a field has some words in a row, the last perhaps only begun."""
    last, rest = wanted[-1], list(wanted[:-1])
    if not rest and not prefix:
        return field.count(last)
    found = 0
    for at in range(len(rest), len(field)):
        same = field[at].startswith(last) if prefix else field[at] == last
        found += same and list(field[at - len(rest) : at]) == rest
    return found
