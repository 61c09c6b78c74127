"""Whatever a user names, as articles: files of every sort, folders, addresses, standard input."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from onrecord.errors import ExtraError, InputError
from onrecord.ingest.compressed import bare, beginning, open_stream
from onrecord.ingest.files import LARGEST, decode, root_name
from onrecord.ingest.items import Failure, Options, needing, with_defaults
from onrecord.ingest.ninjs import is_ninjs, ninjs_article
from onrecord.ingest.tables import csv_articles, jsonl_articles, parquet_articles, row_article
from onrecord.text import Article

if TYPE_CHECKING:
    from onrecord.ingest.feeds import Entry
    from onrecord.ingest.fetch import Fetched, Fetcher

Items = Iterator[Article | Failure]
Archive = Literal["warc", "parquet", "csv", "jsonl"]

_SUFFIXES = (
    ".txt .text .html .htm .xhtml .xml .nitf .json .ninjs .jsonl .ndjson .csv .tsv .parquet .warc .arc .rss .atom"
)
SUFFIXES = frozenset(_SUFFIXES.split())
"""What is taken from a folder, also compressed; a file that is named itself may have any suffix."""

_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_XML_ROOTS = frozenset({"nitf", "newsitem", "newsmessage", "rss", "feed", "rdf"})
_PICTURES_AND_THE_LIKE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def articles(source: str, options: Options | None = None, fetcher: Fetcher | None = None) -> Items:
    """The articles of a source, one at a time: a file, a folder (walked in order), an http(s) address, or ``-``.

    What gives no article is a `Failure` in its place. ``fetcher`` is used for addresses, else one is made from the
    options. Raises `ExtraError` when an optional package is missing.
    """
    options = options or Options()
    try:
        for one in _items(source, options, fetcher):
            yield with_defaults(one, options) if isinstance(one, Article) else one
    except ExtraError:
        raise
    except InputError as error:
        yield Failure(source, str(error))
    except OSError as error:
        yield Failure(source, f"{source}: {error.strerror or error}")


def _items(source: str, options: Options, fetcher: Fetcher | None) -> Items:
    if options.fetch and _ADDRESS.match(source):
        with needing():
            from onrecord.ingest.fetch import Fetcher
        with nullcontext(fetcher) if fetcher else Fetcher(options.allow_private) as used:
            yield from _address(source, used, options)
    elif source == "-":
        yield from _content(sys.stdin.buffer.read(LARGEST + 1), "standard input", None, options)
    elif Path(source).is_dir():
        yield from _folder(source, options)
    else:
        yield from _file(source, options)


def _folder(path: str, options: Options) -> Items:
    found = False
    for one in folder_files(path):
        found = True
        yield from articles(one, options)
    if not found:
        raise InputError(f"{path}: a folder without articles ({', '.join(sorted(SUFFIXES))})")


def folder_files(path: str) -> Iterator[str]:
    """The files of a folder that are taken for articles, in order."""
    for one in sorted(Path(path).rglob("*")):
        if Path(bare(one.name)).suffix in SUFFIXES and one.is_file():
            yield str(one)


def _file(path: str, options: Options) -> Items:
    packed, head = beginning(path)
    if reader := _streamed(path, head):
        yield from reader(path, options)
        return
    with open_stream(path) if packed else Path(path).open("rb") as stream:
        data = _at_most(stream.read)
    yield from _content(data, path, path, options)


def _at_most(read: Callable[[int], bytes | None]) -> bytes:
    data = bytearray()
    while len(data) <= LARGEST and (piece := read(1 << 20)):
        data += piece
    return bytes(data)


def archive(path: str, head: bytes) -> Archive | None:
    """What a file is that holds many articles and may be larger than memory; None for one with a single article."""
    name = bare(path)
    if head.startswith(b"WARC/") or name.endswith((".warc", ".arc")):
        return "warc"
    if head.startswith(b"PAR1") or name.endswith(".parquet"):
        return "parquet"
    if name.endswith((".csv", ".tsv")):
        return "csv"
    return "jsonl" if name.endswith((".jsonl", ".ndjson")) else None


def _streamed(path: str, head: bytes) -> Callable[[str, Options], Items] | None:
    readers = {"warc": _warc, "parquet": parquet_articles, "csv": csv_articles, "jsonl": jsonl_articles}
    kind = archive(path, head)
    return readers[kind] if kind else None


def _warc(path: str, options: Options) -> Items:  # noqa: ARG001 - a reader's form
    with needing():
        from onrecord.ingest.archives import warc_articles
    return warc_articles(path)


def _content(data: bytes, name: str, file: str | None, options: Options) -> Items:
    """The articles in the content of one file, by what it looks like."""
    if len(data) > LARGEST:
        raise InputError(f"{name}: larger than {LARGEST // 2**20} MiB; split it into articles")
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_PICTURES_AND_THE_LIKE):
        raise InputError(f"{name}: not a text file; unpack it, or give the article's text")
    lowered = bare(name)
    root = root_name(data)
    if root == "html" or lowered.endswith((".html", ".htm", ".xhtml")):
        with needing():
            from onrecord.ingest.web import read_page
        yield read_page(data, name, url=options.url, file=file, declared=options.encoding)
    elif root in _XML_ROOTS or lowered.endswith((".xml", ".nitf", ".rss", ".atom")):
        yield from _xml(data, name, options)
    elif start.startswith((b"{", b"[")) and (lowered.endswith((".json", ".ninjs")) or file is None):
        yield from _json(data, name, file, options)
    else:
        yield Article(decode(data, name, options.encoding), file=file)


def _xml(data: bytes, name: str, options: Options) -> Items:
    with needing():
        from onrecord.ingest.feeds import is_feed
        from onrecord.ingest.newsml import xml_articles
    if is_feed(data):
        if not options.fetch:
            raise InputError(f"{name}: a feed, whose articles lie elsewhere; `onrecord add` fetches them")
        with needing():
            from onrecord.ingest.fetch import Fetcher
        with Fetcher(options.allow_private) as fetcher:
            yield from _feed(data, options.url or name, fetcher)
    else:
        yield from xml_articles(data, name)


def _json(data: bytes, name: str, file: str | None, options: Options) -> Items:
    """A ninjs item, a list of them, or a list of rows."""
    try:
        value = json.loads(decode(data, name, options.encoding))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: not JSON ({error}); a file with an object a line is named .jsonl") from error
    listed = value if isinstance(value, list) else [value]
    for number, item in enumerate(listed, 1):
        one = f"{name}, item {number}" if isinstance(value, list) else name
        if is_ninjs(item):
            try:
                yield ninjs_article(item, file)
            except ExtraError:
                raise
            except InputError as error:
                yield Failure(one, str(error))
        elif isinstance(item, dict):
            row = row_article(item, one, name, options)
            yield replace(row, file=file) if isinstance(row, Article) else row
        else:
            yield Failure(one, "not an article")


def _address(url: str, fetcher: Fetcher, options: Options) -> Items:
    """The article at an address; of a feed, the articles that it lists."""
    from onrecord.ingest.feeds import is_feed
    from onrecord.ingest.fetch import NotModified

    answer = fetcher.fetch(url)
    if isinstance(answer, NotModified):
        return
    if is_feed(answer.data):
        yield from _feed(answer.data, answer.url, fetcher)
    else:
        yield from fetched_articles(answer, options)


def _feed(data: bytes, url: str, fetcher: Fetcher) -> Items:
    from onrecord.ingest.feeds import parse_feed

    entries, failures = parse_feed(data, url)
    for entry in entries:
        yield fetched_entry(entry, fetcher)
    yield from failures


def fetched_entry(entry: Entry, fetcher: Fetcher) -> Article | Failure:
    """The article that an entry of a feed leads to; the entry's title, day and byline where the page has none."""
    from onrecord.ingest.fetch import NotModified, shown

    name = shown(entry.url)
    try:
        answer = fetcher.fetch(entry.url)
        if isinstance(answer, NotModified):
            return Failure(name, "has not changed")
        result = next(fetched_articles(answer, Options()), Failure(name, "holds no article"))
    except InputError as error:
        return Failure(name, str(error))
    if isinstance(result, Failure):
        return result
    missing = {
        field: getattr(entry, field)
        for field in ("title", "published", "byline")
        if getattr(result, field) is None and getattr(entry, field)
    }
    return replace(result, **missing, found_in={**result.found_in, **dict.fromkeys(missing, "feed")})


def fetched_articles(answer: Fetched, options: Options) -> Items:
    """The articles in what an address gave: a page, plain text, or a news agency's format."""
    if root_name(answer.data) == "html" or "html" in answer.content_type:
        from onrecord.ingest.web import read_page

        yield read_page(answer.data, answer.url, url=answer.url, declared=answer.charset)
        return
    for one in _content(answer.data, answer.url, None, replace(options, encoding=options.encoding or answer.charset)):
        if isinstance(one, Article) and one.url is None:
            yield replace(one, url=answer.url, found_in={**one.found_in, "url": "fetched"})
        else:
            yield one
