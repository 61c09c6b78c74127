"""Where training finds the corpora and keeps what it makes."""

from __future__ import annotations

import os
from pathlib import Path


def cache() -> Path:
    """Folder of weights, checkpoints and soft labels: ``ONRECORD_TRAIN_CACHE`` or ``~/.cache/onrecord-train``."""
    path = Path(os.environ.get("ONRECORD_TRAIN_CACHE", Path.home() / ".cache" / "onrecord-train"))
    path.mkdir(parents=True, exist_ok=True)
    return path


def corpora() -> Path:
    """Folder of the corpora, named by ``ONRECORD_CORPORA``."""
    if "ONRECORD_CORPORA" not in os.environ:
        raise SystemExit("set ONRECORD_CORPORA to the folder of the corpora (it holds attribution/polnear)")
    return Path(os.environ["ONRECORD_CORPORA"])


def news_lines() -> list[str]:
    """The articles of abp_10k, unlabelled news: a JSON object each, its text under ``content_original``."""
    with (corpora() / "scale" / "abp_10k.jsonl").open(encoding="utf-8") as file:
        return file.readlines()


def pretrained(kind: str) -> Path:
    """Folder with ``model.safetensors`` and ``tokenizer.json`` of the student's or the teacher's base."""
    return cache() / "pretrained" / kind
