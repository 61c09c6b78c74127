"""What holds for every answer, whoever gives it: security headers, HEAD, limits on bodies, ETag, the same site."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 4 * 2**20
"""Bytes of a request's body."""
BODY_TIME = 30.0
"""Seconds in which a body must have come."""
_LARGEST_TAGGED = 8 * 2**20
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with it browsers send no origin with forms, not even to the same site.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class Guard:
    """Wraps the whole application. ``local``: answer only to this computer's own names, and to no proxy."""

    def __init__(self, app: ASGIApp, local: bool) -> None:
        self._app = app
        self._local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        head = scope["method"] == "HEAD"
        answer = _Answer(send, head, headers.get("if-none-match"), scope["method"] in {"GET", "HEAD"})
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await Response(refusal[1], refusal[0], media_type="text/plain")(scope, receive, answer)
            return
        if head:
            scope = {**scope, "method": "GET"}
        await self._app(scope, _Body(receive), answer)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self._local:
            if _name(host) not in {"127.0.0.1", "localhost", "::1"}:
                return 421, "This record is served to this computer alone. See `onrecord serve --help`.\n"
            if "x-forwarded-for" in headers or "forwarded" in headers:
                return 403, "A server behind a proxy asks for log-ins: start it with `onrecord serve --users`.\n"
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return 413, f"The body is larger than {LARGEST_BODY} bytes.\n"
        if scope["method"] not in _SAFE and not _same_site(headers, host):
            return 403, "This was sent from another site.\n"
        return None


def _same_site(headers: Headers, host: str) -> bool:
    """Whether a request that changes something comes from this site, or from no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


class _Body:
    """Receives a body up to a size and within a time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0
        self._done = False
        self._until: float | None = None

    async def __call__(self) -> Message:
        if self._done:
            return await self._receive()  # waits for the end of the connection, however long the answer takes
        clock = asyncio.get_running_loop().time()
        self._until = self._until or clock + BODY_TIME
        try:
            message = await asyncio.wait_for(self._receive(), self._until - clock)
        except TimeoutError as error:
            raise HTTPException(408, "the request took too long to come") from error
        self._size += len(message.get("body", b""))
        self._done = not message.get("more_body", False)
        if self._size > LARGEST_BODY:
            raise HTTPException(413, f"the body is larger than {LARGEST_BODY} bytes")
        return message


class _Answer:
    """Sends an answer with the headers of all, without its body for HEAD, with an ETag where it is in one piece."""

    def __init__(self, send: Send, head: bool, known: str | None, tagged: bool) -> None:
        self._send = send
        self._head = head
        self._known = known
        self._tagged = tagged
        self._start: MutableMapping[str, Any] | None = None
        self._ended = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "private, no-cache")
            headers.add_vary_header("Cookie")
            self._start = message
        elif message["type"] == "http.response.body" and not self._ended:
            await self._body(message)
        elif not self._ended:
            await self._send(message)

    async def _body(self, message: Message) -> None:
        more = message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            if self._tagged and not more and start["status"] == 200 and len(message["body"]) <= _LARGEST_TAGGED:
                headers = MutableHeaders(scope=start)
                headers.setdefault("ETag", f'"{hashlib.blake2b(message["body"], digest_size=12).hexdigest()}"')
                if _knows(self._known, headers["etag"]):
                    start["status"] = 304
                    del headers["content-length"]
                    message = {**message, "body": b""}
            await self._send(start)
        if not self._head:
            await self._send(message)
        elif not more or message.get("body"):
            self._ended = True
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _knows(known: str | None, tag: str) -> bool:
    return known is not None and (
        known.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")]
    )
