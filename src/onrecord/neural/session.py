"""The network at work: a text in, scored candidates out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.neural.decoding import Candidate, Floats, decode_window, select
from onrecord.neural.manifest import Manifest, check_file, read_manifest
from onrecord.neural.runtime import session_options
from onrecord.neural.windows import Pieces, Window, plan_windows, split_pieces, window_features
from onrecord.text.quotes import INSIDE

MODELS = Path(__file__).parent.parent / "models"
SHIPPED = ("en", "fast")
"""The models that the package ships, each a folder of `MODELS`; the first is the one that reads when none is named."""
MODEL_FOLDER = MODELS / SHIPPED[0]


def model_folder(model: str | Path) -> Path:
    """The folder of a model: of one of `SHIPPED` by its name, of any other by its path.

    Raises `ModelError` when it is neither.
    """
    if model in SHIPPED:
        return MODELS / model
    if not Path(model).is_dir():
        raise ModelError(f"{model}: no model; name one that comes with onrecord ({', '.join(SHIPPED)}) or a folder")
    return Path(model)


@dataclass(frozen=True, slots=True)
class Scored:
    """The network's answer for one window."""

    arguments: tuple[Floats, npt.NDArray[np.int64], Floats, npt.NDArray[np.int32], npt.NDArray[np.bool_], int]
    """Those of `decode_window`, all but the costs."""
    entities: Floats
    """(own pieces, tags): scores of the entity tags for the window's own part."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the model finds in a text."""

    pieces: Pieces
    statements: list[tuple[Candidate, float]]
    """The statements as candidates with their confidence, in order of the text; doubles and those under the manifest's
    cutoff are left out.
    """
    entities: Floats
    """(pieces, tags): probability of each tag of `Manifest.entities`, 1 in sum for each piece."""


class Model:
    """A loaded model. Its methods may be called from several threads at once."""

    def __init__(self, manifest: Manifest, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self.manifest = manifest
        self._session = session
        self._tokenizer = tokenizer
        costs = manifest.costs
        self._floor = np.array(math.log(costs.threshold / (1 - costs.threshold)), np.float32)

    @classmethod
    def load(cls, model: str | Path = SHIPPED[0], threads: int = 1) -> Model:
        """Load a model, as `model_folder` finds it, its hashes checked.

        ``threads`` bounds the threads that one window is computed with. Raises `ModelError`.
        """
        folder = model_folder(model)
        manifest = read_manifest(folder)
        graph = check_file(folder, manifest, "model.onnx")
        vocabulary = check_file(folder, manifest, "tokenizer.json")
        try:
            session = onnxruntime.InferenceSession(graph, session_options(threads), providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_buffer(vocabulary)
        except Exception as error:  # both libraries raise bare exceptions of many kinds
            raise ModelError(f"{folder}: the model can't be loaded: {error}") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(manifest, session, tokenizer)

    def score(self, text: str) -> tuple[Pieces, list[Scored]]:
        """The pieces of a text and the network's scores, window by window."""
        pieces = split_pieces(self._tokenizer, text)
        windows = plan_windows(pieces, left=self.manifest.context)
        return pieces, [self._score_window(pieces, window) for window in windows]

    def find(self, text: str) -> Found:
        """The statements and the entities of a text."""
        pieces, windows = self.score(text)
        candidates = [one for scored in windows for one in decode_window(*scored.arguments, self.manifest.costs)]
        confidence = [self.confidence(candidate) for candidate in candidates]
        kept = [i for i, value in enumerate(confidence) if value >= self.manifest.cutoff]
        statements = select([candidates[i] for i in kept], [confidence[i] for i in kept])
        return Found(pieces, statements, self._entities(windows))

    def confidence(self, candidate: Candidate) -> float:
        """Calibrated probability that a candidate is an attribution of the article, content and source right."""
        weights = self.manifest.confidence
        score = weights[0] + sum(w * f for w, f in zip(weights[1:], candidate.features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))

    def _score_window(self, pieces: Pieces, window: Window) -> Scored:
        feeds: dict[str, npt.NDArray[Any]] = dict(window_features(pieces, window))
        own = np.zeros(feeds["ids"].shape, np.bool_)
        own[0, window.own_start - window.start + 1 : window.own_end - window.start + 1] = True
        logits, anchors, roles, entities = self._session.run(None, {**feeds, "own": own, "threshold": self._floor})
        part = slice(window.start, window.end)
        quoted = pieces.quote[part] == INSIDE
        arguments = (logits[anchors], anchors - 1, roles[:, 1:-1], pieces.words[part], quoted, window.start)
        return Scored(arguments, entities[own[0]])

    def _entities(self, windows: list[Scored]) -> Floats:
        """Probabilities (pieces, tags) from the windows' scores: their own parts, one behind the other."""
        scores = np.concatenate(
            [np.zeros((0, len(self.manifest.entities)), np.float32), *(w.entities for w in windows)]
        )
        shares: Floats = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        return shares
