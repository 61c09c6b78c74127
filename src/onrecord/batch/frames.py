"""How a worker and its child talk: frames of a letter and some bytes through a pipe."""

from __future__ import annotations

import struct
from typing import IO

READY, BEGAN, WRITING, DONE, FAILED, JOB, PIECE = (letter.encode() for letter in "RBWDFJP")
"""From the child: it is loaded; a step of an item (both by number) is begun; all are read; the entry; why it can't go
on. To the child: what all its pieces have in common; a piece.
"""
_HEAD = struct.Struct("<cQ")


def send(pipe: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    """Write a frame. Raises `OSError` when nobody is at the other end any more."""
    pipe.write(_HEAD.pack(kind, len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame; None when the other end is gone."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    data = pipe.read(length)
    return (kind, data) if len(data) == length else None
