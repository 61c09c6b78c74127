"""A network as an int8 ONNX graph.

The graph takes one window and answers with the anchors above a threshold, their role scores and the scores of the
entity tags. Word vectors are stored as int8 with a scale a row, matrix products run in int8 (dynamic quantisation).
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from onrecord_training.network import EntityHead, Network

INPUTS = ("ids", "case", "quote", "layout", "own", "threshold")
OUTPUTS = ("anchor_logits", "anchors", "roles", "entities")


class Exported(nn.Module):
    """The network as one function of one window."""

    quantised: Tensor
    scale: Tensor

    def __init__(self, network: Network, entities: EntityHead) -> None:
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
            states.append(layer(states[-1], None))
        x = states[-1]
        scores = net.score_anchors(x)[0]
        anchors = torch.nonzero((scores > threshold) & own[0]).squeeze(1)
        roles = net.score_roles(x, torch.zeros_like(anchors), anchors)
        low, high = (states[number] for number in self.entities.LAYERS)
        return scores, anchors, roles, self.entities(low, high)[0]


def export(network: Network, entities: EntityHead, path: Path) -> None:
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
            dynamo=False,
        )
    quantize_dynamic(
        plain,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    print(path, path.stat().st_size)
