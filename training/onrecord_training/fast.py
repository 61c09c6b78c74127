"""Train the fast reader's network: ``python -m onrecord_training.fast learn 2``, then ``... fast narrow 2``.

It begins as a cut of the shipped network (`onrecord_training.pruning`) and learns that one's answers and its
last state (`onrecord_training.shipped`), in single precision: processors without bfloat16 gain nothing from it.
``learn`` keeps one rate for as long as it is let run; ``narrow`` begins with a narrower cut of what that has learnt,
lowers the rate to nothing over `NARROW` pieces and is what an artefact is made of. Both go on from their last
checkpoint. The number is that of the processes that share the work, one a core: each has its own batches, and all make
the same step, with the mean of their gradients.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from onrecord.neural.windows import MAX_PIECES, Window, plan_windows
from onrecord_training import together
from onrecord_training.entity_corpora import TAGS
from onrecord_training.examples import example_features
from onrecord_training.network import FAST, WIDE, FastEntityHead, Network, Shape
from onrecord_training.paths import cache
from onrecord_training.pruning import cut, pruned
from onrecord_training.shipped import folder
from onrecord_training.soft import SoftText, read_label
from onrecord_training.train import save_atomically

assert FAST.near is not None
BEFORE, BEHIND = FAST.near
CHECKPOINT_SECONDS = 300
RATE = 4e-4
"""Of one process; of more it is greater by the root of their number, as their batch is (Malladi et al. 2022)."""
BATCH = 2400
"""Pieces of a batch."""
TEXTS = 24
"""Texts whose windows are sorted into batches together."""
WARM = 40
"""Steps until the full rate."""
LEARN, NARROW = 40_000_000, 9_000_000
"""Pieces of the two runs."""
AVERAGE = 0.98
LEFT = (8, 16, 40)
"""Pieces of context before a window's own part, one of these for each text and turn."""
NEGATIVES = 2
"""Most wrong anchors a window that the role scorer learns to answer with nothing."""
ROLE_SCALE = 30.0
STATE_WEIGHT, TAG_WEIGHT = 1.0, 0.5


class Fast(nn.Module):
    """The network and its entity head, trained together."""

    def __init__(self, network: Network | None = None) -> None:
        super().__init__()
        self.network = network or Network(FAST)
        self.entities = FastEntityHead(len(TAGS))
        self.network.words.weight.requires_grad_(False)

    def kept(self) -> dict[str, Tensor]:
        """What is trained, by name."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One window with the shipped reader's answers; special pieces included, without answers."""

    features: npt.NDArray[np.int64]
    """(4, length)"""
    target: npt.NDArray[np.float32]
    anchors: list[int]
    roles: npt.NDArray[np.float32]
    """(anchors, reach, 4)"""
    state: npt.NDArray[np.float32]
    tags: npt.NDArray[np.float32]


def lessons(path: Path, rng: random.Random) -> list[Lesson]:
    """A text's windows, with borders by chance."""
    text = read_label(path)
    with np.load(path) as data:
        state = data["state"].astype(np.float32) * data["state_scale"].astype(np.float32)
        tags = data["entities"].astype(np.float32)
    first, left = rng.randint(80, MAX_PIECES), rng.choice(LEFT)
    return [_lesson(text, w, state, tags) for w in plan_windows(text.pieces, MAX_PIECES, left, first)]


def _lesson(text: SoftText, window: Window, state: npt.NDArray[np.float32], tags: npt.NDArray[np.float32]) -> Lesson:
    part = slice(window.start, window.end)
    size = window.end - window.start
    inside = [i for i, a in enumerate(text.anchors.tolist()) if window.start <= a < window.end]
    roles = np.zeros((len(inside), BEFORE + BEHIND + 1, 4), np.float32)
    for row, i in enumerate(inside):
        where, share = text.members[i]
        at = where - int(text.anchors[i]) + BEFORE
        near = (at >= 0) & (at <= BEFORE + BEHIND)
        roles[row, at[near], 1:] = share[near]
    roles[..., 0] = 1 - roles[..., 1:].sum(-1)
    return Lesson(
        example_features(text.pieces, window).astype(np.int64),
        np.pad(text.anchor[part], 1),
        [int(text.anchors[i]) - window.start + 1 for i in inside],
        roles,
        np.pad(state[part], ((1, 1), (0, 0))),
        np.pad(tags[part], ((1, 1), (0, 0))) * (np.arange(size + 2) > 0)[:, None],
    )


