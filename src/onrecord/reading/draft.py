"""A statement in the making: ranges of code points, before ids and the checks of the final form."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.text.spans import Range


@dataclass(slots=True)
class Draft:
    """One statement that the stages of the reader still change. Ranges are half open, sorted, in code points."""

    content: list[Range]
    source: list[Range] = field(default_factory=list)
    cue: list[Range] = field(default_factory=list)
    confidence: float = 1.0
    continues: Draft | None = None
    """The statement that this quotation goes on with, when it has no source of its own."""
    parent: Draft | None = None
    """The statement whose content holds this one."""
    programme: Range | None = None
    """What a transcript says that it is of."""

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]


def overlap(a: list[Range], b: list[Range]) -> int:
    """Number of characters that two lists of ranges share."""
    return sum(max(0, min(e1, e2) - max(s1, s2)) for s1, e1 in a for s2, e2 in b)


def size(ranges: list[Range]) -> int:
    """Number of characters in a list of ranges."""
    return sum(end - start for start, end in ranges)
