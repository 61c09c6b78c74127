"""Compressed files read in bounds: a bomb is refused before it fills memory or time."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import InputError
from onrecord.ingest.files import LARGEST
from onrecord.ingest.items import needing

RATIO = 250
"""Times that content may be larger than its file; text seldom reaches 20, a bomb 1,000."""
SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
"""What may stand behind a file's own suffix."""

Opener = Callable[[BinaryIO], io.BufferedIOBase]
_BROKEN = (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)


def beginning(path: str) -> tuple[bool, bytes]:
    """Whether a file is compressed, and the first bytes of its content.

    Raises `InputError` when it can't be opened or unpacked.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(4096)
            opener = unpacker(head)
            if opener is None:
                return False, head
            file.seek(0)
            return True, opener(file).read1(4096)  # one step: a file that is cut off has a beginning all the same
    except _BROKEN as error:
        if isinstance(error, OSError) and error.strerror:
            raise InputError(f"{path}: {error.strerror}") from error
        raise InputError(f"{path}: its compressed content is broken ({error})") from error


def unpacker(head: bytes) -> Opener | None:
    """How the file that begins with ``head`` is unpacked; None if it is not compressed. Zstandard needs pyarrow."""
    if head.startswith(b"\x1f\x8b"):
        return lambda file: gzip.GzipFile(fileobj=file, mode="rb")
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return bz2.BZ2File
    if head.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile
    return _zstd if head.startswith(b"\x28\xb5\x2f\xfd") else None


def _zstd(file: BinaryIO) -> io.BufferedIOBase:
    with needing("scale"):
        import pyarrow as pa
    stream: io.BufferedIOBase = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
    return stream


def bare(name: str) -> str:
    """A lower-cased name without the suffix of a compression."""
    lowered = name.lower()
    return next((lowered.removesuffix(one) for one in SUFFIXES if lowered.endswith(one)), lowered)


class Unpacked(io.RawIOBase):
    """The content of a compressed file as a stream; `InputError` when it is broken, or grows out of proportion."""

    def __init__(self, path: str, opener: Opener) -> None:
        super().__init__()
        self._name = path
        self._most = LARGEST + RATIO * Path(path).stat().st_size
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed by `close`
        self._inner = opener(self._file)
        self._read = 0

    @property
    def reached(self) -> int:
        """Bytes of the file itself that were read."""
        return self._file.tell()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As any stream's."""
        try:
            data = self._inner.read(len(buffer))
        except _BROKEN as error:
            raise InputError(f"{self._name}: its compressed content is broken or cut off ({error})") from error
        self._read += len(data)
        if self._read > self._most:
            raise InputError(f"{self._name}: unpacks to more than {RATIO} times its size; not read further")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file, too."""
        self._inner.close()
        self._file.close()
        super().close()


def open_stream(path: str) -> io.BufferedReader:
    """A file's content as a buffered stream, unpacked if it is compressed; `InputError` when it can't be opened."""
    try:
        with Path(path).open("rb") as file:
            opener = unpacker(file.read(16))
        if opener:
            return io.BufferedReader(Unpacked(path, opener), 1 << 16)
        return Path(path).open("rb")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def reached(stream: io.BufferedReader) -> int:
    """How many bytes of its file a stream of `open_stream` has taken in."""
    return stream.raw.reached if isinstance(stream.raw, Unpacked) else stream.tell()
