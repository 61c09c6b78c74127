"""Are two articles about one event? Told by the names in them."""

from __future__ import annotations

import re

RELATED = 0.15
"""Share of the names of the article with fewer names that the other must have, too."""
_NAME = re.compile(r"(?<![.!?“\"'‘(] )(?<![“\"'‘(\n])\b[A-Z][\w’'-]+")
"""A capitalised word that does not open a sentence or a quotation."""
_LEAST, _SHORT = 2, 3
"""Names that two articles must share at least; letters of a word that is too short for one."""


def names(text: str) -> frozenset[str]:
    """The names in a text, word by word, without a possessive ending."""
    return frozenset(re.sub(r"['’]s?$", "", word) for word in _NAME.findall(text) if len(word) > _SHORT)


def related(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do two articles share enough names? Those that have next to none are related to no other."""
    fewer = min(len(one), len(other))
    return fewer >= _LEAST and len(one & other) >= max(_LEAST, RELATED * fewer)
