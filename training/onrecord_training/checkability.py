"""The weights of `onrecord.reading.checkable`: ``python -m onrecord_training.checkability``.

One linear model learns three things at once, each with a factor and an intercept of its own: which sentences of US
debates fact-checkers took up (CT19, and the debates of ``known_lie``), and which of 180 statements of our own can be
checked at all. The shipped intercept is that of our own statements: what is taken up is a small part of what can be.

Prints the mean average precision over CT19's files, each scored by a model that has not seen it, nor any transcript of
``known_lie`` that has five of its sentences.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from onrecord.reading.checkable import BUCKETS, FILE, buckets, traits, words_of
from onrecord.scoring.ranking import average_precision
from onrecord_training.claim_pairs import OWN
from onrecord_training.paths import cache, corpora

STEPS = 80
TERM_DECAY, TRAIT_DECAY = 1e-4, 1e-3
UNCHECKED = 0.12
"""Share of the sentences of ``known_lie`` without a fact-check that is used."""
OWN_WEIGHT = 0.5
"""How much our own statements count beside the debates."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the model sees it."""

    text: str
    label: bool
    origin: str
    """File that it comes from; empty for our own."""
    numbers: npt.NDArray[np.int64]
    traits: list[float]


def example(text: str, label: bool, origin: str) -> Example:
    words = words_of(text)
    return Example(text, label, origin, buckets(words), traits(text, words))


def ct19() -> list[Example]:
    """The sentences of CT19-T1-Training: research use."""
    with (corpora() / "checkworthy" / "CT19-T1-Training.csv").open(encoding="utf-8", newline="") as file:
        return [example(row["text"], row["label"] == "1", row["file_name"]) for row in csv.DictReader(file)]


def known_lie() -> list[Example]:
    """The sentences with a fact-check of the debates of ``known_lie`` (no licence), and some without."""
    rng, found = Random(0), []
    for path in sorted((corpora() / "claimmatch" / "known_lie" / "transcripts").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) == 4 and cells[3] in {"0", "1"} and (cells[3] == "1" or rng.random() < UNCHECKED):
                found.append(example(cells[2], cells[3] == "1", path.name))
    return found


def own() -> list[Example]:
    """Statements of our own, with the type of their claim or ``none``."""
    rows = [line.split("\t") for line in (OWN / "checkable.tsv").read_text(encoding="utf-8").splitlines()]
    return [example(text, kind != "none", "") for kind, text in rows]


class Linear(nn.Module):
    """Weights of words and traits; for the debates a factor and an intercept of their own."""

    def __init__(self, traits: int) -> None:
        super().__init__()
        self.terms = nn.EmbeddingBag(BUCKETS, 1, mode="sum")
        nn.init.zeros_(self.terms.weight)
        self.traits = nn.Linear(traits, 1)
        nn.init.zeros_(self.traits.weight)
        nn.init.zeros_(self.traits.bias)
        self.factor, self.start = nn.Parameter(torch.tensor(1.0)), nn.Parameter(torch.tensor(-3.0))

    def forward(self, packed: Packed) -> Tensor:
        """Log-odds (examples,) that each can be checked."""
        terms = self.terms(packed.numbers, packed.offsets, per_sample_weights=packed.values)
        return (terms + self.traits(packed.traits)).squeeze(1)


@dataclass(frozen=True, slots=True)
class Packed:
    """Examples as tensors."""

    numbers: Tensor
    offsets: Tensor
    values: Tensor
    traits: Tensor


def packed(examples: Sequence[Example], mean: Floats, spread: Floats) -> Packed:
    sizes = [len(one.numbers) for one in examples]
    return Packed(
        torch.from_numpy(np.concatenate([one.numbers for one in examples])),
        torch.tensor([0, *np.cumsum(sizes)[:-1].tolist()]),
        torch.from_numpy(np.repeat([1 / math.sqrt(max(1, size)) for size in sizes], sizes).astype(np.float32)),
        torch.from_numpy((np.array([one.traits for one in examples], np.float32) - mean) / spread),
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model and what its traits are measured by."""

    model: Linear
    mean: Floats
    spread: Floats

    def scores(self, examples: Sequence[Example]) -> Floats:
        with torch.no_grad():
            return self.model(packed(examples, self.mean, self.spread)).numpy()


def fit(examples: Sequence[Example]) -> Fitted:
    """The model that fits the examples best; rare labels count more, by the root of how rare they are."""
    table = np.array([one.traits for one in examples], np.float32)
    mean, spread = table.mean(0), table.std(0) + 1e-6
    data = packed(examples, mean, spread)
    labels = torch.tensor([float(one.label) for one in examples])
    debates = torch.tensor([bool(one.origin) for one in examples])
    rare = math.sqrt(float((labels[debates] == 0).sum() / (labels[debates] == 1).sum()))
    weights = torch.where(debates, torch.where(labels == 1, rare, 1.0) / debates.sum(), OWN_WEIGHT / (~debates).sum())
    model = Linear(table.shape[1])
    groups = [
        {"params": model.terms.parameters(), "lr": 0.05},
        {"params": [*model.traits.parameters(), model.factor, model.start], "lr": 0.03},
    ]
    optimiser = torch.optim.Adam(groups)
    for _ in range(STEPS):
        scores = model(data)
        scores = torch.where(debates, scores * model.factor + model.start, scores)
        loss = (F.binary_cross_entropy_with_logits(scores, labels, reduction="none") * weights).sum()
        decay = TERM_DECAY * (model.terms.weight**2).sum() + TRAIT_DECAY * (model.traits.weight**2).sum()
        optimiser.zero_grad()
        (loss + decay).backward()
        optimiser.step()
    return Fitted(model, mean, spread)


def left_out(debates: list[Example], more: list[Example], ours: list[Example]) -> dict[str, float]:
    """Average precision of each CT19 file under a model that has not seen it."""
    found = {}
    for name in sorted({one.origin for one in debates}):
        inside = [one for one in debates if one.origin == name]
        sentences = {one.text.strip().lower() for one in inside if len(one.text) > 30}
        shared: dict[str, int] = {}
        for one in more:
            shared[one.origin] = shared.get(one.origin, 0) + (one.text.strip().lower() in sentences)
        others = [one for one in debates if one.origin != name]
        fitted = fit([*others, *(one for one in more if shared[one.origin] == 0), *ours])
        found[name] = average_precision(fitted.scores(inside), np.array([one.label for one in inside]))
        print(name, round(found[name], 3), flush=True)
    return found


def save(fitted: Fitted) -> None:
    """Write the weights to ship: one byte a word, the traits' scale folded in."""
    terms = fitted.model.terms.weight.detach().numpy()[:, 0]
    step = np.float32(np.abs(terms).max() / 127)
    slopes = fitted.model.traits.weight.detach().numpy()[0] / fitted.spread
    start = float(fitted.model.traits.bias.detach()[0]) - float(slopes @ fitted.mean)
    path = cache() / FILE
    np.savez_compressed(path, terms=np.rint(terms / step).astype(np.int8), step=step, traits=slopes, intercept=start)
    print(path, path.stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true", help="write the weights to ship, learnt from all files")
    debates, more, ours = ct19(), known_lie(), own()
    torch.manual_seed(6)
    if parser.parse_args().save:
        save(fit([*debates, *more, *ours]))
        return
    found = left_out(debates, more, ours)
    print(json.dumps({"files": len(found), "mean average precision": round(sum(found.values()) / len(found), 4)}))


if __name__ == "__main__":
    main()
