"""The pair model: ``python -m onrecord_training.pairs``.

The first layers of all-MiniLM-L6-v2, both statements in one text, a classifier on the first piece and the mean. A part
of the groups of our own and of the edited sentences is kept apart. `onrecord_training.narrow` cuts it, and
`onrecord_training.reports` teaches it on reports and makes the graph of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.neural.pairs import MOST, OPPOSITE, OTHER, SAME
from onrecord.neural.windows import CLS, SEP, load_tokenizer
from onrecord_training import claim_pairs
from onrecord_training.claim_pairs import Pair
from onrecord_training.claim_stories import stories, story_pairs
from onrecord_training.int8 import Graph
from onrecord_training.network import MINILM, Encoder, Shape, load_pretrained
from onrecord_training.news_statements import contents_by_article, news_contents
from onrecord_training.paths import cache, pretrained
from onrecord_training.sentences import Loop, batches, teacher, tensors, vectors_of
from onrecord_training.sentences import rows_of as sentence_rows

SHAPE = replace(MINILM, layers=4)
SENTENCES = 1_000
"""Of news, that are edited and laid beside their neighbours."""
PIECES = 800
"""Of a batch."""
RATE = 1.5e-4
BESIDE = 4_500
"""Pairs of one article."""
PUBLIC = 1_000
"""Public pairs."""
SIDES = 42_000
"""Pairs of the last stage."""


class PairNetwork(nn.Module):
    """An encoder of two texts and a classifier of their relation."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.inner = nn.Linear(2 * MINILM.width, MINILM.width)
        self.drop = nn.Dropout(0.1)
        self.outer = nn.Linear(MINILM.width, 3)

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


def rows_of(tokenizer: Tokenizer, pairs: Sequence[Pair], rng: Random | None) -> Rows:
    """Pairs in pieces, in the order that the pair model asks for, or in a random one."""
    ordered = []
    for pair in pairs:
        both = sorted((pair.first, pair.second))
        ordered.append(both if rng is None or rng.random() < 0.5 else both[::-1])
    firsts, seconds = (
        [one.ids[:MOST] for one in tokenizer.encode_batch_fast(side, add_special_tokens=False)]
        for side in ([a for a, _ in ordered], [b for _, b in ordered])
    )
    ids = [[CLS, *a, SEP, *b, SEP] for a, b in zip(firsts, seconds, strict=True)]
    return Rows(ids, [len(a) + 2 for a in firsts], [pair.label for pair in pairs])


def start() -> PairNetwork:
    """The network before it is taught."""
    network = PairNetwork(SHAPE)
    folder = pretrained("student")
    load_pretrained(network.encoder, folder / "model.safetensors", folder / "tokenizer.json")
    network.encoder.words.weight.requires_grad_(False)
    return network


def train(network: PairNetwork, rows: Rows, rate: float) -> None:
    """Teach the network the labels, smoothed a little: some are wrong."""
    order = Random(6)
    plan = batches(rows.ids, order, PIECES)
    labels, firsts = torch.tensor(rows.labels), torch.tensor(rows.firsts)
    loop = Loop(network, rate, len(plan))
    for batch in plan:
        found = network(*tensors([rows.ids[n] for n in batch]), firsts[batch])
        loop.step(F.cross_entropy(found, labels[batch], label_smoothing=0.05))
    network.eval()


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


def sentences(kept: bool) -> list[str]:
    """Every tenth statement of news, from which nothing is learnt, or the others."""
    return [text for number, text in enumerate(news_contents()[:SENTENCES]) if (number % 10 == 0) == kept]


def general_pairs(tokenizer: Tokenizer) -> list[Pair]:
    """Edited statements of news, neighbours among them, and public pairs."""
    rng = Random(6)
    texts = sentences(kept=False)
    vectors = vectors_of(teacher(), sentence_rows(tokenizer, texts)).numpy()
    public = [*claim_pairs.breaking_nli(), *claim_pairs.rte()]
    return [
        *claim_pairs.edited(texts, rng),
        *claim_pairs.near(texts, vectors, rng),
        *rng.sample(public, PUBLIC),
    ]


