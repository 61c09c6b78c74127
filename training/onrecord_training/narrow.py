"""The models of claims, narrow: ``python -m onrecord_training.narrow sentences 2``, and the same with ``pairs``.

What `onrecord_training.sentences` and `onrecord_training.pairs` have taught is cut to half its heads and half as much
within, as `onrecord_training.pruning` does it, and learns what the wide network makes of every piece and of the whole.
The number is that of the processes that share the work, one a core. Stopped and run again it goes on from its last
checkpoint.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.neural.runtime import session_options
from onrecord.neural.sentences import MOST_AROUND
from onrecord.neural.windows import CLS, SEP, load_tokenizer
from onrecord.text.paragraphs import paragraphs
from onrecord_training import pairs, sentences, together
from onrecord_training.claim_articles import reported
from onrecord_training.news_statements import news_articles
from onrecord_training.pairs import PairNetwork, Rows
from onrecord_training.paths import cache, pretrained
from onrecord_training.pruning import cut_encoder
from onrecord_training.sentences import WIDTH, Loop, SentenceNetwork, batches, tensors
from onrecord_training.train import save_atomically

SENTENCES = replace(sentences.SHAPE, heads=6, up=768)
PAIRS = replace(pairs.SHAPE, heads=6, up=768)
FITTED = 120
"""Texts that the cut is fitted on."""
PASSAGES, EACH = 36_000, 8
"""Passages of news, and most of an article."""
PIECES = 1_800
"""Of a batch."""
RATE = 6e-4
SPANS, LONGEST = 3, 24
"""Runs of pieces of a passage whose mean is learnt, too, and the most pieces of one."""
TURNS = 2
"""Draws of pairs."""
CHECKPOINT_SECONDS = 300
Item = TypeVar("Item")


def averaged(*names: str) -> dict[str, Tensor]:
    """The mean of the weights of several stages, which knows texts unlike the last ones' better than the last stage
    does ("WiSE-FT", Wortsman et al. 2022).
    """
    states = [torch.load(cache() / f"{name}.pt", weights_only=True) for name in names]
    return {key: sum(state[key] for state in states) / len(states) for key in states[0]}


def learn(
    network: nn.Module, plan: Sequence[Item], rate: float, loss: Callable[[Item, Random], Tensor], name: str
) -> None:
    """One step for each batch of a plan, shared among the processes; goes on from the last checkpoint of that name."""
    checkpoint = cache() / f"{name}.checkpoint.pt"
    rank, processes = together.place()
    plan = plan[: len(plan) // processes * processes][rank::processes]
    loop = Loop(network, rate, len(plan))
    saved = time.monotonic()
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["weights"])
        loop.load(state["loop"])
    for number in range(loop.done, len(plan)):
        loop.step(loss(plan[number], Random(number * processes + rank)))
        if rank == 0 and time.monotonic() - saved > CHECKPOINT_SECONDS:
            save_atomically({"weights": network.state_dict(), "loop": loop.state()}, checkpoint)
            saved = time.monotonic()


def passages(order: Random) -> list[str]:
    """Paragraphs of news, each behind the one before, as a statement is read; and those of our own articles."""
    found: list[str] = []
    for _, text in news_articles():
        spans = paragraphs(text)
        both = [text[a:b] for (a, _), (_, b) in pairwise(spans) if 80 < b - a < 2_000]
        found += order.sample(both, min(EACH, len(both)))
        if len(found) >= PASSAGES:
            break
    return found + [one.text for story in reported(kept=False) for one in story.passages(order)]


class Teacher:
    """The wide sentence encoder as an int8 graph, which takes a third of the time."""

    def __init__(self, network: SentenceNetwork, path: Path) -> None:
        sentences.export(network, path)
        self._session = onnxruntime.InferenceSession(path, session_options(1), providers=["CPUExecutionProvider"])

    def __call__(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """Vectors of the pieces of some texts, (texts, longest, width), filled up with 0."""
        states = [torch.from_numpy(self._session.run(None, {"ids": np.array([row])})[0]) for row in rows]
        return torch.nn.utils.rnn.pad_sequence(states, batch_first=True)


def narrow_sentences(network: SentenceNetwork, tokenizer: Tokenizer) -> None:
    """The vector of each piece, and the direction of means of some."""
    wide = SentenceNetwork(sentences.SHAPE, WIDTH).eval()
    wide.load_state_dict(averaged("sentences-stories", "sentences-articles"))
    encoded = tokenizer.encode_batch_fast(passages(Random(6)), add_special_tokens=False)
    rows = [[CLS, *one.ids[:MOST_AROUND], SEP] for one in encoded]
    network.narrow.load_state_dict(wide.narrow.state_dict())
    cut_encoder(wide.encoder, network.encoder, [(torch.tensor([r]), None) for r in Random(6).sample(rows, FITTED)])
    network.encoder.words.weight.requires_grad_(False)
    teacher = Teacher(wide, cache() / f"sentences-wide-{together.place()[0]}.onnx")

    def loss(batch: list[int], order: Random) -> Tensor:
        some = [rows[n] for n in batch]
        ids, lengths = tensors(some)
        found, wanted = network.narrow(network.encoder(ids, lengths)), teacher(some)
        real = torch.arange(ids.shape[1])[None] < lengths[:, None]
        each = (found - wanted)[real].pow(2).mean() / wanted[real].var()
        spans = [(row, *_span(int(length), order)) for row, length in enumerate(lengths) for _ in range(SPANS)]
        means = [torch.stack([x[row, a:b].mean(0) for row, a, b in spans]) for x in (found, wanted)]
        return each + 2 * (1 - F.cosine_similarity(*means)).mean()

    learn(network, batches(rows, Random(6), PIECES), RATE, loss, "sentences-narrow")


def _span(length: int, order: Random) -> tuple[int, int]:
    size = order.randint(min(4, length), min(LONGEST, length))
    start = order.randint(0, length - size)
    return start, start + size


def narrow_pairs(network: PairNetwork, tokenizer: Tokenizer) -> None:
    """The last state of each piece, and what the classifier makes of all."""
    wide = PairNetwork(pairs.SHAPE).eval()
    wide.load_state_dict(torch.load(cache() / "pairs-stories.pt", weights_only=True))
    wide.requires_grad_(False)
    drawn = [
        pair for turn in range(TURNS) for pair in (*pairs.side_pairs(Random(turn)), *pairs.mixed_pairs(Random(turn)))
    ]
    rows: Rows = pairs.rows_of(tokenizer, drawn, None)
    for name in ("inner", "outer"):
        getattr(network, name).load_state_dict(getattr(wide, name).state_dict())
    fitted = Random(6).sample(range(len(drawn)), FITTED)
    texts = [(torch.tensor([rows.ids[n]]), torch.tensor([rows.firsts[n]])) for n in fitted]
    cut_encoder(wide.encoder, network.encoder, texts)
    network.encoder.words.weight.requires_grad_(False)
    firsts = torch.tensor(rows.firsts)

    def loss(batch: list[int], _: Random) -> Tensor:
        ids, lengths = tensors([rows.ids[n] for n in batch])
        states, goal = (one.encoder(ids, lengths, firsts[batch]) for one in (network, wide))
        real = torch.arange(ids.shape[1])[None] < lengths[:, None]
        each = (states - goal)[real].pow(2).mean() / goal[real].var()
        found, wanted = (one.judge(x, lengths) for one, x in ((network, states), (wide, goal)))
        return each + F.cross_entropy(found, wanted.softmax(-1)) + 0.1 * (found - wanted).pow(2).mean()

    learn(network, batches(rows.ids, Random(6), PIECES), RATE, loss, "pairs-narrow")


def blank(kind: str) -> SentenceNetwork | PairNetwork:
    """A narrow network that has learnt nothing."""
    return SentenceNetwork(SENTENCES, WIDTH) if kind == "sentences" else PairNetwork(PAIRS)


def work(kind: str) -> None:
    """One of the processes: what has been learnt is not learnt anew."""
    torch.manual_seed(6)
    network = blank(kind)
    path = cache() / f"{kind}-narrow.pt"
    if path.exists():
        return
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    if isinstance(network, SentenceNetwork):
        narrow_sentences(network, tokenizer)
    else:
        narrow_pairs(network, tokenizer)
    if together.place()[0] == 0:
        save_atomically(network.state_dict(), path)


if __name__ == "__main__":
    together.command(__doc__, ("sentences", "pairs"), work)
