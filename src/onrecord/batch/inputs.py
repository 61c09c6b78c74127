"""The input of a batch: its files, what identifies them, and the pieces in which they are read.

Which pieces there are depends on the files and the size of a piece alone, not on who reads them or when.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from onrecord.batch import schema
from onrecord.batch.core import Work
from onrecord.batch.places import divided, file_system, inside, is_address, local_copy
from onrecord.errors import BatchError, ExtraError, InputError
from onrecord.ingest import Failure
from onrecord.ingest.compressed import bare, beginning
from onrecord.ingest.items import Raw, needing
from onrecord.ingest.sources import SUFFIXES, archive, folder_files
from onrecord.ingest.tables import csv_rows, jsonl_lines, parquet_rows

if TYPE_CHECKING:
    import pyarrow as pa

    from onrecord.ingest.archives import Page

FILES = "files"
"""The kind of a unit of files with one article each; the other kinds are those of `onrecord.ingest.sources.Archive`."""
_MOST_BYTES = 16 << 20
"""Bytes of items after which a piece ends, whatever their number, so that it fits into memory."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the input; ``name`` is its path or address as it is shown."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What one process cuts into pieces: a file with many articles, or a number of files with one each."""

    number: int
    kind: str
    files: tuple[InputFile, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class Piece:
    """A number of items of a unit: those of one shard."""

    unit: int
    index: int
    items: pa.RecordBatch
    reached: int
    """Bytes of the unit up to the end of this piece, more or less."""
    last: bool
    """Is it the last one of its unit?"""

    @property
    def shard(self) -> str:
        """The name of the shard that is made of it; the names are in the order of the input."""
        return f"{self.unit:07d}-{self.index:06d}"


def survey(path: str, notify: Callable[[int], None] = lambda _: None) -> tuple[InputFile, ...]:
    """The files of an input, each with the hash of its content; ``notify`` is called with the bytes of each block.

    Raises `InputError` when there are none, or one can't be read.
    """
    try:
        return tuple(_hashed(name, notify) for name in _names(path))
    except OSError as error:
        raise InputError(f"{error.filename or path}: {error.strerror or error}") from error


def fingerprint(path: str, files: tuple[InputFile, ...]) -> str:
    """What identifies an input: a hash over names (relative to ``path``), sizes and content."""
    whole = hashlib.sha256()
    base, _ = divided(path)
    for file in files:
        name = divided(file.name)[0].removeprefix(base).lstrip("/")
        whole.update(json.dumps([name, file.size, file.sha256]).encode())
    return whole.hexdigest()


def _names(path: str) -> Iterator[str]:
    if is_address(path):
        names = list(_remote(path))
    elif Path(path).is_dir():
        names = list(folder_files(path))
    else:
        names = [path]
    if not names:
        raise InputError(f"{path}: no files with articles ({', '.join(sorted(SUFFIXES))})")
    return iter(names)


def _remote(address: str) -> Iterator[str]:
    from pyarrow.fs import FileSelector, FileType

    files, path = file_system(address)
    info = files.get_file_info(path)
    if info.type == FileType.NotFound:
        raise InputError(f"{address}: there is nothing")
    if info.type == FileType.File:
        yield address
        return
    for one in sorted(files.get_file_info(FileSelector(path, recursive=True)), key=lambda one: one.path):
        if one.is_file and Path(bare(one.base_name)).suffix in SUFFIXES:
            yield inside(address, one.path.removeprefix(path.rstrip("/")))


def _hashed(name: str, notify: Callable[[int], None]) -> InputFile:
    digest, size = hashlib.sha256(), 0
    with _opened(name) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
            notify(len(block))
    return InputFile(name, size, digest.hexdigest())


def _opened(name: str) -> Any:
    if not is_address(name):
        return Path(name).open("rb")
    files, path = file_system(name)
    return files.open_input_stream(path)


def units(files: tuple[InputFile, ...], most: int) -> list[Unit]:
    """The files as units: archives by themselves, of the others ``most`` together."""
    found: list[tuple[str, tuple[InputFile, ...]]] = []
    waiting: list[InputFile] = []
    for file in files:
        kind = _kind(file.name)
        if kind != FILES:
            found.append((kind, (file,)))
            continue
        waiting.append(file)
        if len(waiting) == most:
            found.append((FILES, tuple(waiting)))
            waiting = []
    if waiting:
        found.append((FILES, tuple(waiting)))
    return [Unit(number, kind, held) for number, (kind, held) in enumerate(found)]


def _kind(name: str) -> str:
    remote = is_address(name)
    if kind := archive(unquote(divided(name)[0]) if remote else name, b""):
        return kind
    if remote:
        return FILES  # what it is shows in its name alone: looking into each file would take a request
    try:
        return archive(name, beginning(name)[1]) or FILES
    except InputError:
        return FILES  # whoever reads it says what is wrong


def pieces(unit: Unit, work: Work, most: int) -> Iterator[Piece]:
    """A unit in pieces of at most ``most`` items; what of it can't be read is an item that says so."""
    rows: list[dict[str, Any]] = []
    index, size, reached = 0, 0, 0
    for row, at in _rows(unit, work):
        # A piece is given out when there is more behind it, so that the last one is known.
        if len(rows) >= most or size >= _MOST_BYTES:
            yield _piece(unit, index, rows, reached, last=False)
            rows, size, index = [], 0, index + 1
        rows.append(row)
        size += len(row["data"])
        reached = max(reached, at)
    yield _piece(unit, index, rows, unit.size, last=True)


