"""Which of some statements answer a query best: the same on every database.

BM25 over the words of content, speaker, source and title, with the statements compared as its collection.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.store.names import words
from onrecord.store.query import Words

_FIELDS = ("content", "speaker", "source", "title")
_WEIGHTS = (1.0, 1.5, 0.5, 0.5)
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
        counts = [sum(w * _count(term, name, field) for w, name, field in zip(_WEIGHTS, _FIELDS, row, strict=True))
                  for row in fields]  # fmt: skip
        holding = sum(count > 0 for count in counts)
        rarity = math.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
        for place, count in enumerate(counts):
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / mean)
            scores[place] += rarity * count * (_SATURATION + 1) / (count + norm)
    order = sorted(range(len(rows)), key=lambda place: (-scores[place], place))
    return [rows[place][0] for place in order]


def _count(term: Words, name: str, field: Sequence[str]) -> int:
    """How often a field has a term."""
    if term.field not in {None, name}:
        return 0
    wanted = term.words
    last, rest = wanted[-1], wanted[:-1]
    found = 0
    for at in range(len(rest), len(field)):
        same = field[at].startswith(last) if term.prefix else field[at] == last
        found += same and list(field[at - len(rest) : at]) == rest
    return found
