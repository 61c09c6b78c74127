"""Corrections: what a person decides on one statement, or on a statement that the reader missed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.statements import Statement, actor_id, statement_id, statement_to_json
from onrecord.statements.kinds import kind_of
from onrecord.statements.model import Act, ActorType, Kind
from onrecord.store import decisions, effect, loading
from onrecord.store.decisions import PINNED, Decision
from onrecord.store.finding import effective
from onrecord.store.schema import articles, current_statements
from onrecord.store.schema import corrections as events
from onrecord.store.statement_rows import add_row
from onrecord.store.writer import Writer
from onrecord.text import Span
from onrecord.text.quotes import quote_states
from onrecord.text.spans import Range

_ID = re.compile(r"[0-9a-f]+")
_SPANS = ("content", "source", "cue", "addressee", "channel", "place")
_WORDS = {
    "confirm": "confirmed",
    "change": "corrected",
    "reject": "rejected",
    "note": "noted",
    "add": "added by hand",
    "move": "moved",
    "split_claim": "split from its claim",
    "stance": "stance corrected",
    "undo": "undone",
}
_LOGGED = {"note", "claim", "stance"}
"""What the log repeats of a decision's payload."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fix:
    """What a statement is, by what a person says; None leaves a slot as it is. Spans are ranges of code points."""

    content: tuple[Range, ...] | None = None
    source: tuple[Range, ...] | None = None
    cue: tuple[Range, ...] | None = None
    addressee: tuple[Range, ...] | None = None
    channel: tuple[Range, ...] | None = None
    place: tuple[Range, ...] | None = None
    speakers: tuple[tuple[str, ActorType], ...] | None = None
    """Names and types; empty for unattributed."""
    kind: Kind | None = None
    """By default that of the content, when that is named."""
    act: Act | None = None
    framing: str | None = None
    said_at: Range | None = None
    days: tuple[date | None, date | None] | None = None
    """The first and the last day on which it may have been made."""

    def __bool__(self) -> bool:
        """Does it say anything?"""
        return any(getattr(self, one.name) is not None for one in fields(self))


@dataclass(frozen=True, slots=True)
class Target:
    """A statement that decisions are about."""

    id: str
    article: int
    """Key of its article."""
    statement: Statement | None
    """As it is now; None when it was not found again in the article's newest text or reading."""


