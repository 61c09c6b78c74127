"""Whom the names in an article stand for in the whole record: by name, after what people merged and suppressed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from onrecord.store import decisions
from onrecord.store.keys import Numbers
from onrecord.store.names import folded, identity_id
from onrecord.store.schema import actors, corrections, current_speakers, current_statements, identities

_AT_ONCE = 500
Known = tuple[str, str, str]
"""Id, name and type of an identity."""


def resolve(connection: sa.Connection, numbers: Numbers, named: Sequence[tuple[str, str]]) -> list[int | None]:
    """Keys of the identities of (name, type) pairs, made where new; None where the name alone can't say.

    What a person merged is followed to the identity that it was merged into.
    """
    ids = [identity_id(name, actor_type) for name, actor_type in named]
    known = [(one, name, kind) for one, (name, kind) in zip(ids, named, strict=True) if one is not None]
    keys = roots(connection, numbers, known)
    return [None if one is None else keys[one] for one in ids]


def roots(connection: sa.Connection, numbers: Numbers, wanted: Iterable[Known]) -> dict[str, int]:
    """The keys of identities by id, made where new; of those that were merged, that of what they are now."""
    by_id = {one[0]: one for one in wanted}
    ids = list(by_id)
    found: dict[str, int] = {}
    for at in range(0, len(ids), _AT_ONCE):
        rows = connection.execute(sa.select(identities).where(identities.c.id.in_(ids[at : at + _AT_ONCE])))
        found |= {row.id: row.merged_into or row.key for row in rows}
    new = [by_id[one] for one in ids if one not in found]
    if new:
        gone = decisions.suppressed(connection)
        first = numbers.take("identity", len(new))
        made: list[dict[str, str | int | bool]] = [
            {"key": key, "id": one, "type": kind, "name": name, "folded": folded(name), "suppressed": one in gone}
            for key, (one, name, kind) in enumerate(new, first)
        ]
        connection.execute(sa.insert(identities), made)
        found |= {str(row["id"]): int(row["key"]) for row in made}
    return found


def members(connection: sa.Connection, key: int) -> list[str]:
    """Ids of an identity and of all that were merged into it."""
    query = sa.select(identities.c.id).where((identities.c.key == key) | (identities.c.merged_into == key))
    return list(connection.scalars(query.order_by(identities.c.key)))


def hidden(connection: sa.Connection, keys: Collection[int]) -> set[int]:
    """Which of some identities are suppressed."""
    query = sa.select(identities.c.key).where(identities.c.key.in_(keys), identities.c.suppressed.is_(True))
    return set(connection.scalars(query))


def anything_suppressed(connection: sa.Connection) -> bool:
    """Has anybody ever suppressed anything?"""
    query = sa.select(corrections.c.key).where(corrections.c.kind == "suppress").limit(1)
    return connection.execute(query).first() is not None


def replay(connection: sa.Connection) -> set[int]:
    """Bring identities in line with what was merged and suppressed; the keys of the articles that this concerns.

    Those articles' current statements are to be written anew.
    """
    rows = {row.id: row for row in connection.execute(_decided(connection))}
    parent: dict[str, str] = {}
    for one in decisions.of_record(connection, "merge"):
        low, high = _root(parent, one.target), _root(parent, str(one.payload["into"]))
        if low != high:
            parent[low] = high
    named = decisions.suppressed(connection)
    gone = {_root(parent, id_) for id_ in rows if id_ in named}
    moved: set[int] = set()
    for id_, row in rows.items():
        root = _root(parent, id_)
        into = None if root == id_ else rows[root].key
        suppressed = root in gone
        if (into, suppressed) != (row.merged_into, row.suppressed):
            change = sa.update(identities).where(identities.c.key == row.key)
            connection.execute(change.values(merged_into=into, suppressed=suppressed))
            moved.add(row.merged_into or row.key)
    _rename(connection, moved)
    return _speaking_in(connection, moved)


def _decided(connection: sa.Connection) -> sa.Select[tuple[object, ...]]:
    """The identities that a merge or a suppression concerns, or did."""
    events = decisions.everything_of(connection, ("merge", "suppress"))
    ids = {one.target for one in events} | {str(one.payload["into"]) for one in events if "into" in one.payload}
    ids |= {id_ for one in events for id_ in one.payload.get("members", ())}
    concerned = identities.c.id.in_(ids) | identities.c.merged_into.is_not(None) | identities.c.suppressed.is_(True)
    return sa.select(identities).where(concerned)


def _root(parent: Mapping[str, str], one: str) -> str:
    while one in parent:
        one = parent[one]
    return one


def _rename(connection: sa.Connection, keys: set[int]) -> None:
    """Point the actors of some identities to the identities that their names stand for now."""
    query = sa.select(actors.c.key, actors.c.name, actors.c.type, actors.c.identity)
    rows = list(connection.execute(query.where(actors.c.identity.in_(keys))))
    ids = {row.key: identity_id(row.name, row.type) for row in rows}
    known = identities.c.merged_into, identities.c.key
    table = sa.select(identities.c.id, sa.func.coalesce(*known)).where(identities.c.id.in_(set(ids.values())))
    current = {row[0]: row[1] for row in connection.execute(table)}
    changes = [
        {"one": row.key, "now": current[id_]}
        for row in rows
        if (id_ := ids[row.key]) in current and current[id_] != row.identity
    ]
    if changes:
        update = sa.update(actors).where(actors.c.key == sa.bindparam("one"))
        connection.execute(update.values(identity=sa.bindparam("now")), changes)


def _speaking_in(connection: sa.Connection, keys: set[int]) -> set[int]:
    """Keys of the articles in which some identities speak."""
    query = (
        sa.select(current_statements.c.article)
        .join(current_speakers, current_speakers.c.statement == current_statements.c.key)
        .where(current_speakers.c.identity.in_(keys))
        .distinct()
    )
    return set(connection.scalars(query))
