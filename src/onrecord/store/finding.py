"""Statements as they are after corrections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from onrecord.statements import Statement, statement_from_json
from onrecord.store import loading, schema
from onrecord.store.keys import batched

_table = schema.current_statements
_CORRECTED = sa.select(_table.c.key, _table.c.corrected).where(
    _table.c.key.in_(sa.bindparam("keys", expanding=True)), _table.c.corrected.is_not(None)
)


def effective(connection: sa.Connection, keys: Sequence[int]) -> dict[int, Statement]:
    """Current statements by key, in the order of the keys: as read, or as a person corrected them."""
    corrected: dict[int, Statement] = {}
    for some in batched(keys):
        rows = connection.execute(_CORRECTED, {"keys": some})
        corrected |= {key: statement_from_json(value) for key, value in rows}
    read = loading.statements_as_read(connection, [key for key in keys if key not in corrected])
    return {key: corrected[key] if key in corrected else read[key] for key in keys}
