"""What people decided on one revision of an article, taken over to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from onrecord.statements import actor_id, statement_id
from onrecord.store import decisions, loading, placing
from onrecord.store.decisions import Decision, Group
from onrecord.store.effect import newest_reading
from onrecord.store.keys import Numbers
from onrecord.store.schema import articles, statements
from onrecord.store.statement_rows import add_row
from onrecord.store.upgrading import now
from onrecord.text import Span

Json = dict[str, Any]


def carry(connection: sa.Connection, numbers: Numbers, before: int, after: int) -> None:
    """Decide on a revision (``after``, its key) what was decided on the one before it.

    Each decision becomes an event of its own on the new statement, by the same person and for the same reason. One
    whose statement is not found in the new text becomes an event on the old statement that the new article lacks:
    so it is listed for review until someone undoes it.
    """
    groups = decisions.of_article(connection, before)
    if not groups:
        return
    new = connection.execute(sa.select(articles).where(articles.c.key == after)).one()
    old_id = str(connection.execute(sa.select(articles.c.id).where(articles.c.key == before)).scalar_one())
    text = loading.text_of(connection, after)
    waiting: list[tuple[Group, Group | None]] = []
    for group in groups:
        by = placing.shift(group, _text(connection, group.text_of or old_id), text)
        waiting.append((group, None if by is None else _moved(group, by, new.id)))
    here = [moved for _, moved in waiting if moved is not None]
    placed = placing.place(here, _read(connection, after))
    for group, moved in waiting:
        target = None if moved is None else placed.get(moved.target)
        if moved is not None and target is None and moved.added:
            target = moved.target
            add_row(connection, numbers, after, target, moved.slots, new.published)
        for one in moved.decisions if moved is not None and target is not None else group.decisions:
            _insert(connection, one, after, target, group.text_of or old_id)


def _moved(group: Group, by: int, article: str) -> Group:
    """A group with its spans, its actors and, if a person added its statement, its id in another article."""
    made = []
    for one in group.decisions:
        payload = placing.moved(one.payload, by)
        payload.pop("of", None)
        made.append(_of_article(payload, article))
    target = group.target
    added = next((payload for one, payload in zip(group.decisions, made, strict=True) if one.kind == "add"), None)
    if added is not None:
        slots = added["slots"]
        target = statement_id(article, *(_spans(slots[role]) for role in ("content", "source", "cue")))
    changed = (
        Decision(one.key, one.id, one.at, one.author, one.reason, one.kind, one.article, target, payload, None)
        for one, payload in zip(group.decisions, made, strict=True)
    )
    return Group(target, tuple(changed))


def _of_article(payload: Json, article: str) -> Json:
    """A payload with the ids that actors of those names have in another article."""
    ids = {id_: actor_id(article, name, kind) for id_, name, kind in payload.get("named", ())}
    if "speaker" not in payload.get("slots", {}):
        return payload
    slots = dict(payload["slots"])
    speaker = slots["speaker"]
    known = [ids.get(one, one) for one in speaker["actors"] or ()] or None
    slots["speaker"] = {**speaker, "actors": known, "candidates": []}
    named = [[ids[id_], name, kind] for id_, name, kind in payload.get("named", ())]
    return {**payload, "slots": slots, "named": named}


def _insert(connection: sa.Connection, one: Decision, article: int, target: str | None, text_of: str) -> None:
    payload = {**one.payload, "carried": one.id}
    if target is None:
        payload["of"] = text_of
    values = {
        "at": now(),
        "author": one.author,
        "reason": one.reason,
        "kind": one.kind,
        "article": article,
        "target": target or one.target,
        "payload": payload,
    }
    decisions.insert(connection, values)


def _read(connection: sa.Connection, article: int) -> list[Any]:
    reading = newest_reading(connection, article)
    query = sa.select(statements.c.key).where(statements.c.article == article, statements.c.reading == reading)
    return list(loading.statements_as_read(connection, list(connection.scalars(query))).values())


def _text(connection: sa.Connection, article: str) -> str:
    key = connection.execute(sa.select(articles.c.key).where(articles.c.id == article)).scalar_one_or_none()
    return "" if key is None else loading.text_of(connection, key)


def _spans(values: Iterable[Mapping[str, Any]]) -> list[Span]:
    return [Span(one["start"], one["end"], one["text"]) for one in values]
