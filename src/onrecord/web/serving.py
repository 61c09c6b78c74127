"""Running the server."""

from __future__ import annotations

import ipaddress
from functools import partial

import uvicorn

from onrecord.errors import StoreError
from onrecord.store import Record
from onrecord.store.users import any_users
from onrecord.web.app import create
from onrecord.web.queue import load_reader


def is_local(host: str) -> bool:
    """Whether only this computer can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(record: Record, host: str, port: int, users: bool, model: str) -> None:
    """Serve a record until interrupted, articles read with ``model``. An address that others can reach needs users.

    Raises `StoreError` when it has none.
    """
    needed = users or not is_local(host)
    if needed:
        with record.reading() as connection:
            if not any_users(connection):
                raise StoreError(
                    "nobody could log in: make a user first, `onrecord users add NAME --role admin`"
                    + ("" if users else f"; without users the server binds to 127.0.0.1, not to {host}")
                )
    uvicorn.run(
        create(record, needed, partial(load_reader, model)),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        limit_concurrency=200,
    )
