"""A network as an int8 ONNX graph.

The graph takes one window and answers with the anchors above a threshold, their role scores and the scores of the
entity tags. Word vectors are stored as int8 with a scale a row, matrix products run in int8 (dynamic quantisation)
with weights of 7 bits: without VNNI, sums of two products of 8 bits overflow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import torch
import torch.nn.functional as F
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from onrecord_training.network import EntityHead, FastEntityHead, Layer, Neighbours, Network

INPUTS = ("ids", "case", "quote", "layout", "own", "threshold")
OUTPUTS = ("anchor_logits", "anchors", "roles", "entities")
FAR = (12.0, 0.0, 0.0, 0.0)
"""Role scores of a piece that is too far from an anchor to be looked at: surely none."""

STEPS = 64
"""Largest weight of a product, in whole numbers."""


class Attention(torch.autograd.Function):
    """Attention of all heads as one operation of onnxruntime, which takes less time than its parts."""

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        """The operation in the graph."""
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())

    @staticmethod
    def forward(_: Any, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        """(batch, length, heads * head) each -> (batch, length, heads * head)."""
        parts = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v))
        return F.scaled_dot_product_attention(*parts).transpose(1, 2).flatten(2)


class Shifted(torch.autograd.Function):
    """The three products of `Neighbours`, of 8 bits that are shifted before them: a quarter of what there is to move
    behind them, and one quantisation for the three.
    """

    @staticmethod
    def symbolic(g: Any, x: Any, weight: Any, scale: Any, bias: Any, step: int) -> Any:
        """The operations in the graph."""

        def numbers(*values: int) -> Any:
            return g.op("Constant", value_t=torch.tensor(values))

        here, size, zero = g.op("DynamicQuantizeLinear", x, outputs=3)
        padded = g.op("Pad", here, numbers(0, step, 0, 0, step, 0), zero)
        before = g.op("Slice", padded, numbers(0), numbers(-2 * step), numbers(1))
        behind = g.op("Slice", padded, numbers(2 * step), numbers(2**62), numbers(1))
        none = g.op("Constant", value_t=torch.tensor(0, dtype=torch.int8))
        products = []
        for number, part in enumerate((before, here, behind)):
            w, s = (g.op("Gather", one, g.op("Constant", value_t=torch.tensor(number))) for one in (weight, scale))
            inputs = [part, w, size, s, zero, none, *([bias] if part is here else [])]
            products.append(g.op("com.microsoft::MatMulIntegerToFloat", *inputs))
        return g.op("Add", g.op("Add", *products[:2]), products[2]).setType(x.type())

    @staticmethod
    def forward(_: Any, x: Tensor, weight: Tensor, scale: Tensor, bias: Tensor, step: int) -> Tensor:
        """x (n, length, width), weight (3, width, width) whole, scale (3, width), bias (width) -> like x."""
        before, here, behind = (x @ (w * s) for w, s in zip(weight, scale, strict=True))
        before = F.pad(before[:, :-step], (0, 0, step, 0))
        return before + here + bias + F.pad(behind[:, step:], (0, 0, 0, step))


class Shift(nn.Module):
    """`Neighbours` as it is exported."""

    weight: Tensor
    scale: Tensor

    def __init__(self, plain: Neighbours) -> None:
        super().__init__()
        columns = torch.stack(plain.weight.detach().chunk(3, 1)).transpose(1, 2)
        scale = columns.abs().amax(1) / STEPS
        self.register_buffer("weight", torch.round(columns / scale[:, None]).to(torch.int8))
        self.register_buffer("scale", scale)
        self.bias, self.step = plain.bias, plain.step

    def forward(self, x: Tensor) -> Tensor:
        """Like that of `Neighbours`."""
        return Shifted.apply(x, self.weight, self.scale, self.bias, self.step)


def with_shifts(module: nn.Module) -> None:
    """Puts a `Shift` in place of each `Neighbours` of a module."""
    for name, child in list(module.named_children()):
        if isinstance(child, Neighbours):
            setattr(module, name, Shift(child))


def cut(linear: nn.Linear, parts: int) -> nn.ModuleList:
    """A product as several of fewer columns. They take no longer together, and what they give needs no slicing."""
    cut = nn.ModuleList()
    for weight, bias in zip(linear.weight.chunk(parts), linear.bias.chunk(parts), strict=True):
        one = nn.Linear(weight.shape[1], weight.shape[0])
        one.weight, one.bias = nn.Parameter(weight), nn.Parameter(bias)
        cut.append(one)
    return cut


class Exported(nn.Module):
    """The network as one function of one window. It is changed by that."""

    quantised: Tensor
    scale: Tensor
    traits: Tensor
    """Sums of the vectors of a piece's case, quotation and layout, one row for each combination."""

    def __init__(self, network: Network, entities: EntityHead | FastEntityHead) -> None:
        super().__init__()
        self.network = network
        self.entities = entities
        with_shifts(network)
        with_shifts(entities)
        self.qkv = nn.ModuleList(cut(layer.qkv, 3) for layer in network.layers)
        weight = network.words.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("quantised", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)
        case, quote, layout = (one.weight.detach() for one in (network.case, network.quote, network.layout))
        self.register_buffer("traits", (case[:, None, None] + quote[:, None] + layout).flatten(0, 2))

    def forward(
        self, ids: Tensor, case: Tensor, quote: Tensor, layout: Tensor, own: Tensor, threshold: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        net = self.network
        length = ids.shape[1]
        x = self.quantised[ids].float() * self.scale[ids]
        x = x + net.positions.weight[:length]
        traits = (case * net.quote.num_embeddings + quote) * net.layout.num_embeddings + layout
        x = net.norm(x + self.traits[traits])
        states = [x]
        for layer, qkv in zip(net.layers, self.qkv, strict=True):
            assert isinstance(layer, Layer)
            x = states[-1]
            x = layer.norm1(x + layer.out(Attention.apply(*(one(x) for one in qkv), layer.heads)))
            states.append(layer.norm2(x + layer.down(layer.bend(layer.up(x)))))
        x = states[-1]
        scores = net.score_anchors(x)[0]
        anchors = torch.nonzero((scores > threshold) & own[0]).squeeze(1)
        roles = self._roles(x, anchors)
        low, high = (states[number] for number in self.entities.LAYERS)
        return scores, anchors, roles, self.entities(low, high)[0]

    def _roles(self, x: Tensor, anchors: Tensor) -> Tensor:
        """Role scores (anchors, length, roles), also where the network looks at what is near alone."""
        net, rows = self.network, torch.zeros_like(anchors)
        if net.shape.near is None:
            return net.score_roles(x, rows, anchors)
        before, behind = net.shape.near
        near = net.score_near(x, rows, anchors, net.shape.near)
        table = torch.cat([near.flatten(0, 1), torch.tensor([FAR])])
        size = before + 1 + behind
        at = torch.arange(x.shape[1])[None] - anchors[:, None] + before
        places = at + size * torch.arange(anchors.shape[0])[:, None]
        return table[torch.where((at >= 0) & (at < size), places, table.shape[0] - 1)]


def export(network: Network, entities: EntityHead | FastEntityHead, path: Path) -> None:
    """Write the int8 ONNX graph of a network and its entity head."""
    wrapped = Exported(network, entities).eval()
    length = 64
    ids = torch.randint(1000, 2000, (1, length))
    zeros = torch.zeros(1, length, dtype=torch.long)
    plain = path.with_suffix(".float.onnx")
    with torch.no_grad():
        torch.onnx.export(
            wrapped,
            (ids, zeros, zeros, zeros, torch.ones(1, length, dtype=torch.bool), torch.tensor(-5.0)),
            str(plain),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={
                **{name: {1: "length"} for name in INPUTS[:5]},
                "anchor_logits": {0: "length"},
                "anchors": {0: "anchors"},
                "roles": {0: "anchors", 1: "length"},
                "entities": {0: "length"},
            },
            opset_version=17,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
    quantize_dynamic(
        plain,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
    # onnxruntime would fuse a sum with the normalisation behind it into an operation that takes three times as long as
    # the two; it does not know this name of the sum.
    model = onnx.load(str(path))
    normalised = {node.input[0] for node in model.graph.node if node.op_type == "LayerNormalization"}
    for node in model.graph.node:
        if node.op_type == "Add" and node.output[0] in normalised:
            node.op_type = "Sum"
    onnx.save(model, str(path))
    print(path, path.stat().st_size)
