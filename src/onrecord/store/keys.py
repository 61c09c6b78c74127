"""Keys of rows: how new ones are counted, and how many go into one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa

from onrecord.store.schema import counters

_Key = TypeVar("_Key", int, str)
_AT_ONCE = 500
"""Databases limit the parameters of a query."""


def batched(keys: Iterable[_Key]) -> Iterator[list[_Key]]:
    """The keys, as many at a time as one query takes."""
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


class Numbers:
    """Running numbers, so that rows that point at each other can be written in one go.

    They are counted in the record, by one writing transaction at a time; `save` before it ends.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._saved: dict[str, int] | None = None
        self._next: dict[str, int] = {}

    def take(self, name: str, count: int = 1) -> int:
        """The first of ``count`` new numbers."""
        if self._saved is None:
            self._saved = {row.name: row.next for row in self._connection.execute(sa.select(counters))}
            self._next = dict(self._saved)
        first = self._next.get(name, 1)
        self._next[name] = first + count
        return first

    def save(self) -> None:
        """Write down how far each counter came."""
        saved = self._saved or {}
        for name, value in self._next.items():
            if name not in saved:
                self._connection.execute(sa.insert(counters), {"name": name, "next": value})
            elif value != saved[name]:
                self._connection.execute(sa.update(counters).where(counters.c.name == name).values(next=value))
        self._saved = dict(self._next)
