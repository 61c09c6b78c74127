"""A record written out: one object an article, with all that restores it; then what concerns the whole record.

What is suppressed is left out, with what people decided on it; that it is suppressed is not. The order is that in
which articles came, and nothing depends on the keys of this record: what `restoring` makes of it is written out as
the same again.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from onrecord.statements import Reading, reading_to_json, statement_to_json
from onrecord.statements.codec import SCHEMA_VERSION
from onrecord.statements.model import UNATTRIBUTED
from onrecord.store import decisions, loading, positions, schema
from onrecord.store.decisions import Decision
from onrecord.store.finding import effective
from onrecord.store.names import identity_id
from onrecord.store.search import Search, each

Json = dict[str, Any]
_OF_READINGS = {"reader", "statements", "actors"}
_PLAIN = (
    *("statement", "ordinal", "stance", "depth", "spans", "shows", "text", "confidence", "polarity", "compared"),
    "added",
)
_FOUNDING = ("statement", "ordinal", "origin")
_articles, _current, _log = schema.articles, schema.current_statements, schema.log
_factchecks = schema.factchecks


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Ids of what is suppressed: of articles with all revisions, of identities with all that were merged, of actors."""

    articles: frozenset[str]
    identities: frozenset[str]
    actors: frozenset[str]


def dumped(connection: sa.Connection, search: Search | None = None) -> Iterator[Json]:
    """The objects of a record, or of the articles that hold what a search finds; these without the record's own."""
    hidden = _hidden(connection)
    query = sa.select(_articles).order_by(_articles.c.key)
    wanted = {one.article["id"] for one in each(connection, search)} if search is not None else set()
    for row in connection.execute(query).all():
        if row.id not in hidden.articles and (search is None or row.id in wanted):
            yield _article(connection, row, hidden)
    if search is None:
        yield from _whole(connection, hidden)


def dumped_article(connection: sa.Connection, key: int) -> Json:
    """The object of one article, by its key."""
    row = connection.execute(sa.select(_articles).where(_articles.c.key == key)).one()
    return _article(connection, row, _hidden(connection))


def event_json(one: Decision, ids: Mapping[int, str]) -> Json:
    """An event as an object; ``ids`` are those of the events by key."""
    return {
        "id": one.id,
        "at": one.at,
        "author": one.author,
        "reason": one.reason,
        "kind": one.kind,
        "target": one.target,
        "payload": dict(one.payload),
        "undoes": None if one.undoes is None else ids[one.undoes],
    }


def _hidden(connection: sa.Connection) -> _Hidden:
    ids = decisions.suppressed(connection)
    if not ids:
        return _Hidden(frozenset(), frozenset(), frozenset())
    documents = sa.select(_articles.c.document).where(_articles.c.id.in_(ids), _articles.c.document.is_not(None))
    whole = sa.select(_articles.c.id).where(_articles.c.id.in_(ids) | _articles.c.document.in_(documents))
    table = schema.identities
    gone = sa.select(table.c.key).where(table.c.suppressed.is_(True))
    people = sa.select(table.c.id).where(table.c.suppressed.is_(True) | table.c.merged_into.in_(gone))
    named = sa.select(schema.actors.c.id).where(schema.actors.c.identity.in_(gone))
    return _Hidden(
        ids | frozenset(connection.scalars(whole)),
        ids | frozenset(connection.scalars(people)),
        ids | frozenset(connection.scalars(named)),
    )


def _article(connection: sa.Connection, row: Any, hidden: _Hidden) -> Json:
    table = schema.readings
    keys = connection.execute(
        sa.select(table.c.key, table.c.added).where(table.c.article == row.key).order_by(table.c.key)
    ).all()
    query = sa.select(_current.c.key, _current.c.id, _current.c.status, _current.c.corrected)
    now = connection.execute(query.where(_current.c.article == row.key).order_by(_current.c.id)).all()
    dropped = {one.id for one in now if one.status == "suppressed"}
    kept = {one.id for one in now} - dropped
    readings = [_shown(loading.reading(connection, key), dropped, kept, hidden) for key, _ in keys]
    newest = reading_to_json(readings[-1], with_text=True)
    events = _events(connection, row.key, dropped, hidden)
    ids = {one.key: one.id for one in events}
    changed = [one for one in now if one.status not in {"unreviewed", "suppressed"}]
    statements = effective(connection, [one.key for one in changed])
    return {
        **newest,
        "record": {
            "added": row.added,
            "revision": row.revision,
            "latest": row.latest,
            "story": _story(connection, row, hidden),
            "signature": _signature(connection, row.key),
            "readings": [added for _, added in keys],
            "earlier": [
                {name: value for name, value in reading_to_json(one).items() if name in _OF_READINGS}
                for one in readings[:-1]
            ],
            "current": [
                {"status": one.status, "statement": statement_to_json(statements[one.key])} for one in changed
            ],
            "corrections": [event_json(one, ids) for one in events],
            **_claims(connection, row.key, readings, events),
            "log": _lines(connection, [row.id], events),
        },
    }  # fmt: skip


def _shown(reading: Reading, dropped: set[str], kept: set[str], hidden: _Hidden) -> Reading:
    """A reading without what is suppressed."""
    if not hidden.identities:
        return reading
    actors = tuple(one for one in reading.actors if one.id not in hidden.actors)
    statements = []
    for one in reading.statements:
        spoke = not hidden.actors.isdisjoint(one.speaker.actors)
        if one.id in dropped or (spoke and one.id not in kept):
            continue
        # A person said that someone else spoke: that stays, and who was taken for the speaker does not.
        speaker = UNATTRIBUTED if spoke else one.speaker
        candidates = tuple(each_ for each_ in speaker.candidates if not _is_hidden(each_, hidden))
        statements.append(replace(one, speaker=replace(speaker, candidates=candidates)))
    return replace(reading, statements=tuple(statements), actors=actors)


