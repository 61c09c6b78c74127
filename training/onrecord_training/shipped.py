"""What the shipped reader thinks of texts, for a faster one to learn from: ``python -m onrecord_training.shipped``.

The shipped graph is its own teacher's best pupil, costs no training and runs in int8, so that it labels news at
several times the rate of the encoder that taught it. Beside the labels of `onrecord_training.soft` it leaves what a
student of the same width can copy: the encoder's last state of each piece, and the entity tags.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer

from onrecord.neural.session import MODEL_FOLDER
from onrecord.neural.windows import Pieces, load_tokenizer, plan_windows, split_pieces, window_features
from onrecord_training.augment import augmented
from onrecord_training.network import MINILM, EntityHead, Network
from onrecord_training.paths import cache, corpora, news_lines
from onrecord_training.polnear import GoldArticle, clean, read_part
from onrecord_training.soft import LEAST_ANCHOR, SILVER_CHARACTERS

STATE = "/layers.5/norm2/LayerNormalization_output_0"
"""The encoder's last state in the shipped graph."""
SILVER_EACH = 1
"""Articles of news labelled for each article of PolNeAR."""
SHORTEST = 800
"""Characters of the shortest article of news that is labelled."""
Floats = npt.NDArray[np.float32]


def shipped_network() -> Network:
    """The shipped graph's weights, out of their int8, as a network; single precision."""
    tensors = _tensors()
    network = Network(MINILM)
    state = {name.removeprefix("network."): value for name, value in tensors.items() if name.startswith("network.")}
    state["words.weight"] = tensors["quantised"].astype(np.float32) * tensors["scale"]
    network.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    return network


def shipped_entities(tags: int) -> EntityHead:
    """The shipped graph's entity head in single precision."""
    head = EntityHead(tags)
    state = {k.removeprefix("entities."): v for k, v in _tensors().items() if k.startswith("entities.")}
    head.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    return head


def _tensors() -> dict[str, npt.NDArray[Any]]:
    """The graph's weights under the names that the network gives them."""
    graph = onnx.load(str(MODEL_FOLDER / "model.onnx")).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {name: one for name, one in stored.items() if not name.endswith(("_quantized", "_scale", "_zero_point"))}
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        base = node.input[1].removesuffix("_quantized")
        weight = (stored[node.input[1]].astype(np.float32) - stored[base + "_zero_point"]) * stored[base + "_scale"]
        # /layers.0/qkv/MatMul_quant, /anchor/anchor.0/MatMul_quant, /anchor_side/Gemm_MatMul_quant
        parts = node.name.split("/")[1:-1]
        name = parts[-1] if parts[-1].startswith("anchor.") else ".".join(parts)
        found[("" if name.startswith("entities") else "network.") + name + ".weight"] = weight.T.astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the shipped graph says of a text."""

    anchor: Floats
    """(pieces,) probability that the piece anchors a statement."""
    roles: dict[int, Floats]
    """(pieces, 4) probabilities of the roles, for each likely anchor."""
    entities: Floats
    """(pieces, tags) probabilities."""
    state: Floats
    """(pieces, width) of the encoder's last layer."""


class Shipped:
    """The shipped graph, asked for more than it usually answers."""

    def __init__(self, threads: int = 1) -> None:
        graph = onnx.load(str(MODEL_FOLDER / "model.onnx"))
        graph.graph.output.append(onnx.helper.make_tensor_value_info(STATE, onnx.TensorProto.FLOAT, None))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph.SerializeToString(), options, ["CPUExecutionProvider"])
        self._floor = np.array(np.log(LEAST_ANCHOR / (1 - LEAST_ANCHOR)), np.float32)

    def opinion(self, pieces: Pieces) -> Opinion:
        """The graph's opinion of a text."""
        roles: dict[int, Floats] = {}
        each: list[tuple[Floats, ...]] = []
        for window in plan_windows(pieces):
            feeds = window_features(pieces, window)
            own = np.zeros(feeds["ids"].shape, np.bool_)
            own[0, window.own_start - window.start + 1 : window.own_end - window.start + 1] = True
            logits, anchors, scores, entities, state = self._session.run(
                None, {**feeds, "own": own, "threshold": self._floor}
            )
            each.append((1 / (1 + np.exp(-logits[own[0]])), _shares(entities[own[0]]), state[0][own[0]]))
            for anchor, share in zip((anchors - 1 + window.start).tolist(), _shares(scores)[:, 1:-1], strict=True):
                roles[anchor] = np.zeros((len(pieces), 4), np.float32)
                roles[anchor][window.start : window.end] = share
        anchor, tags, states = (np.concatenate(part) for part in zip(*each, strict=True))
        return Opinion(anchor, roles, tags, states)


