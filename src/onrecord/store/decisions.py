"""What people decided: events that are only ever added, and which of them still hold.

An event has a ``kind`` and a ``target``:

- of a statement (its id): ``confirm``, ``change``, ``reject``, ``note``, ``add`` (one that the reader missed) and
  ``move`` (its speaker is another person of that name). The payload has ``seen``, the spans of the statement as the
  person saw it, by which it is found again; ``slots``, what the person says that it is, in the contract's words;
  ``named``, id, name and type of each speaker in them; and ``of``, the article whose text the spans count in, where
  that is another revision.
- of a statement on a claim: ``split_claim`` (not of the ``claim`` of this id, but of the one in ``to``)
  and ``stance`` (``claim``, ``depth`` and the ``stance`` there). See `positions`.
- of an identity, an article or an actor of one article: ``suppress``; of an identity: ``merge``; of a claim:
  ``merge_claims``.
- ``undo``: takes back one other event, whose target it has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from onrecord.store.current import Status
from onrecord.store.schema import corrections

Kind = Literal[
    "confirm", "change", "reject", "note", "add", "move", "split_claim", "stance", "suppress", "merge", "merge_claims",
    "undo",
]  # fmt: skip
OF_STATEMENTS = ("confirm", "change", "reject", "note", "add", "move", "split_claim", "stance")
OF_RECORD: tuple[Kind, ...] = ("merge", "suppress", "merge_claims")
"""Kinds of event that concern the whole record."""
PINNED = ("kind", "act", "framing", "content", "cue", "source", "speaker", "addressee", "channel", "place", "said_at")
"""The slots of a statement that a person who confirms it vouches for."""
_ANY_SUPPRESSED = sa.select(corrections.c.key).where(corrections.c.kind == "suppress").limit(1)
_STATUS: dict[str, Status] = {"confirm": "confirmed", "change": "corrected", "add": "corrected", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One event, as it stands in ``corrections``."""

    key: int
    id: str
    at: str
    author: str
    reason: str
    kind: Kind
    article: int | None
    target: str
    payload: Mapping[str, Any]
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The decisions on one statement that hold, oldest first."""

    target: str
    decisions: tuple[Decision, ...]

    @property
    def slots(self) -> dict[str, Any]:
        """What people said that the statement is; later words replace earlier ones."""
        found: dict[str, Any] = {}
        for one in self.decisions:
            found |= one.payload.get("slots", {})
        return found

    @property
    def named(self) -> dict[str, tuple[str, str]]:
        """Name and type of the speakers in the slots, by actor id."""
        return {id_: (name, kind) for one in self.decisions for id_, name, kind in one.payload.get("named", ())}

    @property
    def status(self) -> Status:
        """What the last decision on the whole statement makes of it."""
        found: Status = "unreviewed"
        for one in self.decisions:
            found = _STATUS.get(one.kind, found)
        return found

    @property
    def added(self) -> bool:
        """Did a person add the statement?"""
        return any(one.kind == "add" for one in self.decisions)

    @property
    def text_of(self) -> str | None:
        """Id of the other article whose text the spans count in: no place was found for them in this one's."""
        return next((one.payload["of"] for one in self.decisions if "of" in one.payload), None)


def event_id(values: Mapping[str, Any], undone: str | None) -> str:
    """The id of an event: a hash of all that it says. ``undone`` is the id of the event that it takes back."""
    said = [values[name] for name in ("at", "author", "reason", "kind", "target", "payload")]
    written = json.dumps([*said, undone], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def insert(connection: sa.Connection, values: Mapping[str, Any], undone: Decision | None = None) -> Decision:
    """Write an event: ``at``, ``author``, ``reason``, ``kind``, ``article`` (its key), ``target``, ``payload``."""
    row = {**values, "undoes": undone.key if undone else None}
    row["id"] = event_id(values, undone.id if undone else None)
    result = connection.execute(sa.insert(corrections), row)
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101 - the table has one
    return Decision(key=int(key[0]), **row)


def holding(events: Iterable[Decision]) -> list[Decision]:
    """The events that nobody took back, oldest first, without the undoing itself."""
    listed = sorted(events, key=lambda one: one.key)
    undone = {one.undoes for one in listed if one.undoes is not None}
    return [one for one in listed if one.key not in undone and one.kind != "undo"]


def of_article(connection: sa.Connection, article: int) -> list[Group]:
    """The decisions on the statements of an article that hold, by statement."""
    return grouped(holding(_select(connection, corrections.c.article == article)))


def on(connection: sa.Connection, target: str) -> list[Decision]:
    """The events on one target that hold, oldest first."""
    return holding(_select(connection, corrections.c.target == target))


def last(connection: sa.Connection, target: str) -> str | None:
    """Id of the newest event on one target, also of one that was taken back or that took another back."""
    query = sa.select(corrections.c.id).where(corrections.c.target == target)
    return connection.scalar(query.order_by(corrections.c.key.desc()).limit(1))


def everything_in(connection: sa.Connection, article: int) -> list[Decision]:
    """All events on statements of an article, those taken back and the undoing too, oldest first."""
    return _select(connection, corrections.c.article == article)


def of_record(connection: sa.Connection, kind: Kind) -> list[Decision]:
    """The events of a kind (one of `OF_RECORD`) that hold, oldest first."""
    return [one for one in holding(everything_of(connection, (kind,))) if one.kind == kind]


def everything_of(connection: sa.Connection, kinds: Sequence[Kind]) -> list[Decision]:
    """The events of some kinds, those taken back and the undoing too, oldest first."""
    targets = sa.select(corrections.c.target).where(corrections.c.kind.in_(kinds))
    return _select(connection, corrections.c.kind.in_((*kinds, "undo")), corrections.c.target.in_(targets))


def suppressed(connection: sa.Connection) -> frozenset[str]:
    """Ids of what is suppressed: articles, actors, identities, those that were merged into these by then too."""
    if connection.execute(_ANY_SUPPRESSED).first() is None:
        return frozenset()
    events = of_record(connection, "suppress")
    return frozenset(id_ for one in events for id_ in (one.target, *one.payload.get("members", ())))


def grouped(events: Iterable[Decision]) -> list[Group]:
    """Events on statements, by statement, in the order in which each was first decided on."""
    found: dict[str, list[Decision]] = {}
    for one in events:
        if one.kind in OF_STATEMENTS:
            found.setdefault(one.target, []).append(one)
    return [Group(target, tuple(decisions)) for target, decisions in found.items()]


def _select(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Decision]:
    query = sa.select(corrections).where(*conditions).order_by(corrections.c.key)
    return [Decision(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public API
