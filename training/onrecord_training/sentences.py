"""The sentence encoder: vectors of statements in their passages, what it learns from, and its graph.

`onrecord_training.large` teaches a large one, `onrecord_training.narrow` a small one that learns from that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.neural.sentences import MOST_AROUND
from onrecord.neural.windows import CLS, SEP
from onrecord.text.spans import Range
from onrecord_training.claim_articles import Reported
from onrecord_training.int8 import Graph
from onrecord_training.network import MINILM, Encoder, Shape, load_pretrained
from onrecord_training.paths import pretrained

WIDTH = 128
"""Numbers in a vector."""
PIECES = 1_200
"""Of a batch."""
SHARPNESS = 0.07


class SentenceNetwork(nn.Module):
    """An encoder, the mean of its pieces, and fewer numbers."""

    def __init__(self, shape: Shape, width: int) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.narrow = nn.Linear(shape.width, width, bias=False)

    def forward(self, ids: Tensor, lengths: Tensor, parts: Tensor, owners: Tensor) -> Tensor:
        """ids (batch, length), lengths (batch) -> vectors (parts, width) of length 1.

        ``parts`` (parts, 2), with ``owners`` (parts), the text that each is of: the pieces from the first number up
        to the second only, read in the whole.
        """
        return F.normalize(self.narrow(mean_of(self.encoder, ids, lengths, parts, owners)), dim=-1)


def mean_of(
    encoder: Encoder, ids: Tensor, lengths: Tensor, parts: Tensor | None = None, owners: Tensor | None = None
) -> Tensor:
    """Mean of the states of each text's pieces, or of those of parts of texts: (texts or parts, width)."""
    states = encoder(ids, lengths)
    places = torch.arange(ids.shape[1])[None]
    counted = places < lengths[:, None]
    if parts is not None and owners is not None:
        states, counted = states[owners], (places >= parts[:, :1]) & (places < parts[:, 1:])
    return torch.einsum("bl,blw->bw", counted.to(states.dtype), states) / counted.sum(1, keepdim=True)


def whole() -> Encoder:
    """all-MiniLM-L6-v2."""
    encoder = Encoder(MINILM)
    folder = pretrained("student")
    load_pretrained(encoder, folder / "model.safetensors", folder / "tokenizer.json")
    return encoder.eval()


def rows_of(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """The pieces of each text as the encoder gets them."""
    encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [[CLS, *one.ids[:MOST_AROUND], SEP] for one in encoded]


def batches(rows: Sequence[Sequence[int]], order: random.Random | None, pieces: int = PIECES) -> list[list[int]]:
    """Numbers of rows of like length, about ``pieces`` together, in a random order if one is given."""
    key = [len(row) + (order.random() * 3 if order else 0) for row in rows]
    found: list[list[int]] = [[]]
    for number in sorted(range(len(rows)), key=key.__getitem__):
        if len(found[-1]) * len(rows[number]) > pieces:
            found.append([])
        found[-1].append(number)
    if order:
        order.shuffle(found)
    return found


def tensors(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows as one tensor filled up with 0, and their lengths."""
    lengths = torch.tensor([len(row) for row in rows])
    ids = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
    return ids, lengths


def narrowing(vectors: Tensor, width: int) -> Tensor:
    """The directions (width, all) in which the vectors differ most from nought."""
    _, _, directions = torch.linalg.svd(vectors, full_matrices=False)
    return directions[:width]


@dataclass(slots=True)
class Batch:
    """Passages with statements in them, and for each statement, in the order of the passages, the number of its claim;
    -1 for those on no claim.
    """

    passages: list[tuple[str, list[Range]]] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)

    def tell(self, story: Reported, order: random.Random) -> None:
        """Add the articles of a story, its claims under new numbers."""
        first = max(self.claims, default=-1) + 1
        numbers = {letter: first + place for place, letter in enumerate(story.claims)}
        for passage in story.passages(order):
            self.passages.append((passage.text, passage.parts))
            self.claims += [numbers.get(letter, -1) for letter in passage.claims]


def article_batches(told: Sequence[Reported], order: random.Random) -> Iterator[Batch]:
    """The articles of two stories together, in a random order."""
    told = order.sample(told, len(told))
    for at in range(0, len(told), 2):
        batch = Batch()
        for story in told[at : at + 2]:
            batch.tell(story, order)
        yield batch


def apart(network: SentenceNetwork, tokenizer: Tokenizer, batch: Batch) -> Tensor:
    """The loss that brings together what is said for and against a claim; all else it keeps apart, the same story
    first of all.
    """
    found = _together(network, *part_rows(tokenizer, batch.passages))
    claim = torch.tensor(batch.claims)
    itself = torch.eye(len(claim), dtype=torch.bool)
    mates = (claim[:, None] == claim[None]) & (claim >= 0)[:, None] & ~itself
    shares = torch.log_softmax((found @ found.T / SHARPNESS).masked_fill(itself, -1e9), 1)
    some = mates.any(1)
    return (-(shares * mates).sum(1)[some] / mates.sum(1)[some]).mean()


def part_rows(
    tokenizer: Tokenizer, passages: Sequence[tuple[str, list[Range]]]
) -> tuple[list[list[int]], list[list[Range]]]:
    """The pieces of each passage as the encoder gets them, and which of them are each statement's."""
    rows, parts = [], []
    encodings = tokenizer.encode_batch([text for text, _ in passages], add_special_tokens=False)
    for (_, spans), encoded in zip(passages, encodings, strict=True):
        rows.append([CLS, *encoded.ids[:MOST_AROUND], SEP])
        found = []
        for start, end in spans:
            inside = [n for n, (a, b) in enumerate(encoded.offsets[:MOST_AROUND]) if a < end and b > start]
            found.append((inside[0] + 1, inside[-1] + 2) if inside else (0, len(rows[-1])))
        parts.append(found)
    return rows, parts


def _together(network: SentenceNetwork, rows: Sequence[Sequence[int]], parts: Sequence[Sequence[Range]]) -> Tensor:
    """The vectors of all parts of rows, in their order, computed in batches of like length."""
    vectors: list[list[Tensor]] = [[] for _ in rows]
    for batch in batches(rows, None, PIECES):
        owners = [place for place, n in enumerate(batch) for _ in parts[n]]
        ranges = torch.tensor([part for n in batch for part in parts[n]])
        found = network(*tensors([rows[n] for n in batch]), ranges, torch.tensor(owners))
        for place, vector in zip(owners, found, strict=True):
            vectors[batch[place]].append(vector)
    return torch.stack([vector for some in vectors for vector in some])


def export(network: SentenceNetwork, path: Path) -> None:
    """Write the int8 graph: ``ids`` (1, length) -> states (length, width)."""
    graph = Graph()
    x = graph.embedded(network.encoder, second=False)
    for layer in network.encoder.layers:
        x = graph.layer(x, layer)
    x = graph.node("Squeeze", [x, graph.weight(np.array([0], np.int64))])
    x = graph.node("MatMul", [x, graph.weight(network.narrow.weight.detach().numpy().T.copy())])
    graph.save(path, ["ids"], x, ["length", network.narrow.weight.shape[0]])
