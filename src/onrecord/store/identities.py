"""Whom the names in an article stand for in the whole record."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from onrecord.store.keys import Numbers
from onrecord.store.names import folded, identity_id
from onrecord.store.schema import identities


def resolve(connection: sa.Connection, numbers: Numbers, named: Sequence[tuple[str, str]]) -> list[int | None]:
    """Keys of the identities of (name, type) pairs, made where new; None where the name alone can't say.

    What a person merged is followed to the identity that it was merged into.
    """
    ids = [identity_id(name, actor_type) for name, actor_type in named]
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return [None] * len(ids)
    rows = connection.execute(sa.select(identities).where(identities.c.id.in_(wanted)))
    known = {row.id: row.merged_into or row.key for row in rows}
    new = {}
    for one, (name, actor_type) in zip(ids, named, strict=True):
        if one is not None and one not in known:
            known[one] = numbers.take("identity")
            new[one] = {"key": known[one], "id": one, "type": actor_type, "name": name, "folded": folded(name)}
    if new:
        connection.execute(sa.insert(identities), list(new.values()))
    return [None if one is None else known[one] for one in ids]
