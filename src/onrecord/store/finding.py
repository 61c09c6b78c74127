"""Statements as they are after corrections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from onrecord.statements import Statement, statement_from_json
from onrecord.store import loading, schema
from onrecord.store.keys import batched


def effective(connection: sa.Connection, keys: Sequence[int]) -> dict[int, Statement]:
    """Current statements by key, in the order of the keys: as read, or as a person corrected them."""
    table = schema.current_statements
    corrected: dict[int, Statement] = {}
    for some in batched(keys):
        query = sa.select(table.c.key, table.c.corrected).where(table.c.key.in_(some), table.c.corrected.is_not(None))
        corrected |= {key: statement_from_json(value) for key, value in connection.execute(query)}
    read = loading.statements_as_read(connection, [key for key in keys if key not in corrected])
    return {key: corrected[key] if key in corrected else read[key] for key in keys}
