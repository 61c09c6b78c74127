"""What people decide on claims: that two are one, that a statement is of another, what a statement says of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store import decisions, positions
from onrecord.store.claim_loading import load, turned
from onrecord.store.claims import Stance
from onrecord.store.corrections import Corrections, one_row
from onrecord.store.decisions import Decision
from onrecord.store.positions import Founding
from onrecord.store.schema import claims, corrections, current_positions
from onrecord.store.schema import positions as placed
from onrecord.store.upgrading import now
from onrecord.store.writer import Writer

Json = dict[str, Any]


class ClaimDecisions:
    """Merges, splits and corrects in the transaction of a `Writer`; every claim shows it at once.

    Claims are named by id or its beginning; one that was merged into another stands for that one. Raises `StoreError`
    when the record lacks what is named, or has several of it.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._connection = writer.connection

    def merge(self, one: str, into: str) -> str:
        """Say that two claims are one; the id of the second, which stays."""
        low, high = self._claim(one), self._claim(into)
        if low.key == high.key:
            raise StoreError(f"{one!r} and {into!r} are one claim already")
        payload = {"into": high.id, "claims": [_founding(row).as_json() for row in (low, high)]}
        event = self._writer.decide("merge_claims", low.id, None, payload)
        self._replayed(event, "merged", {"what": "claim", "into": high.id})
        return str(high.id)

    def split(self, claim: str, statements: Sequence[str]) -> str:
        """Say that statements of a claim are of one other than that, which is new; its id."""
        row = self._claim(claim)
        chosen = Corrections(self._writer)
        ids = list(dict.fromkeys(chosen.find(one).id for one in statements))
        here = [self._positions(row, id_) for id_ in ids]
        if not ids:
            raise StoreError(f"{claim}: name the statements that are of another claim")
        if self._others(row, ids) == 0:
            raise StoreError(f"{claim}: all its statements were named, so there is nothing to split them from")
        first = min((one for some in here for one in some), key=lambda one: one.key)
        new = self._unused(Founding(first.statement, first.ordinal, row.id))
        positions.keys_of(self._connection, self._writer.numbers, [new], now())
        for id_ in ids:
            chosen.on_claim("split_claim", id_, {"claim": row.id, "to": new.as_json()})
        return new.id

    def take(self, claim: str, statement: str, stance: Stance) -> str:
        """Say which stance a statement takes on a claim, or if it only reports one, whom it reports; the claim's id."""
        row = self._claim(claim)
        id_ = Corrections(self._writer).find(statement).id
        depth = min(one.depth for one in self._positions(row, id_))
        shown = [one for claim_ in load(self._connection, [row.key]) for one in claim_.statements]
        read = {one.key: one.stance for one in self._positions(row, id_)}
        facing = any(one.key in read and one.stance != read[one.key] for one in shown)
        said = {"claim": row.id, "depth": depth, "stance": turned(stance) if facing else stance}
        Corrections(self._writer).on_claim("stance", id_, said)
        return str(row.id)

    def undo(self, claim: str) -> str:
        """Take back the last decision on a claim: a merge, a split with all its statements, or a stance.

        The id of the claim, or after a split of the one that its statements are back on.
        """
        row = self._claim(claim)
        held = self._decided(row)
        if not held:
            raise StoreError(f"{row.id}: nobody decided anything on this claim, so there is nothing to undo")
        last = held[-1]
        if last.kind == "merge_claims":
            self.undo_merge(last)
            return str(row.id)
        for one in held:
            if one.kind == last.kind and one.payload.get("to", one.id) == last.payload.get("to", last.id):
                Corrections(self._writer).undo_event(one)
        return str(last.payload["claim"])

    def undo_merge(self, event: Decision) -> None:
        """Take back that two claims are one; raises `StoreError` for an event of another kind."""
        if event.kind != "merge_claims":
            raise StoreError(f"{event.id}: did not merge claims")
        undone = self._writer.decide("undo", event.target, None, {}, event)
        self._replayed(undone, "split", {"what": "claim", "undone": event.id})

    def _claim(self, named: str) -> Any:
        row = one_row(self._connection, claims, named, "claim")
        if row.merged_into is None:
            return row
        return self._connection.execute(sa.select(claims).where(claims.c.key == row.merged_into)).one()

    def _positions(self, row: Any, statement: str) -> list[Any]:
        """The positions of a statement on a claim."""
        query = (
            sa.select(placed.c.key, placed.c.statement, placed.c.ordinal, placed.c.depth, current_positions.c.stance)
            .join(current_positions, current_positions.c.position == placed.c.key)
            .where(placed.c.statement == statement, current_positions.c.claim == row.key)
        )
        found = list(self._connection.execute(query))
        if not found:
            raise StoreError(f"{statement}: is not a statement of the claim {row.id}")
        return found

    def _others(self, row: Any, statements: Sequence[str]) -> int:
        """How many positions of other statements a claim has."""
        query = (
            sa.select(sa.func.count())
            .select_from(placed)
            .join(current_positions, current_positions.c.position == placed.c.key)
            .where(placed.c.statement.not_in(statements), current_positions.c.claim == row.key)
        )
        return int(self._connection.execute(query).scalar_one())

    def _unused(self, wanted: Founding) -> Founding:
        """A claim of that founding on which nothing stands and that was never merged, named after others if need be."""
        query = sa.select(claims.c.key, claims.c.merged_into).where(claims.c.id == wanted.id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return wanted
        stands = sa.select(current_positions.c.position).where(current_positions.c.claim == row.key).limit(1)
        if row.merged_into is None and self._connection.execute(stands).first() is None:
            return wanted
        return self._unused(Founding(wanted.statement, wanted.ordinal, wanted.id))

    def _decided(self, row: Any) -> list[Decision]:
        """The decisions that hold on a claim and on those that were merged into it, oldest first."""
        same = sa.select(claims.c.id).where((claims.c.key == row.key) | (claims.c.merged_into == row.key))
        ids = set(self._connection.scalars(same))
        merges = [
            one
            for one in decisions.of_record(self._connection, "merge_claims")
            if one.target in ids and one.payload["into"] in ids
        ]
        kinds = ("split_claim", "stance")
        query = sa.select(corrections.c.target).where(corrections.c.kind.in_(kinds)).distinct()
        on_statements = [
            one
            for target in self._connection.scalars(query).all()
            for one in decisions.on(self._connection, target)
            if one.kind in kinds and (one.payload["claim"] in ids or one.payload.get("to", {}).get("id") in ids)
        ]
        return sorted([*merges, *on_statements], key=lambda one: one.key)

    def _replayed(self, event: Decision, action: str, details: Json) -> None:
        """Make a merge, or its undoing, show, and log it."""
        positions.replay(self._connection)
        self._writer.log(action, event.target, {"correction": event.id, **details})


def _founding(row: Any) -> Founding:
    return Founding(row.statement, row.ordinal, row.origin)
