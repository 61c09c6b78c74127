"""WARC files: the pages of a crawl, one article each."""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from onrecord.errors import InputError
from onrecord.ingest.files import LARGEST, root_name
from onrecord.ingest.items import Failure, Raw
from onrecord.ingest.metadata import web_url
from onrecord.ingest.web import read_page
from onrecord.text import Article

logging.getLogger("warcio").addHandler(logging.NullHandler())

LARGEST_RECORD = 16 * LARGEST
"""Bytes of a record, unpacked, after which the rest of the file is not worth reading on for."""
_PAGES = ("text/html", "application/xhtml+xml")
_BROKEN = (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a crawl has it: its bytes, at most one more than an article may have; address; declared encoding."""

    data: bytes
    url: str | None
    charset: str | None


def warc_articles(path: str) -> Iterator[Article | Failure]:
    """The articles of a WARC (or ARC) file, gzipped or not: its HTML responses with status 200.

    Names in the archive are addresses only, never paths. A record that gives no article is a `Failure`; so is a file
    that is cut off, after the records before that.
    """
    for one in warc_pages(path):
        yield one if isinstance(one, Failure) else page_article(one.value, one.name, path)


def warc_pages(path: str) -> Iterator[Raw[Page] | Failure]:
    """The pages of a WARC file, not parsed yet."""
    count = 0
    with open(path, "rb") as file:  # noqa: PTH123 - a path with its own error text
        records = iter(ArchiveIterator(file, arc2warc=True))
        while True:
            try:
                record = next(records, None)
                if record is None:
                    if not count:
                        yield Failure(path, "holds no WARC record")
                    return
                count += record.rec_type is not None
                page = _page(record)
                result = None if page is None else Raw(*_named(record, page, path), reached=file.tell())
                _drain(record.raw_stream)
            except _BombError:
                yield Failure(path, f"record {count} unpacks to more than {LARGEST_RECORD // 2**20} MiB; not read on")
                return
            except _BROKEN as error:
                yield Failure(
                    path, f"broken or cut off after record {count} ({' '.join(str(error).split())[:200] or error!r})"
                )
                return
            if result is not None:
                yield result


class _BombError(Exception):
    """A record that is a bomb, or as good as one."""


def _page(record: Any) -> bytes | None:
    """The bytes of a record's page, at most one more than an article may have; None if it holds none."""
    if record.rec_type != "response" or record.http_headers is None:
        return None
    if record.http_headers.get_statuscode() != "200":
        return None
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    if kind and kind not in _PAGES:
        return None
    stream, data = record.content_stream(), io.BytesIO()
    while data.tell() <= LARGEST and (piece := stream.read(65_536)):
        data.write(piece)
    page = data.getvalue()
    return page if kind or root_name(page) == "html" else None


def _drain(stream: Any) -> None:
    """Read on to the end of a record, but not for ever; `EOFError` when it ends too soon."""
    left = LARGEST_RECORD
    while left > 0 and (piece := stream.read(1 << 20)):
        left -= len(piece)
    if left <= 0:
        raise _BombError
    if getattr(stream, "limit", 0) > 0:
        raise EOFError("the record is shorter than it says")


def _named(record: Any, page: bytes, path: str) -> tuple[str, Page]:
    url = web_url(record.rec_headers.get_header("WARC-Target-URI"), None)
    _, _, charset = (record.http_headers.get_header("Content-Type") or "").lower().partition("charset=")
    name = f"{path}, {url or 'a record without an address'}"
    return name, Page(page, url, charset.split(";")[0].strip(" \"'") or None)


def page_article(page: Page, name: str, path: str) -> Article | Failure:
    """The article in a page of a crawl."""
    if len(page.data) > LARGEST:
        return Failure(name, f"larger than {LARGEST // 2**20} MiB, more than an article")
    try:
        return read_page(page.data, name, url=page.url, file=path, declared=page.charset)
    except InputError as error:
        return Failure(name, str(error))
