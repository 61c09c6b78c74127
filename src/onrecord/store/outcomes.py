"""What adding an article came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.statements import Statement

State = Literal["added", "same", "revision", "reread"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two readings: of two revisions of an article, or of two readers."""

    appeared: tuple[Statement, ...] = ()
    changed: tuple[tuple[Statement, Statement], ...] = ()
    """Pairs: as it was, as it is now."""
    vanished: tuple[Statement, ...] = ()

    def __bool__(self) -> bool:
        """Is there any difference?"""
        return bool(self.appeared or self.changed or self.vanished)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an article that was added or read again."""

    article: str
    """Id of the article in the record; that of the first copy when the same URL had the same text before."""
    state: State
    """``same``: it was there, nothing was added."""
    statements: int = 0
    revision: int = 1
    copies: int = 0
    """How many other articles of the record tell the same story."""
    changes: Changes = Changes()
    """Against the revision, or the reading, before."""
    placed: int = 0
    """Statements that people decided on, before, and that were found again."""
    unplaced: tuple[str, ...] = ()
    """Ids of those that were not: for review."""
