"""From statements to the claims that they are on, without loading the claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.store.claim_loading import turned
from onrecord.store.claims import Stance
from onrecord.store.keys import batched
from onrecord.store.schema import claims, current_positions, current_statements, positions
from onrecord.store.search import SHOWN

_now = current_positions
_KEYS: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)


def _number(stance: Stance) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((_now.c.stance == stance, positions.c.statement)).distinct())


def _there(polarity: int) -> sa.ColumnElement[int]:
    has_words = sa.func.length(positions.c.vector) > 0
    return sa.func.max(sa.case(((positions.c.polarity == polarity) & has_words, 1), else_=0))


_PLACED = (
    sa.select(positions.c.statement, positions.c.text, positions.c.depth, _now.c.claim, _now.c.stance, claims.c.id)
    .join_from(positions, _now, _now.c.position == positions.c.key)
    .join(claims, claims.c.key == _now.c.claim)
    .where(positions.c.statement.in_(_KEYS))
    .order_by(positions.c.depth, positions.c.ordinal)
)
_WHOLES = (
    sa.select(
        _now.c.claim,
        sa.func.count(positions.c.statement.distinct()).label("number"),
        _number("asserts").label("asserting"),
        _number("disputes").label("disputing"),
        (_there(-1) > _there(1)).label("contrary"),
    )
    .join_from(_now, positions, positions.c.key == _now.c.position)
    .join(current_statements, current_statements.c.id == positions.c.statement)
    .where(current_statements.c.status.in_(SHOWN), current_statements.c.latest.is_(True), _now.c.claim.in_(_KEYS))
    .group_by(_now.c.claim)
)


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """One position of a statement: where to read more of the claim, and what else is said of it."""

    claim: str
    """Id."""
    text: str
    """The words of the proposition in this statement."""
    stance: Stance
    """As the claim's page shows it."""
    depth: int
    others: int
    """Other statements on the claim."""
    disputing: int
    """Of them, those that dispute it."""


def claim_links(connection: sa.Connection, statements: Collection[str]) -> dict[str, tuple[ClaimLink, ...]]:
    """The positions of statements by their ids, those of lower depth first; of some there are none."""
    rows = [row for some in batched(statements) for row in connection.execute(_PLACED, {"keys": some})]
    wholes = _wholes(connection, {row.claim for row in rows})
    taken: dict[tuple[str, int], list[Stance]] = defaultdict(list)
    for row in rows:
        whole = wholes.get(row.claim)
        taken[row.statement, row.claim].append(turned(row.stance) if whole and whole.contrary else row.stance)
    found: dict[str, list[ClaimLink]] = defaultdict(list)
    for row in rows:
        whole = wholes.get(row.claim)
        if whole is None:
            continue  # nothing of it is shown
        stance: Stance = turned(row.stance) if whole.contrary else row.stance
        disputing = whole.asserting if whole.contrary else whole.disputing
        own = "disputes" in taken[row.statement, row.claim]
        found[row.statement].append(ClaimLink(row.id, row.text, stance, row.depth, whole.number - 1, disputing - own))
    return {id_: tuple(found[id_]) for id_ in statements if id_ in found}


def _wholes(connection: sa.Connection, keys: Iterable[int]) -> dict[int, Any]:
    """For claims by key: how many statements are shown, how many assert and dispute what founded each.

    ``contrary``: is the claim shown as the opposite of that (see `claim_loading`)?
    """
    return {row.claim: row for some in batched(keys) for row in connection.execute(_WHOLES, {"keys": some})}