def _piece(unit: Unit, index: int, rows: list[dict[str, Any]], reached: int, *, last: bool) -> Piece:
    batch = schema.arrow().RecordBatch.from_pylist(rows, schema.items())
    return Piece(unit.number, index, batch, min(reached, unit.size), last)


def _rows(unit: Unit, work: Work) -> Iterator[tuple[dict[str, Any], int]]:
    """The items of a unit as rows of `schema.items`, each with the bytes reached."""
    if unit.kind == FILES:
        reached = 0
        for file in unit.files:
            reached += file.size
            yield _unnamed(file) or _item(file.name, schema.FILE, file.name, file.sha256.encode()), reached
        return
    (file,) = unit.files
    if odd := _unnamed(file):
        yield odd, unit.size
        return
    try:
        with local_copy(file.name) as path:
            if _hashed(path, lambda _: None).sha256 != file.sha256:
                reason = f"{file.name}: has changed since the run began"
                yield _item(file.name, schema.MISSING, file.name, reason.encode()), unit.size
                return
            for one in _read(unit.kind, path, work):
                yield _made(one, path, file.name), one.reached if isinstance(one, Raw) else 0
    except ExtraError:
        raise
    except (OSError, BatchError, InputError) as error:
        # The file is gone, or its drive is: not done, to be read when it is back.
        reason = str(Failure(file.name, getattr(error, "strerror", None) or str(error)))
        yield _item(file.name, schema.MISSING, file.name, reason.encode()), unit.size


def _unnamed(file: InputFile) -> dict[str, Any] | None:
    """The item of a file whose name is no text; None for others."""
    name = file.name.encode("utf-8", "replace").decode()
    if name == file.name:
        return None
    return _item(name, schema.BROKEN, name, f"{name}: its name is not UTF-8; rename it".encode())


def _read(kind: str, path: str, work: Work) -> Iterator[Raw[Any] | Failure]:
    if kind == "warc":
        with needing():
            from onrecord.ingest.archives import warc_pages
        return warc_pages(path)
    readers = {"jsonl": jsonl_lines, "csv": csv_rows, "parquet": parquet_rows}
    return chain(readers[kind](path, work.options))


def _made(one: Raw[Any] | Failure, path: str, file: str) -> dict[str, Any]:
    """An item as a row; names say the file's own name where it was read from a copy."""
    name = one.name.replace(path, file, 1)
    if isinstance(one, Failure):
        return _item(name, schema.BROKEN, file, str(one).replace(path, file).encode("utf-8", "replace"))
    if isinstance(one.value, bytes):
        return _item(name, schema.LINE, file, one.value)
    if isinstance(one.value, dict):
        return _item(name, schema.ROW, file, json.dumps(one.value, default=str).encode())
    page: Page = one.value
    return {**_item(name, schema.PAGE, file, page.data), "url": page.url, "charset": page.charset}


def _item(name: str, kind: str, file: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "kind": kind, "file": file, "data": data, "url": None, "charset": None}