def batches(paths: list[Path], seed: int) -> Iterator[list[Lesson]]:
    """Batches of windows of like length, the texts in random order."""
    rng = random.Random(seed)
    rng.shuffle(paths)
    for start in range(0, len(paths), TEXTS):
        found = [one for path in paths[start : start + TEXTS] for one in lessons(path, rng)]
        found.sort(key=lambda one: one.features.shape[1] + rng.random() * 20)
        groups: list[list[Lesson]] = [[]]
        for one in found:
            if groups[-1] and (len(groups[-1]) + 1) * one.features.shape[1] > BATCH:
                groups.append([])
            groups[-1].append(one)
        rng.shuffle(groups)
        yield from groups


def loss_of(model: Fast, group: list[Lesson]) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch, and its parts."""
    network = model.network
    lengths = torch.tensor([one.features.shape[1] for one in group])
    length = int(lengths.max())

    def stacked(name: str) -> Tensor:
        parts = [torch.from_numpy(getattr(one, name)) for one in group]
        return nn.utils.rnn.pad_sequence(parts, batch_first=True)

    features = torch.from_numpy(
        np.stack([np.pad(f, ((0, 0), (0, length - f.shape[1]))) for f in (one.features for one in group)])
    )
    target, wanted, tags = stacked("target"), stacked("state"), stacked("tags")
    states = network.states(features, lengths if int(lengths.min()) < length else None)
    hidden = states[-1]
    known = tags.sum(-1) > 0
    state_loss = (hidden - wanted)[known].pow(2).mean() / wanted[known].var()
    scores = network.score_anchors(hidden)
    each = F.binary_cross_entropy_with_logits(scores, target, reduction="none")
    anchor_loss = each[known].sum() / target.sum().clamp(min=1.0)
    low, high = (states[number] for number in FastEntityHead.LAYERS)
    tag_loss = -(torch.log_softmax(model.entities(low, high), -1) * tags).sum() / known.sum()
    rows = torch.tensor([row for row, one in enumerate(group) for _ in one.anchors], dtype=torch.long)
    anchors = torch.tensor([anchor for one in group for anchor in one.anchors], dtype=torch.long)
    wrong = torch.where(known & (target < 0.03), scores.detach(), torch.tensor(-99.0))
    top, where = wrong.topk(NEGATIVES, dim=1)
    bad = (top > -2.0).nonzero()
    right = torch.cat([torch.from_numpy(one.roles) for one in group])
    nothing = torch.zeros(len(bad), *right.shape[1:])
    nothing[..., 0] = 1
    weight = torch.cat([(target[rows, anchors] + 0.2).clamp(max=1.0), torch.ones(len(bad))])
    rows, anchors = torch.cat([rows, bad[:, 0]]), torch.cat([anchors, where[bad[:, 0], bad[:, 1]]])
    role_loss = torch.zeros(())
    if len(rows):
        at = anchors[:, None] + torch.arange(-BEFORE, BEHIND + 1)
        real = (at >= 0) & (at < lengths[rows][:, None])
        found = torch.log_softmax(network.score_near(hidden, rows, anchors, (BEFORE, BEHIND)), -1)
        each = -(found * torch.cat([right, nothing])).sum(-1)
        role_loss = ((each * real).sum(1) * weight).sum() / (weight.sum() * ROLE_SCALE)
    total = anchor_loss + 2.0 * role_loss + STATE_WEIGHT * state_loss + TAG_WEIGHT * tag_loss
    parts = {"anchor": anchor_loss, "role": role_loss, "state": state_loss, "tag": tag_loss}
    return total, {name: value.item() for name, value in parts.items()}


def narrowed() -> Fast:
    """The model of `FAST`, cut out of what the first run has learnt."""
    state = torch.load(cache() / "fast.pt", weights_only=True)
    wide = Fast(Network(WIDE))
    load(wide, state["weights"], state["words"])
    model = Fast(cut(wide.network, Network(FAST), range(WIDE.layers)))
    model.entities.load_state_dict(wide.entities.state_dict())
    return model


class Run:
    """One run and its checkpoint."""

    def __init__(self, name: str, total: int, shape: Shape, start: Callable[[], Fast]) -> None:
        self.name, self.total = name, total
        self.model = Fast(Network(shape)) if self._checkpoint.exists() else start()
        self.kept = self.model.kept()
        self.pieces = self.step = 0
        self.optimiser = torch.optim.AdamW(
            [
                {"params": [v for v in self.kept.values() if (v.dim() > 1) == matrix], "weight_decay": 0.01 * matrix}
                for matrix in (True, False)
            ],
            betas=(0.9, 0.98),
            fused=True,
        )
        if self._checkpoint.exists():
            state = torch.load(self._checkpoint, weights_only=True)
            load(self.model, state["weights"], state["words"])
            self.average, self.pieces, self.step = state["average"], state["pieces"], state["step"]
            self.optimiser.load_state_dict(state["optimiser"])
            return
        self.average = {name: value.detach().clone() for name, value in self.kept.items()}

    @property
    def _checkpoint(self) -> Path:
        return cache() / f"{self.name}.checkpoint.pt"

    def save(self) -> None:
        """Checkpoint, and the averaged weights in ``cache()/NAME.pt``; the first process does it for all."""
        if together.place()[0]:
            return
        words = self.model.network.words.weight.detach()
        save_atomically({"weights": self.average, "words": words}, cache() / f"{self.name}.pt")
        state: dict[str, Any] = {"weights": self.kept, "words": words, "average": self.average}
        state |= {"optimiser": self.optimiser.state_dict(), "pieces": self.pieces, "step": self.step}
        save_atomically(state, self._checkpoint)

    def learn(self, falling: bool) -> None:
        """Until the run's pieces are done; ``falling``: at a rate that falls to nothing."""
        rank, processes = together.place()
        log = (Path(os.devnull) if rank else cache() / f"{self.name}.log").open("a")
        saved = clock = time.time()
        since = 0
        sums: list[dict[str, float]] = []
        highest = RATE * processes**0.5
        for turn in count(self.step):
            for group in batches(sorted(folder().glob("*.npz")), turn * processes + rank):
                rate = highest * min(1.0, (self.step + 1) / WARM) * (1 - self.pieces / self.total if falling else 1.0)
                loss, parts = loss_of(self.model, group)
                loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
                size = together.shared(self.kept.values(), sum(one.features.shape[1] for one in group))
                nn.utils.clip_grad_norm_(self.kept.values(), 1.0)
                for each in self.optimiser.param_groups:
                    each["lr"] = rate
                self.optimiser.step()
                self.optimiser.zero_grad()
                self.step += 1
                self.pieces += size
                since += size
                sums.append(parts)
                with torch.no_grad():
                    for name, value in self.kept.items():
                        self.average[name].lerp_(value, 1 - min(AVERAGE, self.step / (self.step + 20)))
                if len(sums) == 20:
                    means = {name: round(float(np.mean([one[name] for one in sums])), 3) for name in parts}
                    speed = round(since / (time.time() - clock))
                    print(json.dumps({"pieces": self.pieces, "pieces_per_s": speed, **means}), file=log, flush=True)
                    sums, since, clock = [], 0, time.time()
                if self.pieces >= self.total:
                    self.save()
                    return
                if time.time() - saved > CHECKPOINT_SECONDS:
                    self.save()
                    saved = time.time()


def load(model: Fast, weights: dict[str, Tensor], words: Tensor) -> None:
    """Fill a model with what `Run.save` kept."""
    missing, unexpected = model.load_state_dict({**weights, "network.words.weight": words}, strict=False)
    if missing or unexpected:
        raise SystemExit(f"the checkpoint does not fit the network: {missing} {unexpected}")


def learn() -> None:
    """One of the processes of the first run."""
    torch.manual_seed(1)
    Run("fast", LEARN, WIDE, lambda: Fast(pruned())).learn(falling=False)


def narrow() -> None:
    """One of the processes of the second."""
    torch.manual_seed(1)
    Run("fast-narrow", NARROW, FAST, narrowed).learn(falling=True)


def work(run: str) -> None:
    """One of the processes of either."""
    (learn if run == "learn" else narrow)()


if __name__ == "__main__":
    together.command(__doc__, ("learn", "narrow"), work)
