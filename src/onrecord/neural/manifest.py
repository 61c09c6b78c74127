"""The manifest of a model: what is in the artefact, how it was made, and the settings that belong to it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from onrecord.errors import ModelError
from onrecord.neural.decoding import FEATURES, Costs
from onrecord.neural.windows import LEAST_CONTEXT, LEFT_CONTEXT, MAX_PIECES

FORMAT = 2
"""Raised when the graph's inputs or outputs change. Since 2 the graph tags entities."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``manifest.json``, checked."""

    version: str
    files: dict[str, str]
    """SHA-256 of each file beside the manifest."""
    costs: Costs
    context: int
    """Pieces of the text before a window's own part that the network sees again."""
    confidence: tuple[float, ...]
    """Weights of the logistic confidence: intercept, then one a feature of `Candidate`."""
    cutoff: float
    """Least confidence of a statement that is given out."""
    entities: tuple[str, ...]
    """Tags that the network tells pieces apart by, in the order of its scores; the first is that of no entity."""
    golden: dict[str, Any]
    """A text and what the model finds in it, to check an installation."""
    raw: dict[str, Any]

    @property
    def model_sha256(self) -> str:
        """Hash of the network, by which a reading names its model."""
        return self.files["model.onnx"]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the model in a folder, without checking the hashes of its files.

    Raises `ModelError` when there is none, or one of another format.
    """
    path = folder / "manifest.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise ModelError(f"{path}: a model of format {raw['format']}; this onrecord reads format {FORMAT}")
        weights = tuple(float(weight) for weight in raw["confidence"]["weights"])
        if len(weights) != len(FEATURES) + 1:
            raise ModelError(f"{path}: made for another version of onrecord ({len(weights)} weights of the confidence)")
        return Manifest(
            version=raw["version"],
            files=dict(raw["files"]),
            costs=Costs(**raw["decoder"]),
            context=_context(path, raw),
            confidence=weights,
            cutoff=raw["confidence"]["cutoff"],
            entities=tuple(raw["entities"]["tags"]),
            golden=raw["golden"],
            raw=raw,
        )
    except FileNotFoundError as error:
        raise ModelError(f"{folder}: no model here (manifest.json is missing); reinstall onrecord") from error
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise ModelError(f"{path}: not a readable manifest ({error}); reinstall onrecord") from error


def _context(path: Path, raw: dict[str, Any]) -> int:
    """A window's context; fewer pieces would leave words cut at its borders, more would leave it no room."""
    context = raw.get("context", LEFT_CONTEXT)
    if not isinstance(context, int) or not LEAST_CONTEXT <= context <= MAX_PIECES // 2:
        raise ModelError(f"{path}: context {context!r} is not {LEAST_CONTEXT} to {MAX_PIECES // 2} pieces")
    return context


class Hashes(Protocol):
    """A manifest of any model: what `check_file` asks of it."""

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 of each file beside the manifest."""
        ...


def check_file(folder: Path, manifest: Hashes, name: str) -> bytes:
    """The content of one file of the model; raises `ModelError` unless it has the hash that the manifest gives."""
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise ModelError(f"{folder / name}: can't be read ({error}); reinstall onrecord") from error
    if hashlib.sha256(data).hexdigest() != manifest.files.get(name):
        raise ModelError(
            f"{folder / name}: not the file that its manifest names (the hash differs); reinstall onrecord"
        )
    return data
