"""An article that a visitor gives: pasted, uploaded, or the address of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from onrecord.errors import InputError
from onrecord.ingest.files import decode, root_name
from onrecord.ingest.items import Failure, Options, needing
from onrecord.intake import Intake
from onrecord.store import Record
from onrecord.text import Article
from onrecord.web.queue import LONGEST, ReadingQueue

if TYPE_CHECKING:
    from onrecord.ingest.fetch import Fetched


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of the form; ``data`` and ``name`` are those of an uploaded file."""

    text: str = ""
    data: bytes = b""
    name: str = ""
    url: str = ""
    title: str = ""
    publisher: str = ""
    published: str = ""
    answer: Fetched | None = None
    """What the address gave (see `fetched`)."""

    @property
    def elsewhere(self) -> bool:
        """Is the address all there is to read?"""
        return bool(self.url) and not self.text.strip() and not self.data


def fetched(given: Given) -> Given:
    """With what its address gives. It may take a while. Raises `InputError` when that is nothing."""
    with needing():
        from onrecord.ingest.fetch import Fetcher, NotModified, Pace
    pace = Pace(delay=0.0, attempts=1, longest_wait=5.0, timeout=10.0, deadline=20.0, whole=45.0)
    with Fetcher(pace=pace) as fetcher:
        answer = fetcher.fetch(given.url)
    if isinstance(answer, NotModified):
        raise InputError(f"{given.url}: gave nothing")
    return replace(given, answer=answer)


def take(given: Given) -> Article:
    """The article in what was given. Raises `InputError` that says what is missing or wrong."""
    if given.text.strip():
        # A browser sends line ends as CR LF, whatever was pasted.
        article = Article(given.text.replace("\r\n", "\n"))
    elif given.data:
        article = _file(given.data, PurePosixPath(given.name.replace("\\", "/")).name or "the file")
    elif given.answer is not None:
        article = _found(given.answer)
    else:
        raise InputError("nothing to read: paste a text, choose a file or give an address")
    if len(article.text) > LONGEST:
        raise InputError(f"the text has {len(article.text):,} characters; the server reads {LONGEST:,} at most")
    day = _day(given.published)
    return replace(
        article,
        title=given.title.strip() or article.title,
        publisher=given.publisher.strip() or article.publisher,
        published=day or article.published,
    )


def add(record: Record, queue: ReadingQueue, article: Article, author: str) -> str:
    """Read an article and add it to the record, in a job of the queue; its id there.

    Raises `InputError` when it can't be kept.
    """
    outcome = next(Intake(record, queue.reader(), author, grouper=queue.grouper()).add([article]))
    if isinstance(outcome, Failure):
        raise InputError(outcome.reason)
    return outcome.outcome.article


def _file(data: bytes, name: str) -> Article:
    if root_name(data) != "html":
        return Article(decode(data, name))
    with needing():
        from onrecord.ingest.web import read_page
    return read_page(data, name)


def _found(answer: Fetched) -> Article:
    with needing():
        from onrecord.ingest.sources import fetched_articles
    found = next(fetched_articles(answer, Options()), None)
    if not isinstance(found, Article):
        raise InputError(found.reason if found else f"{answer.url}: holds no article")
    return found


def _day(value: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise InputError(f"{value!r} is not a date such as 2025-02-19") from error
