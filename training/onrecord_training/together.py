"""Several processes that train one network, one a core: each has its own batches, and all make the same step."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import torch
import torch.distributed
from torch import Tensor


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
