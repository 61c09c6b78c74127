"""RSS and Atom: what a feed lists, and polling it so that only what is new costs anything."""

from __future__ import annotations

import calendar
import warnings
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from onrecord.errors import FetchError, InputError
from onrecord.ingest.dates import parse_day
from onrecord.ingest.fetch import Fetcher, NotModified
from onrecord.ingest.html import squeezed
from onrecord.ingest.items import Failure
from onrecord.ingest.metadata import web_url

with warnings.catch_warnings():  # feedparser still imports what Python is about to drop
    warnings.simplefilter("ignore", DeprecationWarning)
    import feedparser

LARGEST_FEED = 16 * 2**20
MOST_ENTRIES = 10_000
LONGEST_PAUSE = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: its id (the address if it gives none), the article's address, and what else it says."""

    id: str
    url: str
    title: str | None = None
    published: date | None = None
    byline: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is to be kept of a feed between two polls.

    ``url`` is where it is now; ``failures`` counts the polls in a row without an answer; a feed that is ``gone``
    (410) need not be asked again.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    gone: bool = False

    def pause(self, interval: float) -> float:
        """Seconds to the next poll of a feed polled every ``interval``: doubled for each failure, a week at most."""
        return min(interval * 2.0 ** min(self.failures, 30), max(interval, LONGEST_PAUSE))


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll found: entries as listed, entries that can't be used, and the state for the next one."""

    state: FeedState
    entries: tuple[Entry, ...] = ()
    failures: tuple[Failure, ...] = ()
    changed: bool = True


def poll(state: FeedState, fetcher: Fetcher) -> Poll:
    """Ask a feed for what is new; the first time with ``FeedState(url)``.

    A feed that can't be fetched or read is one failure, counted in the state that comes back.
    """
    try:
        answer = fetcher.fetch(state.url, state.etag, state.last_modified)
        moved = replace(state, url=answer.moved_to or state.url, failures=0)
        if isinstance(answer, NotModified):
            return Poll(moved, changed=False)
        entries, failures = parse_feed(answer.data, answer.url)
    except InputError as error:
        gone = isinstance(error, FetchError) and error.status == 410
        failed = replace(state, failures=state.failures + 1, gone=gone)
        return Poll(failed, failures=(Failure(state.url, str(error)),), changed=False)
    return Poll(replace(moved, etag=answer.etag, last_modified=answer.last_modified), entries, failures)


def is_feed(data: bytes) -> bool:
    """Whether bytes look like RSS, RDF or Atom: the root element stands near the beginning."""
    start = data[:4096].lower()
    return any(mark in start for mark in (b"<rss", b"<rdf:rdf", b"<feed")) and b"<html" not in start


def parse_feed(data: bytes, url: str) -> tuple[tuple[Entry, ...], tuple[Failure, ...]]:
    """The entries of a feed that came from ``url``, in its order, each address once; and what can't be used.

    Malformed XML is read as far as it goes. Raises `InputError` when it is no feed at all.
    """
    if len(data) > LARGEST_FEED:
        raise InputError(f"{url}: a feed larger than {LARGEST_FEED // 2**20} MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            parsed = feedparser.parse(data, response_headers={"content-location": url}, sanitize_html=False)
    except Exception as error:  # whatever a malformed feed does to the library costs this feed alone
        raise InputError(f"{url}: not a feed that can be read ({type(error).__name__})") from error
    if not parsed.get("version") and not parsed.get("entries"):
        raise InputError(f"{url}: not an RSS or Atom feed")
    entries: dict[str, Entry] = {}
    failures: list[Failure] = []
    for number, one in enumerate(parsed.get("entries", [])[:MOST_ENTRIES], 1):
        try:
            entry = _entry(one, url)
        except (InputError, ValueError, TypeError, AttributeError, KeyError) as error:
            failures.append(Failure(f"{url}, entry {number}", str(error)))
        else:
            entries.setdefault(entry.url, entry)
    return tuple(entries.values()), tuple(failures)


def _entry(value: dict[str, Any], base: str) -> Entry:
    links = [link for link in value.get("links", []) if link.get("rel", "alternate") == "alternate"]
    candidates = [value.get("link"), *(link.get("href") for link in links), value.get("id")]
    url = next((found for one in candidates if one and (found := web_url(str(one), base))), None)
    if url is None:
        raise InputError("has no address")
    return Entry(
        id=squeezed(str(value.get("id") or url))[:2000],
        url=url,
        title=squeezed(str(value.get("title") or "")) or None,
        published=_day(value),
        byline=squeezed(str(value.get("author") or "")) or None,
    )


def _day(value: dict[str, Any]) -> date | None:
    """The day of an entry: as written, in the writer's time zone, or as feedparser makes it out."""
    for name in ("published", "created", "updated"):
        # dict's own `get`: feedparser's gives `published` for `updated`, with a warning.
        if day := parse_day(str(dict.get(value, name) or "")):
            return day
        if parsed := dict.get(value, f"{name}_parsed"):
            try:
                return parse_day(datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC).date().isoformat())
            except (ValueError, OverflowError, OSError, TypeError):
                continue
    return None