def _is_hidden(candidate: tuple[str, str | None, float], hidden: _Hidden) -> bool:
    name, actor, _ = candidate
    ids = {identity_id(name, kind) for kind in ("person", "organisation")}
    return actor in hidden.actors or not hidden.identities.isdisjoint(ids)


def _events(connection: sa.Connection, article: int, dropped: set[str], hidden: _Hidden) -> list[Decision]:
    """What people decided on the statements of an article, without those that name whom nobody is to see."""
    kept: list[Decision] = []
    gone: set[int] = set()
    for one in decisions.everything_in(connection, article):
        named = {identity_id(name, kind) for _, name, kind in one.payload.get("named", ())}
        named |= {one.payload[side]["id"] for side in ("from", "to") if isinstance(one.payload.get(side), dict)}
        if one.target in dropped or one.undoes in gone or not hidden.identities.isdisjoint(named):
            gone.add(one.key)
        else:
            kept.append(one)
    return kept


def _lines(connection: sa.Connection, targets: list[str], events: Iterable[Decision]) -> list[Json]:
    """The log of an article, or of the whole record, and of events."""
    listed = list(events)
    ids = {one.id for one in listed}
    wanted = list(dict.fromkeys([*targets, *(one.target for one in listed)]))
    found: list[Any] = []
    for at in range(0, len(wanted), 500):
        found += connection.execute(sa.select(_log).where(_log.c.target.in_(wanted[at : at + 500]))).all()
    return [
        {"at": row.at, "author": row.author, "reason": row.reason, "action": row.action, "target": row.target,
         "details": row.details}
        for row in sorted(found, key=lambda one: one.key)
        if row.target in targets or row.details.get("correction") in ids
    ]  # fmt: skip


def _story(connection: sa.Connection, row: Any, hidden: _Hidden) -> str | None:
    """The smallest id of the story's articles, those left out apart; None of one without copies."""
    if row.story is None:
        return None
    members = connection.scalars(sa.select(_articles.c.id).where(_articles.c.story == row.story))
    ids = [one for one in members if one not in hidden.articles]
    return min(ids) if len(ids) > 1 else None


def _signature(connection: sa.Connection, article: int) -> str | None:
    table = schema.signatures
    packed = connection.execute(sa.select(table.c.minhash).where(table.c.article == article)).scalar_one_or_none()
    return None if packed is None else base64.b64encode(packed).decode("ascii")


def _whole(connection: sa.Connection, hidden: _Hidden) -> Iterator[Json]:
    """What people merged and suppressed; merges of whom nobody is to see are left out with their undoing."""
    gone: set[int] = set()
    events = []
    for one in decisions.everything_of(connection, decisions.OF_RECORD):
        names = {id_ for id_, *_ in one.payload.get("names", ())}
        if one.undoes in gone or not hidden.identities.isdisjoint(names):
            gone.add(one.key)
        elif one.article is None:
            events.append(one)
    ids = {one.key: one.id for one in events}
    for one in events:
        yield {
            "schema": SCHEMA_VERSION,
            "correction": event_json(one, ids),
            "log": _lines(connection, [], [one]),
        }
    for row in connection.execute(sa.select(_factchecks).order_by(_factchecks.c.key)).all():
        yield {"schema": SCHEMA_VERSION, "factcheck": _factcheck(connection, row)}


def _claims(connection: sa.Connection, article: int, readings: Iterable[Reading], events: Iterable[Decision]) -> Json:
    """The positions and answers of the statements that the export has of an article."""
    kept = {one.id for reading in readings for one in reading.statements}
    kept |= {one.target for one in events if one.kind == "add"}
    placed, claims, answers = schema.positions, schema.claims, schema.answers
    query = (
        sa.select(placed, claims.c.id, *(claims.c[name].label(f"founding_{name}") for name in _FOUNDING))
        .join(claims, claims.c.key == placed.c.claim)
        .where(placed.c.article == article)
        .order_by(placed.c.key)
    )
    hidden = positions.hidden_name(connection)
    found = [
        {
            **{name: getattr(row, name) for name in _PLAIN},
            "speaker": None if row.speaker is None or hidden(row.speaker) else row.speaker,
            "claim": {"id": row.id, **{name: getattr(row, f"founding_{name}") for name in _FOUNDING}},
            "vector": base64.b64encode(row.vector).decode("ascii"),
        }
        for row in connection.execute(query)
        if row.statement in kept
    ]
    pairs = connection.execute(
        sa.select(answers.c.statement, answers.c.answered).where(answers.c.article == article)
    ).all()
    return {"positions": found, "answers": sorted([one, other] for one, other in pairs if one in kept)}


def _factcheck(connection: sa.Connection, row: Any) -> Json:
    """A fact-check with the claims that it matches."""
    table, claims = schema.factcheck_matches, schema.claims
    query = (
        sa.select(table.c.score, claims.c.id, *(claims.c[name] for name in _FOUNDING))
        .join(claims, claims.c.key == table.c.claim)
        .where(table.c.factcheck == row.key)
        .order_by(claims.c.id)
    )
    return {
        **{name: getattr(row, name) for name in ("id", "claim", "claimant", "publisher", "rating", "url")},
        "date": row.date.isoformat() if row.date else None,
        "added": row.added,
        "vector": base64.b64encode(row.vector).decode("ascii"),
        "matches": [
            {"claim": {"id": one.id, **{name: getattr(one, name) for name in _FOUNDING}}, "score": one.score}
            for one in connection.execute(query)
        ],
    }
