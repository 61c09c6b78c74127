"""A progress bar of one line on standard error."""

from __future__ import annotations

import sys
import time
from typing import Self

_LEAST = 10
"""Articles from which on the work is long."""
_WIDTH = 30


class Progress:
    """Counts articles, or what ``unit`` names; draws only on a terminal, and only when they are many or of unknown
    number.

    `hide` takes the bar off the screen before anything else is written there; it comes back with the next `step`.
    """

    def __init__(self, total: int | None = None, unit: str = "articles") -> None:
        self._unit = unit
        self._total = total
        self._started = time.monotonic()
        self._done = 0
        self._drawn = False
        self._next = 0.0
        self._wanted = (total is None or total >= _LEAST) and sys.stderr.isatty()

    def step(self) -> None:
        """One article is done."""
        self._done += 1
        now = time.monotonic()
        if self._wanted and now >= self._next:
            self._next = now + 0.1
            sys.stderr.write(f"\r{self._line(now)}")
            sys.stderr.flush()
            self._drawn = True

    def _line(self, now: float) -> str:
        if self._total is None:
            return f"{self._done} {self._unit}, {self._done / max(0.1, now - self._started):.1f} a second"
        full = _WIDTH * self._done // self._total
        return f"[{'#' * full}{'-' * (_WIDTH - full)}] {self._done}/{self._total} {self._unit}"

    def hide(self) -> None:
        """Clear the bar's line."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False
            self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()
