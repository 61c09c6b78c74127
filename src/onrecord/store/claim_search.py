"""Claims, read: each with the statements that are shown of it, who says otherwise, and what others found.

A claim is shown with the positions of current statements of the latest revisions, as far as these are not rejected or
suppressed; one without any is not shown. Its words are taken from the clearest of its statements (`clearest`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store import identities
from onrecord.store.claim_loading import Claim, load
from onrecord.store.keys import batched
from onrecord.store.names import words
from onrecord.store.positions import hidden_name
from onrecord.store.schema import claims, current_positions, current_statements, factcheck_matches, positions
from onrecord.store.search import SHOWN, Search, keys, on_days

_AT_ONCE = 100
"""Claims that are loaded at once."""
_EVERY = Search()


@dataclass(frozen=True, slots=True)
class ClaimSearch:
    """Which claims to look for; an empty one finds every claim."""

    statements: Search = _EVERY
    """Only claims that have a position on a statement that this finds; its ``speaker`` is who takes the position."""
    disputed: bool = False
    """Only claims that one asserts and another disputes, or that are known only from their denial."""
    checked: bool = False
    """Only claims with a fact-check."""


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Claims in order, and where the next ones begin."""

    claims: tuple[Claim, ...]
    cursor: str | None


def each_claim(connection: sa.Connection, search: ClaimSearch) -> Iterator[Claim]:
    """Every claim that a search finds, a few in memory at a time.

    The claim that first appeared last comes first (by day of publication), those that are undated come last.
    """
    for some in batched(row.key for row in connection.execute(_select(connection, search)).all()):
        for at in range(0, len(some), _AT_ONCE):
            yield from (
                one for one in load(connection, some[at : at + _AT_ONCE]) if one.disputed or not search.disputed
            )


def claim_page(connection: sa.Connection, search: ClaimSearch, limit: int, cursor: str | None = None) -> ClaimPage:
    """At most ``limit`` claims after a cursor, which stays good while the record grows."""
    found: list[tuple[str, Claim]] = []
    after = _position(cursor)
    while len(found) <= limit:
        rows = connection.execute(_select(connection, search, after).limit(limit + 1)).all()
        loaded = load(connection, [row.key for row in rows])
        found += [
            (f"{row.first.toordinal()}.{row.key}", one)
            for row, one in zip(rows, loaded, strict=True)
            if one.disputed or not search.disputed
        ]
        if len(rows) <= limit:
            break
        after = (rows[-1].first, rows[-1].key)
    some = found[:limit]
    return ClaimPage(tuple(one for _, one in some), some[-1][0] if len(found) > limit else None)


def claim(connection: sa.Connection, id_: str) -> Claim | None:
    """The claim whose id is this or begins so, or what it was merged into; None when it is not shown or not there.

    Raises `StoreError` when several begin so.
    """
    begins = id_.strip().lower()
    if not begins or not set(begins) <= set("0123456789abcdef"):
        return None
    within = (claims.c.id >= begins, claims.c.id < begins + "g")
    now = sa.func.coalesce(claims.c.merged_into, claims.c.key).label("now")
    rows = connection.execute(sa.select(claims.c.id, now).where(*within).limit(3)).all()
    if len({row.now for row in rows}) > 1:
        some = ", ".join(sorted(row.id for row in rows))
        raise StoreError(f"{id_!r}: several claims begin so ({some} …); give more of the id")
    return next(iter(load(connection, [rows[0].now])), None) if rows else None


def _position(cursor: str | None) -> tuple[date, int] | None:
    if cursor is None:
        return None
    first, _, key = cursor.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (first, key)):
        raise StoreError(f"{cursor!r} is not a cursor that a search gave; leave it out for the first page")
    return date.fromordinal(min(max(int(first), 1), date.max.toordinal())), int(key)


def _select(
    connection: sa.Connection, search: ClaimSearch, after: tuple[date, int] | None = None
) -> sa.Select[tuple[int, date]]:
    """Key and first day of each claim, in order.

    It is written for walking along the claims in order, so that the first of many are found without looking at all:
    with ``key + 0`` SQLite asks whether each is in a set, instead of putting the whole set into order.
    """
    key, first, asked = claims.c.key, claims.c.first, search.statements
    query = sa.select(key, first).order_by(first.desc(), key.desc())
    on_it = _shown(sa.literal(1)).where(current_positions.c.claim == key).correlate(claims)
    days = Search(since=asked.since, until=asked.until)
    if asked == days:
        query = query.where(sa.exists(on_it.where(*on_days(asked, current_statements.c.key))))
    else:
        query = query.where((key + 0).in_(_claims_of(connection, asked)))
    if asked.until is not None:
        query = query.where(first <= asked.until)  # so say the days above, too; this way the walk begins there
    if search.disputed:
        stance = current_positions.c.stance
        query = query.where(
            (key + 0).in_(sa.select(current_positions.c.claim).where(stance == "disputes").correlate(None)),
            sa.exists(on_it.where(stance == "disputes")),
        )
    if search.checked:
        matched = claims.alias("matched")
        now = sa.func.coalesce(matched.c.merged_into, matched.c.key)
        on = factcheck_matches.c.claim == matched.c.key
        query = query.where((key + 0).in_(sa.select(now).join_from(matched, factcheck_matches, on).correlate(None)))
    if after is not None:
        query = query.where((first < after[0]) | ((first == after[0]) & (key < after[1])))
    return query


def _shown(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Columns of positions that are shown."""
    return (
        sa.select(*columns)
        .join_from(current_positions, positions, positions.c.key == current_positions.c.position)
        .join(current_statements, current_statements.c.id == positions.c.statement)
        .where(current_statements.c.status.in_(SHOWN), current_statements.c.latest.is_(True))
    )


def _claims_of(connection: sa.Connection, search: Search) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """The claims that a search finds: by one position and its statement."""
    claim, found = current_positions.c.claim, current_statements.c.key.in_(_found(connection, search))
    if not search.speaker:
        return _shown(claim).where(found).correlate(None)
    others = replace(search, speaker="")
    named = _shown(claim).where(positions.c.depth > 0, _names(connection, words(search.speaker)))
    named = named.where(*on_days(others, current_statements.c.key))
    if others != Search(since=search.since, until=search.until):
        named = named.where((current_statements.c.key + 0).in_(_found(connection, others)))
    own = _shown(claim).where(positions.c.depth == 0, found)
    return sa.union(own.correlate(None), named.correlate(None))


def _names(connection: sa.Connection, parts: list[str]) -> sa.ColumnElement[bool]:
    """Whether a statement gives someone's position under a name with these words, who is not suppressed."""
    if not parts:
        return sa.false()
    spaced = sa.literal(" ") + positions.c.folded + sa.literal(" ")
    named = positions.c.folded.is_not(None) & spaced.contains(f" {' '.join(parts)} ", autoescape=True)
    if not identities.anything_suppressed(connection):
        return named
    hidden = hidden_name(connection)
    names = connection.scalars(sa.select(positions.c.speaker).where(named).distinct())
    return named & positions.c.speaker.not_in([one for one in names if one is not None and hidden(one)])


def _found(connection: sa.Connection, search: Search) -> sa.Select[Any]:
    """Keys of the statements that a search finds, as part of a query on statements."""
    return keys(connection, search).correlate(None)
