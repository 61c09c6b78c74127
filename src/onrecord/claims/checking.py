"""Claims and the fact-checks that are about them, in a record: what is new on either side is matched with the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.matching import LEAST, Matcher, even
from onrecord.claims.relation import Encoder
from onrecord.claims.vectors import pack, unpack
from onrecord.store.claims import ClaimWriter
from onrecord.store.factchecks import FactChecks
from onrecord.store.writer import Writer

_TOGETHER = 1_000
"""Claims that are read at once."""
Vectors = NDArray[np.float32]


class Checking:
    """The fact-checks of one record, looked up for claims; used by the one thread that writes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._last = 0
        self._ids: list[str] = []
        self._texts: list[str] = []
        self._rows: list[Vectors] = []
        self._matcher: Matcher | None = None

    def match(self, writer: Writer, claims: Sequence[tuple[int, str]]) -> int:
        """Look up claims, given by key and words; how many fact-checks were found to be about one."""
        checks = FactChecks(writer)
        self._update(checks)
        if self._matcher is None:
            return 0
        count = 0
        texts = [even(text) for _, text in claims]
        for (key, _), text, vector in zip(claims, texts, self._encoder.encode(texts), strict=True):
            for number, score in self._matcher.best(text, vector):
                if score >= LEAST:
                    checks.match(key, self._ids[number], score)
                    count += 1
        return count

    def match_all(self, writer: Writer) -> int:
        """Look up all claims of the record, each by the words that founded it or else by the first that state it."""
        claims = ClaimWriter(writer)
        count, seen, batch = 0, set[int](), list[tuple[int, int]]()
        for key, claim, *_ in claims.vectors(0):
            if claim not in seen:
                seen.add(claim)
                batch.append((key, claim))
        for start in range(0, len(batch), _TOGETHER):
            some = batch[start : start + _TOGETHER]
            texts = {one.key: one.text for one in claims.members([key for key, _ in some])}
            count += self.match(writer, [(claim, texts[key]) for key, claim in some if key in texts])
        return count

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """The vectors of texts as the record keeps them."""
        evened = [even(text) for text in texts]
        return [pack(self._encoder, row) for row in self._encoder.encode(evened)]

    def _update(self, checks: FactChecks) -> None:
        """Take in the fact-checks that were added since."""
        new = list(checks.each(self._last))
        if not new:
            return
        for one in new:
            self._ids.append(one.factcheck.id)
            self._texts.append(even(one.factcheck.claim))
            kept = unpack(self._encoder, one.vector)
            self._rows.append(kept if kept is not None else self._encoder.encode(self._texts[-1:])[0])
            self._last = one.key
        self._matcher = Matcher(self._texts, np.stack(self._rows))
