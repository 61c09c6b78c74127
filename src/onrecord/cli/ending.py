"""How every command ends: its exit code, and a quiet end when it is interrupted or nobody reads on."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer

from onrecord.errors import OnrecordError
from onrecord.export.marks import printable

DONE, FAILED, INTERRUPTED = 0, 1, 130


def run(job: Callable[[], int]) -> NoReturn:
    """Do the work of a command and exit with the code that it returns.

    Ctrl-C ends with 130; a reader that has seen enough (``| head``) is no failure.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=_encoding(), errors="backslashreplace", newline="\n")
    try:
        code = _finish(job)
        sys.stdout.flush()
    except OSError as error:
        code = DONE
        if not isinstance(error, BrokenPipeError):
            complain(f"standard output: {error.strerror}")
            code = FAILED
        # What is still in the buffer has nowhere to go: let the interpreter flush it into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(code)


def _finish(job: Callable[[], int]) -> int:
    try:
        return job()
    except OnrecordError as error:
        complain(error)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _encoding() -> str | None:
    """A terminal keeps its own encoding; files and pipes get UTF-8 everywhere."""
    return sys.stdout.encoding if sys.stdout.isatty() else "utf-8"


def complain(error: object) -> None:
    """One line on standard error, harmless to terminals whatever the input held."""
    line = "onrecord: " + " ".join(printable(str(error)).split())
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until the block is done, so that no line of output is cut; a second one is not put off."""
    asked = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            signal.default_int_handler(number, frame)
        asked = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt
