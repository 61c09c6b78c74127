"""Several processes that train one network, one a core: each has its own batches, and all make the same step."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from random import Random
from typing import Any, TypeVar

import torch
import torch.distributed
from torch import Tensor, nn

from onrecord_training.paths import cache
from onrecord_training.train import save_atomically

CHECKPOINT_SECONDS = 300
Item = TypeVar("Item")


def run(work: Callable[[], None], processes: int) -> None:
    """Do the work in so many processes, which meet at a file, and wait for them."""
    with tempfile.TemporaryDirectory() as folder:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or it would leave its processes behind
        torch.multiprocessing.spawn(_begin, (processes, f"{folder}/meeting", work), processes, daemon=True)


def command(description: str | None, choices: Sequence[str], work: Callable[[str], None]) -> None:
    """A program whose arguments are one of some kinds of work and how many processes share it, at most one a core."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=choices)
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("processes", type=int, choices=range(1, cores + 1), nargs="?", default=1)
    arguments = parser.parse_args()
    run(partial(work, arguments.kind), arguments.processes)


def _begin(rank: int, processes: int, meeting: str, work: Callable[[], None]) -> None:
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[rank]})
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", f"file://{meeting}", rank=rank, world_size=processes)
    work()


def place() -> tuple[int, int]:
    """The number of this process, the first 0, and how many there are."""
    return torch.distributed.get_rank(), torch.distributed.get_world_size()


def shared(values: Iterable[Tensor], size: int) -> int:
    """Put the mean over all processes in the place of each gradient; the sum of ``size`` over them."""
    found = [one.grad if one.grad is not None else torch.zeros_like(one) for one in values]
    flat = torch.cat([*(one.flatten() for one in found), torch.tensor([float(size)])])
    torch.distributed.all_reduce(flat)
    mean = flat / torch.distributed.get_world_size()
    for one, part in zip(values, mean[:-1].split([each.numel() for each in found]), strict=True):
        one.grad = part.view_as(one)
    return int(flat[-1])


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
        if torch.distributed.get_world_size() > 1:
            shared(self._parameters, 1)
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


def learn(
    network: nn.Module, plan: Sequence[Item], rate: float, loss: Callable[[Item, Random], Tensor], name: str
) -> None:
    """One step for each batch of a plan, shared among the processes; goes on from the last checkpoint of that name."""
    checkpoint = cache() / f"{name}.checkpoint.pt"
    rank, processes = place()
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
