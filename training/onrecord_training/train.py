"""Train a network on PolNeAR: ``python -m onrecord_training.train student|teacher``.

Resumable (a checkpoint every few minutes) and seeded. Weights, checkpoints and soft labels stay in the
cache folder; nothing here is part of the package.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from onrecord.neural.windows import LEFT_CONTEXT, MAX_PIECES, load_tokenizer
from onrecord_training.augment import augmented
from onrecord_training.evaluate import dev_candidates, score_candidates
from onrecord_training.examples import Example, examples, label
from onrecord_training.network import MINILM, MPNET, Network, load_pretrained
from onrecord_training.paths import cache, corpora, pretrained
from onrecord_training.polnear import clean, read_part
from onrecord_training.soft import soft_material
from onrecord_training.weights import load_weights

CHECKPOINT_SECONDS = 300
NEGATIVES = 4
"""Most wrong anchors a window that the role scorer learns to answer with nothing."""
AVERAGE_EVERY = 4
ROLE_SCALE = 30.0
"""Pieces that the role loss of one anchor is divided by: about the length of a statement."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings of one training run."""

    epochs: int
    rate: float
    head_rate: float
    batch: int = 16
    decay: float = 0.01
    average: float = 0.99
    seed: int = 1


PLANS = {
    "student-hard": Plan(epochs=6, rate=1.5e-4, head_rate=1e-3),
    "teacher": Plan(epochs=3, rate=5e-5, head_rate=6e-4, batch=8),
    "distilled": Plan(epochs=3, rate=1.2e-4, head_rate=5e-4, seed=2),
    "distilled-again": Plan(epochs=3, rate=1e-4, head_rate=4e-4, seed=3),
}
"""The runs, in the order in which they need each other."""


Material = Callable[[int], list[Example]]
"""The windows of one epoch, made anew from a seed."""


def hard_material(all_annotators: bool) -> Material:
    """PolNeAR train, cleaned, of several annotators the first or all.

    Each epoch has other augmented texts and window borders.
    """
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    articles = [clean(a) for a in read_part(corpora() / "attribution" / "polnear", "train", all_annotators)]

    def epoch(seed: int) -> list[Example]:
        rng = random.Random(seed)
        found: list[Example] = []
        for article in articles:
            labelled = label(tokenizer, augmented(article, rng))
            found += examples(labelled, MAX_PIECES, LEFT_CONTEXT, rng.randint(80, MAX_PIECES))
        return found

    return epoch


