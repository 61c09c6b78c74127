"""Statements as they are after corrections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from onrecord.statements import Statement, statement_from_json
from onrecord.store import loading, schema

_AT_ONCE = 500


def effective(connection: sa.Connection, keys: Sequence[int]) -> dict[int, Statement]:
    """Current statements by key, in the order of the keys: as read, or as a person corrected them."""
    table = schema.current_statements
    corrected: dict[int, Statement] = {}
    for at in range(0, len(keys), _AT_ONCE):
        query = sa.select(table.c.key, table.c.corrected).where(
            table.c.key.in_(keys[at : at + _AT_ONCE]), table.c.corrected.is_not(None)
        )
        corrected |= {key: statement_from_json(value) for key, value in connection.execute(query)}
    read = loading.statements_as_read(connection, [key for key in keys if key not in corrected])
    return {key: corrected[key] if key in corrected else read[key] for key in keys}
