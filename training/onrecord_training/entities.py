"""The entity head: ``python -m onrecord_training.entities``.

First the larger tagger and its labels for news (`onrecord_training.entity_teacher`), unless they are there; then the
head, on GUM, CrossNER politics, wikigold and those labels, in minutes. The encoder stays as it is, so that statements
are read bit for bit as before; its states are computed once. The head is kept in ``cache()/entities.pt``.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from onrecord.neural.windows import load_tokenizer
from onrecord_training.entity_corpora import TAGS, read_corpora
from onrecord_training.entity_teacher import NAME as TEACHER
from onrecord_training.entity_teacher import label_news, train_teacher
from onrecord_training.entity_windows import TagWindow, batches, gold_pieces, respelled, tag_loss, tag_windows
from onrecord_training.network import MINILM, EntityHead, Network
from onrecord_training.paths import cache, corpora, pretrained
from onrecord_training.train import save_atomically
from onrecord_training.weights import load_weights

ENCODER = "distilled-again"
EPOCHS = 6
RATE = 2e-3
BATCH = 24
"""Windows a batch."""
SEED = 5


@dataclass(frozen=True, slots=True)
class Encoded:
    """A window as the head sees it."""

    low: Tensor
    """(length, width) states of the first of `EntityHead.LAYERS`, in half precision."""
    high: Tensor
    target: Tensor
    """(length, tags)"""


def encode(network: Network, windows: list[TagWindow]) -> list[Encoded]:
    """The states of all windows, in another order."""
    found = []
    with torch.no_grad():
        for features, lengths, target in batches(windows, 4096, random.Random(0)):
            states = network.states(features, lengths)
            low, high = (states[number].half() for number in EntityHead.LAYERS)
            for row, length in enumerate(lengths.tolist()):
                found.append(Encoded(*(part[row, :length].clone() for part in (low, high, target))))
    return found


def grouped(encoded: list[Encoded], rng: random.Random) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Batches of windows of like length, in random order, padded."""
    order = sorted(encoded, key=lambda one: len(one.target) + rng.random() * 30)
    groups = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    rng.shuffle(groups)
    for group in groups:
        parts = [[one.low for one in group], [one.high for one in group], [one.target for one in group]]
        low, high, target = (torch.nn.utils.rnn.pad_sequence(part, batch_first=True).float() for part in parts)
        yield low, high, target


def train_head(train: list[Encoded], tune: list[Encoded]) -> EntityHead:
    """A head trained on the windows; prints its loss and the share of right pieces on those of the tuning part."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    head = EntityHead(len(TAGS))
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    total, step = EPOCHS * -(-len(train) // BATCH), 0
    for epoch in range(EPOCHS):
        losses = []
        clock = time.time()
        head.train()
        for low, high, target in grouped(train, rng):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / 50) * (1 - step / total)
            loss = tag_loss(head(low, high), target)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
            optimiser.step()
            losses.append(loss.item())
            step += 1
        head.eval()
        with torch.no_grad():
            found = [(head(low, high).argmax(-1), target) for low, high, target in grouped(tune, rng)]
        named = [(tags == target.argmax(-1))[target.argmax(-1) > 0] for tags, target in found]
        right = torch.cat(named).float().mean().item()
        seconds = time.time() - clock
        print(
            f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, entity pieces right {right:.3f}, {seconds:.0f} s",
            flush=True,
        )
    return head


def main() -> None:
    torch.set_num_threads(1)  # more gain little with a head this small, and nothing beside other work
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    texts = read_corpora(corpora())
    gold = [text for text in texts if text.part == "train"]
    if not (cache() / f"{TEACHER}.pt").exists():
        train_teacher(gold, tokenizer)
    windows: dict[str, list[TagWindow]] = {"train": [], "tune": []}
    for text in [*gold, *respelled(gold, random.Random(SEED)), *(text for text in texts if text.part == "tune")]:
        pieces, _, target = gold_pieces(tokenizer, text)
        windows["tune" if text.part == "tune" else "train"] += tag_windows(pieces, target)
    for pieces, target in label_news(tokenizer):
        windows["train"] += tag_windows(pieces, target)
    network = Network(MINILM)
    load_weights(network, "student", ENCODER)
    network.eval()
    head = train_head(encode(network, windows["train"]), encode(network, windows["tune"]))
    save_atomically({"encoder": ENCODER, "weights": head.state_dict()}, cache() / "entities.pt")


if __name__ == "__main__":
    main()