def batches(found: list[Example], size: int, seed: int) -> list[list[Example]]:
    """Windows of like length together, in random order; batches of about equal numbers of pieces."""
    rng = random.Random(seed)
    order = sorted(found, key=lambda e: (e.features.shape[1] + 63) // 64 + rng.random() * 0.5)
    groups: list[list[Example]] = []
    budget, longest = size * 256, 0
    group: list[Example] = []
    for one in order:
        length = (one.features.shape[1] + 63) // 64 * 64
        if group and max(longest, length) * (len(group) + 1) > budget:
            groups.append(group)
            group, longest = [], 0
        group.append(one)
        longest = max(longest, length)
    if group:
        groups.append(group)
    rng.shuffle(groups)
    return groups


def regular(group: list[Example], size: int) -> bool:
    """Is the batch as full as its length allows? Only such shapes recur often enough to be compiled."""
    length = (max(e.features.shape[1] for e in group) + 63) // 64 * 64
    return len(group) == size * 256 // length


def collate(group: list[Example]) -> dict[str, Tensor]:
    """A batch, padded to a multiple of 64 pieces.

    features (batch, 4, length), lengths (batch,), target (batch, length); for the anchors of all windows in a row:
    rows, anchors (anchors,), roles (anchors, length, 4).
    """
    length = (max(e.features.shape[1] for e in group) + 63) // 64 * 64
    features = np.zeros((len(group), 4, length), np.int64)
    target = np.zeros((len(group), length), np.float32)
    total = sum(len(e.anchors) for e in group)
    roles = np.zeros((total, length, 4), np.float32)
    roles[..., 0] = 1
    rows, anchors = np.zeros(total, np.int64), np.zeros(total, np.int64)
    at = 0
    for row, one in enumerate(group):
        size, count = one.features.shape[1], len(one.anchors)
        features[row, :, :size] = one.features
        target[row, :size] = one.target
        rows[at : at + count], anchors[at : at + count] = row, one.anchors
        roles[at : at + count, :size] = one.roles
        at += count
    batch = {"features": features, "target": target, "rows": rows, "anchors": anchors, "roles": roles}
    lengths = torch.tensor([e.features.shape[1] for e in group])
    return {"lengths": lengths, **{name: torch.from_numpy(array) for name, array in batch.items()}}


def loss_of(network: Network, batch: dict[str, Tensor]) -> Tensor:
    """Anchor loss and role loss of a batch; hard negatives are chosen from the network's own wrong anchors."""
    target, lengths, rows, anchors, roles = (batch[k] for k in ("target", "lengths", "rows", "anchors", "roles"))
    hidden = network.encode(batch["features"], lengths)
    scores = network.score_anchors(hidden).float()
    real = torch.arange(scores.shape[1])[None] < lengths[:, None]
    each = F.binary_cross_entropy_with_logits(scores, target, reduction="none")
    anchor_loss = each[real].sum() / target.sum().clamp(min=1.0)
    wrong = torch.where(real & (target < 0.03), scores.detach(), torch.tensor(-99.0))
    top, where = wrong.topk(NEGATIVES, dim=1)
    bad = (top > -2.0).nonzero()
    nothing = torch.zeros(len(bad), *roles.shape[1:])
    nothing[..., 0] = 1
    weight = torch.cat([(target[rows, anchors] + 0.2).clamp(max=1.0), torch.ones(len(bad))])
    rows = torch.cat([rows, bad[:, 0]])
    anchors = torch.cat([anchors, where[bad[:, 0], bad[:, 1]]])
    if not len(rows):
        return anchor_loss
    role_scores = network.score_roles(hidden, rows, anchors).float()
    each = F.cross_entropy(role_scores.transpose(1, 2), torch.cat([roles, nothing]).transpose(1, 2), reduction="none")
    role_loss = ((each * real[rows]).sum(1) * weight).sum() / (weight.sum() * ROLE_SCALE)
    return anchor_loss + 2.0 * role_loss


class Masters:
    """The weights in single precision, beside the network that computes in bfloat16; and their running average."""

    def __init__(self, network: Network, plan: Plan) -> None:
        self.network = network
        self.plan = plan
        self.step = 0
        frozen = {"words.weight", "bias.weight"}
        self.weights = {k: p.detach().float().clone() for k, p in network.named_parameters() if k not in frozen}
        self.average = {k: v.clone() for k, v in self.weights.items()}
        network.to(torch.bfloat16)
        self.live = dict(network.named_parameters())
        for name in frozen & set(self.live):
            self.live[name].requires_grad_(False)
        groups: dict[tuple[bool, bool], list[Tensor]] = {}
        for name, weight in self.weights.items():
            encoder = name.startswith(("layers", "positions", "norm"))
            groups.setdefault((encoder, weight.dim() > 1), []).append(weight)
        self.optimiser = torch.optim.AdamW(
            [
                {
                    "params": group,
                    "base": plan.rate if encoder else plan.head_rate,
                    "weight_decay": plan.decay if matrix else 0.0,
                }
                for (encoder, matrix), group in groups.items()
            ],
            betas=(0.9, 0.98),
            fused=True,
        )

    def update(self, scale: float) -> None:
        """One step along the gradients of the network, at ``scale`` of the full learning rate."""
        for name, weight in self.weights.items():
            gradient = self.live[name].grad
            weight.grad = gradient.float() if gradient is not None else None
            self.live[name].grad = None
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 2.0)
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * scale
        self.optimiser.step()
        self.step += 1
        if self.step % AVERAGE_EVERY == 0:
            rate = min(self.plan.average, self.step / (self.step + 20))
            with torch.no_grad():
                for name, weight in self.weights.items():
                    self.average[name].lerp_(weight, 1 - rate)
        self.show(self.weights)

    def show(self, weights: dict[str, Tensor]) -> None:
        """Give the network these weights."""
        with torch.no_grad():
            for name, weight in weights.items():
                self.live[name].copy_(weight)

    def state(self) -> dict[str, object]:
        return {
            "weights": self.weights,
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
        }

    def restore(self, state: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, weight in self.weights.items():
                weight.copy_(state["weights"][name])
        self.average, self.step = state["average"], state["step"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.show(self.weights)


def save_atomically(value: object, path: Path) -> None:
    torch.save(value, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def train(  # noqa: C901, PLR0915 - one loop and what it needs, read from top to bottom
    kind: str, plan: Plan, name: str, material: Material, start: str | None = None
) -> None:
    """Train and keep the averaged weights in ``cache()/name.pt``; progress in ``name.log``.

    ``start`` names weights to go on from instead of the pretrained encoder with fresh heads.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(2)
    network = Network(MINILM if kind == "student" else MPNET)
    if start:
        load_weights(network, kind, start)
    else:
        load_pretrained(network, pretrained(kind) / "model.safetensors", pretrained(kind) / "tokenizer.json")
    dev = list(read_part(corpora() / "attribution" / "polnear", "dev"))
    masters = Masters(network, plan)
    for layer in network.layers:
        layer.compile(dynamic=False)
    worker = ThreadPoolExecutor(1)
    checkpoint = cache() / f"{name}.checkpoint.pt"
    first_epoch, skip = 0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        masters.restore(state["masters"])
        first_epoch, skip = state["epoch"], state["batch"]
    log = (cache() / f"{name}.log").open("a")

    def prepare(epoch: int) -> Future[list[list[Example]]]:
        return worker.submit(lambda: batches(material(plan.seed * 1000 + epoch), plan.batch, epoch))

    def say(**values: object) -> None:
        print(json.dumps(values), file=log, flush=True)

    def save(epoch: int, batch: int) -> None:
        save_atomically({"masters": masters.state(), "epoch": epoch, "batch": batch}, checkpoint)

    upcoming = prepare(first_epoch)
    began = saved = time.time()
    for epoch in range(first_epoch, plan.epochs):
        groups = upcoming.result()
        if epoch + 1 < plan.epochs:
            upcoming = prepare(epoch + 1)
        total = plan.epochs * len(groups)
        warm = max(1, total // 16)
        losses: list[float] = []
        network.train()
        clock, pieces = time.time(), 0
        for index, group in enumerate(groups):
            if epoch == first_epoch and index < skip:
                continue
            torch.compiler.set_stance("default" if regular(group, plan.batch) else "force_eager")
            loss = loss_of(network, collate(group))
            loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
            masters.update(min(1.0, (masters.step + 1) / warm) * max(0.02, 1 - masters.step / total))
            losses.append(loss.item())
            pieces += sum(e.features.shape[1] for e in group)
            if masters.step % 50 == 0:
                rate = round(pieces / (time.time() - clock))
                say(step=masters.step, of=total, loss=round(float(np.mean(losses[-50:])), 4), pieces_per_s=rate)
            if time.time() - saved > CHECKPOINT_SECONDS:
                save(epoch, index + 1)
                saved = time.time()
        save(epoch + 1, 0)
        save_atomically(masters.average, cache() / f"{name}.pt")
        if epoch % 2 == 1 or epoch == plan.epochs - 1:
            masters.show(masters.average)
            torch.compiler.set_stance("force_eager")
            scores = score_candidates(dev, dev_candidates(network, dev))
            say(epoch=epoch + 1, minutes=round((time.time() - began) / 60, 1), **scores)
            masters.show(masters.weights)
    worker.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", choices=sorted(PLANS))
    run = parser.parse_args().run
    if run == "distilled":
        train("student", PLANS[run], run, soft_material(), start="student-hard")
    elif run == "distilled-again":
        train("student", PLANS[run], run, soft_material(), start="distilled")
    elif run == "teacher":
        train("teacher", PLANS[run], run, hard_material(all_annotators=False))
    else:
        train("student", PLANS[run], run, hard_material(all_annotators=True))


if __name__ == "__main__":
    main()
