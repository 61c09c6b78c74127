"""The sentence encoder: ``python -m onrecord_training.sentences``.

all-MiniLM-L6-v2 is cut to three of its layers and its 384 numbers a text to 128: half the time for a text, a third for
a search. It is taught on statements of news to give what the whole one gives, then on stories of our own, its
statements read in paragraphs, to bring together what is said for and against one claim, and to keep apart the rest;
then on whole articles, where statements lean on each other. `onrecord_training.narrow` cuts it, and
`onrecord_training.reports` teaches it on reports and makes the graph of it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.neural.sentences import MOST
from onrecord.neural.windows import CLS, SEP, load_tokenizer
from onrecord.text.spans import Range
from onrecord_training import together
from onrecord_training.claim_articles import Reported, reported
from onrecord_training.claim_pairs import Group, written_groups
from onrecord_training.claim_paragraphs import Placed, in_paragraph
from onrecord_training.claim_stories import Story, stories
from onrecord_training.int8 import Graph
from onrecord_training.network import MINILM, Encoder, Shape, load_pretrained
from onrecord_training.news_statements import news_contents
from onrecord_training.paths import cache, pretrained

LAYERS = (0, 2, 5)
"""Those that the student begins with."""
SHAPE = replace(MINILM, layers=len(LAYERS))
WIDTH = 128
STATEMENTS = 8_000
"""Of news, to learn the whole encoder's vectors on."""
PIECES = 1_200
"""Of a batch."""
EPOCHS, RATE = 2, 3e-4
"""Of learning from the whole encoder."""
STORY_EPOCHS, STORY_RATE = 2, 2e-4
"""Of learning from the stories."""
ARTICLE_EPOCHS, ARTICLE_RATE = 2, 1e-4
"""Of learning from the articles."""
MADE, MADE_MOST = 0.5, 24
"""Share of batches of articles that have made-up paragraphs beside them, and how many."""
MOST_TOLD = 254
"""Pieces of a passage."""
SHARPNESS = 0.07


class SentenceNetwork(nn.Module):
    """An encoder, the mean of its pieces, and fewer numbers."""

    def __init__(self, shape: Shape, width: int) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.narrow = nn.Linear(MINILM.width, width, bias=False)

    def forward(
        self, ids: Tensor, lengths: Tensor, parts: Tensor | None = None, owners: Tensor | None = None
    ) -> Tensor:
        """ids (batch, length), lengths (batch) -> vectors (batch, width) of length 1.

        ``parts`` (parts, 2), with ``owners`` (parts), the text that each is of: the pieces from the first number up
        to the second only, read in the whole; vectors (parts, width).
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


def teacher() -> Encoder:
    """The whole all-MiniLM-L6-v2."""
    encoder = Encoder(MINILM)
    folder = pretrained("student")
    load_pretrained(encoder, folder / "model.safetensors", folder / "tokenizer.json")
    return encoder.eval()


def rows_of(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """The pieces of each text as the encoder gets them."""
    encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [[CLS, *one.ids[:MOST], SEP] for one in encoded]


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


def vectors_of(encoder: Encoder, rows: Sequence[Sequence[int]]) -> Tensor:
    """The whole encoder's vectors of texts, length 1."""
    vectors = torch.zeros(len(rows), MINILM.width)
    with torch.no_grad():
        for batch in batches(rows, None):
            vectors[batch] = F.normalize(mean_of(encoder, *tensors([rows[n] for n in batch])), dim=-1)
    return vectors


def targets(encoder: Encoder, rows: Sequence[Sequence[int]]) -> Tensor:
    """The teacher's vectors of the training sentences, kept in the cache folder."""
    path = cache() / "sentence-targets.npy"
    if not path.exists():
        np.save(path, vectors_of(encoder, rows).numpy().astype(np.float16))
    return torch.from_numpy(np.load(path)).float()


def narrowing(vectors: Tensor, width: int) -> Tensor:
    """The directions (width, all) in which the vectors differ most from nought."""
    _, _, directions = torch.linalg.svd(vectors, full_matrices=False)
    return directions[:width]


def begin(network: SentenceNetwork, encoder: Encoder, directions: Tensor) -> None:
    """Fill the student from the whole encoder: some of its layers, and the directions (width, all) that it keeps."""
    state = encoder.state_dict()
    for new, old in enumerate(LAYERS):
        layer = {name[len(f"layers.{old}.") :]: one for name, one in state.items() if name.startswith(f"layers.{old}.")}
        network.encoder.layers[new].load_state_dict(layer)
    rest = {name: one for name, one in state.items() if not name.startswith("layers.")}
    network.encoder.load_state_dict(rest, strict=False)
    network.narrow.weight.data.copy_(directions)


def distil(network: SentenceNetwork, rows: Sequence[Sequence[int]], wanted: Tensor) -> None:
    """Teach the student the wanted vectors (rows, width), and the angles between those of a batch."""
    order = random.Random(6)
    plan = [batch for _ in range(EPOCHS) for batch in batches(rows, order)]
    loop = Loop(network, RATE, len(plan))
    for batch in plan:
        goal = wanted[batch]
        found = network(*tensors([rows[n] for n in batch]))
        loop.step((1 - (found * goal).sum(-1)).mean() + ((found @ found.T - goal @ goal.T) ** 2).mean() * 5)


