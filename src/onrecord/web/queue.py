"""Reading off the event loop: a few articles wait their turn, more are sent away to come back."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from onrecord.claims.grouper import Grouper
from onrecord.neural.session import SHIPPED, Model
from onrecord.reading import Reader
from onrecord.statements import Reading
from onrecord.text import Article

LONGEST = 200_000
"""Characters of a text that the server reads."""
WAITING = 8
"""Articles that wait or are read; one more is sent away."""
FETCHED_AT_ONCE = 4
"""Addresses whose answers are waited for at once."""
TIME = 60.0
"""Seconds after which an answer is no longer waited for."""
_Result = TypeVar("_Result")


def load_reader(model: str = SHIPPED[0]) -> Reader:
    """The reader as a server wants it: somebody waits for each article, so two processors work on one."""
    return Reader(Model.load(model, threads=min(2, os.cpu_count() or 1)))


class BusyError(Exception):
    """There are too many articles before this one."""


class _Line:
    """Workers that take jobs in order, and how many jobs wait for them or are done."""

    def __init__(self, name: str, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, name)
        self._waiting = 0
        self._lock = threading.Lock()

    async def do(self, job: Callable[[], _Result]) -> _Result:
        with self._lock:
            if self._waiting >= WAITING:
                raise BusyError
            self._waiting += 1
        try:
            future = self._pool.submit(job)
        except BaseException:
            self._ended()
            raise
        # A job that is no longer waited for still holds its place until it ends.
        future.add_done_callback(lambda _: self._ended())
        return await asyncio.wait_for(asyncio.wrap_future(future), TIME)

    def submit(self, job: Callable[[], object]) -> None:
        """Run a job in turn that nobody waits for."""
        self._pool.submit(job)

    def close(self) -> None:
        """Drop what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ended(self) -> None:
        with self._lock:
            self._waiting -= 1


class ReadingQueue:
    """One worker that reads articles in order; the reader is loaded with the first of them.

    What an address gives is fetched by other workers before: a site that takes its time holds up nobody's reading.
    """

    def __init__(self, load: Callable[[], Reader]) -> None:
        self._load = load
        self._reader: Reader | None = None
        self._grouper: Grouper | None = None
        self._reading, self._fetching = _Line("reading", 1), _Line("fetching", FETCHED_AT_ONCE)

    async def do(self, job: Callable[[], _Result]) -> _Result:
        """Run a job in turn; raises `BusyError` when there are too many, `TimeoutError` when it takes too long."""
        return await self._reading.do(job)

    async def fetch(self, job: Callable[[], _Result]) -> _Result:
        """Run a job that waits for another site, beside the reading; raises as `do` does."""
        return await self._fetching.do(job)

    def reader(self) -> Reader:
        """The reader; to be called in a job."""
        if self._reader is None:
            self._reader = self._load()
        return self._reader

    def grouper(self) -> Grouper:
        """What groups the statements that are added; to be called in a job."""
        if self._grouper is None:
            self._grouper = Grouper.load()
        return self._grouper

    def read(self, article: Article, force: bool = False) -> Reading:
        """The reading of an article; to be called in a job."""
        return self.reader().read(article, force)

    def warm(self) -> None:
        """Load the reader before the first article comes."""

        def job() -> None:
            self.read(Article("“Warm,” Ada Obi said."))
            gc.collect()
            gc.freeze()  # what is loaded stays: looking through it for garbage again and again would hold pages up

        self._reading.submit(job)

    def close(self) -> None:
        """Drop what waits."""
        self._reading.close()
        self._fetching.close()
