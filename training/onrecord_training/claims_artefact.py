"""The artefact of claims: ``python -m onrecord_training.claims_artefact``.

Puts both int8 graphs, the weights of `checkable` and the tokenizer into a folder, calibrates the pair model's scores on
one half of the stories and reports that were kept apart, measures it on the other half, and writes the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from onrecord.neural.graphs import CLAIMS_FOLDER, CLAIMS_FORMAT
from onrecord.neural.pairs import PairModel
from onrecord.neural.sentences import SentenceEncoder
from onrecord.neural.windows import load_tokenizer
from onrecord_training.claim_articles import reported
from onrecord_training.claim_pairs import Pair
from onrecord_training.claim_reports import report_pairs
from onrecord_training.claim_stories import gold_stories, stories, story_pairs
from onrecord_training.paths import cache, pretrained
from onrecord_training.sentences import WIDTH

VERSION = "claims-0.9.0"
FILES = ("encoder.onnx", "pairs.onnx", "checkable.npz", "tokenizer.json")
NAMES = ("same", "opposite", "other")
KEPT = (7, 8, 8)
"""Pairs of each relation from each story that nothing was learnt from ..."""
KEPT_GOLD = (25, 25, 25)
"""... and from each gold story."""
GOLDEN = (
    ("The harbour was closed on Tuesday.", "“We never closed the port,” she said. “Not for an hour.”"),
    ("Forty ships were turned away.", "the port had sent 40 ships back"),
    ("Forty ships were turned away.", "The union will meet the minister on Friday."),
)

Floats = npt.NDArray[np.float32]


def calibration(logits: Floats, labels: npt.NDArray[np.int64]) -> tuple[list[float], list[float]]:
    """Factor and addend of each score for which the softmax fits the labels best."""
    scores, wanted = torch.from_numpy(logits), torch.from_numpy(labels)
    scale, shift = torch.ones(3, requires_grad=True), torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.LBFGS([scale, shift], max_iter=200)

    def step() -> Any:
        optimiser.zero_grad()
        loss = F.cross_entropy(scores * scale + shift, wanted) + 1e-3 * (shift**2).sum()
        loss.backward()
        return loss

    optimiser.step(step)
    factors, addends = ([round(v, 4) for v in one.detach().tolist()] for one in (scale, shift))
    return factors, addends


def scores_of(shares: Floats, labels: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Precision, recall and F1 of each relation; precision of `opposite` at three thresholds; calibration error."""
    best = shares.argmax(1)
    found: dict[str, Any] = {}
    for number, name in enumerate(NAMES):
        right = int(((best == number) & (labels == number)).sum())
        precision, recall = right / max(1, int((best == number).sum())), right / max(1, int((labels == number).sum()))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        found[name] = {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}
    for least in (0.5, 0.7, 0.9):
        taken = shares[:, 1] >= least
        right = int((taken & (labels == 1)).sum())
        found[f"opposite from {least}"] = {
            "precision": round(right / max(1, int(taken.sum())), 3),
            "recall": round(right / max(1, int((labels == 1).sum())), 3),
        }
    sure = shares.max(1)
    error = 0.0
    for low in np.arange(0.3, 1.0, 0.1):
        inside = (sure > low) & (sure <= low + 0.1)
        if inside.any():
            error += inside.mean() * abs(float(sure[inside].mean()) - float((best == labels)[inside].mean()))
    return {**found, "calibration error": round(error, 3), "pairs": len(labels)}


def write_manifest(folder: Path, values: dict[str, Any]) -> None:
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    manifest = {"format": CLAIMS_FORMAT, "version": VERSION, "files": files, **values}
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def build(folder: Path) -> None:
    """Make the artefact in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES[:3]:
        shutil.copyfile(cache() / name, folder / name)
    load_tokenizer(str(pretrained("student") / "tokenizer.json")).save(str(folder / FILES[3]), pretty=False)
    values: dict[str, Any] = {
        "encoder": {"width": WIDTH},
        "pairs": {"labels": list(NAMES), "scale": [1.0] * 3, "shift": [0.0] * 3},
        "golden": {},
    }
    write_manifest(folder, values)
    model = PairModel.load(folder)
    apart = [*stories(kept=True), *(one.story() for one in reported(kept=True))]
    pairs, news = story_pairs(apart, KEPT, Random(3), near=False), report_pairs(kept=True, rng=Random(3))
    fitted = [pair for pair in pairs + news if pair.part % 2 == 0]
    scale, shift = calibration(*_logits(model, fitted))
    values["pairs"] |= {"scale": scale, "shift": shift}
    write_manifest(folder, values)
    model = PairModel.load(folder)
    measured = {
        "written stories kept apart": [pair for pair in pairs if pair.part % 2],
        "reports kept apart": [pair for pair in news if pair.part % 2],
        "gold stories": story_pairs(gold_stories(), KEPT_GOLD, Random(3), near=False),
    }
    values["scores"] = {
        name: scores_of(model.score([(pair.first, pair.second) for pair in some]), _labels(some))
        for name, some in measured.items()
    }
    encoder = SentenceEncoder.load(folder)
    values["golden"] = {
        "pairs": [list(pair) for pair in GOLDEN],
        "shares": [[round(float(v), 3) for v in row] for row in model.score(GOLDEN)],
        "angles": [round(float(np.prod(encoder.encode(pair), axis=0).sum()), 3) for pair in GOLDEN],
    }
    write_manifest(folder, values)
    print(json.dumps({key: values[key] for key in ("pairs", "scores", "golden")}, indent=1))


def _logits(model: PairModel, pairs: list[Pair]) -> tuple[Floats, npt.NDArray[np.int64]]:
    return model.logits([(pair.first, pair.second) for pair in pairs]), _labels(pairs)


def _labels(pairs: list[Pair]) -> npt.NDArray[np.int64]:
    return np.array([pair.label for pair in pairs], np.int64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CLAIMS_FOLDER)
    build(parser.parse_args().folder)


if __name__ == "__main__":
    main()
