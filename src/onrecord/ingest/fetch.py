"""Fetching over HTTP: politely (robots.txt, delays, reservations), bounded (time, bytes, hops), to public addresses."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import httpcore
import httpx

from onrecord import __version__
from onrecord.errors import FetchError
from onrecord.ingest.files import LARGEST
from onrecord.ingest.network import GuardedBackend, GuardedTransport
from onrecord.ingest.reservations import AGENT, Rules, header_refusal, page_refusal, parse_rules

USER_AGENT = f"{AGENT}/{__version__} (+https://pypi.org/project/onrecord/)"
_RETRIED = frozenset({429, 500, 502, 503, 504})
_REDIRECTS, _PERMANENT = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_MOST_HOPS = 8
_LARGEST_RULES = 512 * 1024
_MOST_HOSTS = 10_000
_TROUBLE = (
    httpx.TransportError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a fetcher is; all but ``attempts`` in seconds."""

    delay: float = 1.0
    """Between two requests to a host, unless its robots.txt asks for more."""
    back_off: float = 2.0
    """Before the second attempt; doubled for each after it."""
    attempts: int = 3
    longest_wait: float = 120.0
    """A site that asks for a longer wait is given up for now."""
    timeout: float = 20.0
    """For each operation on a connection."""
    deadline: float = 90.0
    """For one request and its answer."""
    whole: float = 600.0
    """For all that fetching one address takes: its site's rules, redirects, attempts and the waits between them."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. ``moved_to`` is where permanent redirects lead, if there were any."""

    url: str
    data: bytes
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The address has still what ``etag`` or ``last_modified`` stand for."""

    url: str
    moved_to: str | None = None


class _OverError(FetchError):
    """The time for one address is over; of its sites' rules that says nothing."""


@dataclass(slots=True)
class _Host:
    """What is known of one host (scheme, name, port)."""

    rules: Rules | None = None
    next_at: float = 0.0
    refused: FetchError | None = None


