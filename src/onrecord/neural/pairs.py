"""Two statements: do they state the same, dispute one another, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.neural.graphs import (
    CLAIMS_FOLDER,
    ClaimsManifest,
    Floats,
    open_graph,
    open_tokenizer,
    pieces_of,
    read_claims_manifest,
)
from onrecord.neural.windows import CLS, SEP

SAME, OPPOSITE, OTHER = range(3)
"""Columns of the scores: one proposition; one that they dispute, by denial or rival facts; neither."""
MOST = 80
"""Pieces of each statement that are looked at: about 60 words."""
_REMEMBERED = 1_000
"""Texts whose pieces are kept: one is often compared with several others."""


class PairModel:
    """A loaded pair model. It may be used from several threads at once."""

    def __init__(self, manifest: ClaimsManifest, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self.sha256 = manifest.files["pairs.onnx"]
        """Hash of the network."""
        self._scale = np.array(manifest.scale, np.float32)
        self._shift = np.array(manifest.shift, np.float32)
        self._session = session
        self._tokenizer = tokenizer
        self._pieces = lru_cache(_REMEMBERED)(self._pieces_of)

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> PairModel:
        """Load the pair model of a folder (default: the one in the package), its hashes checked.

        Raises `ModelError`.
        """
        folder = folder or CLAIMS_FOLDER
        manifest = read_claims_manifest(folder)
        session = open_graph(folder, manifest, "pairs.onnx", threads)
        return cls(manifest, session, open_tokenizer(folder, manifest))

    def score(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Calibrated probabilities (pairs, 3) of `SAME`, `OPPOSITE` and `OTHER`, 1 in sum.

        The order within a pair makes no difference.
        """
        scores = self.logits(pairs) * self._scale + self._shift
        shares: Floats = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        return shares

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """The network's own scores (pairs, 3), before calibration."""
        scores = np.zeros((len(pairs), 3), np.float32)
        for number, (a, b) in enumerate(sorted(pair) for pair in pairs):
            first, last = self._pieces(a), self._pieces(b)
            ids = np.array([[CLS, *first, SEP, *last, SEP]])
            second = np.array([[0] * (len(first) + 2) + [1] * (len(last) + 1)])
            # One by one: int8 sums depend a little on what is computed beside them, and no padding is computed at all.
            scores[number] = self._session.run(None, {"ids": ids, "second": second})[0][0]
        return scores

    def _pieces_of(self, text: str) -> list[int]:
        return pieces_of(self._tokenizer, [text], MOST)[0]
