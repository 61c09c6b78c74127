"""Windows with a probability of each tag for each piece, from tagged texts or from a teacher's labels."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.neural.windows import LEFT_CONTEXT, MAX_PIECES, Pieces, plan_windows, split_pieces
from onrecord_training.entity_corpora import PERSON, PLACE, TAGS, Tagged
from onrecord_training.examples import example_features

Floats = npt.NDArray[np.float32]
RESPELLED = 0.5
"""Share of the words of persons' and places' names that a respelled text has changed."""


@dataclass(frozen=True, slots=True)
class TagWindow:
    """One window; special pieces are included and have no target."""

    features: npt.NDArray[np.int32]
    """(4, length): ids, case, quote, layout."""
    target: Floats
    """(length, tags) probabilities; all 0 where nothing is known."""


def tag_windows(pieces: Pieces, target: Floats, first: int | None = None) -> list[TagWindow]:
    """The windows of a text whose pieces have the targets (pieces, tags)."""
    found = []
    for window in plan_windows(pieces, MAX_PIECES, LEFT_CONTEXT, first):
        inside = np.zeros((window.end - window.start + 2, len(TAGS)), np.float32)
        inside[1:-1] = target[window.start : window.end]
        found.append(TagWindow(example_features(pieces, window), inside))
    return found


def gold_pieces(tokenizer: Tokenizer, tagged: Tagged) -> tuple[Pieces, npt.NDArray[np.intp], Floats]:
    """The pieces of a text, the token that each belongs to, and their targets (pieces, tags)."""
    pieces = split_pieces(tokenizer, tagged.text)
    tokens = np.searchsorted(np.array(tagged.offsets()), pieces.starts, side="right") - 1
    tags = np.array([token.tag for token in tagged.tokens])[tokens]
    return pieces, tokens, np.eye(len(TAGS), dtype=np.float32)[tags] * (tags >= 0)[:, None]


def respelled(texts: list[Tagged], rng: random.Random) -> list[Tagged]:
    """The texts with other names: half of the words of persons' and places' names are put together anew, each the same
    all over its text, from the front of one such word and the end of another. Names that no one has seen are told by
    what stands around them.
    """
    known = {
        tag: sorted({t.form for text in texts for t in text.tokens if t.named and t.tag == tag and _spelled(t.form)})
        for tag in (PERSON, PLACE)
    }
    made = []
    for text in texts:
        other: dict[str, str] = {}
        tokens = []
        for token in text.tokens:
            form = token.form
            if token.named and token.tag in known and _spelled(form):
                if form not in other:
                    front, end = rng.sample(known[token.tag], 2)
                    new = front[: max(2, len(front) // 2)] + end[len(end) // 2 :]
                    other[form] = new if rng.random() < RESPELLED else form
                form = other[form]
            tokens.append(replace(token, form=form))
        made.append(Tagged(text.corpus, text.part, tokens))
    return made


def _spelled(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word[0].isupper() and not word.isupper()


def batches(windows: list[TagWindow], size: int, rng: random.Random) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Batches in random order, of windows of like length and at most ``size`` pieces.

    Each is features (batch, 4, length), lengths (batch,), target (batch, length, tags).
    """
    order = sorted(windows, key=lambda one: one.features.shape[1] + rng.random() * 30)
    groups: list[list[TagWindow]] = [[]]
    for one in order:
        if (len(groups[-1]) + 1) * max(one.features.shape[1], 64) > size:
            groups.append([])
        groups[-1].append(one)
    rng.shuffle(groups)
    for group in groups:
        if group:
            yield collate(group)


def collate(group: list[TagWindow]) -> tuple[Tensor, Tensor, Tensor]:
    """Windows padded to the longest: features, lengths, target as `batches` gives them."""
    length = max(one.features.shape[1] for one in group)
    features = np.zeros((len(group), 4, length), np.int64)
    target = np.zeros((len(group), length, len(TAGS)), np.float32)
    for row, one in enumerate(group):
        features[row, :, : one.features.shape[1]] = one.features
        target[row, : one.features.shape[1]] = one.target
    lengths = torch.tensor([one.features.shape[1] for one in group])
    return torch.from_numpy(features), lengths, torch.from_numpy(target)


def tag_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of (batch, length, tags), over the pieces that have a target."""
    return -(torch.log_softmax(logits.float(), -1) * target).sum() / target.sum().clamp(min=1.0)
