"""The registry: whom people take for one, whom they tell apart, and what they want left out everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store import decisions, effect, identities
from onrecord.store.corrections import Corrections
from onrecord.store.decisions import Decision
from onrecord.store.names import folded, identity_id, words
from onrecord.store.schema import actors, articles, current_speakers, current_statements
from onrecord.store.schema import identities as table
from onrecord.store.search import SHOWN
from onrecord.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Entry:
    """One identity of the registry."""

    id: str
    name: str
    type: str
    statements: int
    """That are shown, of the latest revisions."""
    also: tuple[str, ...] = ()
    """Names of the identities that were merged into it."""


class Registry:
    """Merges, splits and suppresses in the transaction of a `Writer`; search shows it at once.

    Identities are named by id, its beginning, or their name. Raises `StoreError` when the record lacks what is
    named, or has several of it.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._connection = writer.connection

    def merge(self, one: str, into: str) -> int:
        """Say that two identities are one; the number of articles that this concerns."""
        low, high = identity(self._connection, one), identity(self._connection, into)
        if (low.merged_into or low.key) == (high.merged_into or high.key):
            raise StoreError(f"{one!r} and {into!r} are one already")
        payload = {"into": high.id, "names": [[row.id, row.name, row.type] for row in (low, high)]}
        event = self._writer.decide("merge", low.id, None, payload)
        return self._replayed(event, "merged", {"name": low.name, "into": high.id, "into_name": high.name})

    def split(self, one: str) -> int:
        """Take back the last merge of an identity into another; the number of articles that this concerns."""
        row = identity(self._connection, one)
        held = [event for event in decisions.on(self._connection, row.id) if event.kind == "merge"]
        if not held:
            raise StoreError(
                f"{one!r}: was not merged into another; to tell two of that name apart, name the statements of one"
            )
        return self.undo(held[-1])

    def undo(self, event: Decision) -> int:
        """Take back one merge, whatever was merged since; the number of articles that this concerns.

        Raises `StoreError` for an event of another kind, or one that was taken back.
        """
        held = decisions.on(self._connection, event.target)
        if event.kind != "merge" or event.key not in {one.key for one in held}:
            raise StoreError(f"{event.id}: is no merge of two actors that holds")
        row = identity(self._connection, event.target)
        undone = self._writer.decide("undo", row.id, None, {}, event)
        return self._replayed(undone, "split", {"name": row.name, "undone": event.id})

    def move(self, one: str, statements: Sequence[str], to: str) -> str:
        """Move statements of an identity to another: one that ``to`` is the id of, or a new one of that name.

        The id of the other.
        """
        origin = identity(self._connection, one)
        origin = self._connection.execute(
            sa.select(table).where(table.c.key == (origin.merged_into or origin.key))
        ).one()
        chosen = Corrections(self._writer)
        ids = [chosen.find(statement).id for statement in statements]
        for id_ in ids:
            self._speaks(id_, origin)
        known = self._connection.execute(sa.select(table).where(table.c.id == to)).one_or_none()
        if known is None and not words(to):
            raise StoreError(f"{to!r}: the one who said these statements needs a name")
        digest = hashlib.sha256(";".join(["split", origin.id, *sorted(ids)]).encode()).hexdigest()[:24]
        target = (known.id, known.name, known.type) if known else (digest, to, origin.type)
        for id_ in ids:
            chosen.move(id_, _named(origin.id, origin.name, origin.type), _named(*target))
        return target[0]

    def suppress(self, what: str) -> int:
        """Leave an identity, an article or an actor of one article out everywhere; the articles this concerns.

        The log keeps a tombstone: the id, without a name.
        """
        kind, id_, members = self._suppressible(what)
        if any(one.kind == "suppress" for one in decisions.on(self._connection, id_)):
            raise StoreError(f"{what!r}: is suppressed already")
        event = self._writer.decide("suppress", id_, None, {"members": members} if len(members) > 1 else {})
        return self._replayed(event, "suppressed", {"what": kind})

    def restore(self, what: str) -> int:
        """Take a suppression back; the number of articles that this concerns."""
        kind, id_, _ = self._suppressible(what)
        held = [event for event in decisions.on(self._connection, id_) if event.kind == "suppress"]
        if not held:
            raise StoreError(f"{what!r}: is not suppressed by itself, so there is nothing to undo")
        return self._replayed(self._writer.decide("undo", id_, None, {}, held[-1]), "restored", {"what": kind})

    def _suppressible(self, what: str) -> tuple[str, str, list[str]]:
        """What a name or id stands for: its kind, id and, of an identity, the ids that were merged."""
        given = what.strip()
        held = decisions.on(self._connection, given)
        if any(one.kind == "suppress" for one in held) and not _exists(self._connection, given):
            return "unknown", given, [given]  # restored from an export that left it out
        for kind, column in (("article", articles.c.id), ("actor", actors.c.id)):
            if self._connection.execute(sa.select(column).where(column == given).limit(1)).first() is not None:
                return kind, given, [given]
        row = identity(self._connection, given)
        members = identities.members(self._connection, row.merged_into or row.key)
        return "identity", members[0] if row.merged_into is None else self._id(row.merged_into), members

    def _id(self, key: int) -> str:
        return str(self._connection.execute(sa.select(table.c.id).where(table.c.key == key)).scalar_one())

    def _speaks(self, statement: str, origin: Any) -> None:
        query = (
            sa.select(current_speakers.c.identity)
            .join(current_statements, current_statements.c.key == current_speakers.c.statement)
            .where(current_statements.c.id == statement, current_speakers.c.identity == origin.key)
        )
        if self._connection.execute(query).first() is None:
            raise StoreError(f"{statement}: {origin.name} is not its speaker, so it can't be taken from them")

    def _replayed(self, event: Decision, action: str, details: dict[str, Any]) -> int:
        """Make an event show, and log it."""
        concerned = identities.replay(self._connection) | effect.holding(self._connection, event.target)
        for article in sorted(concerned):
            effect.refresh(self._connection, self._writer.numbers, article)
        self._writer.log(action, event.target, {"correction": event.id, **details})
        return len(concerned)


