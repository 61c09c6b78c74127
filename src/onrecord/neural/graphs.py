"""What the models of claims share: their manifest, an opened graph, texts in pieces."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.neural.manifest import check_file
from onrecord.neural.runtime import session_options
from onrecord.text.surrogates import without_surrogates

CLAIMS_FOLDER = Path(__file__).parent.parent / "models" / "claims"
"""The models of claims that the package ships."""
CLAIMS_FORMAT = 2
"""Raised when the graphs' inputs or outputs change, or what the manifest says of them."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ClaimsManifest:
    """``manifest.json`` of the models of claims, checked."""

    version: str
    files: dict[str, str]
    """SHA-256 of each file beside the manifest."""
    width: int
    """Numbers in the vector of a text."""
    scale: tuple[float, ...]
    """What the pair model's scores for same, opposite, other are multiplied by, and ..."""
    shift: tuple[float, ...]
    """... what is then added, so that their softmax is calibrated."""
    golden: dict[str, Any]
    """Pairs of texts and what the models make of them, to check an installation."""
    raw: dict[str, Any]


def read_claims_manifest(folder: Path) -> ClaimsManifest:
    """The manifest of the models in a folder, without checking the hashes of its files.

    Raises `ModelError` when there is none, or one of another format.
    """
    path = folder / "manifest.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != CLAIMS_FORMAT:
            raise ModelError(f"{path}: models of format {raw['format']}; this onrecord reads format {CLAIMS_FORMAT}")
        return ClaimsManifest(
            version=raw["version"],
            files=dict(raw["files"]),
            width=int(raw["encoder"]["width"]),
            scale=tuple(float(one) for one in raw["pairs"]["scale"]),
            shift=tuple(float(one) for one in raw["pairs"]["shift"]),
            golden=raw["golden"],
            raw=raw,
        )
    except FileNotFoundError as error:
        raise ModelError(f"{folder}: no models here (manifest.json is missing); reinstall onrecord") from error
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise ModelError(f"{path}: not a readable manifest ({error}); reinstall onrecord") from error


def open_graph(folder: Path, manifest: ClaimsManifest, name: str, threads: int) -> onnxruntime.InferenceSession:
    """One graph of a folder, its hash checked, computed with at most ``threads`` threads; raises `ModelError`."""
    graph = check_file(folder, manifest, name)
    try:
        return onnxruntime.InferenceSession(graph, session_options(threads), providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises bare exceptions of many kinds
        raise ModelError(f"{folder / name}: can't be loaded: {error}") from error


def open_tokenizer(folder: Path, manifest: ClaimsManifest) -> Tokenizer:
    """The tokenizer of a folder, its hash checked, without truncation and padding; raises `ModelError`."""
    vocabulary = check_file(folder, manifest, "tokenizer.json")
    try:
        tokenizer = Tokenizer.from_buffer(vocabulary)
    except Exception as error:  # tokenizers raises bare exceptions
        raise ModelError(f"{folder / 'tokenizer.json'}: can't be loaded: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def pieces_of(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> list[list[int]]:
    """The ids of each text's pieces, the first ``most`` of them, without special pieces."""
    encoded = tokenizer.encode_batch_fast([without_surrogates(one) for one in texts], add_special_tokens=False)
    return [one.ids[:most] for one in encoded]
