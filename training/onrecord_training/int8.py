"""An encoder and what stands on it as an int8 ONNX graph, put together by hand.

Written with the operators that onnxruntime would fuse an exported graph into, for one text at a time, so that nothing
is padded or masked. Products are int8 with a scale a column, of 7 bits: on processors without VNNI sums of two products
of 8 bits overflow, and the same graph would give other results there. Word vectors are int8 with a scale a row.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from onrecord_training.network import Encoder, Layer

CONTRIB = "com.microsoft"
STEPS = 63
"""Largest weight of a product."""


class Graph:
    """Nodes and weights of a graph in the making; values are named by what makes them."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, value: npt.NDArray[np.generic]) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list[str], domain: str = "", **attributes: object) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: Tensor, bias: Tensor | None) -> str:
        """The product of a value with a weight (out, in) in int8, plus a bias."""
        columns = weight.detach().double().numpy().T
        scale = np.maximum(np.abs(columns).max(0), 1e-12) / STEPS
        whole = np.rint(columns / scale).astype(np.int8)
        inputs = [x, self.weight(whole), self.weight(scale.astype(np.float32)), ""]
        inputs += [self.weight(bias.detach().float().numpy())] if bias is not None else [""]
        return self.node("DynamicQuantizeMatMul", inputs, CONTRIB)

    def embedded(self, encoder: Encoder, second: bool) -> str:
        """Normalised sum of the vectors of the pieces ``ids`` (1, length), of their places and their text."""
        words = encoder.words.weight.detach()
        scale = words.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        rows = self.node("Gather", [self.weight((words / scale).round().numpy().astype(np.int8)), "ids"])
        x = self.node("Cast", [rows], to=TensorProto.FLOAT)
        x = self.node("Mul", [x, self.node("Gather", [self.weight(scale.numpy().astype(np.float32)), "ids"])])
        length = self.node("Gather", [self.node("Shape", ["ids"]), self.weight(np.array([1], np.int64))])
        positions = encoder.positions.weight.detach()[:256].numpy()
        zero = self.weight(np.array([0], np.int64))
        x = self.node("Add", [x, self.node("Slice", [self.weight(positions), zero, length, zero])])
        if second:
            types = np.stack([np.zeros(encoder.shape.width, np.float32), encoder.second.detach().numpy()])
            x = self.node("Add", [x, self.node("Gather", [self.weight(types), "second"])])
        norm = encoder.norm
        return self.node("LayerNormalization", [x, *self._norm(norm.weight, norm.bias)], axis=-1, epsilon=norm.eps)

    def layer(self, x: str, layer: Layer) -> str:
        """One transformer layer."""
        qkv = self.linear(x, layer.qkv.weight, layer.qkv.bias)
        parts = [f"{qkv}_{one}" for one in "qkv"]
        self.nodes.append(helper.make_node("Split", [qkv], parts, axis=-1, num_outputs=3))
        a = self.node("MultiHeadAttention", parts, CONTRIB, num_heads=layer.heads)
        x = self._residual(self.linear(a, layer.out.weight, layer.out.bias), x, layer.norm1)
        inner = self.node("Gelu", [self.linear(x, layer.up.weight, layer.up.bias)], CONTRIB)
        return self._residual(self.linear(inner, layer.down.weight, layer.down.bias), x, layer.norm2)

    def save(self, path: Path, inputs: list[str], output: str, shape: list[int | str]) -> None:
        """Write the graph: int64 inputs (1, length), one output."""
        self.nodes.append(helper.make_node("Identity", [output], ["output"]))
        graph = helper.make_graph(
            self.nodes,
            path.stem,
            [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"]) for name in inputs],
            [helper.make_tensor_value_info("output", TensorProto.FLOAT, shape)],
            self.weights,
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(path))
        print(path, path.stat().st_size)

    def _residual(self, x: str, skip: str, norm: object) -> str:
        # Not SkipLayerNormalization, which takes three times as long, nor Add, of which onnxruntime would make that.
        inputs = [self.node("Sum", [x, skip]), *self._norm(norm.weight, norm.bias)]  # type: ignore[attr-defined]
        return self.node("LayerNormalization", inputs, axis=-1, epsilon=norm.eps)  # type: ignore[attr-defined]

    def _norm(self, weight: Tensor, bias: Tensor) -> list[str]:
        return [self.weight(one.detach().float().numpy()) for one in (weight, bias)]