@dataclass(slots=True)
class Batch:
    """Passages with statements in them, and for each statement, in the order of the passages, the number of its claim;
    -1 for those on no claim.
    """

    passages: list[tuple[str, list[Range]]] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)

    def place(self, one: Placed, claim: int) -> None:
        """Add a statement in a paragraph of its own."""
        self.passages.append((one.text, [(one.start, one.end)]))
        self.claims.append(claim)

    def add(self, group: Group, beside: Sequence[str], order: random.Random) -> None:
        """Add some statements of a group under a new number; ``beside``: what may stand in their paragraphs."""
        number = max(self.claims, default=-1) + 1
        said = group.same + group.disputes
        for text in (*_some(group.same, 5, order), *_some(group.disputes, 4, order), *_some(group.neutral, 1, order)):
            self.place(in_paragraph(text, beside, order, group.name, said), number)
        for text in _some(group.others, 6, order):
            self.place(in_paragraph(text, beside, order), -1)

    def tell(self, story: Reported, order: random.Random) -> None:
        """Add the articles of a story, its claims under new numbers."""
        first = max(self.claims, default=-1) + 1
        numbers = {letter: first + place for place, letter in enumerate(story.claims)}
        for passage in story.passages(order):
            self.passages.append((passage.text, passage.parts))
            self.claims += [numbers.get(letter, -1) for letter in passage.claims]

    def join(self, other: Batch, most: int, order: random.Random) -> None:
        """Add so many passages of a batch that has one statement in each."""
        first = max(self.claims, default=-1) + 1
        for at in order.sample(range(len(other.passages)), min(most, len(other.passages))):
            self.passages.append(other.passages[at])
            self.claims.append(first + other.claims[at] if other.claims[at] >= 0 else -1)


def story_batches(all_: list[Story], groups: list[Group], order: random.Random) -> Iterator[Batch]:
    """Each story whole, with a group, in a random order."""
    for story in order.sample(all_, len(all_)):
        batch = Batch()
        beside = [*story.others, *(text for claim in story.claims for text in claim.same)]
        for claim in story.claims:
            batch.add(claim, beside, order)
        for group in order.sample(groups, 1):
            batch.add(group, group.same + group.others, order)
        for text in story.others:
            batch.place(in_paragraph(text, beside, order), -1)
        yield batch


def article_batches(all_: list[Reported], made: Sequence[Batch], order: random.Random) -> Iterator[Batch]:
    """The articles of two stories together, in a random order; with half of them, if any is given, a story in made-up
    paragraphs.
    """
    told = order.sample(all_, len(all_))
    for at in range(0, len(told), 2):
        batch = Batch()
        for story in told[at : at + 2]:
            batch.tell(story, order)
        if made and order.random() < MADE:
            batch.join(order.choice(made), MADE_MOST, order)
        yield batch


def contrast(network: SentenceNetwork, tokenizer: Tokenizer, plan: list[Batch], rate: float) -> None:
    """Learn from each batch of a plan."""
    loop = Loop(network, rate, len(plan))
    for batch in plan:
        loop.step(apart(network, tokenizer, batch))


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
        rows.append([CLS, *encoded.ids[:MOST_TOLD], SEP])
        found = []
        for start, end in spans:
            inside = [n for n, (a, b) in enumerate(encoded.offsets[:MOST_TOLD]) if a < end and b > start]
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


def _some(texts: Sequence[str], most: int, order: random.Random) -> list[str]:
    return order.sample(texts, min(most, len(texts)))


class Loop:
    """Steps of training, with a rate that rises and falls; prints how it goes. All processes make the same steps."""

    def __init__(self, network: nn.Module, rate: float, steps: int) -> None:
        self._parameters = [one for one in network.parameters() if one.requires_grad]
        self._optimiser = torch.optim.AdamW(self._parameters, lr=rate, weight_decay=0.01)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimiser, rate, total_steps=steps, pct_start=0.1)
        self.done = 0
        """Steps made."""
        self._steps, self._shown = steps, 0.0
        self._began = time.monotonic()
        network.train()

    def step(self, loss: Tensor) -> None:
        """Make the loss a little smaller."""
        self._optimiser.zero_grad()
        loss.backward()
        if torch.distributed.is_initialized():
            together.shared(self._parameters, 1)
        nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimiser.step()
        self._schedule.step()
        self.done += 1
        self._shown += (float(loss.detach()) - self._shown) / min(self.done, 50)
        if self.done % 25 == 0:
            print(self.done, self._steps, round(self._shown, 4), f"{time.monotonic() - self._began:.0f} s", flush=True)

    def state(self) -> dict[str, Any]:
        """What a loop of the same length needs to go on from here, besides the network."""
        return {
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
            "done": self.done,
            "shown": self._shown,
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self.done, self._shown = state["done"], state["shown"]


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
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    order, groups = random.Random(6), written_groups(kept=False)
    network = SentenceNetwork(SHAPE, WIDTH)

    def from_whole() -> None:
        encoder = teacher()
        rows = rows_of(tokenizer, news_contents()[:STATEMENTS])
        wanted = targets(encoder, rows)
        directions = narrowing(wanted, WIDTH)
        begin(network, encoder, directions)
        distil(network, rows, F.normalize(wanted @ directions.T, dim=-1))

    def from_stories() -> None:
        told = stories(kept=False)
        plan = [batch for _ in range(STORY_EPOCHS) for batch in story_batches(told, groups, order)]
        contrast(network, tokenizer, plan, STORY_RATE)

    def from_articles() -> None:
        made = list(story_batches(stories(kept=False), groups, order))
        told = reported(kept=False)
        plan = [batch for _ in range(ARTICLE_EPOCHS) for batch in article_batches(told, made, order)]
        contrast(network, tokenizer, plan, ARTICLE_RATE)

    stages = {"distilled": from_whole, "stories": from_stories, "articles": from_articles}
    for name, learn in stages.items():
        path = cache() / f"sentences-{name}.pt"
        network.encoder.words.weight.requires_grad_(False)
        if path.exists():
            network.load_state_dict(torch.load(path, weights_only=True))
        else:
            learn()
            torch.save(network.state_dict(), path)


if __name__ == "__main__":
    main()
