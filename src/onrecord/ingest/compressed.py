"""Gzip read in bounds: a bomb is refused before it fills memory or time."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import InputError
from onrecord.ingest.files import LARGEST

RATIO = 250
"""Times that content may be larger than its file; text seldom reaches 20, a bomb 1,000."""
GZIP = b"\x1f\x8b"


class Gunzipped(io.RawIOBase):
    """The content of a gzip file as a stream; raises `InputError` when it is broken, or grows out of proportion."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._name = path
        self._most = LARGEST + RATIO * Path(path).stat().st_size
        self._inner: BinaryIO = gzip.open(path, "rb")  # type: ignore[assignment] # noqa: SIM115 - closed by `close`
        self._read = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As any stream's."""
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            raise InputError(f"{self._name}: its compressed content is broken or cut off ({error})") from error
        self._read += len(data)
        if self._read > self._most:
            raise InputError(f"{self._name}: unpacks to more than {RATIO} times its size; not read further")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file, too."""
        self._inner.close()
        super().close()


def open_stream(path: str) -> io.BufferedReader:
    """A file's content as a buffered stream, unpacked if it is gzip. Raises `InputError` when it can't be opened."""
    try:
        with Path(path).open("rb") as file:
            packed = file.read(2) == GZIP
        if packed:
            return io.BufferedReader(Gunzipped(path), 1 << 16)
        return Path(path).open("rb")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