def _shares(scores: Floats) -> Floats:
    shares: Floats = np.exp(scores - scores.max(-1, keepdims=True))
    return shares / shares.sum(-1, keepdims=True)


def news(rng: random.Random) -> Iterator[GoldArticle]:
    """Unlabelled news in random order, some of it augmented; long pages cut at a paragraph."""
    lines = news_lines()
    for number in rng.sample(range(len(lines)), len(lines)):
        text = json.loads(lines[number])["content_original"] or ""
        if len(text) > SILVER_CHARACTERS:
            text = text[: text.rfind("\n", 0, SILVER_CHARACTERS) if "\n" in text[:SILVER_CHARACTERS] else None]
        if SHORTEST <= len(text) <= 2 * SILVER_CHARACTERS:
            yield augmented(GoldArticle(f"silver-{number:05d}", text, ()), rng)


def texts() -> Iterator[GoldArticle]:
    """PolNeAR train (as printed or augmented), news between its articles, then the rest of the news."""
    rng = random.Random(5)
    silver = news(rng)
    articles = list(read_part(corpora() / "attribution" / "polnear", "train"))
    rng.shuffle(articles)
    for number, article in enumerate(articles):
        made = clean(article) if number % 2 else augmented(clean(article), rng)
        yield GoldArticle(f"gold-{article.name}", made.text, made.statements)
        for _ in range(SILVER_EACH):
            yield next(silver)
    yield from silver


def write_opinion(path: Path, pieces: Pieces, found: Opinion) -> None:
    """Keep an opinion as `onrecord_training.soft.read_label` reads labels, entity tags and states beside them."""
    arrays: dict[str, npt.NDArray[np.generic]] = {f: getattr(pieces, f) for f in Pieces.__dataclass_fields__}
    arrays["anchor"] = found.anchor.astype(np.float16)
    arrays["anchors"] = np.array(list(found.roles), np.int32)
    kept = [np.flatnonzero(shares[:, 1:].sum(1) > 0.01) for shares in found.roles.values()]
    if kept:
        arrays["where"] = np.concatenate(kept).astype(np.int32)
        pairs = zip(kept, found.roles.values(), strict=True)
        arrays["share"] = np.concatenate([shares[at, 1:] for at, shares in pairs]).astype(np.float16)
        arrays["owner"] = np.repeat(np.arange(len(kept), dtype=np.int32), [len(at) for at in kept])
    arrays["entities"] = found.entities.astype(np.float16)
    scale = np.abs(found.state).max(1, keepdims=True) / 127
    arrays["state"] = np.round(found.state / scale).astype(np.int8)
    arrays["state_scale"] = scale.astype(np.float16)
    with path.with_suffix(".tmp").open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type] # the stub takes every name for `allow_pickle`
    path.with_suffix(".tmp").replace(path)


def folder() -> Path:
    """Where the labels are kept, one file a text."""
    path = cache() / "shipped"
    path.mkdir(exist_ok=True)
    return path


def main() -> None:
    tokenizer: Tokenizer = load_tokenizer(str(MODEL_FOLDER / "tokenizer.json"))
    shipped = Shipped()
    for article in texts():
        path = folder() / f"{article.name}.npz"
        if path.exists():
            continue
        pieces = split_pieces(tokenizer, article.text)
        if len(pieces):
            write_opinion(path, pieces, shipped.opinion(pieces))


if __name__ == "__main__":
    main()