def identity(connection: sa.Connection, named: str) -> Any:
    """The row of the identity that an id, its beginning, or a name stands for."""
    given = named.strip()
    fitting = table.c.folded == folded(given)
    ids = [id_ for kind in ("person", "organisation") if (id_ := identity_id(given, kind)) is not None]
    found = list(connection.execute(sa.select(table).where(fitting | table.c.id.in_(ids)).limit(10)))
    lowered = given.lower()
    if not found and len(lowered) >= 6 and set(lowered) <= set("0123456789abcdef"):
        within = (table.c.id >= lowered, table.c.id < lowered + "g")
        found = list(connection.execute(sa.select(table).where(*within).limit(10)))
    if not found:
        raise StoreError(f"{named!r}: nobody in the record is known by this name or id; see `onrecord actors list`")
    if len(found) > 1:
        several = ", ".join(f"{row.id} ({row.name}, {row.type})" for row in found)
        raise StoreError(f"{named!r}: several are known by this name; give the id of one: {several}")
    return found[0]


def entries(connection: sa.Connection, name: str = "", limit: int | None = None) -> list[Entry]:
    """The identities with these words in a name, most statements first; those suppressed are left out."""
    shown = sa.and_(
        current_statements.c.key == current_speakers.c.statement,
        current_statements.c.status.in_(SHOWN),
        current_statements.c.latest.is_(True),
    )
    number = sa.func.count(current_statements.c.key.distinct()).label("number")
    query = (
        sa.select(table.c.key, table.c.id, table.c.name, table.c.type, number)
        .outerjoin_from(table, current_speakers, current_speakers.c.identity == table.c.key)
        .outerjoin(current_statements, shown)
        .where(table.c.merged_into.is_(None), table.c.suppressed.is_(False))
        .group_by(table.c.key, table.c.id, table.c.name, table.c.type)
        .order_by(number.desc(), table.c.folded, table.c.id)
    )
    for word in words(name):
        spaced = sa.literal(" ") + table.c.folded + sa.literal(" ")
        fits = spaced.contains(f" {word} ", autoescape=True)
        merged = sa.select(table.c.merged_into).where(fits, table.c.merged_into.is_not(None))
        query = query.where(fits | table.c.key.in_(merged))
    rows = list(connection.execute(query if limit is None else query.limit(limit)))
    also: dict[int, list[str]] = {}
    merges = sa.select(table.c.merged_into, table.c.name).where(table.c.merged_into.is_not(None))
    for into, other in connection.execute(merges.order_by(table.c.name)):
        also.setdefault(into, []).append(other)
    return [Entry(row.id, row.name, row.type, row.number, tuple(also.get(row.key, ()))) for row in rows]


def _named(id_: str, name: str, kind: str) -> dict[str, str]:
    return {"id": id_, "name": name, "type": kind}


def _exists(connection: sa.Connection, id_: str) -> bool:
    columns: Iterable[Any] = (articles.c.id, actors.c.id, table.c.id)
    return any(connection.execute(sa.select(one).where(one == id_).limit(1)).first() is not None for one in columns)
