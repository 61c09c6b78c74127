"""Texts as vectors: the nearer two vectors, the more alike what the texts say."""

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

MOST = 96
"""Pieces of a text that are looked at: about 75 words."""


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
            vectors[number] = self._session.run(None, {"ids": np.array([[CLS, *ids, SEP]])})[0][0]
        return vectors
