"""Who asks, what they may do, and that forms come from our own pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

import argon2
from starlette.requests import Request

from onrecord.store import Record
from onrecord.store import users as people
from onrecord.store.record import user as computer_user
from onrecord.store.users import SCOPES, Role, Scope

COOKIE = "onrecord"
SESSION = timedelta(hours=12)
_FAILURES, _WINDOW = 10, 300.0
"""Log-ins that may fail in so many seconds, for one name or one address, before more are refused unlooked at."""
_MOST_KEPT = 10_000
_AT_ONCE = 2
"""Passwords that are compared at once: each takes 19 MiB of memory, on purpose."""
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sent a request."""

    name: str
    role: Role
    scopes: tuple[Scope, ...] = SCOPES
    secret: str | None = None
    """What the cookie holds; None for a program."""
    new: bool = False
    """Is the cookie to be set?"""

    @property
    def reviews(self) -> bool:
        """May this visitor correct, add and fetch?"""
        return self.role != "reader" and "review" in self.scopes

    @property
    def csrf(self) -> str:
        """What a form of this visitor carries: only who has the cookie can know it, and it does not tell the cookie."""
        return (
            "" if self.secret is None else hmac.new(self.secret.encode(), b"onrecord form", hashlib.sha256).hexdigest()
        )


@dataclass(slots=True)
class Access:
    """Tells who sent a request. Without ``users`` it is whoever sits at this computer, and may do everything."""

    record: Record
    users: bool
    limit: Limit

    def visitor(self, request: Request) -> Visitor | None:
        """Who sent a request; None when nobody is logged in and somebody must be."""
        secret = request.cookies.get(COOKIE)
        if not self.users:
            fresh = secret is None or len(secret) < 32
            return Visitor(computer_user(), "admin", SCOPES, new_secret() if fresh else secret, fresh)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        with self.record.reading() as connection:
            if scheme.lower() == "bearer":
                found = people.by_token(connection, token.strip())
                return Visitor(found.name, found.role, found.scopes) if found else None
            found = people.by_session(connection, secret) if secret else None
        return Visitor(found.name, found.role, SCOPES, secret) if found else None

    def log_in(self, name: str, password: str, address: str) -> str | None:
        """The secret of a new session; None when name or password is wrong, or too many were (`Limit.waits`)."""
        if self.limit.waits(name, address):
            return None
        with self.record.reading() as connection:
            hashed = people.password_of(connection, name)
        if not verify(hashed, password):
            self.limit.failed(name, address)
            with self.record.writing(name or "nobody", "log-in") as writer:
                writer.log("log-in failed", None, {"address": address})
            return None
        secret = new_secret()
        with self.record.writing(name, "log-in") as writer:
            people.begin_session(writer, name, secret, SESSION)
        return secret

    def log_out(self, visitor: Visitor) -> None:
        """End the session of a visitor."""
        if visitor.secret is not None and self.users:
            with self.record.writing(visitor.name, "log-out") as writer:
                people.end_session(writer, visitor.name, visitor.secret)


class Limit:
    """Counts failed log-ins by name and by address, in memory."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def waits(self, name: str, address: str) -> float:
        """Seconds until another try is looked at; 0 for at once."""
        with self._lock:
            return max(self._wait(key) for key in _keys(name, address))

    def failed(self, name: str, address: str) -> None:
        """Count one failure."""
        with self._lock:
            for key in _keys(name, address):
                self._failures.setdefault(key, []).append(time.monotonic())
                self._failures.move_to_end(key)
            while len(self._failures) > _MOST_KEPT:
                self._failures.popitem(last=False)

    def _wait(self, key: str) -> float:
        since = time.monotonic() - _WINDOW
        recent = [at for at in self._failures.get(key, ()) if at > since][-_FAILURES:]
        return recent[0] - since if len(recent) == _FAILURES else 0.0


def _keys(name: str, address: str) -> tuple[str, str]:
    return f"name {name[:100]}", f"address {address}"


_turn = threading.BoundedSemaphore(_AT_ONCE)
_NOBODY = _HASHER.hash(secrets.token_hex())


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def verify(hashed: str | None, password: str) -> bool:
    """Whether a password is that of a hash; takes as long where there is none."""
    with _turn:
        try:
            _HASHER.verify(hashed or _NOBODY, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
    return hashed is not None


def new_secret() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(32)


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
