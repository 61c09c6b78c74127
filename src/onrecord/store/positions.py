"""On which claim each position stands now: where it was judged to stand, after what people merged, split and corrected.

`refresh` computes that from what is recorded, and from nothing else: so the same decisions give the same claims,
whatever was undone in between. `effect.refresh` calls it with every decision on a statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.store import decisions, identities
from onrecord.store.decisions import Decision
from onrecord.store.keys import Numbers, batched
from onrecord.store.names import identity_id
from onrecord.store.schema import claims, current_positions, positions
from onrecord.store.schema import identities as known_as


@dataclass(frozen=True, slots=True)
class Founding:
    """What a claim is named after: a proposition of a statement and, where a person split it, the claim before."""

    statement: str
    ordinal: int
    origin: str | None = None

    @property
    def id(self) -> str:
        """The claim's id."""
        said = f"{self.statement};{self.ordinal}" + (f";{self.origin}" if self.origin else "")
        return hashlib.sha256(f"claim;{said}".encode()).hexdigest()[:24]

    def as_json(self) -> dict[str, Any]:
        """As decisions and exports name a claim."""
        return {"id": self.id, "statement": self.statement, "ordinal": self.ordinal, "origin": self.origin}


def founding(value: Mapping[str, Any]) -> Founding:
    """What `Founding.as_json` gave. Raises `ValueError` when the id is not that of what founded it."""
    found = Founding(str(value["statement"]), int(value["ordinal"]), value["origin"])
    if found.id != value["id"]:
        raise ValueError(f"claim {value['id']}: was altered; its id is not that of what founded it")
    return found


def keys_of(connection: sa.Connection, numbers: Numbers, wanted: Iterable[Founding], at: str) -> dict[str, int]:
    """The keys of claims by id, made where new at the time ``at``; as they were founded, whatever was merged."""
    by_id = {one.id: one for one in wanted}
    found: dict[str, int] = {}
    for some in batched(by_id):
        rows = connection.execute(sa.select(claims.c.id, claims.c.key).where(claims.c.id.in_(some)))
        found |= {row.id: row.key for row in rows}
    new = [one for id_, one in by_id.items() if id_ not in found]
    if new:
        first = numbers.take("claim", len(new))
        made = [{**one.as_json(), "key": key, "added": at} for key, one in enumerate(new, first)]
        connection.execute(sa.insert(claims), made)
        found |= {one.id: key for key, one in enumerate(new, first)}
    return found


def roots(connection: sa.Connection, keys: Iterable[int]) -> dict[int, int]:
    """The claims that some are now, by key: itself, or what it was merged into."""
    found: dict[int, int] = {}
    for some in batched(dict.fromkeys(keys)):
        now = sa.func.coalesce(claims.c.merged_into, claims.c.key)
        found |= {
            row[0]: row[1] for row in connection.execute(sa.select(claims.c.key, now).where(claims.c.key.in_(some)))
        }
    return found


def refresh(connection: sa.Connection, article: int) -> None:
    """Write anew where the positions of an article (its key) stand, in the transaction of what that follows from."""
    columns = (positions.c.key, positions.c.statement, positions.c.claim, positions.c.stance, positions.c.depth)
    rows = connection.execute(sa.select(*columns).where(positions.c.article == article)).all()
    if not rows:
        return
    said = {
        group.target: [one for one in group.decisions if one.kind in {"split_claim", "stance"}]
        for group in decisions.of_article(connection, article)
    }
    by_key = roots(connection, (row.claim for row in rows))
    by_id = _now(connection, (id_ for events in said.values() for one in events for id_ in _named(one)))
    wanted = {row.key: _settled(row, by_key[row.claim], said.get(row.statement, ()), by_id) for row in rows}
    table = current_positions
    of_article = sa.select(positions.c.key).where(positions.c.article == article)
    query = sa.select(table).where(table.c.position.in_(of_article))
    there = {row.position: (row.claim, row.stance) for row in connection.execute(query)}
    changed = [key for key, value in wanted.items() if there.get(key) != value]
    for some in batched(changed):
        connection.execute(sa.delete(table).where(table.c.position.in_(some)))
    if changed:
        values = [{"position": key, "claim": wanted[key][0], "stance": wanted[key][1]} for key in changed]
        connection.execute(sa.insert(table), values)


def replay(connection: sa.Connection) -> None:
    """Bring claims, and the positions on them, in line with what people merged."""
    events = decisions.everything_of(connection, ("merge_claims",))
    parent: dict[str, str] = {}
    for one in decisions.holding(events):
        low, high = _root(parent, one.target), _root(parent, str(one.payload["into"]))
        if low != high:
            parent[low] = high
    ids = {one.target for one in events} | {str(one.payload["into"]) for one in events if "into" in one.payload}
    query = sa.select(claims).where(claims.c.id.in_(ids) | claims.c.merged_into.is_not(None))
    rows = {row.id: row for row in connection.execute(query)}
    moved: set[int] = set()
    for id_, row in rows.items():
        root = _root(parent, id_)
        into = None if root == id_ else rows[root].key
        if into != row.merged_into:
            connection.execute(sa.update(claims).where(claims.c.key == row.key).values(merged_into=into))
            moved |= {row.key, row.merged_into or row.key, into or row.key}
    table = current_positions
    concerned = (
        sa.select(positions.c.article)
        .join(table, table.c.position == positions.c.key)
        .where(positions.c.claim.in_(moved) | table.c.claim.in_(moved))
        .distinct()
    )
    for article in sorted(connection.scalars(concerned)):
        refresh(connection, article)


def hidden_name(connection: sa.Connection) -> Callable[[str], bool]:
    """Whether a name, as a statement gives it for someone else, is that of one who is suppressed."""
    if not identities.anything_suppressed(connection):
        return lambda _: False
    gone = sa.select(known_as.c.key).where(known_as.c.suppressed.is_(True))
    merged = sa.select(known_as.c.id).where(known_as.c.suppressed.is_(True) | known_as.c.merged_into.in_(gone))
    ids = decisions.suppressed(connection) | frozenset(connection.scalars(merged))
    return lambda name: any(identity_id(name, kind) in ids for kind in ("person", "organisation"))


def _settled(row: Any, claim: int, said: Sequence[Decision], now: Mapping[str, int]) -> tuple[int, str]:
    """The claim and the stance of a position, after the decisions on its statement."""
    stance: str = row.stance
    for one in said:
        if one.kind == "split_claim" and now.get(one.payload["claim"]) == claim:
            claim = now.get(one.payload["to"]["id"], claim)
        elif one.kind == "stance" and now.get(one.payload["claim"]) == claim and one.payload["depth"] == row.depth:
            stance = one.payload["stance"]
    return claim, stance


def _named(one: Decision) -> list[str]:
    """Ids of the claims that a decision on a statement names."""
    return [one.payload["claim"], *([one.payload["to"]["id"]] if one.kind == "split_claim" else [])]


def _now(connection: sa.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The keys of what some claims are now, by id."""
    found: dict[str, int] = {}
    for some in batched(dict.fromkeys(ids)):
        query = sa.select(claims.c.id, sa.func.coalesce(claims.c.merged_into, claims.c.key))
        found |= {row[0]: row[1] for row in connection.execute(query.where(claims.c.id.in_(some)))}
    return found


def _root(parent: Mapping[str, str], one: str) -> str:
    while one in parent:
        one = parent[one]
    return one
