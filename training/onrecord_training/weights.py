"""Trained weights from the cache folder."""

from __future__ import annotations

import torch

from onrecord_training.network import Network, load_pretrained
from onrecord_training.paths import cache, pretrained


def load_weights(network: Network, kind: str, name: str) -> None:
    """Fill a network: frozen word vectors and position bias from the base, everything else from ``cache()/name.pt``."""
    path = pretrained(kind)
    load_pretrained(network, path / "model.safetensors", path / "tokenizer.json")
    missing, unexpected = network.load_state_dict(torch.load(cache() / f"{name}.pt", weights_only=True), strict=False)
    if set(missing) - {"words.weight", "bias.weight", "tags.weight", "tags.bias"} or unexpected:
        raise SystemExit(f"{name}.pt does not fit the network: {missing} {unexpected}")
