"""The core of a batch: items in, readings out, both as Arrow record batches; no state, no files but those read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.batch import schema
from onrecord.batch.places import local_copy
from onrecord.errors import BatchError, ExtraError, InputError, LanguageError, OnrecordError
from onrecord.export.parquet import plain
from onrecord.ingest import Failure, Options, articles
from onrecord.ingest.items import needing, with_defaults
from onrecord.ingest.tables import line_article, row_article
from onrecord.reading import Reader
from onrecord.statements import Reading, reading_to_json
from onrecord.text import Article
from onrecord.text.surrogates import without_surrogates

if TYPE_CHECKING:
    import pyarrow as pa

Values = dict[str, Any]
Step = tuple[int, int]
"""The number of a row, and that of a step in reading it (see `read_batch`)."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with every item: how it is read, and what is kept of it. Two runs of equal work give equal rows."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field to column, as in `onrecord.ingest.Options`."""
    published: str | None = None
    publisher: str | None = None
    encoding: str | None = None
    force: bool = False
    """Read texts that are not English, too."""
    text: bool = True
    """Keep the articles' text."""
    signatures: bool = False
    """Work out each text's MinHash signature, by which copies are found."""

    @property
    def options(self) -> Options:
        """The same for ingestion."""
        day = date.fromisoformat(self.published) if self.published else None
        return Options(
            published=day, publisher=self.publisher, columns=self.columns, encoding=self.encoding, fetch=False
        )

    def to_json(self) -> Values:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an item gives no article: ``kind`` is input, language, missing, fault, crash or timeout."""

    name: str
    kind: str
    reason: str


def read_batch(
    items: pa.RecordBatch,
    reader: Reader,
    work: Work,
    bad: Mapping[Step, Trouble] | None = None,
    first: Sequence[int] = (),
    began: Callable[[int, int], None] = lambda *_: None,
) -> pa.RecordBatch:
    """The readings of a batch of items, in their order: ``schema.items()`` in, ``schema.readings()`` out.

    A row is read in steps: to find its first article is step 0, to read that one is step 1, to find the next one step
    2, and so on. ``bad`` are rows and steps that are not taken, as they are known to do harm: such an article costs
    itself, or what can't be found. ``first`` are rows to begin with, and ``began`` is called with the numbers of row
    and step before each; neither changes what comes out.
    """
    pa = schema.arrow()
    rows = items.to_pylist()
    done: dict[int, list[Values]] = {}
    for number in [*first, *range(len(rows))]:
        if number not in done:
            done[number] = list(_read(number, rows[number], reader, work, bad or {}, began))
    return pa.RecordBatch.from_pylist([row for number in sorted(done) for row in done[number]], schema.readings())


def _read(
    number: int,
    item: Values,
    reader: Reader,
    work: Work,
    bad: Mapping[Step, Trouble],
    began: Callable[[int, int], None],
) -> Iterator[Values]:
    """The rows of `schema.readings` of an item."""
    found = _articles(item, work)
    for step in count(0, 2):
        if trouble := bad.get((number, step)):
            yield _failure(number, trouble)
            return
        began(number, step)
        one = next(found, None)
        if one is None:
            return
        if trouble := bad.get((number, step + 1)):
            yield _failure(number, trouble)
        else:
            began(number, step + 1)
            yield _row(number, item["name"], one, reader, work)


def _failure(number: int, trouble: Trouble) -> Values:
    """The row of `schema.readings` of an item without an article."""
    reason = without_surrogates(" ".join(trouble.reason.split()))
    failure = {"name": without_surrogates(trouble.name), "kind": trouble.kind, "reason": reason}
    return {"item": number, "failure": failure, "article": None, "statements": []}


def _articles(item: Values, work: Work) -> Iterator[Article | Trouble]:
    """The articles of an item; whatever goes wrong costs this item alone."""
    name = item["name"]
    try:
        for one in _parsed(item, work.options):
            yield Trouble(one.name, "input", str(one)) if isinstance(one, Failure) else one
    except ExtraError:
        raise
    except (InputError, OSError) as error:
        yield Trouble(name, "input", str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours costs this item, not the others
        yield Trouble(name, "fault", _fault(name, error))


def _parsed(item: Values, options: Options) -> Iterator[Article | Failure | Trouble]:
    kind, name, file, data = item["kind"], item["name"], item["file"], item["data"]
    if kind == schema.LINE:
        yield line_article(data, name, file, options)
    elif kind == schema.ROW:
        yield row_article(json.loads(data), name, file, options)
    elif kind == schema.PAGE:
        with needing():
            from onrecord.ingest.archives import Page, page_article
        found = page_article(Page(data, item["url"], item["charset"]), name, file)
        yield with_defaults(found, options) if isinstance(found, Article) else found
    elif kind == schema.FILE:
        yield from _file(file, data.decode(), options)
    else:
        yield Trouble(name, "missing" if kind == schema.MISSING else "input", data.decode())


def _file(name: str, sha256: str, options: Options) -> Iterator[Article | Failure | Trouble]:
    """The articles of a file of its own, if it still is what it was when the run began."""
    with ExitStack() as held:
        try:
            path = held.enter_context(local_copy(name))
            found = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        except (OSError, BatchError) as error:
            # Every byte of it was read before the run began: its drive, its store or this machine is at fault.
            yield Trouble(name, "missing", str(Failure(name, getattr(error, "strerror", None) or str(error))))
            return
        if found != sha256:
            yield Trouble(name, "missing", f"{name}: has changed since the run began")
            return
        for one in articles(path, options):
            if isinstance(one, Failure):
                yield Failure(one.name.replace(path, name, 1), one.reason.replace(path, name, 1))
            else:
                yield replace(one, file=name)


def _row(number: int, name: str, one: Article | Trouble, reader: Reader, work: Work) -> Values:
    if isinstance(one, Trouble):
        return _failure(number, one)
    article = _cleaned(one)
    try:
        return _reading(number, reader.read(article, work.force), work)
    except LanguageError as error:
        return _failure(number, Trouble(name, "language", str(error)))
    except OnrecordError as error:
        return _failure(number, Trouble(name, "input", str(error)))
    except Exception as error:  # noqa: BLE001 - a fault of ours costs this article, not the others
        return _failure(number, Trouble(name, "fault", _fault(name, error)))


def _reading(number: int, reading: Reading, work: Work) -> Values:
    """The row of `schema.readings` of one reading."""
    value, text = reading_to_json(reading), reading.article.text
    found_in = value["article"].pop("found_in")
    value = plain(value)
    about = {
        **value["article"],
        "found_in": sorted(found_in.items()),
        "words": len(text.split()),
        "statements": len(value["statements"]),
        "actors": value["actors"],
        "text": text if work.text else None,
        "minhash": _signature(text) if work.signatures else None,
    }
    return {"item": number, "failure": None, "article": about, "statements": value["statements"]}


def _signature(text: str) -> bytes:
    import numpy as np

    with needing():
        from onrecord.ingest.fingerprint import signature
    return np.array(signature(text), "<u4").tobytes()


def _fault(name: str, error: Exception) -> str:
    return f"{name}: {type(error).__name__}: {error} (a fault in onrecord; please report it)"


def _cleaned(article: Article) -> Article:
    """The article without lone surrogates, which Arrow can't hold, before its text is frozen."""
    names = ("text", "ref", "file", "url", "title", "publisher", "language", "byline")
    texts = {name: getattr(article, name) for name in names}
    clean = {name: without_surrogates(text) for name, text in texts.items() if text}
    changed: dict[str, Any] = {name: text for name, text in clean.items() if text != texts[name]}
    return replace(article, **changed) if changed else article
