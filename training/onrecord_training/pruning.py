"""A narrow network cut out of a wide one, so that training mends what is known instead of learning it anew.

Of the layers kept, the attention heads and inner neurons that the layer's output can least do without stay; the product
behind them is fitted by least squares, over pieces of labelled texts, to what the whole layer gave.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from onrecord.neural.windows import plan_windows
from onrecord_training.examples import example_features
from onrecord_training.network import WIDE, Encoder, Layer, Network
from onrecord_training.shipped import folder, shipped_network
from onrecord_training.soft import read_label

KEPT = (0, 2, 5)
"""Layers of the shipped network."""
SAMPLE = 12
"""Texts that the products are fitted on."""
RIDGE = 1e-3
OUTSIDE = (
    *("words", "positions", "norm", "case", "quote", "layout"),
    *("anchor", "piece_side", "anchor_side", "distance", "scorer_norm", "mix1", "mix2", "roles"),
)
"""What a network has beside its layers."""


def sample() -> list[Tensor]:
    """Features (1, 4, length) of some labelled windows."""
    paths = sorted(folder().glob("gold-*.npz"))[:SAMPLE]
    found = []
    for path in paths:
        pieces = read_label(path).pieces
        found += [torch.from_numpy(example_features(pieces, w).astype(np.int64))[None] for w in plan_windows(pieces)]
    return found


def pruned() -> Network:
    """The network of `WIDE` with weights out of the shipped one."""
    return cut(shipped_network(), Network(WIDE), KEPT)


def cut(old: Network, new: Network, kept: Sequence[int]) -> Network:
    """``new`` with the weights of the ``kept`` layers of ``old``, and all that is not in a layer as it is there."""
    old.eval()
    for name in OUTSIDE:
        getattr(new, name).load_state_dict(getattr(old, name).state_dict())
    windows = sample()
    with torch.no_grad():
        states = [old.states(features, None) for features in windows]
        for layer, number in zip(new.layers, kept, strict=True):
            source = old.layers[number]
            assert isinstance(layer, Layer)
            assert isinstance(source, Layer)
            fill(layer, source, [state[number] for state in states])
    return new


def cut_encoder(old: Encoder, new: Encoder, texts: Sequence[tuple[Tensor, Tensor | None]]) -> None:
    """Fill a narrow encoder from a wide one of as many layers.

    The products are fitted on some texts: ids (1, length), and where the second begins (1), if there are two.
    """
    new.load_state_dict({name: one for name, one in old.state_dict().items() if "layers." not in name}, strict=False)
    with torch.no_grad():
        states = [old.embedded(ids, seconds) for ids, seconds in texts]
        for layer, source in zip(new.layers, old.layers, strict=True):
            assert isinstance(layer, Layer)
            assert isinstance(source, Layer)
            fill(layer, source, states)
            states = [source(x, None) for x in states]


def fill(new: Layer, old: Layer, inputs: list[Tensor]) -> None:
    """Fill a narrow layer from a wide one, given the states (1, length, width) that go into the latter."""
    for name in ("norm1", "norm2"):
        getattr(new, name).load_state_dict(getattr(old, name).state_dict())
    mixed = torch.cat([_attended(old, x)[0] for x in inputs])
    groups = torch.arange(mixed.shape[1]).view(old.heads, old.head)
    heads = _choose(mixed, old.out, groups, new.heads)
    kept = groups[heads].flatten()
    rows = torch.cat([kept + part * groups.numel() for part in range(3)])
    new.qkv.weight.copy_(old.qkv.weight[rows])
    new.qkv.bias.copy_(old.qkv.bias[rows])
    _fit(new.out, mixed[:, kept], old.out(mixed))
    middle = torch.cat([old.norm1(x + old.out(_attended(old, x)))[0] for x in inputs])
    inner = old.bend(old.up(middle))
    neurons = _choose(inner, old.down, torch.arange(inner.shape[1])[:, None], new.up.out_features)
    new.up.weight.copy_(old.up.weight[neurons])
    new.up.bias.copy_(old.up.bias[neurons])
    _fit(new.down, new.bend(new.up(middle)), old.down(inner))


def _attended(layer: Layer, x: Tensor) -> Tensor:
    """What goes into the output product of a layer's attention."""
    q, k, v = layer.qkv(x).view(1, x.shape[1], 3, layer.heads, layer.head).permute(2, 0, 3, 1, 4).unbind(0)
    shares = torch.softmax(torch.matmul(q * layer.head**-0.5, k.transpose(-1, -2)), -1)
    return torch.matmul(shares, v).transpose(1, 2).flatten(2)


def _choose(inner: Tensor, product: nn.Linear, groups: Tensor, count: int) -> Tensor:
    """The groups of columns whose part of the product varies most."""
    centred = inner - inner.mean(0)
    worth = (
        [(centred[:, group] @ product.weight[:, group].T).pow(2).sum().item() for group in groups]
        if (groups.shape[1] > 1)
        else (centred.pow(2).sum(0) * product.weight.pow(2).sum(0)).tolist()
    )
    return torch.tensor(sorted(np.argsort(worth)[::-1][:count].tolist()))


def _fit(product: nn.Linear, inner: Tensor, wanted: Tensor) -> None:
    """By least squares with a small ridge."""
    found = least_squares(torch.cat([inner, torch.ones(len(inner), 1)], 1), wanted)
    product.weight.copy_(found[:-1].T)
    product.bias.copy_(found[-1])


def least_squares(x: Tensor, wanted: Tensor) -> Tensor:
    """x (rows, in), wanted (rows, out) -> (in, out), of which the product with x comes nearest to what is wanted."""
    inner = x.double()
    square = inner.T @ inner
    square += RIDGE * square.diagonal().mean() * torch.eye(len(square), dtype=torch.double)
    return torch.linalg.solve(square, inner.T @ wanted.double()).float()
