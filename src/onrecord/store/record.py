"""The record: opened, read, written to."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.statements import Reading
from onrecord.store import claim_search, schema
from onrecord.store.claim_loading import Claim
from onrecord.store.claim_search import ClaimPage, ClaimSearch
from onrecord.store.context import Context, contexts
from onrecord.store.engines import WRITING, in_words, postgresql_engine, sqlite_engine
from onrecord.store.feeds import Feed, followed
from onrecord.store.outcomes import Outcome
from onrecord.store.people import Identity, Named, Profile, named, profile
from onrecord.store.places import Place, place, refuse_foreign
from onrecord.store.search import Counts, Found, Page, Search, count, each, found, page
from onrecord.store.upgrading import revision, upgrade
from onrecord.store.writer import Writer, known
from onrecord.text import Article


class Record:
    """Articles, what was read in them, and what people corrected. One may be used from several threads at once."""

    def __init__(self, where: Place, engine: sa.Engine) -> None:
        self._place = where
        self._engine = engine

    @classmethod
    def open(cls, where: str | Path, *, write: bool = True) -> Self:
        """The record at a path, or at the URL of a PostgreSQL database.

        With ``write`` a new one is made where there is none, in a folder that is made too. Without, a record must
        be there, and is only read, even where nothing can be written. One that an older onrecord made is brought
        up to date in either case.
        Raises `StoreError` when it can't be opened, or is no record, which is then left as it is.
        """
        at = place(where)
        with in_words(at):
            engine = _sqlite(at, at.path, write) if at.path is not None else _postgresql(at, write)
        return cls(at, engine)

    @property
    def name(self) -> str:
        """The path or address, without a password."""
        return self._place.name

    def close(self) -> None:
        """Close all connections; SQLite's file then stands alone again, without its ``-wal``."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the record throughout, whatever is written meanwhile."""
        with in_words(self._place), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, author: str | None = None, reason: str = "added") -> Iterator[Writer]:
        """One transaction: all that its writer does is kept when the block ends, or nothing if it raises.

        ``author`` (default: the user of this computer) and ``reason`` go to the log with every change. Another
        writer waits for the end of the block, so it should be short.
        """
        with in_words(self._place), self._engine.execution_options(**WRITING).begin() as connection:
            writer = Writer(connection, author or user(), reason)
            yield writer
            writer.finish()

    def known(self, article: Article) -> Outcome | None:
        """What adding an article would come to if it is there already, so that it need not be read; None if not."""
        with self.reading() as connection:
            return known(connection, article)

    def add(self, reading: Reading, signature: Sequence[int] = (), author: str | None = None) -> Outcome:
        """Add one article with what was read in it, in a transaction of its own (see `Writer.add`)."""
        with self.writing(author) as writer:
            return writer.add(reading, signature)

    def feeds(self) -> list[Feed]:
        """The feeds that are followed."""
        with self.reading() as connection:
            return followed(connection)

    def search(self, search: Search, limit: int = 20, cursor: str | None = None) -> Page:
        """A page of the statements that a search finds; ``cursor`` is that of the page before."""
        with self.reading() as connection:
            return page(connection, search, limit, cursor)

    def each(self, search: Search) -> Iterator[Found]:
        """Every statement that a search finds, newest first, from one state of the record."""
        with self.reading() as connection:
            yield from each(connection, search)

    def count(self, search: Search) -> Counts:
        """How many statements a search finds, in how many articles and stories."""
        with self.reading() as connection:
            return count(connection, search)

    def statement(self, id_: str) -> Found | None:
        """The statement of an id, if it is current; whatever people decided on it."""
        with self.reading() as connection:
            table = schema.current_statements
            keys = list(connection.scalars(sa.select(table.c.key).where(table.c.id == id_)))
            return next(iter(found(connection, keys)), None)

    def claims(self, search: ClaimSearch | None = None) -> Iterator[Claim]:
        """Every claim, or every one that a search finds, from one state of the record.

        The claim that first appeared last comes first.
        """
        with self.reading() as connection:
            yield from claim_search.each_claim(connection, search or ClaimSearch())

    def claim_page(self, search: ClaimSearch, limit: int = 20, cursor: str | None = None) -> ClaimPage:
        """A page of the claims that a search finds; ``cursor`` is that of the page before."""
        with self.reading() as connection:
            return claim_search.claim_page(connection, search, limit, cursor)

    def claim(self, id_: str) -> Claim | None:
        """The claim whose id is this or begins so, or what it was merged into; None when nothing is shown of it.

        Raises `StoreError` when several begin so.
        """
        with self.reading() as connection:
            return claim_search.claim(connection, id_)

    def contexts(self, found: Sequence[Found], around: int = 160) -> list[Context]:
        """For each statement its content with about ``around`` characters of its paragraph on either side."""
        with self.reading() as connection:
            return contexts(connection, found, around)

    def named(self, name: str) -> Named:
        """Whom a name fits."""
        with self.reading() as connection:
            return named(connection, name)

    def profile(self, identity: Identity) -> Profile:
        """What the record has of one of those whom a name fits."""
        with self.reading() as connection:
            return profile(connection, identity)


def user() -> str:
    """The name of who runs this program, as the computer knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _sqlite(at: Place, path: Path, write: bool) -> sa.Engine:
    refuse_foreign(path)
    if not write:
        if not path.exists():
            raise StoreError(f"{at.name}: there is no record; `onrecord add` makes one")
        engine = _readable(path)
        try:
            with engine.begin() as connection:
                current = revision(connection, at) == schema.REVISION
        except BaseException:
            engine.dispose()
            raise
        if current:
            return engine
        engine.dispose()
        _sqlite(at, path, write=True).dispose()
        return _readable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return _written(sqlite_engine(path, "write"), at)


def _readable(path: Path) -> sa.Engine:
    """An engine that reads a file; one in a folder that can't be written to is read as it lies there."""
    engine = sqlite_engine(path, "read")
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except sa.exc.OperationalError:
        engine.dispose()
        if path.with_name(path.name + "-wal").exists():
            raise
        return sqlite_engine(path, "immutable")
    return engine


def _postgresql(at: Place, write: bool) -> sa.Engine:
    assert at.url is not None  # noqa: S101 - a place has a path or a URL
    engine = postgresql_engine(at.url)
    if not write:
        with engine.begin() as connection:
            found = revision(connection, at)
        if found is None:
            engine.dispose()
            raise StoreError(f"{at.name}: there is no record; `onrecord add` makes one")
    return _written(engine, at)


def _written(engine: sa.Engine, at: Place) -> sa.Engine:
    """The engine, once the record behind it is of this version."""
    try:
        with engine.begin() as connection:
            current = revision(connection, at) == schema.REVISION
        if not current:
            with engine.execution_options(**WRITING).begin() as connection:
                upgrade(connection, at)
        if at.path is not None:
            # Readers go on while one writes. It is kept in the file, so later calls find it done.
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None  # noqa: S101 - just connected
                raw.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        engine.dispose()
        raise
    return engine
