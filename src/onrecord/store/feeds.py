"""The feeds that a record follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store import revisions
from onrecord.store.schema import articles, feeds
from onrecord.store.upgrading import later, now
from onrecord.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and how its last poll went; times are UTC, as the record writes them."""

    url: str
    title: str | None = None
    publisher: str | None = None
    active: bool = True
    etag: str | None = None
    modified: str | None = None
    polled: str | None = None
    due: str | None = None
    failures: int = 0
    error: str | None = None


_COLUMNS = tuple(feeds.c[name] for name in Feed.__dataclass_fields__)


def followed(connection: sa.Connection) -> list[Feed]:
    """The feeds that are followed, by address."""
    query = sa.select(*_COLUMNS).where(feeds.c.active).order_by(feeds.c.url)
    return [Feed(**row) for row in connection.execute(query).mappings()]


def is_due(feed: Feed) -> bool:
    """Has the time come to ask a feed again?"""
    return feed.due is None or feed.due <= now()


def follow(writer: Writer, url: str, publisher: str | None) -> bool:
    """Follow a feed; False if it was followed already, in which case only the publisher changes."""
    known = writer.connection.execute(sa.select(feeds.c.active, feeds.c.publisher).where(feeds.c.url == url)).first()
    if known is None:
        values = {"url": url, "publisher": publisher, "added": now(), "active": True, "failures": 0}
        writer.connection.execute(sa.insert(feeds), values)
    else:
        values = {"active": True, "publisher": publisher or known.publisher, "failures": 0, "due": None, "error": None}
        writer.connection.execute(sa.update(feeds).where(feeds.c.url == url).values(**values))
        if known.active and publisher in (None, known.publisher):
            return False
    writer.log("feed followed", url, {"publisher": publisher})
    return known is None or not known.active


def leave(writer: Writer, url: str) -> None:
    """Stop following a feed; its articles stay. Raises `StoreError` when it is not followed."""
    left = writer.connection.execute(sa.update(feeds).where(feeds.c.url == url, feeds.c.active).values(active=False))
    if not left.rowcount:
        raise StoreError(f"{url}: not followed; `onrecord feed list` shows what is")
    writer.log("feed left", url, {})


def polled(writer: Writer, url: str, values: dict[str, Any], pause: float) -> None:
    """Note how a poll went and that the next is due after ``pause`` seconds; an address that moved is kept.

    ``values`` are fields of `Feed`. A feed that moved to an address that is followed, too, is left; one that moved to
    an address that was left stays at its own.
    """
    due = later(pause)
    moved = values.get("url", url)
    there = None
    if moved != url:
        there = writer.connection.scalar(sa.select(feeds.c.active).where(feeds.c.url == moved))
    if there is not None:
        values = {**values, "url": url, **({"active": False} if there else {})}
    writer.connection.execute(sa.update(feeds).where(feeds.c.url == url).values(**values, polled=now(), due=due))
    if moved != url and there is not False:
        writer.log("feed moved", url, {"to": moved})
    if values.get("active") is False:
        writer.log("feed left", url, {"reason": "followed under its new address" if there else "the feed is gone"})


def has_page(connection: sa.Connection, url: str) -> bool:
    """Is there an article from the page at an address, whatever its text was then?"""
    document = revisions.document(url)
    return connection.scalar(sa.select(articles.c.key).where(articles.c.document == document).limit(1)) is not None
