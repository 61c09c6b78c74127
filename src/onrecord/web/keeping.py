"""Counts over the whole record, kept for a short while, so that an `add` beside the server slows no page."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar, cast

_Value = TypeVar("_Value")
_Part = TypeVar("_Part", bound=Hashable)


@dataclass(slots=True)
class _Kept:
    value: Any
    at: float
    cost: float
    renewing: bool = False


class Keeping:
    """Values by key. One older than ``fresh`` seconds is given once more while it is computed anew beside.

    What took long to compute is kept longer, so that renewing takes a twentieth of the time at most.
    """

    def __init__(self, fresh: float = 2.0, most: int = 500) -> None:
        self._fresh = fresh
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "counting")
        self._cleared = 0

    def get(self, key: Hashable, compute: Callable[[], _Value], longest: float = 15.0) -> _Value:
        """The value of a key, at most ``longest`` seconds old."""
        now = time.monotonic()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and now - kept.at < longest:
                self._kept.move_to_end(key)
                if now - kept.at > max(self._fresh, 20 * kept.cost) and not kept.renewing:
                    kept.renewing = True
                    self._pool.submit(self._renew, key, compute)
                return cast("_Value", kept.value)
        return cast("_Value", self._renew(key, compute))

    def get_all(
        self, of: Hashable, parts: list[_Part], compute: Callable[[list[_Part]], Mapping[_Part, _Value]], longest: float
    ) -> dict[_Part, _Value]:
        """The values of parts of something, those not known or older than ``longest`` seconds computed together."""
        now, cleared = time.monotonic(), self._cleared
        with self._lock:
            kept = [(part, self._kept.get((of, part))) for part in parts]
            found = {part: one.value for part, one in kept if one is not None and now - one.at < longest}
            for part in found:
                self._kept.move_to_end((of, part))
        computed = compute([part for part in parts if part not in found])
        with self._lock:
            if cleared == self._cleared:
                for part, value in computed.items():
                    self._keep((of, part), _Kept(value, now, 0))
        return {**found, **computed}

    def clear(self, *, but: Hashable = None) -> None:
        """Forget all, ``but`` for one key: something was corrected here, and is to be seen at once."""
        with self._lock:
            kept = self._kept.get(but)
            self._kept.clear()
            if kept is not None:
                self._kept[but] = kept
            self._cleared += 1

    def beforehand(self, job: Callable[[], object]) -> None:
        """Do something beside, before it is needed."""
        self._pool.submit(job)

    def close(self) -> None:
        """Stop computing."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _renew(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        cleared, begun = self._cleared, time.monotonic()
        try:
            value = compute()
        except BaseException:
            with self._lock:
                self._kept.pop(key, None)
            raise
        with self._lock:
            if cleared == self._cleared:
                self._keep(key, _Kept(value, begun, time.monotonic() - begun))
        return value

    def _keep(self, key: Hashable, one: _Kept) -> None:
        self._kept[key] = one
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
