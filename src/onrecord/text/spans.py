"""Spans: half-open ranges of Unicode code points that carry their own text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.errors import GroundingError

Range = tuple[int, int]
"""A half-open range ``(start, end)`` of code points."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (code points, half open) of an article, with their text."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of ``text`` from ``start`` to ``end``.

        Raises `GroundingError` when the range is empty or lies outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise GroundingError(f"span {start}-{end} is empty or outside a text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def check(self, text: str) -> None:
        """Raise `GroundingError` unless the span's text is exactly that slice of ``text``."""
        if not 0 <= self.start < self.end <= len(text) or text[self.start : self.end] != self.text:
            raise GroundingError(f"span {self.start}-{self.end} does not hold {self.text!r}")


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Sort ranges and join those that touch or overlap."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