class Corrections:
    """Decides on statements in the transaction of a `Writer`; search shows each at once.

    Every method writes an event with the writer's author and reason, and raises `StoreError` when the record lacks
    what is named.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._connection = writer.connection

    def confirm(self, statement: str) -> Decision:
        """Say that a statement is right as it is: later readings do not change it."""
        target = self._found(statement)
        assert target.statement is not None  # noqa: S101 - `_found` sees to it
        value = statement_to_json(target.statement)
        slots = {name: value[name] for name in PINNED}
        return self._decide("confirm", target, slots, _names(self._connection, target))

    def reject(self, statement: str) -> Decision:
        """Say that it is no statement."""
        return self._decide("reject", self._found(statement))

    def note(self, statement: str, text: str) -> Decision:
        """Leave a note; the statement and its status stay."""
        if not text.strip():
            raise StoreError("the note is empty: say something in it")
        return self._decide("note", self._found(statement), more={"note": text})

    def change(self, statement: str, fix: Fix) -> Decision:
        """Say what is wrong with a statement. Raises `onrecord.GroundingError` for a span outside the text."""
        target = self._found(statement)
        if not fix:
            raise StoreError(f"{statement}: nothing to correct was named")
        slots, named = self._slots(target.article, fix, target.statement)
        return self._decide("change", target, slots, named)

    def add(self, article: str, fix: Fix) -> Decision:
        """Add a statement that the reader missed. ``article`` is its id, or the beginning of it."""
        row = one_row(self._connection, articles, article, "article")
        self._check_latest(row.id, row)
        if not fix.content:
            raise StoreError("a statement that is added needs its content: name its characters, as in 10-40")
        slots, named = self._slots(row.key, fix, None)
        roles = [tuple(Span(*one.values()) for one in slots.get(role, ())) for role in ("content", "source", "cue")]
        id_ = statement_id(row.id, *roles)
        if self._current(id_) is not None:
            raise StoreError(f"{id_}: this statement is in the record; correct it instead")
        if any(one.kind == "add" for one in decisions.on(self._connection, id_)):
            raise StoreError(f"{id_}: was added before and then undone in part; undo the rest of it first")
        add_row(self._connection, self._writer.numbers, row.key, id_, slots, row.published)
        return self._decide("add", Target(id_, row.key, None), slots, named)

    def undo(self, statement: str) -> Decision:
        """Take back the last decision on a statement that holds."""
        target = self.find(statement)
        held = [one for one in decisions.on(self._connection, target.id) if one.kind in decisions.OF_STATEMENTS]
        if not held:
            raise StoreError(f"{target.id}: nobody decided anything on this statement, so there is nothing to undo")
        return self.undo_event(held[-1])

    def undo_event(self, event: Decision) -> Decision:
        """Take back one event on a statement; raises `StoreError` for one on anything else."""
        if event.kind not in decisions.OF_STATEMENTS:
            raise StoreError(f"{event.id}: is no decision on a statement; `onrecord actors` and `claims` undo others")
        undone = self._writer.decide("undo", event.target, event.article, {}, event)
        self._effect(undone, {"undone": event.id, "kind": event.kind})
        return undone

    def move(self, statement: str, origin: Json, to: Json) -> Decision:
        """Say that a speaker of a statement is another than the one taken for; ``id``, ``name``, ``type`` of both."""
        return self._decide("move", self._found(statement), more={"from": origin, "to": to})

    def on_claim(self, kind: Literal["split_claim", "stance"], statement: str, said: Json) -> Decision:
        """Say what a statement is on a claim (see `decisions`)."""
        return self._decide(kind, self._found(statement), more=said)

    def find(self, statement: str) -> Target:
        """The statement that an id, or its beginning, names; also one that was not found again.

        Raises `StoreError` when there is none or more than one.
        """
        ids = _beginning(self._connection, current_statements.c.id, statement)
        decided = events.c.kind.in_(decisions.OF_STATEMENTS)
        ids |= _beginning(self._connection, events.c.target, statement, decided)
        if len(ids) != 1:
            raise _unclear("statement", statement, ids)
        id_ = ids.pop()
        held = [one for one in decisions.on(self._connection, id_) if one.kind in decisions.OF_STATEMENTS]
        now_ = self._current(id_)
        if held and (now_ is None or held[-1].article != now_.article):
            article = held[-1].article
            assert article is not None  # noqa: S101 - a decision on a statement has its article
            return Target(id_, article, None)
        if now_ is None:
            raise StoreError(f"{id_}: is not current any more; nothing was decided on it")
        return Target(id_, now_.article, effective(self._connection, [now_.key])[now_.key])

    def _found(self, statement: str) -> Target:
        target = self.find(statement)
        if target.statement is None:
            row = self._current(target.id)
            if row is None:
                raise StoreError(
                    f"{target.id}: was not found again when its article was read anew; correct the statement that "
                    "stands for it now, then undo this one's corrections"
                )
            target = Target(target.id, row.article, effective(self._connection, [row.key])[row.key])
        where = sa.select(articles).where(articles.c.key == target.article)
        self._check_latest(target.id, self._connection.execute(where).one())
        return target

    def _check_latest(self, named: str, row: Any) -> None:
        """Refuse to decide on an earlier revision: decisions are taken over once, when the next one is added, so this
        one would show nowhere but there. Taking one back there stays possible.
        """
        if row.latest:
            return
        newest = sa.select(articles.c.id).where(articles.c.document == row.document)
        id_ = self._connection.scalar(newest.order_by(articles.c.revision.desc()).limit(1))
        raise StoreError(f"{named}: its page has a newer revision, the article {id_}; decide there")

    def _current(self, id_: str) -> Any:
        query = sa.select(current_statements).where(current_statements.c.id == id_)
        return self._connection.execute(query).one_or_none()

    def _decide(
        self,
        kind: str,
        target: Target,
        slots: Json | None = None,
        named: Sequence[Sequence[str]] = (),
        more: Mapping[str, Any] | None = None,
    ) -> Decision:
        payload: Json = dict(more or {})
        details: Json = {name: value for name, value in payload.items() if name in _LOGGED}
        seen = {} if target.statement is None else statement_to_json(target.statement)
        if seen:
            payload["seen"] = {role: seen[role] for role in ("content", "source", "cue")}
        if slots is not None:
            payload["slots"] = slots
        if named:
            payload["named"] = [list(one) for one in named]
        if kind == "change" and slots is not None:
            details |= {"was": {name: seen[name] for name in slots}, "now": slots}
        event = self._writer.decide(kind, target.id, target.article, payload)
        self._effect(event, details)
        return event

    def _effect(self, event: Decision, details: Json) -> None:
        """Make an event show, and log it."""
        assert event.article is not None  # noqa: S101 - a decision on a statement has its article
        effect.refresh(self._connection, self._writer.numbers, event.article)
        where = sa.select(articles.c.id).where(articles.c.key == event.article)
        article = self._connection.execute(where).scalar_one()
        self._writer.log(_WORDS[event.kind], event.target, {"correction": event.id, "article": article, **details})

    def _slots(self, article: int, fix: Fix, before: Statement | None) -> tuple[Json, list[tuple[str, str, str]]]:
        """The contract's slots that a fix sets, and the speakers among them."""
        text = loading.text_of(self._connection, article)
        slots: Json = {}
        for role in _SPANS:
            ranges = getattr(fix, role)
            if ranges is not None:
                slots[role] = [_span(Span.of(text, *one)) for one in sorted(ranges)]
        if "content" in slots and not slots["content"]:
            raise StoreError("a statement has a content: name its characters, as in 10-40")
        if fix.content:
            slots["kind"] = kind_of(text, quote_states(text), fix.content)
        for name in ("kind", "act", "framing"):
            if getattr(fix, name) is not None:
                slots[name] = getattr(fix, name)
        if fix.said_at is not None or fix.days is not None:
            slots["said_at"] = _said_at(text, fix, before)
        named: list[tuple[str, str, str]] = []
        if fix.speakers is not None:
            id_ = self._connection.execute(sa.select(articles.c.id).where(articles.c.key == article)).scalar_one()
            named = [(actor_id(id_, name, kind), name, kind) for name, kind in fix.speakers]
            slots["speaker"] = _speaker(named, before)
        return slots, named


