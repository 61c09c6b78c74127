"""A worker: reads one piece after the other in a child process, which an article may crash or keep busy for ever."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from onrecord.batch import frames, schema
from onrecord.batch.core import Step, Trouble, Work
from onrecord.batch.inputs import Piece
from onrecord.batch.shards import Entry
from onrecord.errors import BatchError

TRIES = 2
"""Times that an article is begun when the child died over it: the first time something else may have killed it."""
_IDLE_DEATHS = 3
"""Deaths in a row outside any item, after which the fault is not the articles'."""
_LOADING = 600.0
"""Seconds within which a child must be ready."""
_RECYCLED = 450
"""MB after which a child is replaced by a new one, between two pieces."""
_PATIENCE = 10
"""Times its limit after which an article is given up by the clock: it waits for something."""
_LOOK = 1.0
"""Seconds between two looks at a child, at most."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Job:
    """What all workers of a run have in common."""

    output: str
    work: Work
    model: str
    """As `onrecord.Reader.load` takes it."""
    most: int
    """Items of a shard."""
    timeout: float
    """Seconds of processor time after which an article is given up."""

    def to_json(self) -> dict[str, Any]:
        """What a child needs."""
        return {"output": self.output, "work": self.work.to_json(), "model": self.model}


@dataclass(frozen=True, slots=True)
class _Death:
    """How a child ended before it had answered."""

    at: Step | None
    """The item and step that it was at."""
    kind: str
    reason: str


class Worker:
    """Reads pieces one at a time; used by one thread."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._limit: _Limit | None = None
        self._overdue = False
        self._changed = threading.Condition()
        self._closed = False
        threading.Thread(target=self._watch, daemon=True).start()

    def read(self, piece: Piece) -> Entry:
        """Read a piece and write its shard; articles that crash or hang the child again are failures in it.

        Raises `BatchError` when the child can't be started or can't write.
        """
        deaths, idle, first = Counter[Step](), 0, list[int]()
        bad: dict[Step, Trouble] = {}
        data = schema.packed(piece.items)
        while True:
            answer = self._attempt(piece, data, bad, first)
            if isinstance(answer, Entry):
                if answer.memory > _RECYCLED:
                    self._stop()
                return answer
            if self._closed:
                raise BatchError("stopped")
            at = answer.at
            if at is None:
                idle += 1
                if idle >= _IDLE_DEATHS:
                    raise BatchError(f"a worker ended {idle} times before it read anything: {answer.reason}")
                continue
            idle, deaths[at] = 0, deaths[at] + 1
            number, step = at
            # It is begun with, so that a second death costs no others' time.
            first = [number, *(one for one in first if one != number)]
            if deaths[at] >= TRIES:
                name = piece.items["name"][number].as_py()
                if step > 1:
                    name += f", item {step // 2 + 1}" if step % 2 else f", from item {step // 2 + 1} on"
                bad[at] = Trouble(name, answer.kind, f"{name}: {answer.reason}, {TRIES} times")

    def kill(self) -> None:
        """Let `read`, in whatever thread it is, end with a `BatchError`."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """End the child and the thread that watches it; nobody may be in `read`."""
        self.kill()
        self._stop()

    def _attempt(self, piece: Piece, data: bytes, bad: dict[Step, Trouble], first: list[int]) -> Entry | _Death:
        asked = {
            "unit": piece.unit,
            "index": piece.index,
            "reached": piece.reached,
            "last": piece.last,
            "bad": [[*at, one.name, one.kind, one.reason] for at, one in bad.items()],
            "first": first,
        }
        at: Step | None = None
        with suppress(OSError):  # it is gone: the end of its answers says so, too
            process = self._started()
            assert process.stdin is not None  # noqa: S101 - both are pipes
            assert process.stdout is not None  # noqa: S101
            frames.send(process.stdin, frames.PIECE, json.dumps(asked).encode() + b"\n" + data)
            while frame := frames.receive(process.stdout):
                kind, content = frame
                if kind == frames.DONE:
                    self._until(None)
                    return Entry.from_json(json.loads(content))
                if kind == frames.FAILED:
                    raise BatchError(content.decode())
                number, _, step = content.partition(b" ")
                at = (int(number), int(step)) if kind == frames.BEGAN else None
                # Writing may wait for a drive as long as it takes.
                self._until(None if kind == frames.WRITING else self._job.timeout)
        return self._died(at)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        self._overdue = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `_stop`
        environment = {**os.environ, **dict.fromkeys(_THREADS, "1"), "TOKENIZERS_PARALLELISM": "false"}
        process = subprocess.Popen(
            # -P: what lies in the folder where the user stands is no code of ours.
            [sys.executable, "-P", "-m", "onrecord.batch.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            start_new_session=True,  # Ctrl-C is the parent's to answer
        )
        self._process = process
        self._until(_LOADING)
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        frames.send(process.stdin, frames.JOB, json.dumps(self._job.to_json()).encode())
        answer = frames.receive(process.stdout)
        if answer is not None and answer[0] == frames.FAILED:
            raise BatchError(answer[1].decode())
        return process

    def _died(self, at: Step | None) -> _Death:
        with self._changed:
            overdue, self._overdue = self._overdue, False
            self._limit = None
        process = self._process
        code = process.wait() if process is not None else None
        said = self._said()
        self._stop()
        if overdue:
            return _Death(at, "timeout", f"took longer than {self._job.timeout:g} s")
        if code is not None and code < 0:
            return _Death(at, "crash", f"crashed the reader ({_signal(-code)})")
        return _Death(at, "crash", f"ended the reader (exit code {code}; {said or 'it said nothing'})")

    def _said(self) -> str:
        """The last line of what a child said on standard error."""
        if self._errors is None:
            return ""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:200] if lines else ""

    def _stop(self) -> None:
        self._until(None)
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            process.wait()
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def _until(self, seconds: float | None) -> None:
        """Give the child so long for what it is at; None for as long as it likes."""
        with self._changed:
            waiting = self._limit is not None
            pid = self._process.pid if self._process is not None else 0
            self._limit = None if seconds is None else _Limit(pid, seconds, time.monotonic(), _computed(pid))
            if waiting != (seconds is not None):
                self._changed.notify()

    def _watch(self) -> None:
        """Kill the child when its time is over. The thread ends with the worker."""
        with self._changed:
            while not self._closed:
                if self._limit is None:
                    self._changed.wait()
                elif not self._limit.over():
                    self._changed.wait(min(_LOOK, self._limit.seconds / 4))
                else:
                    self._limit, self._overdue = None, True
                    if self._process is not None:
                        self._process.kill()


@dataclass(frozen=True, slots=True)
class _Limit:
    """What a process may take from now on; a busy machine is not held against it, as far as that can be told."""

    pid: int
    seconds: float
    began: float
    computed: float | None

    def over(self) -> bool:
        """Is it over?"""
        waited = time.monotonic() - self.began
        now = _computed(self.pid)
        if now is None or self.computed is None:
            return waited > self.seconds
        return now - self.computed > self.seconds or waited > _PATIENCE * self.seconds


def _computed(pid: int) -> float | None:
    """Seconds of processor time that a process took; None where that can't be told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return None


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
