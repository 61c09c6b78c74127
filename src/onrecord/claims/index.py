"""The vectors of all propositions in memory, searched exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ExtraError

EXACT = 1_000_000
"""Vectors up to which every one is compared; beyond, the nearest are found by `usearch`."""
_BLOCK = 65_536
"""Rows that are compared at once: what a core's cache can work on."""
_FEW = 0.25
"""Share of rows that count up to which they are picked out of the others first."""

_MORE = 20
"""Times as many that are asked for where only some count."""

Vectors = NDArray[np.float32]


class Index:
    """Unit vectors with their keys, in the order in which they were added.

    Compared as 32-bit numbers; ``size`` values each. One index is used by one thread at a time.
    """

    def __init__(self, size: int) -> None:
        self._rows: Vectors = np.empty((0, size), np.float32)
        self._keys = np.empty(0, np.int64)
        self._count = 0
        self._graph: _Graph | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def last(self) -> int:
        """The key added last; 0 when there is none."""
        return int(self._keys[self._count - 1]) if self._count else 0

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape ``(len(keys), size)``."""
        need = self._count + len(keys)
        if need > len(self._keys):
            room = max(need, 2 * len(self._keys), 1024)
            rows = np.empty((room, self._rows.shape[1]), np.float32)
            rows[: self._count] = self._rows[: self._count]
            self._rows, self._keys = rows, np.resize(self._keys, room)
        self._rows[self._count : need] = vectors
        self._keys[self._count : need] = keys
        self._count = need

    def search(
        self, queries: Vectors, most: int, least: float, among: NDArray[np.bool_] | None = None
    ) -> list[list[tuple[int, float]]]:
        """For each query the keys of the nearest vectors with their cosine, best first.

        ``most`` a query, none below ``least``; ``among`` (rows): which of the vectors, in the order in which they were
        added, are looked at. Raises `ExtraError` when there are too many for exact search and usearch is missing.
        """
        if self._count > EXACT:
            return self._filtered(queries, most, least, among)
        best: list[list[tuple[int, float]]] = [[] for _ in queries]
        for start in range(0, self._count, _BLOCK):
            block = slice(start, min(start + _BLOCK, self._count))
            rows, keys = self._rows[block], self._keys[block]
            counts = None if among is None else among[block]
            if counts is not None and counts.mean() < _FEW:
                rows, keys, counts = rows[counts], keys[counts], None
            for found, row in zip(best, queries @ rows.T, strict=True):
                near = np.flatnonzero(row >= least)
                near = near if counts is None else near[counts[near]]
                near = near[np.lexsort((keys[near], -row[near]))[:most]]
                found.extend(zip(keys[near].tolist(), row[near].tolist(), strict=True))
        for found in best:
            found.sort(key=lambda one: (-one[1], one[0]))
            del found[most:]
        return best

    def _filtered(
        self, queries: Vectors, most: int, least: float, among: NDArray[np.bool_] | None
    ) -> list[list[tuple[int, float]]]:
        """By the graph, which knows nothing of ``among``: more are asked for, and what is not among them left out."""
        if among is None:
            return self._approximate().search(queries, most, least)
        taken = set(self._keys[: self._count][among].tolist())
        found = self._approximate().search(queries, most * _MORE, least)
        return [[one for one in row if one[0] in taken][:most] for row in found]

    def _approximate(self) -> _Graph:
        if self._graph is None:
            self._graph = _Graph(self._rows.shape[1])
        self._graph.extend(self._keys[: self._count], self._rows[: self._count])
        return self._graph


class _Graph:
    """A navigable small-world graph over the same vectors (Malkov and Yashunin 2018), by `usearch`."""

    def __init__(self, size: int) -> None:
        try:
            from usearch.index import Index as Graph
        except ImportError as error:
            raise ExtraError("more than a million propositions need usearch: pip install onrecord[ann]") from error
        self._graph = Graph(ndim=size, metric="ip", dtype="f16")

    def extend(self, keys: NDArray[np.int64], rows: Vectors) -> None:
        have = len(self._graph)
        if have < len(keys):
            self._graph.add(keys[have:], rows[have:])

    def search(self, queries: Vectors, most: int, least: float) -> list[list[tuple[int, float]]]:
        found: list[list[tuple[int, float]]] = []
        for query in queries:
            matches = self._graph.search(query, most)
            near: Iterable[tuple[int, float]] = zip(
                matches.keys.tolist(), (1 - matches.distances).tolist(), strict=True
            )
            found.append([(key, score) for key, score in near if score >= least])
        return found
