"""Folders on this machine, on a shared drive or in an object store, with files that appear when they are whole."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath, PurePosixPath
from typing import Any
from urllib.parse import quote

from onrecord.errors import BatchError
from onrecord.ingest.items import needing

_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+://")
_SAFE = "/=:@!$&'()*+,;"
"""What the path of a URL may hold beside letters, digits and ``-._~`` (RFC 3986)."""
_PART = ".part"


def is_address(text: str) -> bool:
    """Is it a URL (``s3://…``, ``gs://…``) rather than a path?"""
    return bool(_ADDRESS.match(text))


def divided(name: str) -> tuple[str, str]:
    """An address without its query, which says how its store is reached, and that query; all of a path, and nothing."""
    base, mark, query = name.partition("?") if is_address(name) else (name, "", "")
    return base, mark + query


def inside(address: str, path: str) -> str:
    """The address of what lies at a path below an address. In it stands as it is what may stand in an address."""
    base, query = divided(address)
    return base.rstrip("/") + quote(path, safe=_SAFE) + query


def file_system(address: str) -> tuple[Any, str]:
    """The `pyarrow.fs.FileSystem` of a URL, and the path in it. Raises `BatchError` when there is none."""
    with needing("scale"):
        import pyarrow as pa
        from pyarrow.fs import FileSystem
    try:
        found: tuple[Any, str] = FileSystem.from_uri(address)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BatchError(f"{address}: can't be reached ({' '.join(str(error).split())[:300]})") from error
    return found


def overlap(one: str, other: str) -> bool:
    """Is one of two paths or addresses the other, or a folder that the other lies in?"""
    (where, first), (there, second) = _resolved(one), _resolved(other)
    return where == there and (first.is_relative_to(second) or second.is_relative_to(first))


def _resolved(name: str) -> tuple[str, PurePath]:
    """The sort of drive or store, and the path in it. Which of two stores of a sort it is can't be told for sure."""
    if is_address(name):
        files, path = file_system(name)
        if files.type_name != "local":
            return files.type_name, PurePosixPath("/", path)
        name = path
    return "local", Path(name).resolve()


@contextmanager
def local_copy(name: str) -> Iterator[str]:
    """A path at which the content of a file lies while the block runs: its own, or that of a copy if it has a URL."""
    if not is_address(name):
        yield name
        return
    files, path = file_system(name)
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        copy = Path(folder) / Path(path).name  # its suffix says what it is
        with files.open_input_stream(path) as source, copy.open("wb") as target:
            while piece := source.read(1 << 22):
                target.write(piece)
        yield str(copy)


def not_written(place: Place, error: OSError) -> BatchError:
    """The error, in words, of an output that can't be written."""
    return BatchError(
        f"{place.name}: can't be written: {error.strerror or error}; what is done stays done: see to it and --resume"
    )


class Place:
    """A folder to write to. Names are relative to it, with ``/`` between folders."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._files: Any = None
        self._root = Path(name)
        self._path = ""
        if is_address(name):
            self._files, self._path = file_system(name)

    def read(self, name: str) -> bytes | None:
        """The content of a file; None if there is none."""
        try:
            with self.open(name) as stream:
                data: bytes = stream.read()
                return data
        except FileNotFoundError:
            return None

    def open(self, name: str) -> Any:
        """A file to be read from anywhere in it. Raises `OSError`."""
        if self._files is None:
            return (self._root / name).open("rb")
        return self._files.open_input_file(f"{self._path}/{name}")

    def write(self, name: str, data: bytes) -> None:
        """Make a file, or replace it: whoever looks sees the old one or the new one, whole. Raises `OSError`."""
        if self._files is None:
            self._write(self._root / name, data)
            return
        path = f"{self._path}/{name}"
        with suppress(NotImplementedError):
            self._files.create_dir(path.rpartition("/")[0], recursive=True)
        local = self._files.type_name == "local"
        # An object store shows what is written when it is closed, a file system at once.
        target = f"{path}.{os.getpid()}{_PART}" if local else path
        with self._files.open_output_stream(target) as stream:
            stream.write(data)
        if local:
            self._files.move(target, path)

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_PART, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(part).chmod(0o644)
            Path(part).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(part).unlink()
            raise

    def sizes(self, folder: str = "", parts: bool = False) -> dict[str, int]:
        """The files of a folder with their sizes in bytes, in order; ``parts``: those that were never finished."""
        if self._files is None:
            try:
                found = [(one.name, one.stat().st_size) for one in (self._root / folder).iterdir() if one.is_file()]
            except FileNotFoundError:
                return {}
        else:
            from pyarrow.fs import FileSelector

            selector = FileSelector(f"{self._path}/{folder}".rstrip("/"), allow_not_found=True)
            found = [(one.base_name, one.size) for one in self._files.get_file_info(selector) if one.is_file]
        return {name: size for name, size in sorted(found) if name.endswith(_PART) == parts}

    def folders(self, folder: str = "") -> list[str]:
        """The folders in it, or in a folder of it, in order."""
        if self._files is None:
            root = self._root / folder
            return sorted(one.name for one in root.iterdir() if one.is_dir()) if root.is_dir() else []
        from pyarrow.fs import FileSelector, FileType

        selector = FileSelector(f"{self._path}/{folder}".rstrip("/"), allow_not_found=True)
        found = self._files.get_file_info(selector)
        return sorted(one.base_name for one in found if one.type == FileType.Directory)

    def delete(self, name: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError):
            if self._files is None:
                (self._root / name).unlink()
            else:
                self._files.delete_file(f"{self._path}/{name}")
