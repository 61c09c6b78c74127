"""What ingestion takes and gives: options for a source, and a failure that costs one item only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from onrecord.errors import ExtraError
from onrecord.text import Article

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Failure:
    """One item of a source gave no article: its name (file, URL, row) and the reason, in words for the user."""

    name: str
    reason: str

    def __str__(self) -> str:
        return self.reason if self.reason.startswith(self.name) else f"{self.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Raw(Generic[Value]):
    """One item of a file that holds many, as it lies there: finding it costs little, making an article of it more.

    ``reached`` is how many bytes of the file were read by then, more or less.
    """

    name: str
    value: Value
    reached: int


@dataclass(frozen=True, slots=True)
class Options:
    """What is said of a source beside the source itself.

    ``published``, ``publisher``, ``title`` and ``url`` stand in where an item doesn't say. ``columns`` maps a field
    (`onrecord.ingest.tables.FIELDS`) to the column of a table that holds it. ``encoding`` is for files, else found
    out. ``allow_private`` lets URLs lead to addresses that are not public; without ``fetch`` no URL is followed: a
    source is a path, and a feed a `Failure`.
    """

    published: date | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    allow_private: bool = False
    fetch: bool = True


def with_defaults(article: Article, options: Options) -> Article:
    """The article with the options' values where it has none of its own, noted in ``found_in`` as ``option``."""
    found = dict(article.found_in)
    filled = article
    if article.published is None and options.published is not None:
        filled, found["published"] = replace(filled, published=options.published), "option"
    # That a page stands on some host is less than what the user says of its outlet.
    if options.publisher and (article.publisher is None or found.get("publisher") == "url"):
        filled, found["publisher"] = replace(filled, publisher=options.publisher), "option"
    if article.title is None and options.title:
        filled, found["title"] = replace(filled, title=options.title), "option"
    if article.url is None and options.url:
        filled, found["url"] = replace(filled, url=options.url), "option"
    return replace(filled, found_in=found)


@contextmanager
def needing(extra: str = "ingest") -> Iterator[None]:
    """Around an import: an optional package that isn't there is an `ExtraError` with the command that installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "onrecord":
            raise
        raise ExtraError(f"this needs {error.name}, which is not installed: pip install 'onrecord[{extra}]'") from error
