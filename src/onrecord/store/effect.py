"""The current statements of an article: what its newest reading found, after all that people decided.

`refresh` computes them from what is recorded, and from nothing else: so the same decisions give the same statements,
whatever was undone in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from onrecord.statements import Statement, statement_from_json, statement_to_json
from onrecord.store import current, decisions, identities, loading, placing, positions, schema
from onrecord.store.current import Current, SpeakerRow, Status
from onrecord.store.decisions import Group
from onrecord.store.keys import Numbers
from onrecord.store.names import identity_id
from onrecord.store.schema import actors, articles, readings, statements

_SETTLED = ("confirmed", "corrected")


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone named in an article, as its readings know them."""

    id: str
    name: str
    type: str
    key: int | None = None
    """Of the row in ``actors``, if the newest reading has one."""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of the decisions on the statements of an article."""

    placed: int
    unplaced: tuple[str, ...]
    """Ids of the statements that people decided on and that were not found again."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """One current statement, before its speakers are known."""

    key: int
    statement: Statement
    read: Statement
    group: Group | None

    @property
    def status(self) -> Status:
        return self.group.status if self.group else "unreviewed"


def refresh(connection: sa.Connection, numbers: Numbers, article: int) -> Effect:
    """Write the current statements of an article (its key) anew, in the transaction of what they follow from."""
    row = connection.execute(sa.select(articles).where(articles.c.key == article)).one()
    newest = newest_reading(connection, article)
    read = _read(connection, article, newest)
    groups = decisions.of_article(connection, article)
    placed = placing.place(groups, list(read.values()))
    drafts = _drafts(read, groups, placed) + _added(connection, article, groups, placed)
    known = {one.id: one for one in _actors(connection, newest)}
    hidden = decisions.suppressed(connection) if identities.anything_suppressed(connection) else frozenset()
    whole = bool(hidden) and not hidden.isdisjoint(_revisions(connection, row))
    finished = _finished(connection, numbers, article, drafts, known)
    gone = identities.hidden(connection, {one.identity for _, rows in finished for one in rows if one.identity})
    table = schema.current_statements
    current.remove(connection, list(connection.scalars(sa.select(table.c.key).where(table.c.article == article))))
    rows = [
        _row(draft, speakers, hidden, gone, whole=whole, latest=row.latest, article=article)
        for draft, speakers in finished
    ]
    current.put(connection, row, rows)
    positions.refresh(connection, article)
    found = {draft.group.target for draft in drafts if draft.group}
    return Effect(len(found), tuple(group.target for group in groups if group.target not in found))


def newest_reading(connection: sa.Connection, article: int) -> int:
    """Key of the reading of an article that counts."""
    newest = connection.execute(sa.select(sa.func.max(readings.c.key)).where(readings.c.article == article))
    return int(newest.scalar_one())


def concerned(connection: sa.Connection, article: int, speakers: Iterable[SpeakerRow]) -> bool:
    """Does anything that people decided bear on an article just read? If not, it is current as it was read."""
    events = sa.select(schema.corrections.c.key).where(schema.corrections.c.article == article).limit(1)
    if connection.execute(events).first() is not None:
        return True
    return identities.anything_suppressed(connection) and _anything_hidden(connection, article, list(speakers))


def holding(connection: sa.Connection, target: str) -> set[int]:
    """Keys of the articles that a suppressed article or actor concerns: all its revisions."""
    documents = sa.select(articles.c.document).where(articles.c.id == target, articles.c.document.is_not(None))
    whole = sa.select(articles.c.key).where((articles.c.id == target) | articles.c.document.in_(documents))
    named = sa.select(readings.c.article).join(actors, actors.c.reading == readings.c.key).where(actors.c.id == target)
    return set(connection.scalars(whole)) | set(connection.scalars(named))


def actor_names(connection: sa.Connection, article: int, ids: Iterable[str]) -> dict[str, Actor]:
    """Those actors of an article whom any reading of it names, by id; the newest reading's words for them."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = (
        sa.select(actors.c.id, actors.c.name, actors.c.type)
        .join(readings, readings.c.key == actors.c.reading)
        .where(readings.c.article == article, actors.c.id.in_(wanted))
        .order_by(actors.c.key)
    )
    return {row.id: Actor(row.id, row.name, row.type) for row in connection.execute(query)}


def _anything_hidden(connection: sa.Connection, article: int, speakers: Sequence[SpeakerRow]) -> bool:
    row = connection.execute(sa.select(articles).where(articles.c.key == article)).one()
    ids = set(connection.scalars(sa.select(actors.c.id).where(actors.c.key.in_([one.actor for one in speakers]))))
    if not decisions.suppressed(connection).isdisjoint(ids | set(_revisions(connection, row))):
        return True
    return bool(identities.hidden(connection, {one.identity for one in speakers if one.identity}))


def _revisions(connection: sa.Connection, row: Any) -> list[str]:
    if row.document is None:
        return [row.id]
    return list(connection.scalars(sa.select(articles.c.id).where(articles.c.document == row.document)))


def _read(connection: sa.Connection, article: int, reading: int) -> dict[int, Statement]:
    query = sa.select(statements.c.key).where(statements.c.article == article, statements.c.reading == reading)
    keys = list(connection.scalars(query.order_by(statements.c.position)))
    found = loading.statements_as_read(connection, keys)
    return {key: found[key] for key in keys}


