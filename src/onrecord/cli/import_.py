"""``onrecord import``: an export with text becomes part of a record."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, author
from onrecord.cli.ending import DONE, FAILED, complain, run, uninterrupted
from onrecord.cli.progress import Progress
from onrecord.errors import InputError, OnrecordError, StoreError

if TYPE_CHECKING:
    from onrecord.store import Record

_LONGEST = 256 * 1024 * 1024
"""Bytes of a line."""


class Format(StrEnum):
    """What is read."""

    JSONL = "jsonl"


def import_(
    format: Annotated[Format, typer.Argument(metavar="FORMAT", help="jsonl.")],  # noqa: A002, ARG001 - one for now
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `export jsonl --with-text` wrote; - for input.")],
    by: ByOption = None,
    record: options.RecordOption = None,
) -> None:
    """Restore an export with text: articles, readings, corrections, stories and log, each with its own times.

    Every line is checked and is one transaction; what is in the record already is not added again, so an import that
    was stopped can be run again. A bad line is named and costs that line.

    \b
    Example: onrecord import jsonl record.jsonl --record copy.db
    """

    def job() -> int:
        from onrecord.store import Record

        with Record.open(options.record_address(record)) as opened, _opened(file) as stream:
            return _restore(opened, stream, file, author(by))

    run(job)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error


def _restore(record: Record, stream: BinaryIO, file: str, who: str | None) -> int:
    from onrecord.store.restoring import Restorer

    counts = {"added": 0, "completed": 0, "same": 0, "failed": 0}
    restorer = Restorer()
    with Progress(_lines(stream) if sys.stderr.isatty() and stream.seekable() else 0, "lines") as progress:
        for number, line in enumerate(iter(lambda: stream.readline(_LONGEST + 1), b""), 1):
            if not line.strip():
                continue
            try:
                value = _value(line)
                with uninterrupted(), record.writing(who, "imported") as writer:
                    state = restorer.restore(writer, value)
                counts[state] += 1
            except StoreError:
                raise
            except OnrecordError as error:
                counts["failed"] += 1
                progress.hide()
                complain(f"{file}: line {number}: {error}")
            progress.step()
    with record.writing(who, "imported") as writer:
        writer.log("imported", None, {"file": file, **{name: count for name, count in counts.items() if count}})
    sys.stdout.write(", ".join(f"{count:,} {name}" for name, count in counts.items() if count) + "\n")
    return FAILED if counts["failed"] else DONE


def _value(line: bytes) -> dict[str, object]:
    if len(line) > _LONGEST:
        raise InputError(f"is longer than {_LONGEST // 1024 // 1024} MB")
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON in UTF-8: {error}") from error
    if not isinstance(value, dict):
        raise InputError("is not a JSON object")
    return value


def _lines(stream: BinaryIO) -> int:
    number = sum(1 for _ in stream)
    stream.seek(0)
    return number
