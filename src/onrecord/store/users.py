"""Who may use the server: users, their log-ins and the secrets of their programs.

Only hashes of secrets are kept, and what is looked up is the hash, so that the time of an answer tells nothing about
a secret. Every change is in the log, without the secret.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast, get_args

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store.schema import access_tokens, sessions, users
from onrecord.store.upgrading import now
from onrecord.store.writer import Writer

Role = Literal["reader", "reviewer", "admin"]
Scope = Literal["read", "review"]
ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
_NAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may use the server."""

    name: str
    role: Role
    added: str = ""
    scopes: tuple[Scope, ...] = SCOPES
    """What may be done with the secret that was shown; a browser's may do all that the role may."""


def digest(secret: str) -> str:
    """The form in which a secret of high entropy is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def any_users(connection: sa.Connection) -> bool:
    """Is there anybody who could log in?"""
    return connection.execute(sa.select(users.c.key).limit(1)).first() is not None


def listed(connection: sa.Connection) -> list[User]:
    """All users by name."""
    return [User(row.name, row.role, row.added) for row in connection.execute(sa.select(users).order_by(users.c.name))]


def password_of(connection: sa.Connection, name: str) -> str | None:
    """The argon2 hash of a user's password; None if there is no such user."""
    return connection.execute(sa.select(users.c.password).where(users.c.name == name)).scalar_one_or_none()


def add(writer: Writer, name: str, role: Role, password: str) -> None:
    """Add a user, with the argon2 hash of the password; one who is there gets this role and password instead.

    All log-ins of one who is there end. Raises `StoreError` for a name that is none.
    """
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r}: a user's name has letters, digits and .@+-_, 64 at most")
    key = _key(writer.connection, name)
    if key is None:
        writer.connection.execute(sa.insert(users), {"name": name, "role": role, "password": password, "added": now()})
    else:
        writer.connection.execute(sa.update(users).where(users.c.key == key).values(role=role, password=password))
        writer.connection.execute(sa.delete(sessions).where(sessions.c.user == key))
    writer.log("user added" if key is None else "user changed", name, {"role": role})


def remove(writer: Writer, name: str) -> None:
    """Remove a user with all log-ins and tokens. Raises `StoreError` when there is none of that name."""
    key = _known(writer.connection, name)
    writer.connection.execute(sa.delete(users).where(users.c.key == key))
    writer.log("user removed", name, {})


def add_token(writer: Writer, name: str, secret: str, label: str, scopes: Sequence[Scope], days: int | None) -> None:
    """Let a program act for a user; ``days`` until it ends, None for no end."""
    key = _known(writer.connection, name)
    expires = None if days is None else _in(timedelta(days=days))
    values = {"digest": digest(secret), "user": key, "label": label, "scopes": list(scopes), "added": now()}
    writer.connection.execute(sa.insert(access_tokens), {**values, "expires": expires})
    writer.log("token made", name, {"label": label, "scopes": list(scopes), "expires": expires})


def revoke_tokens(writer: Writer, name: str) -> int:
    """End all tokens of a user; how many there were."""
    key = _known(writer.connection, name)
    gone = writer.connection.execute(sa.delete(access_tokens).where(access_tokens.c.user == key)).rowcount
    writer.log("tokens revoked", name, {"tokens": gone})
    return gone


def begin_session(writer: Writer, name: str, secret: str, lasts: timedelta) -> None:
    """Log a user in; log-ins that ended long ago are forgotten."""
    key = _known(writer.connection, name)
    writer.connection.execute(sa.delete(sessions).where(sessions.c.expires < now()))
    writer.connection.execute(sa.insert(sessions), {"digest": digest(secret), "user": key, "expires": _in(lasts)})
    writer.log("logged in", name, {})


def end_session(writer: Writer, name: str, secret: str) -> None:
    """Log a user out of one browser."""
    writer.connection.execute(sa.delete(sessions).where(sessions.c.digest == digest(secret)))
    writer.log("logged out", name, {})


def by_session(connection: sa.Connection, secret: str) -> User | None:
    """Who is logged in with a secret."""
    query = sa.select(users).join(sessions, sessions.c.user == users.c.key)
    query = query.where(sessions.c.digest == digest(secret), sessions.c.expires > now())
    row = connection.execute(query).one_or_none()
    return None if row is None else User(row.name, row.role, row.added)


def by_token(connection: sa.Connection, secret: str) -> User | None:
    """For whom a program acts that has a secret."""
    table = access_tokens
    query = sa.select(users, table.c.scopes).join(table, table.c.user == users.c.key)
    valid = table.c.expires.is_(None) | (table.c.expires > now())
    row = connection.execute(query.where(table.c.digest == digest(secret), valid)).one_or_none()
    if row is None:
        return None
    return User(row.name, row.role, row.added, cast("tuple[Scope, ...]", tuple(row.scopes)))


def _key(connection: sa.Connection, name: str) -> int | None:
    return connection.execute(sa.select(users.c.key).where(users.c.name == name)).scalar_one_or_none()


def _known(connection: sa.Connection, name: str) -> int:
    key = _key(connection, name)
    if key is None:
        raise StoreError(f"{name!r}: there is no such user; `onrecord users list` shows them")
    return key


def _in(lasts: timedelta) -> str:
    return (datetime.now(UTC) + lasts).isoformat(timespec="microseconds").replace("+00:00", "Z")
