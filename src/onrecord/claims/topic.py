"""Are two articles about one event? Told by the names in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

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


class Topics:
    """The names of articles, to find those about the event of another."""

    def __init__(self) -> None:
        self._names: dict[int, frozenset[str]] = {}
        self._articles: dict[str, list[int]] = defaultdict(list)

    def __contains__(self, article: int) -> bool:
        return article in self._names

    def add(self, article: int, text: str) -> None:
        """Add an article by a key of its own."""
        self._names[article] = names(text)
        for name in self._names[article]:
            self._articles[name].append(article)

    def related(self, text: str) -> set[int]:
        """The articles added that are about the event of a text."""
        mine = names(text)
        shared = Counter(article for name in mine for article in self._articles.get(name, ()))
        return {
            article for article, number in shared.items() if number >= _LEAST and related(mine, self._names[article])
        }
