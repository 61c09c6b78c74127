"""Texts, and parts of a text, as vectors: the nearer two vectors, the more alike what is said there."""

from __future__ import annotations

from collections.abc import Sequence
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
from onrecord.text.spans import Range
from onrecord.text.surrogates import without_surrogates

MOST = 96
"""Pieces of a text that are looked at: about 75 words."""
MOST_AROUND = 254
"""Pieces of a text that are looked at for a part of it, the part included."""
_BEFORE = 48
"""Of these, where the text is longer, those before the part at least."""


class SentenceEncoder:
    """A loaded encoder. It may be used from several threads at once."""

    def __init__(self, manifest: ClaimsManifest, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self.width = manifest.width
        """Numbers in a vector."""
        self.sha256 = manifest.files["encoder.onnx"]
        """Hash of the network: only vectors of one network can be compared."""
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> SentenceEncoder:
        """Load the encoder of a folder (default: the one in the package), its hashes checked. Raises `ModelError`."""
        folder = folder or CLAIMS_FOLDER
        manifest = read_claims_manifest(folder)
        session = open_graph(folder, manifest, "encoder.onnx", threads)
        return cls(manifest, session, open_tokenizer(folder, manifest))

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors (texts, width) of length 1, so that the product of two is the cosine of their angle, -1 to 1."""
        vectors = np.zeros((len(texts), self.width), np.float32)
        for number, ids in enumerate(pieces_of(self._tokenizer, texts, MOST)):
            # One by one: int8 sums depend a little on what is computed beside them, and no padding is computed at all.
            vectors[number] = _unit(self._states(ids).mean(0))
        return vectors

    def encode_parts(self, text: str, parts: Sequence[Sequence[Range]]) -> Floats:
        """Vectors (parts, width) of length 1 of parts of a text, each given by ranges of it, read in that text.

        The text, a few paragraphs, is read once and tells what *they* and *the figure* are ("late chunking", Günther
        et al. 2024). A part without a letter or digit has the vector of the text.
        """
        vectors = np.zeros((len(parts), self.width), np.float32)
        (encoded,) = self._tokenizer.encode_batch([without_surrogates(text)], add_special_tokens=False)
        offsets = np.array(encoded.offsets, np.int64).reshape(-1, 2)
        states: dict[int, Floats] = {}
        for number, part in enumerate(parts):
            inside = np.zeros(len(offsets), bool)
            for start, end in part:
                inside |= (offsets[:, 0] < end) & (offsets[:, 1] > start)
            where = np.flatnonzero(inside)
            longer = len(offsets) - MOST_AROUND
            first = 0 if longer <= 0 or not len(where) else min(max(0, int(where[0]) - _BEFORE), longer)
            if first not in states:
                states[first] = self._states(encoded.ids[first : first + MOST_AROUND])
            rows = where[where < first + MOST_AROUND] - first + 1
            vectors[number] = _unit((states[first][rows] if len(rows) else states[first]).mean(0))
        return vectors

    def _states(self, ids: Sequence[int]) -> Floats:
        """What the network makes of each piece, special ones included: (pieces + 2, width)."""
        states: Floats = self._session.run(None, {"ids": np.array([[CLS, *ids, SEP]])})[0]
        return states


def _unit(vector: Floats) -> Floats:
    unit: Floats = vector / max(1e-9, float(np.linalg.norm(vector)))
    return unit
