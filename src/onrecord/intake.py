"""From sources into the record: what a source gives is looked up, read if it is new, and added in one transaction.

Stopped anywhere, a run can be run again: what is in the record already is not read a second time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from onrecord.claims.grouper import Grouper, Prepared
from onrecord.errors import ExtraError, OnrecordError
from onrecord.ingest.items import Failure
from onrecord.reading import Reader
from onrecord.statements import Reading
from onrecord.store import Outcome, Record
from onrecord.text import Article

if TYPE_CHECKING:
    from onrecord.ingest.feeds import FeedState, Poll
    from onrecord.ingest.fetch import Fetcher

A = TypeVar("A")
B = TypeVar("B")
Signature = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that the record has: added just now, or there before (``outcome.state`` says which)."""

    name: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Read:
    """An article that the record lacked, read, and ready to be grouped."""

    name: str
    prepared: Prepared
    signature: Signature


class Intake:
    """Adds articles to a record, grouped into claims as they come.

    ``threads`` is how many are read at once; one thread alone writes. ``grouper`` is the record's (default: a new one,
    with the models in the package).
    """

    def __init__(
        self,
        record: Record,
        reader: Reader,
        author: str | None = None,
        threads: int = 1,
        grouper: Grouper | None = None,
    ) -> None:
        self._record = record
        self._reader = reader
        self._grouper = grouper or Grouper.load()
        self._author = author
        self._threads = threads
        self._fingerprint = _fingerprint()

    @property
    def links_copies(self) -> bool:
        """Are copies of one story found? That needs the packages of the extra ``ingest``."""
        return self._fingerprint is not None

    def add(self, items: Iterable[Article | Reading | Failure], force: bool = False) -> Iterator[Stored | Failure]:
        """What became of each item, in their order; ``force`` reads texts that are not English, too.

        A reading is added as it is, unless the record has its article already.
        """

        def work(item: Article | Reading | Failure) -> Stored | Failure | _Read:
            return item if isinstance(item, Failure) else self._read(item, force)

        for one in _ahead(work, items, self._threads):
            yield self._write(one) if isinstance(one, _Read) else one

    def _read(self, item: Article | Reading, force: bool) -> Stored | Failure | _Read:
        article = item.article if isinstance(item, Reading) else item
        name = article.url or ", ".join(filter(None, (article.file, article.ref))) or "an article"
        try:
            known = self._record.known(article)
            if known is not None:
                return Stored(name, known)
            reading = item if isinstance(item, Reading) else self._reader.read(article, force)
            prepared = self._grouper.prepare(reading)
            return _Read(name, prepared, self._fingerprint(article.text) if self._fingerprint else ())
        except OnrecordError as error:
            return Failure(name, str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours costs this article, not the others
            return Failure(name, f"{type(error).__name__}: {error} (a fault in onrecord; please report it)")

    def _write(self, read: _Read) -> Stored | Failure:
        """Add what was read. A record that can't be written to ends the run, a text that it can't hold does not."""
        try:
            with self._record.writing(self._author) as writer:
                outcome = writer.add(read.prepared.reading, read.signature)
                self._grouper.group(writer, read.prepared)
                return Stored(read.name, outcome)
        except OnrecordError as error:
            if error.__cause__ is not None:  # the database's own error
                raise
            return Failure(read.name, str(error))


def poll(state: FeedState, fetcher: Fetcher, wanted: Callable[[str], bool]) -> tuple[Poll, Iterator[Article | Failure]]:
    """Ask a feed what is new; the articles of those entries whose address is ``wanted``, fetched one by one."""
    from onrecord.ingest.feeds import poll as ask
    from onrecord.ingest.sources import fetched_entry

    found = ask(state, fetcher)

    def items() -> Iterator[Article | Failure]:
        yield from found.failures
        for entry in found.entries:
            if wanted(entry.url):
                yield fetched_entry(entry, fetcher)

    return found, items()


def _fingerprint() -> Callable[[str], Signature] | None:
    try:
        from onrecord.ingest.fingerprint import signature
    except (ExtraError, ImportError):
        return None
    return signature


def _ahead(work: Callable[[A], B], items: Iterable[A], threads: int) -> Iterator[B]:
    """Results in the order of the items, worked out a few ahead of the consumer by several threads."""
    if threads == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
