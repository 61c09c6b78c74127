"""Connections to SQLite and PostgreSQL, and their errors in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from onrecord.errors import OnrecordError, StoreError
from onrecord.store.places import Place

BUSY = 60
"""Seconds to wait for another program that is writing."""
WRITING = {"onrecord_writes": True}
"""Execution options of a connection that writes."""
_WRITERS = 0x6F6E7265636F7264
"""Number of the advisory lock that makes PostgreSQL's writers take turns: "onrecord" in ASCII."""

_CACHE = {"read": -8_192, "write": -65_536}
"""What a connection keeps of the file, in KiB, negative. A server reads on many, and the system keeps it for all."""

Mode = Literal["write", "read", "immutable"]


def sqlite_engine(path: Path, mode: Mode) -> sa.Engine:
    """An engine on an SQLite file. ``immutable`` reads a file in a folder where nothing can be written."""
    query = {"write": "mode=rwc", "read": "mode=ro", "immutable": "mode=ro&immutable=1"}[mode]
    address = f"{path.absolute().as_uri()}?{query}"

    def connect() -> sqlite3.Connection:
        # Transactions are begun below: left to itself, the module begins them late and never for reading.
        connection = sqlite3.connect(address, BUSY, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA temp_store = MEMORY")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = sa.create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, max_overflow=32)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("onrecord_writes")
        connection.exec_driver_sql(f"PRAGMA cache_size = {_CACHE['write' if writes else 'read']}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgresql_engine(url: sa.URL) -> sa.Engine:
    """An engine on a PostgreSQL database. Raises `StoreError` when its driver is not installed."""
    try:
        engine = sa.create_engine(url, max_overflow=32)
    except ModuleNotFoundError as error:
        raise StoreError("a record in PostgreSQL needs more packages: pip install 'onrecord[pg]'") from error

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("onrecord_writes"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    return engine


@contextmanager
def in_words(place: Place) -> Iterator[None]:
    """Turn the database's own errors into `StoreError`, with what to do about them."""
    try:
        yield
    except sa.exc.StatementError as error:
        if isinstance(error.orig, OnrecordError):
            raise error.orig from error  # a value that can't be stored says so itself
        if not isinstance(error, sa.exc.DBAPIError):
            raise
        raise StoreError(f"{place.name}: {_words(error.orig)}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{place.name}: {_words(error)}") from error


def _words(error: Any) -> str:
    text = " ".join(str(error).split())
    for sign, words in _SIGNS.items():
        if sign in text:
            return words
    return text


_SIGNS = {
    "disk is full": "the disk is full; what was being written was not kept, all before it was. "
    "Make room and run the same again",
    "No space left": "the disk is full; what was being written was not kept, all before it was. "
    "Make room and run the same again",
    "disk I/O error": "the disk failed or is full; what was being written was not kept, all before it was. "
    "Make room and run the same again",
    "readonly database": "can only be read here; nothing was changed. Change its permissions, or work on a copy",
    "database is locked": f"another program has been writing for more than {BUSY} seconds; run the same again later",
    "file is not a database": "not a record of onrecord; nothing in it was changed",
    "disk image is malformed": "the file is damaged; restore it from a copy, or with the `.recover` of sqlite3",
    "unable to open database file": "can't be opened; check that its folder exists and may be written to",
}