def group_pairs(rng: Random) -> list[Pair]:
    """Pairs from the groups of our own: as many of each relation from each, some of them edited."""
    groups = claim_pairs.written_groups(kept=False)
    chosen: list[Pair] = []
    for group in groups:
        for label, most in ((SAME, 11), (OPPOSITE, 14), (OTHER, 16)):
            pairs = [pair for pair in claim_pairs.pairs_of([group]) if pair.label == label]
            chosen += rng.sample(pairs, min(most, len(pairs)))
    return [
        replace(one, first=claim_pairs.reworded(one.first, rng, 2)) if rng.random() < 0.15 else one
        for one in [*chosen, *claim_pairs.across(groups, 2 * len(groups), rng)]
    ]


def mixed_pairs(rng: Random) -> list[Pair]:
    """Pairs from the groups among many that have nothing to do with one another, as in the news."""
    groups = claim_pairs.written_groups(kept=False)
    chosen: list[Pair] = []
    for group in groups:
        for label, most in ((SAME, 6), (OPPOSITE, 7), (OTHER, 7)):
            pairs = [pair for pair in claim_pairs.pairs_of([group]) if pair.label == label]
            chosen += rng.sample(pairs, min(most, len(pairs)))
    articles = [texts for number, texts in enumerate(contents_by_article()) if number % 10]
    return [
        *chosen,
        *claim_pairs.across(groups, 5 * len(groups), rng),
        *claim_pairs.beside(articles, BESIDE, rng),
        *claim_pairs.edited(sentences(kept=False)[::4], rng),
    ]


def side_pairs(rng: Random) -> list[Pair]:
    """Pairs from stories and groups, most of them on one claim: which side of it, the vectors can't tell."""
    groups = claim_pairs.written_groups(kept=False)
    chosen: list[Pair] = []
    for group in groups:
        for label, most in ((SAME, 4), (OPPOSITE, 5), (OTHER, 2)):
            pairs = [pair for pair in claim_pairs.pairs_of([group]) if pair.label == label]
            chosen += rng.sample(pairs, min(most, len(pairs)))
    pairs = [
        *story_pairs(stories(kept=False), (16, 22, 14), rng, near=True),
        *chosen,
        *claim_pairs.across(groups, len(groups), rng),
        *claim_pairs.edited(sentences(kept=False)[::4], rng),
    ]
    return rng.sample(pairs, min(SIDES, len(pairs)))


def learn(network: PairNetwork, tokenizer: Tokenizer, pairs: list[Pair], rate: float) -> None:
    """One epoch over pairs."""
    rows = rows_of(tokenizer, pairs, Random(6))
    counts = Counter((pair.origin, pair.label) for pair in pairs)
    print(len(pairs), "pairs", sum(len(row) for row in rows.ids), "pieces", sorted(counts.items()), flush=True)
    train(network, rows, rate)


def main() -> None:
    torch.manual_seed(6)
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    stages: tuple[tuple[str, Callable[[], list[Pair]], float], ...] = (
        ("general", lambda: general_pairs(tokenizer), RATE),
        ("groups", lambda: group_pairs(Random(6)), RATE),
        ("groups-again", lambda: group_pairs(Random(7)), RATE / 2),
        ("mixed", lambda: mixed_pairs(Random(8)), RATE / 1.5),
        ("stories", lambda: side_pairs(Random(9)), RATE),
    )
    network = start()
    for name, pairs, rate in stages:
        path = cache() / f"pairs-{name}.pt"
        if path.exists():
            network.load_state_dict(torch.load(path, weights_only=True))
            continue
        learn(network, tokenizer, pairs(), rate)
        torch.save(network.state_dict(), path)


if __name__ == "__main__":
    main()
