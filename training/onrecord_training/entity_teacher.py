"""The larger tagger that the entity head learns from: the attribution teacher, tuned whole to tag entities.

It is never shipped; it labels news, of which the corpora with tags hold little.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.neural.windows import Pieces, plan_windows, split_pieces
from onrecord_training.entity_corpora import TAGS, Tagged
from onrecord_training.entity_windows import Floats, batches, gold_pieces, respelled, tag_loss, tag_windows
from onrecord_training.examples import example_features
from onrecord_training.network import MPNET, Network
from onrecord_training.paths import cache, corpora, news_lines
from onrecord_training.polnear import read_part
from onrecord_training.train import Masters, Plan, save_atomically
from onrecord_training.weights import load_weights

NAME = "entities-teacher"
PLAN = Plan(epochs=3, rate=6e-5, head_rate=6e-4, batch=8, average=0.98, seed=7)
BATCH_PIECES = 2048
SILVER = 80
"""Articles of abp_10k that the teacher labels."""
POLNEAR_STEP = 4
"""Every how many-th article of PolNeAR train it labels too."""
SILVER_CHARACTERS = 6000
"""Longer articles are cut here."""


class Tagger(Network):
    """The teacher with a tag for every piece."""

    def __init__(self) -> None:
        super().__init__(MPNET)
        self.tags = nn.Linear(MPNET.width, len(TAGS))

    def tag(self, features: Tensor, lengths: Tensor | None) -> Tensor:
        """features (batch, 4, length) -> logits (batch, length, tags)."""
        return self.tags(self.encode(features, lengths))


def train_teacher(texts: list[Tagged], tokenizer: Tokenizer) -> None:
    """Tune the teacher on the training part, a third of it respelled each epoch; goes on after the last whole epoch."""
    torch.manual_seed(PLAN.seed)
    network = Tagger()
    load_weights(network, "teacher", "teacher")
    masters = Masters(network, PLAN)
    checkpoint = cache() / f"{NAME}.checkpoint.pt"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        masters.restore(state["masters"])
        first = state["epoch"]
    for epoch in range(first, PLAN.epochs):
        rng = random.Random(PLAN.seed * 100 + epoch)
        windows = []
        for text, other in zip(texts, respelled(texts, rng), strict=True):
            pieces, _, target = gold_pieces(tokenizer, other if rng.random() < 1 / 3 else text)
            windows += tag_windows(pieces, target, rng.randint(80, 320))
        groups = list(batches(windows, BATCH_PIECES, rng))
        total = PLAN.epochs * len(groups)
        losses = []
        for features, lengths, target in groups:
            loss = tag_loss(network.tag(features, lengths), target)
            loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
            masters.update(min(1.0, 10 * (masters.step + 1) / total) * max(0.02, 1 - masters.step / total))
            losses.append(loss.item())
            if len(losses) % 25 == 0:
                print("teacher", epoch, len(losses), len(groups), round(float(np.mean(losses[-25:])), 4), flush=True)
        save_atomically({"masters": masters.state(), "epoch": epoch + 1}, checkpoint)
    save_atomically(masters.average, cache() / f"{NAME}.pt")


def load_teacher() -> Tagger:
    network = Tagger()
    load_weights(network, "teacher", NAME)
    network.to(torch.bfloat16).eval()
    return network


def tag_pieces(network: Tagger, pieces: Pieces) -> Floats:
    """(pieces, tags) probabilities; each piece as the window sees it whose own it is."""
    found = np.zeros((len(pieces), len(TAGS)), np.float32)
    for window in plan_windows(pieces):
        features = torch.from_numpy(example_features(pieces, window).astype(np.int64))[None]
        with torch.no_grad():
            shares = torch.softmax(network.tag(features, None)[0, 1:-1].float(), -1).numpy()
        own = slice(window.own_start, window.own_end)
        found[own] = shares[window.own_start - window.start : window.own_end - window.start]
    return found


def news() -> Iterator[tuple[str, str]]:
    """Names and texts of the news that the teacher labels."""
    for number, article in enumerate(read_part(corpora() / "attribution" / "polnear", "train")):
        if number % POLNEAR_STEP == 0:
            yield f"polnear-{number:04d}", article.text[:SILVER_CHARACTERS]
    lines = news_lines()
    for number in random.Random(11).sample(range(len(lines)), SILVER):
        text = json.loads(lines[number])["content_original"] or ""
        if len(text) > 800:
            yield f"abp-{number:05d}", text[:SILVER_CHARACTERS]


def label_news(tokenizer: Tokenizer) -> Iterator[tuple[Pieces, Floats]]:
    """Pieces and the teacher's tags of the news texts; labels made before are taken from the cache."""
    folder = cache() / "entities-silver"
    folder.mkdir(exist_ok=True)
    network: Tagger | None = None
    for name, text in news():
        pieces = split_pieces(tokenizer, text)
        path = folder / f"{name}.npy"
        if not path.exists():
            network = network or load_teacher()
            with path.with_suffix(".tmp").open("wb") as file:
                np.save(file, tag_pieces(network, pieces).astype(np.float16))
            path.with_suffix(".tmp").replace(path)
        yield pieces, np.load(path).astype(np.float32)