def shown(url: str) -> str:
    """An address as messages may show it: without user and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


@dataclass(slots=True)
class Fetcher:
    """Fetches addresses one at a time; not for several threads. Use it as a context manager, or `close` it."""

    allow_private: bool = False
    pace: Pace = field(default_factory=Pace)
    largest: int = LARGEST
    passing: int = field(init=False, default=0)
    """How many addresses were not fetched for a reason that may pass."""
    _backend: GuardedBackend = field(init=False)
    _client: httpx.Client = field(init=False)
    _hosts: dict[str, _Host] = field(init=False, default_factory=dict)
    _until: float = field(init=False, default=float("inf"))

    def __post_init__(self) -> None:
        self._backend = GuardedBackend(self.allow_private)
        self._client = httpx.Client(
            transport=GuardedTransport(self._backend),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            timeout=self.pace.timeout,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched | NotModified:
        """What the address gives, after redirects; with the values of an earlier `Fetched`, only if it has changed.

        Raises `FetchError` that names the address and says why not: refused by its site, not public, too large, too
        slow, not there (``status`` is the answer's, if there was one).
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        self._until = time.monotonic() + self.pace.whole
        try:
            return self._follow(_checked(url), headers)
        except FetchError as error:
            self.passing += error.passing
            raise FetchError(f"{shown(url)}: {error}", error.status, error.passing) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchError(f"{shown(url)}: not an address that can be fetched") from error

    def _follow(self, start: httpx.URL, headers: Mapping[str, str]) -> Fetched | NotModified:
        at, moved, permanent = start, None, True
        for _ in range(_MOST_HOPS):
            if refusal := self._rules(at).refusal(str(at.copy_with(userinfo=b"", fragment=None))):
                raise FetchError(f"not fetched: {refusal}")
            answer = self._request(at, headers, self.largest)
            if answer.status in _REDIRECTS and "location" in answer.headers:
                at = _checked(str(at.join(answer.headers["location"])))
                permanent = permanent and answer.status in _PERMANENT
                moved = shown(str(at)) if permanent else moved
                continue
            return _result(answer, shown(str(at)), moved)
        raise FetchError(f"more than {_MOST_HOPS} redirects")

    def _rules(self, url: httpx.URL) -> Rules:
        """The rules of the address's host, fetched once. Without an answer nothing is allowed, as RFC 9309 has it."""
        host = self._host(url)
        if host.refused:
            raise FetchError(str(host.refused), host.refused.status, host.refused.passing)
        if host.rules is None:
            try:
                robots = self._rules_file(url, "/robots.txt")
            except _OverError:
                raise
            except FetchError as error:
                why = f"its robots.txt can't be had, so nothing is fetched: {error}"
                host.refused = FetchError(why, error.status, error.passing)
                raise host.refused from error
            try:
                tdmrep = self._rules_file(url, "/.well-known/tdmrep.json")
            except _OverError:
                raise
            except FetchError:
                tdmrep = b""
            host.rules = parse_rules(robots, tdmrep)
        return host.rules

    def _rules_file(self, url: httpx.URL, path: str) -> bytes:
        at = url.copy_with(raw_path=path.encode(), fragment=None)
        for _ in range(5):
            answer = self._request(at, {}, _LARGEST_RULES, cut=True)
            if answer.status in _REDIRECTS and "location" in answer.headers:
                at = _checked(str(at.join(answer.headers["location"])))
            elif answer.status < 300:
                return answer.data
            elif answer.status >= 500 or answer.status == 429:
                raise FetchError(f"it answers {answer.status}", answer.status)
            else:
                return b""
        return b""

    def _host(self, url: httpx.URL) -> _Host:
        if len(self._hosts) > _MOST_HOSTS:
            self._hosts.clear()
        return self._hosts.setdefault(f"{url.scheme}://{url.host}:{url.port}", _Host())

    def _wait_turn(self, url: httpx.URL) -> None:
        host = self._host(url)
        delay = max(self.pace.delay, host.rules.delay() if host.rules else 0.0)
        wait = host.next_at - time.monotonic()
        if wait > self.pace.longest_wait:
            raise FetchError(
                f"its robots.txt asks for {delay:.0f} seconds between requests; try again later", passing=True
            )
        self._sleep(wait)
        host.next_at = time.monotonic() + delay

    def _sleep(self, seconds: float) -> None:
        """Wait; not at all when the time for the whole address would be over then."""
        if time.monotonic() + seconds > self._until:
            raise _OverError(f"not had within {self.pace.whole:.0f} seconds", passing=True)
        time.sleep(max(0.0, seconds))

    def _request(self, url: httpx.URL, headers: Mapping[str, str], largest: int, cut: bool = False) -> _Answer:
        """The answer to one request, asked again after trouble that may pass."""
        trouble, pause = "", self.pace.back_off
        for attempt in range(self.pace.attempts):
            if attempt:
                self._sleep(pause)
                pause = self.pace.back_off * 2**attempt
            if not cut:  # the rules come before the first turn
                self._wait_turn(url)
            try:
                answer = self._once(url, headers, largest, cut)
            except _TROUBLE as error:
                trouble = str(error) or type(error).__name__
                if time.monotonic() >= self._until:
                    raise _OverError(
                        f"not had within {self.pace.whole:.0f} seconds ({trouble})", passing=True
                    ) from error
                continue
            if answer.status not in _RETRIED or attempt + 1 == self.pace.attempts:
                return answer
            asked = _retry_after(answer.headers)
            if asked > self.pace.longest_wait:
                raise FetchError(f"it answers {answer.status} and asks to wait {asked:.0f} seconds", answer.status)
            pause = max(pause, asked)
        raise FetchError(f"no answer ({trouble})", passing=True)

    def _once(self, url: httpx.URL, headers: Mapping[str, str], largest: int, cut: bool) -> _Answer:
        self._backend.deadline = min(time.monotonic() + self.pace.deadline, self._until)
        with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code in _REDIRECTS:
                return _Answer(response.status_code, response.headers, b"")
            coding = response.headers.get("content-encoding", "identity").strip().lower()
            data = bytearray()
            for piece in _decoded(response.iter_raw(65_536), coding):
                data += piece
                if len(data) > largest:
                    if cut:
                        break
                    raise FetchError(f"larger than {largest // 2**20} MiB, more than an article")
            return _Answer(response.status_code, response.headers, bytes(data[:largest]))


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    data: bytes


def _checked(url: str) -> httpx.URL:
    parsed = httpx.URL(url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise FetchError("not an http or https address")
    return parsed


def _result(answer: _Answer, url: str, moved: str | None) -> Fetched | NotModified:
    if answer.status == 304:
        return NotModified(url, moved)
    if answer.status == 410:
        raise FetchError("gone for good (410)", 410)
    if answer.status == 404:
        raise FetchError("not found (404)", 404)
    if not 200 <= answer.status < 300:
        raise FetchError(f"it answers {answer.status}", answer.status)
    if refusal := header_refusal(answer.headers.multi_items()) or page_refusal(answer.data):
        raise FetchError(f"not kept: {refusal}")
    kind, _, parameters = answer.headers.get("content-type", "").partition(";")
    _, _, charset = parameters.lower().partition("charset=")
    return Fetched(
        url,
        answer.data,
        kind.strip().lower(),
        charset.split(";")[0].strip(" \"'") or None,
        answer.headers.get("etag"),
        answer.headers.get("last-modified"),
        moved,
    )


def _decoded(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The content in pieces of bounded size; any coding but gzip, all that is asked for, is refused."""
    if coding in {"", "identity"}:
        yield from chunks
        return
    if coding not in {"gzip", "x-gzip"}:
        raise FetchError(f"it comes in the coding {coding[:40]!r}, which was not asked for")
    unzip = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            left = chunk
            while left and not unzip.eof:
                yield unzip.decompress(left, 2**20)
                left = unzip.unconsumed_tail
        yield unzip.flush()
    except zlib.error as error:
        raise FetchError("its compressed content is broken") from error
    if not unzip.eof:
        raise FetchError("its compressed content is cut off")


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds that ``Retry-After`` asks for, given as seconds or as a date; 0 if it doesn't say."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
