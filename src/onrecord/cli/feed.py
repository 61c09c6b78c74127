"""``onrecord feed``: feeds to follow, and what is new in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli import options
from onrecord.cli.add import add_all
from onrecord.cli.ending import DONE, FAILED, complain, run
from onrecord.cli.read import model_name
from onrecord.errors import InputError
from onrecord.export.marks import printable

if TYPE_CHECKING:
    from onrecord.ingest import Failure
    from onrecord.ingest.fetch import Fetcher
    from onrecord.store import Feed, Record
    from onrecord.text import Article

EVERY = 15 * 60
"""Seconds between two polls of a feed that answers."""

feed = typer.Typer(name="feed", help="Feeds to follow.", no_args_is_help=True, rich_markup_mode=None)


@feed.command("add")
def add_feed(
    urls: Annotated[list[str], typer.Argument(metavar="URLS", help="Addresses of RSS or Atom feeds.")],
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="The outlet, for articles that do not name it.")
    ] = None,
    record: options.RecordOption = None,
) -> None:
    """Follow feeds; `onrecord feed poll` then adds what they list.

    \b
    Example: onrecord feed add https://courier.example/politics.rss --publisher "The Courier"
    """

    def job() -> int:
        from onrecord.ingest.items import needing
        from onrecord.store import Record, feeds

        with needing():
            from onrecord.ingest.metadata import web_url
        code = DONE
        with Record.open(options.record_address(record)) as opened:
            for url in urls:
                plain = web_url(url, url)
                if plain is None:
                    complain(f"{url}: not an http(s) address")
                    code = FAILED
                    continue
                with opened.writing() as writer:
                    new = feeds.follow(writer, plain, publisher)
                sys.stdout.write(f"{printable(plain)}: {'followed' if new else 'followed already'}\n")
        return code

    run(job)


@feed.command("list")
def list_feeds(record: options.RecordOption = None) -> None:
    """The feeds that are followed, and how their last poll went.

    \b
    Example: onrecord feed list
    """

    def job() -> int:
        from onrecord.store import Record

        with Record.open(options.record_address(record), write=False) as opened:
            for one in opened.feeds():
                sys.stdout.write(_described(one))
        return DONE

    run(job)


@feed.command("remove")
def remove_feed(
    urls: Annotated[list[str], typer.Argument(metavar="URLS", help="Addresses as `onrecord feed list` shows them.")],
    record: options.RecordOption = None,
) -> None:
    """Stop following feeds. Their articles stay in the record.

    \b
    Example: onrecord feed remove https://courier.example/politics.rss
    """

    def job() -> int:
        from onrecord.errors import StoreError
        from onrecord.store import Record, feeds

        code = DONE
        with Record.open(options.record_address(record)) as opened:
            for url in urls:
                try:
                    with opened.writing(reason="feed removed") as writer:
                        feeds.leave(writer, url)
                except StoreError as error:
                    if error.__cause__ is not None:  # the database's own error
                        raise
                    complain(error)
                    code = FAILED
        return code

    run(job)


@feed.command("poll")
def poll_feeds(
    urls: Annotated[list[str] | None, typer.Argument(metavar="[URLS]", help="Only these feeds, due or not.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every feed, due or not.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Fetch pages that are in the record, too: changed ones become revisions.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from addresses that are not public, too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Read texts that are not English, too.")] = False,
    record: options.RecordOption = None,
) -> None:
    """Ask the feeds that are due what is new, and add it.

    A feed is due a quarter of an hour after its last answer; after each failure it waits twice as long, a week at most.

    \b
    Example: onrecord feed poll
    """

    def job() -> int:
        from onrecord.ingest.items import needing
        from onrecord.store import Record, feeds

        with needing():
            from onrecord.ingest.fetch import Fetcher
        address = options.record_address(record)
        with Record.open(address) as opened, Fetcher(allow_private) as fetcher:
            followed = opened.feeds()
            if missing := set(urls or ()) - {one.url for one in followed}:
                raise InputError(f"{', '.join(sorted(missing))}: not followed; `onrecord feed list` shows what is")
            due = [one for one in followed if (one.url in urls if urls else all_ or feeds.is_due(one))]
            return add_all(_new(opened, due, fetcher, again), address, model_name(None), force)

    run(job)


def _new(record: Record, due: list[Feed], fetcher: Fetcher, again: bool) -> Iterator[Article | Failure]:
    """What the feeds list that the record lacks. A poll is noted once its articles are in: a run that is stopped
    begins that feed anew. So does the next poll where a page could not be had for now: the feed may say by then that
    nothing in it has changed.
    """
    from dataclasses import replace

    from onrecord.ingest.feeds import FeedState
    from onrecord.ingest.items import Options, with_defaults
    from onrecord.intake import poll
    from onrecord.store import feeds

    for one in due:

        def wanted(url: str) -> bool:
            with record.reading() as connection:
                return again or not feeds.has_page(connection, url)

        passing = fetcher.passing
        state = FeedState(one.url, one.etag, one.modified, one.failures)
        found, items = poll(state if not again else replace(state, etag=None, last_modified=None), fetcher, wanted)
        defaults = Options(publisher=one.publisher)
        for item in items:
            yield with_defaults(item, defaults) if not hasattr(item, "reason") else item
        after = found.state
        missed = fetcher.passing > passing
        values: dict[str, Any] = {
            "url": after.url,
            "etag": one.etag if missed else after.etag,
            "modified": one.modified if missed else after.last_modified,
            "failures": after.failures,
            "error": found.failures[0].reason if after.failures else None,
        }
        if after.gone:
            values["active"] = False
        with record.writing(reason="feed polled") as writer:
            feeds.polled(writer, one.url, values, after.pause(EVERY))


def _described(one: Feed) -> str:
    parts = [one.publisher or "", f"polled {one.polled[:16].replace('T', ' ')}" if one.polled else "never polled"]
    if one.failures:
        parts.append(f"failed {one.failures} times: {one.error}")
    return printable("  ".join([one.url, *filter(None, parts)])) + "\n"
