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

from onrecord_training.network import EntityHead, FastEntityHead, Layer, Network

INPUTS = ("ids", "case", "quote", "layout", "own", "threshold")
OUTPUTS = ("anchor_logits", "anchors", "roles", "entities")
FAR = (12.0, 0.0, 0.0, 0.0)
"""Role scores of a piece that is too far from an anchor to be looked at: surely none."""


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


class Exported(nn.Module):
    """The network as one function of one window."""

    quantised: Tensor
    scale: Tensor

    def __init__(self, network: Network, entities: EntityHead | FastEntityHead) -> None:
        super().__init__()
        self.network = network
        self.entities = entities
        weight = network.words.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("quantised", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(
        self, ids: Tensor, case: Tensor, quote: Tensor, layout: Tensor, own: Tensor, threshold: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        net = self.network
        length = ids.shape[1]
        x = self.quantised[ids].float() * self.scale[ids]
        x = x + net.positions.weight[:length] + net.case(case) + net.quote(quote) + net.layout(layout)
        x = net.norm(x)
        states = [x]
        for layer in net.layers:
            assert isinstance(layer, Layer)
            x = states[-1]
            x = layer.norm1(x + layer.out(Attention.apply(*layer.qkv(x).chunk(3, -1), layer.heads)))
            states.append(layer.norm2(x + layer.down(F.gelu(layer.up(x)))))
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
        far = torch.tensor(FAR)[None, None] + near[:, :1] * 0
        at = torch.arange(x.shape[1])[None] - anchors[:, None] + before
        at = torch.where((at >= 0) & (at <= before + behind), at, before + behind + 1)
        return torch.gather(torch.cat([near, far], 1), 1, at[..., None].expand(-1, -1, len(FAR)))


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
