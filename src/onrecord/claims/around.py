"""What stands around propositions, and where they stand.

Two that share rare words with each other's paragraphs are more often on one claim: *not one of them* says nothing by
itself, its paragraph does. What an article is about stands near its beginning, and is what others speak of, too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.claims.matching import stems
from onrecord.claims.propositions import Proposition
from onrecord.text.paragraphs import paragraph_at, paragraphs
from onrecord.text.quotes import INSIDE, quote_states

Words = frozenset[str]
_END = 0.05
"""The logarithm of where something stands is cut off here."""


@dataclass(frozen=True, slots=True)
class Around:
    """The stems of a proposition, of its paragraph, and of that and the one before."""

    own: Words
    paragraph: Words
    wide: Words
    text: int
    """Hash of the article's text: a copy of an article is no other article."""
    place: int
    """Number of the paragraph in the article."""
    quoted: bool
    """Does it begin within quotation marks?"""
    early: float
    """How near to the beginning of the article: 3 there, 0.6 in the middle, 0 at the end."""


@dataclass(frozen=True, slots=True)
class Company:
    """What two propositions have to do with each other by where they stand."""

    together: bool = False
    """Do they stand in one paragraph, or in a copy of it?"""
    paragraph: float = 0.0
    """Share of the one's words, weighted by rarity, that the other's paragraph has: the greater of both ways round."""
    wide: float = 0.0
    """The same with the paragraph before; of two articles only."""
    quoted: bool = False
    """Is one of them a quotation? Its words are less like others' for the same matter."""
    early: float = 1.2
    """The sum of both; as if they stood in the middle, where nothing is known of that."""


ALONE = Company()


class Surroundings:
    """An article's paragraphs as sets of stems."""

    def __init__(self, text: str) -> None:
        self.text = hash(text)
        self._ranges = paragraphs(text)
        self._states = quote_states(text)
        self.paragraphs = [frozenset(stems(text[start:end])) for start, end in self._ranges]

    def around(self, start: int, text: str) -> Around:
        """What stands around a proposition that begins at ``start`` and is compared as ``text``."""
        at = paragraph_at(self._ranges, start)
        here = self.paragraphs[at] if self.paragraphs else frozenset()
        before = self.paragraphs[at - 1] if at else frozenset()
        quoted = start < len(self._states) and self._states[start] == INSIDE
        early = -math.log(_END + (1 - _END) * min(1.0, start / max(1, len(self._states))))
        return Around(frozenset(stems(text)), here, here | before, self.text, at, quoted, early)


class Standing:
    """Where the propositions of an article stand, to each other and to those of other articles."""

    def __init__(self, text: str, propositions: Sequence[Proposition], others: Iterable[Surroundings]) -> None:
        here = Surroundings(text)
        self._around = [here.around(one.spans[0][0], one.text) for one in propositions]
        self._rarity = Rarity([here, *others])

    def beside(self, number: int, other: int) -> Company:
        """Of two propositions of the article."""
        return self._rarity.company(self._around[number], self._around[other])

    def company(self, number: int, other: Around) -> Company:
        """Of one of its propositions and another's."""
        return self._rarity.company(self._around[number], other)


class Rarity:
    """How much words tell, in some articles: the fewer paragraphs have one, the more."""

    def __init__(self, articles: Iterable[Surroundings]) -> None:
        all_ = [words for one in {one.text: one for one in articles}.values() for words in one.paragraphs]
        self._most = math.log(max(1, len(all_)))
        count = Counter(word for words in all_ for word in words)
        self._weights = {word: self._most - math.log(times) for word, times in count.items()}
        self._sums: dict[Words, float] = {}

    def company(self, one: Around, other: Around) -> Company:
        """Where two propositions stand to each other."""
        same = one.text == other.text
        quoted, early = one.quoted or other.quoted, one.early + other.early
        if (same and one.place == other.place) or one.paragraph == other.paragraph:
            return Company(True, 0.0, 0.0, quoted, early)
        paragraph = max(self._share(one.own, other.paragraph), self._share(other.own, one.paragraph))
        wide = 0.0 if same else max(self._share(one.own, other.wide), self._share(other.own, one.wide))
        return Company(False, paragraph, wide, quoted, early)

    def _share(self, own: Words, there: Words) -> float:
        fewer = min(self._whole(own), self._whole(there))
        return self._sum(own & there) / fewer if fewer > 0 else 0.0

    def _whole(self, words: Words) -> float:
        """The sum of a proposition's words or a paragraph's: each is compared with many."""
        if words not in self._sums:
            self._sums[words] = self._sum(words)
        return self._sums[words]

    def _sum(self, words: Words) -> float:
        # In whatever order a set gives its words, the sum is the same to the last bit.
        return math.fsum([self._weights.get(word, self._most) for word in words])
