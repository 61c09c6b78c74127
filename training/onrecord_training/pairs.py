"""The pair model: a classifier of two statements, what it learns from, and its graph.

`onrecord_training.large` teaches a large one, `onrecord_training.narrow` a small one that learns from that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.neural.pairs import MOST, OPPOSITE, OTHER, SAME
from onrecord.neural.windows import CLS, SEP
from onrecord_training import claim_pairs
from onrecord_training.claim_articles import reported
from onrecord_training.claim_pairs import Pair
from onrecord_training.claim_stories import stories, story_pairs
from onrecord_training.int8 import Graph
from onrecord_training.network import Encoder, Shape

STORIES, HARD = (16, 22, 14), (16, 16, 8)
"""Pairs of each relation from each story, and from each that is told by articles."""


class PairNetwork(nn.Module):
    """An encoder of two texts and a classifier of their relation."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.inner = nn.Linear(2 * shape.width, shape.width)
        self.drop = nn.Dropout(0.1)
        self.outer = nn.Linear(shape.width, 3)

    def forward(self, ids: Tensor, lengths: Tensor, firsts: Tensor) -> Tensor:
        """ids (batch, length), lengths and firsts (batch) -> scores (batch, 3) of same, opposite, other."""
        return self.judge(self.encoder(ids, lengths, firsts), lengths)

    def judge(self, states: Tensor, lengths: Tensor) -> Tensor:
        """States (batch, length, width) -> scores (batch, 3)."""
        real = (torch.arange(states.shape[1])[None] < lengths[:, None]).float()
        mean = (states * real[..., None]).sum(1) / lengths[:, None]
        return self.outer(self.drop(F.gelu(self.inner(torch.cat([states[:, 0], mean], -1)))))


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs as the network gets them."""

    ids: list[list[int]]
    firsts: list[int]
    labels: list[int]


def rows_of(tokenizer: Tokenizer, pairs: Sequence[Pair], rng: Random) -> Rows:
    """Pairs in pieces, each in a random order."""
    ordered = []
    for pair in pairs:
        both = (pair.first, pair.second)
        ordered.append(both if rng.random() < 0.5 else both[::-1])
    firsts, seconds = (
        [one.ids[:MOST] for one in tokenizer.encode_batch_fast(side, add_special_tokens=False)]
        for side in ([a for a, _ in ordered], [b for _, b in ordered])
    )
    ids = [[CLS, *a, SEP, *b, SEP] for a, b in zip(firsts, seconds, strict=True)]
    return Rows(ids, [len(a) + 2 for a in firsts], [pair.label for pair in pairs])


def export(network: PairNetwork, path: Path) -> None:
    """Write the int8 graph: ``ids`` and ``second`` (1, length) -> scores (1, 3)."""
    graph = Graph()
    x = graph.embedded(network.encoder, second=True)
    for layer in network.encoder.layers:
        x = graph.layer(x, layer)
    first = graph.node("Gather", [x, graph.weight(np.array(0, np.int64))], axis=1)
    mean = graph.node("ReduceMean", [x, graph.weight(np.array([1], np.int64))], keepdims=0)
    both = graph.node("Concat", [first, mean], axis=-1)
    inner, outer = (
        [graph.weight(one.detach().numpy()) for one in (layer.weight.T.contiguous(), layer.bias)]
        for layer in (network.inner, network.outer)
    )
    x = graph.node("Gelu", [graph.node("Add", [graph.node("MatMul", [both, inner[0]]), inner[1]])], "com.microsoft")
    x = graph.node("Add", [graph.node("MatMul", [x, outer[0]]), outer[1]])
    graph.save(path, ["ids", "second"], x, [1, 3])


def old_pairs(rng: Random) -> list[Pair]:
    """Pairs from groups and stories that do not read as news does, most of them on one claim."""
    chosen: list[Pair] = []
    for group in claim_pairs.read_groups():
        for label, most in ((SAME, 4), (OPPOSITE, 5), (OTHER, 2)):
            pairs = [pair for pair in claim_pairs.pairs_of(group) if pair.label == label]
            chosen += rng.sample(pairs, min(most, len(pairs)))
    return [*chosen, *story_pairs(stories(kept=False), STORIES, rng, near=True)]


def hard_pairs(rng: Random) -> list[Pair]:
    """Pairs from stories told by articles, in which nobody puts one thing alike twice."""
    return story_pairs([one.story() for one in reported(kept=False)], HARD, rng, near=True)
