"""The sentence encoder with half its heads and half as much within: ``python -m onrecord_training.narrow_sentences``.

It is cut out of the mean of the last two stages of `onrecord_training.sentences`, as `onrecord_training.pruning` does
it, and learns that one's vector of every piece on passages of news and of our own articles.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from onrecord.neural.sentences import MOST_AROUND
from onrecord.neural.windows import CLS, SEP, load_tokenizer
from onrecord.text.paragraphs import paragraphs
from onrecord_training.claim_articles import reported
from onrecord_training.int8 import Graph
from onrecord_training.network import Layer
from onrecord_training.news_statements import news_articles
from onrecord_training.paths import cache, pretrained
from onrecord_training.pruning import fill
from onrecord_training.sentences import SHAPE, WIDTH, Loop, SentenceNetwork, batches, tensors

NARROW = replace(SHAPE, heads=6, up=768)
FITTED = 120
"""Passages that the cut is fitted on."""
PASSAGES = 8_000
"""Passages of news."""
EACH = 8
"""Most of an article."""
RATE = 4e-4
SPANS, LONGEST = 3, 24
"""Runs of pieces of a passage whose mean is learnt, too, and the most pieces of one."""


def averaged(*names: str) -> dict[str, Tensor]:
    """The mean of the weights of several stages, which knows texts unlike the last ones' better than the last stage
    does ("WiSE-FT", Wortsman et al. 2022).
    """
    states = [torch.load(cache() / f"{name}.pt", weights_only=True) for name in names]
    return {key: sum(state[key] for state in states) / len(states) for key in states[0]}


def passages(order: Random) -> list[str]:
    """Paragraphs of news, each behind the one before, as a statement is read; and those of our own articles."""
    found: list[str] = []
    for _, text in news_articles():
        spans = paragraphs(text)
        pairs = [text[a:b] for (a, _), (_, b) in pairwise(spans) if 80 < b - a < 2_000]
        found += order.sample(pairs, min(EACH, len(pairs)))
        if len(found) >= PASSAGES:
            break
    return found + [one.text for story in reported(kept=False) for one in story.passages(order)]


def narrowed(wide: SentenceNetwork, rows: list[list[int]]) -> SentenceNetwork:
    """A network of the shape `NARROW` cut out of a wide one."""
    new = SentenceNetwork(NARROW, WIDTH)
    rest = {name: one for name, one in wide.state_dict().items() if ".layers." not in name}
    new.load_state_dict(rest, strict=False)
    with torch.no_grad():
        states = [_embedded(wide, row) for row in rows]
        for layer, source in zip(new.encoder.layers, wide.encoder.layers, strict=True):
            assert isinstance(layer, Layer)
            assert isinstance(source, Layer)
            fill(layer, source, states)
            states = [source(x, None) for x in states]
    return new


def _embedded(network: SentenceNetwork, row: list[int]) -> Tensor:
    """What goes into the first layer, (1, length, width)."""
    encoder = network.encoder
    x: Tensor = encoder.norm(encoder.words(torch.tensor([row])) + encoder.positions.weight[: len(row)])
    return x


def learn(network: SentenceNetwork, wide: SentenceNetwork, rows: list[list[int]]) -> None:
    """One turn over the passages: the vector of each piece, and the direction of means of some."""
    order = Random(6)
    network.encoder.words.weight.requires_grad_(False)
    plan = batches(rows, order)
    loop = Loop(network, RATE, len(plan))
    for batch in plan:
        ids, lengths = tensors([rows[n] for n in batch])
        found = network.narrow(network.encoder(ids, lengths))
        with torch.no_grad():
            wanted = wide.narrow(wide.encoder(ids, lengths))
        real = torch.arange(ids.shape[1])[None] < lengths[:, None]
        each = (found - wanted)[real].pow(2).mean() / wanted[real].var()
        spans = [(row, *_span(int(length), order)) for row, length in enumerate(lengths) for _ in range(SPANS)]
        means = [torch.stack([x[row, a:b].mean(0) for row, a, b in spans]) for x in (found, wanted)]
        loop.step(each + 2 * (1 - F.cosine_similarity(*means)).mean())


def _span(length: int, order: Random) -> tuple[int, int]:
    size = order.randint(min(4, length), min(LONGEST, length))
    start = order.randint(0, length - size)
    return start, start + size


def export(network: SentenceNetwork, path: Path) -> None:
    """Write the int8 graph: ``ids`` (1, length) -> states (length, width)."""
    graph = Graph()
    x = graph.embedded(network.encoder, second=False)
    for layer in network.encoder.layers:
        x = graph.layer(x, layer)
    x = graph.node("Squeeze", [x, graph.weight(np.array([0], np.int64))])
    x = graph.node("MatMul", [x, graph.weight(network.narrow.weight.detach().numpy().T.copy())])
    graph.save(path, ["ids"], x, ["length", network.narrow.weight.shape[0]])


def main() -> None:
    torch.manual_seed(6)
    path = cache() / "sentences-narrow.pt"
    if path.exists():
        network = SentenceNetwork(NARROW, WIDTH)
        network.load_state_dict(torch.load(path, weights_only=True))
    else:
        wide = SentenceNetwork(SHAPE, WIDTH).eval()
        wide.load_state_dict(averaged("sentences-stories", "sentences-articles"))
        tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
        encoded = tokenizer.encode_batch_fast(passages(Random(6)), add_special_tokens=False)
        rows = [[CLS, *one.ids[:MOST_AROUND], SEP] for one in encoded]
        network = narrowed(wide, Random(6).sample(rows, FITTED))
        learn(network, wide, rows)
        torch.save(network.state_dict(), path)
    export(network.eval(), cache() / "encoder.onnx")


if __name__ == "__main__":
    main()
