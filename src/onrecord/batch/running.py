"""A batch from beginning to end: what is to be done, who does it, what came out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from onrecord.batch import dedup, local, manifest, on_ray
from onrecord.batch.core import Work
from onrecord.batch.inputs import InputFile, Unit, survey, units
from onrecord.batch.pending import pending_units
from onrecord.batch.places import Place, not_written, overlap
from onrecord.batch.shards import Entry
from onrecord.batch.worker import Job
from onrecord.errors import BatchError
from onrecord.neural.session import SHIPPED
from onrecord.reading import Reader

_JUDGED = 200
"""Items from which on the share of errors is looked at while the batch runs."""
SHARD, TIMEOUT, MOST_ERRORS = 256, 120.0, 0.2


@dataclass(frozen=True, slots=True)
class Request:
    """A batch as it is asked for."""

    input: str
    output: str
    work: Work = field(default_factory=Work)
    model: str = SHIPPED[0]
    """What reads: the name of a model that comes with onrecord, or a folder."""
    most: int = SHARD
    """Items of a shard."""
    engine: Literal["local", "ray"] = "local"
    workers: int = 1
    address: str | None = None
    """Of a Ray cluster."""
    begin: Literal["new", "resume", "anew"] = "new"
    """What to do about an output that holds a batch: refuse it, go on with it, remove it."""
    timeout: float = TIMEOUT
    """Seconds of processor time after which an article is given up."""
    most_errors: float = MOST_ERRORS
    """Share of items that may fail."""


@dataclass(slots=True)
class Progress:
    """How far a batch is."""

    stage: Literal["looking", "reading"]
    done: int = 0
    """Bytes of the input."""
    total: int = 0
    articles: int = 0
    """Read in this run."""
    before: int = 0
    """Bytes done in earlier runs."""


@dataclass(slots=True)
class Report:
    """What a batch came to."""

    articles: int = 0
    statements: int = 0
    words: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """How many of each kind."""
    shards: int = 0
    earlier: int = 0
    """Shards that earlier runs had done."""
    seconds: float = 0.0
    """Of this run."""
    rate: float = 0.0
    """Words a second of processor time, in this run; 0 if nothing was read."""
    memory: int = 0
    """Most memory of a worker, in MB."""
    copies: int | None = None
    """Articles that have copies; None when they were not looked for."""

    @property
    def missing(self) -> int:
        """Files that were not there (any more), so that the batch is not complete."""
        return self.errors["missing"]


def run(request: Request, notify: Callable[[Progress], None] = lambda _: None) -> Report:
    """Do a batch, or what is left of it.

    Stopped anywhere, it can be resumed: shards that are done stay so. Raises `InputError` when the input can't be
    read, `BatchError` when the output is refused, can't be written, or too many items fail.
    """
    try:
        return _run(request, notify)
    except OSError as error:
        raise not_written(Place(request.output), error) from error


def _run(request: Request, notify: Callable[[Progress], None]) -> Report:
    started = time.monotonic()
    if overlap(request.input, request.output):
        raise BatchError(
            f"{request.output}: the output is the input, lies in it or holds it ({request.input}); choose another "
            "folder, as what a batch writes or removes must not be what it reads"
        )
    looking = Progress("looking")

    def looked(size: int) -> None:
        looking.done += size
        notify(looking)

    files = survey(request.input, looked)
    place = Place(request.output)
    head = manifest.head(request.input, files, request.work, request.most, Reader.load(request.model).info)
    done = _begun(request, place, head, files)
    # Workers on Ray may be started in another folder than this.
    model = request.model if request.model in SHIPPED else str(Path(request.model).absolute())
    job = Job(request.output, request.work, model, request.most, request.timeout)
    entries = dict(done)
    all_units = units(files, request.most)
    todo = pending_units(all_units, done)
    with closing(_engine(request, todo, done, job)) as running:
        _follow(running, entries, request, _reading(all_units, todo), notify)
    report = _report(entries, done)
    if not report.missing:
        if request.work.signatures:
            found = dedup.copies(place, entries.values())
            dedup.write(place, manifest.COPIES, found)
            report.copies = found.num_rows
        manifest.finish(place, head, entries.values())
    report.seconds = time.monotonic() - started
    return report


def _begun(request: Request, place: Place, head: Mapping[str, Any], files: tuple[InputFile, ...]) -> dict[str, Entry]:
    """Take an output over, or begin it; the shards that are done. Raises `BatchError` when it is refused."""
    old = manifest.read(place)
    if old is None:
        if foreign := manifest.foreign(place):
            raise BatchError(f"{place.name}: holds what is not of a batch ({foreign[0]}); choose an empty folder")
    elif request.begin == "new":
        raise BatchError(f"{place.name}: holds a batch already; go on with it by --resume, or remove it by --anew")
    elif request.begin == "resume":
        manifest.check(place, old, head, files)
        return manifest.done(place, old)
    # Without a manifest, what is there was written before a run that was stopped got as far as that.
    manifest.clear(place)
    manifest.begin(place, files, head)
    return {}


def _engine(request: Request, todo: list[Unit], done: Mapping[str, Entry], job: Job) -> Generator[Entry]:
    if request.engine == "ray":
        return on_ray.run(todo, done, job, request.workers, request.address)
    return local.run(todo, done, job, request.workers)


def _follow(
    running: Generator[Entry],
    entries: dict[str, Entry],
    request: Request,
    progress: Progress,
    notify: Callable[[Progress], None],
) -> None:
    """Collect the entries as they come; raise `BatchError` when too many items fail."""
    notify(progress)
    reached: dict[int, int] = {}
    for entry in running:
        entries[entry.shard] = entry
        progress.articles += entry.articles
        before = reached.get(entry.unit, 0)
        reached[entry.unit] = max(before, entry.reached)
        progress.done += reached[entry.unit] - before
        notify(progress)
        _judge(entries, request, at_least=_JUDGED)
    _judge(entries, request, at_least=1)


def _judge(entries: Mapping[str, Entry], request: Request, at_least: int) -> None:
    # Some files hold several articles, so that more of an item may fail than the item.
    items = sum(max(one.items, one.articles + sum(one.errors.values())) for one in entries.values())
    failed = sum(one.failed for one in entries.values())
    if items >= at_least and failed > request.most_errors * items:
        raise BatchError(
            f"{request.output}: {failed:,} of {items:,} items failed, more than --max-errors {request.most_errors:g} "
            f"allows; the reasons are in {request.output}/errors. What is done stays done: see to it and --resume, or "
            "allow more"
        )


def _reading(all_units: list[Unit], todo: list[Unit]) -> Progress:
    total = sum(unit.size for unit in all_units)
    left = {unit.number for unit in todo}
    before = sum(unit.size for unit in all_units if unit.number not in left)
    return Progress("reading", before, total, before=before)


def _report(entries: Mapping[str, Entry], done: Mapping[str, Entry]) -> Report:
    report = Report(shards=len(entries), earlier=len(done))
    words, seconds = 0, 0.0
    for name, entry in entries.items():
        report.articles += entry.articles
        report.statements += entry.statements
        report.words += entry.words
        report.errors.update(entry.errors)
        report.memory = max(report.memory, entry.memory)
        if name not in done:
            words, seconds = words + entry.words, seconds + entry.seconds
    report.rate = words / seconds if seconds else 0.0
    return report