def _speaker(named: Sequence[tuple[str, str, str]], before: Statement | None) -> Json:
    if any(not name.strip() for _, name, _ in named):
        raise StoreError("a speaker has a name; for a statement whose speaker is not known say that it is unattributed")
    if not named:
        return {"name": None, "type": None, "actors": None, "via": None, "confidence": 0.0, "candidates": []}
    via = before.speaker.via if before and before.speaker.via else "name"
    return {
        "name": "; ".join(name for _, name, _ in named),
        "type": named[0][2],
        "actors": [id_ for id_, _, _ in named],
        "via": via,
        "confidence": 1.0,
        "candidates": [],
    }


def _said_at(text: str, fix: Fix, before: Statement | None) -> Json:
    known = before.said_at if before else None
    span = Span.of(text, *fix.said_at) if fix.said_at is not None else known.span if known else None
    if span is None:
        raise StoreError("the words that say when it was said are not known: name their characters too")
    days = fix.days if fix.days is not None else (known.earliest, known.latest) if known else (None, None)
    if days[0] and days[1] and days[0] > days[1]:
        raise StoreError(f"{days[0]} is after {days[1]}: give the first day first")
    earliest, latest = (day.isoformat() if day else None for day in days)
    return {"span": _span(span), "earliest": earliest, "latest": latest}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": span.text}


def _names(connection: sa.Connection, target: Target) -> list[tuple[str, str, str]]:
    """Id, name and type of the speakers of a statement: as corrected, or as any reading of its article has them."""
    assert target.statement is not None  # noqa: S101 - the callers have one
    speaker = target.statement.speaker
    ids, names = speaker.actors, (speaker.name or "").split("; ")
    whole = {id_: (name, str(speaker.type)) for id_, name in zip(ids, names, strict=False)}
    groups = decisions.of_article(connection, target.article)
    said = {id_: words for group in groups if group.target == target.id for id_, words in group.named.items()}
    read = {one.id: (one.name, one.type) for one in effect.actor_names(connection, target.article, ids).values()}
    known = whole | read | said
    return [(id_, *known[id_]) for id_ in ids if id_ in known]


def one_row(connection: sa.Connection, table: sa.Table, beginning: str, what: str) -> Any:
    """The row whose id begins so. Raises `StoreError` when there is none or more than one."""
    ids = _beginning(connection, table.c.id, beginning)
    if len(ids) != 1:
        raise _unclear(what, beginning, ids)
    return connection.execute(sa.select(table).where(table.c.id == ids.pop())).one()


def _beginning(connection: sa.Connection, column: Any, beginning: str, *conditions: sa.ColumnElement[bool]) -> set[str]:
    """The ids in a column that begin so, three at most."""
    lowered = beginning.strip().lower()
    if not _ID.fullmatch(lowered):
        return set()
    within = (column >= lowered, column < lowered + "g", *conditions)
    return set(connection.scalars(sa.select(column).where(*within).distinct().limit(3)))


def _unclear(what: str, named: str, ids: set[str]) -> StoreError:
    if not ids:
        command = "claims" if what == "claim" else "search"
        return StoreError(f"{named!r}: the record has no {what} whose id begins so; `onrecord {command}` shows ids")
    return StoreError(f"{named!r}: several {what}s begin so ({', '.join(sorted(ids))} …); give more of the id")