def _drafts(read: Mapping[int, Statement], groups: Sequence[Group], placed: Mapping[str, str]) -> list[_Draft]:
    by_id = {placed[group.target]: group for group in groups if group.target in placed}
    names = {placed[target]: target for target in placed}
    drafts = []
    for key, one in read.items():
        group = by_id.get(one.id)
        now = decided(one, group) if group else one
        if now.within in names:
            now = replace(now, within=names[now.within])
        drafts.append(_Draft(key, now, one, group))
    return drafts


def _added(connection: sa.Connection, article: int, groups: Sequence[Group], placed: Mapping[str, str]) -> list[_Draft]:
    """The statements that a person added and the reading lacks."""
    wanted = {group.target: group for group in groups if group.added and group.target not in placed}
    wanted = {target: group for target, group in wanted.items() if group.text_of is None}
    query = sa.select(statements.c.key, statements.c.id).where(
        statements.c.article == article, statements.c.reading.is_(None), statements.c.id.in_(list(wanted))
    )
    rows = {row.key: row.id for row in connection.execute(query.order_by(statements.c.key))} if wanted else {}
    bases = loading.statements_as_read(connection, list(rows))
    return [_Draft(key, decided(bases[key], wanted[id_]), bases[key], wanted[id_]) for key, id_ in rows.items()]


def decided(one: Statement, group: Group) -> Statement:
    """A statement with what people said of it; it keeps the id that they know it by.

    One that is confirmed or corrected is certain: the confidence is 1, its speaker's too if it has one.
    """
    value = statement_to_json(one) | group.slots | {"id": group.target}
    result = statement_from_json(value)
    if group.status in _SETTLED:
        speaker = result.speaker
        if speaker.name is not None:
            speaker = replace(speaker, confidence=1.0, candidates=())
        result = replace(result, speaker=speaker, confidence=1.0)
    return result


def _actors(connection: sa.Connection, reading: int) -> list[Actor]:
    rows = list(connection.execute(sa.select(actors).where(actors.c.reading == reading)))
    table = schema.roles
    of_reading = sa.select(actors.c.key).where(actors.c.reading == reading)
    roles: dict[int, list[str]] = {}
    query = sa.select(table).where(table.c.actor.in_(of_reading)).order_by(table.c.actor, table.c.position)
    for actor, _, role in connection.execute(query):
        roles.setdefault(actor, []).append(role)
    return [Actor(row.id, row.name, row.type, row.key, tuple(roles.get(row.key, ()))) for row in rows]


def _finished(
    connection: sa.Connection,
    numbers: Numbers,
    article: int,
    drafts: Sequence[_Draft],
    known: Mapping[str, Actor],
) -> list[tuple[_Draft, tuple[SpeakerRow, ...]]]:
    """The drafts with their speakers: who they are in the whole record."""
    named = {
        id_: Actor(id_, *words)
        for draft in drafts
        if draft.group
        for id_, words in draft.group.named.items()
    }  # fmt: skip
    ids = dict.fromkeys(id_ for draft in drafts for id_ in draft.statement.speaker.actors)
    everyone = {**actor_names(connection, article, ids.keys() - known.keys()), **named, **known}
    speaking = [everyone[id_] for id_ in ids if id_ in everyone]
    keys = identities.resolve(connection, numbers, [(one.name, one.type) for one in speaking])
    by_id = {one.id: key for one, key in zip(speaking, keys, strict=True)}
    finished = []
    for draft in drafts:
        moves = _moves(connection, numbers, draft.group)
        rows = tuple(
            SpeakerRow(one.key, moves.get(by_id[id_], by_id[id_]), one.roles)
            for id_ in draft.statement.speaker.actors
            if (one := everyone.get(id_)) is not None
        )
        finished.append((draft, rows))
    return finished


def _moves(connection: sa.Connection, numbers: Numbers, group: Group | None) -> dict[int | None, int]:
    """From which identity to which other the speaker of a statement was moved."""
    found: dict[int | None, int] = {}
    for one in group.decisions if group else ():
        if one.kind == "move":
            both = [(one.payload[side]["id"], one.payload[side]["name"], one.payload[side]["type"])
                    for side in ("from", "to")]  # fmt: skip
            keys = identities.roots(connection, numbers, both)
            found[keys[both[0][0]]] = keys[both[1][0]]
    return found


def _row(
    draft: _Draft,
    speakers: tuple[SpeakerRow, ...],
    hidden: frozenset[str],
    gone: set[int],
    *,
    whole: bool,
    latest: bool,
    article: int,
) -> Current:
    one = draft.statement
    if hidden and one.speaker.candidates:
        kept = tuple(candidate for candidate in one.speaker.candidates if not _is_hidden(candidate, hidden))
        one = replace(one, speaker=replace(one.speaker, candidates=kept))
    suppressed = whole or any(id_ in hidden for id_ in one.speaker.actors)
    suppressed = suppressed or any(speaker.identity in gone for speaker in speakers)
    status = "suppressed" if suppressed else draft.status
    return Current(draft.key, article, one, speakers, status, latest, corrected=one != draft.read)


def _is_hidden(candidate: tuple[str, str | None, float], hidden: frozenset[str]) -> bool:
    name, actor, _ = candidate
    return actor in hidden or identity_id(name, "person") in hidden or identity_id(name, "organisation") in hidden
