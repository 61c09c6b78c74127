"""Running numbers, counted in the record, so that rows that point at each other can be written in one go."""

from __future__ import annotations

import sqlalchemy as sa

from onrecord.store.schema import counters


class Numbers:
    """Counters of one writing transaction, which no other can run beside; `save` before it ends."""

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
