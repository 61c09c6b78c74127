"""Soft labels: what the teacher thinks of texts, for the student to learn from.

``python -m onrecord_training.soft`` writes them, one file a text, so that it can be stopped and run again.
Texts: PolNeAR train (as printed, and an augmented variant of every second article) and unlabelled news.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from onrecord.neural.windows import LEFT_CONTEXT, MAX_PIECES, Pieces, Window, load_tokenizer, plan_windows, split_pieces
from onrecord_training.augment import augmented
from onrecord_training.examples import Example, example_features, examples, label
from onrecord_training.network import MPNET, Network
from onrecord_training.paths import cache, corpora, news_lines, pretrained
from onrecord_training.polnear import GoldArticle, clean, read_part
from onrecord_training.weights import load_weights

LEAST_ANCHOR = 0.03
"""Anchors that the teacher gives less are not kept."""
SILVER_ARTICLES = 800
SILVER_CHARACTERS = 9000
"""Longer news articles are cut here, at a paragraph: the tail of a long page is seldom news."""


@dataclass(frozen=True, slots=True)
class SoftText:
    """A text's pieces with the teacher's probabilities."""

    pieces: Pieces
    anchor: npt.NDArray[np.float32]
    """(pieces,) probability that the piece anchors a statement."""
    anchors: npt.NDArray[np.int32]
    """Anchors whose roles are kept."""
    members: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.float16]]]
    """For each of them the pieces that may play a role, and the probabilities of content, source and cue."""


def texts() -> Iterator[tuple[str, GoldArticle]]:
    """Names and texts to label, gold ones with their statements."""
    rng = random.Random(5)
    lines = news_lines()
    for number in rng.sample(range(len(lines)), SILVER_ARTICLES):
        text = json.loads(lines[number])["content_original"] or ""
        if len(text) > SILVER_CHARACTERS:
            text = text[
                : text.rfind("\n", 0, SILVER_CHARACTERS) if "\n" in text[:SILVER_CHARACTERS] else SILVER_CHARACTERS
            ]
        if len(text) < 800:
            continue
        yield f"silver-{number:05d}", augmented(GoldArticle(f"silver-{number}", text, ()), rng)
    for number, article in enumerate(read_part(corpora() / "attribution" / "polnear", "train", all_annotators=True)):
        yield f"gold-{number:05d}", clean(article)
        if number % 2:
            yield f"gold-{number:05d}-b", augmented(clean(article), random.Random(number + 77))


def label_text(network: Network, pieces: Pieces) -> tuple[npt.NDArray[np.float32], dict[int, npt.NDArray[np.float32]]]:
    """Anchor probabilities of a text, and role probabilities (window pieces, 4) by anchor, with the window's start."""
    probability = np.zeros(len(pieces), np.float32)
    roles: dict[int, npt.NDArray[np.float32]] = {}
    for window in plan_windows(pieces):
        features = torch.from_numpy(example_features(pieces, window).astype(np.int64))[None]
        with torch.no_grad():
            hidden = network.encode(features, None)
            scores = torch.sigmoid(network.score_anchors(hidden)[0, 1:-1].float()).numpy()
            own = np.arange(window.own_start, window.own_end)
            probability[own] = scores[own - window.start]
            anchors = own[probability[own] > LEAST_ANCHOR]
            if not len(anchors):
                continue
            rows = torch.zeros(len(anchors), dtype=torch.long)
            found = network.score_roles(hidden, rows, torch.from_numpy(anchors - window.start + 1))
            shares = torch.softmax(found.float(), -1)[:, 1:-1].numpy()
        for anchor, share in zip(anchors.tolist(), shares, strict=True):
            whole = np.zeros((len(pieces), 4), np.float32)
            whole[window.start : window.end] = share
            roles[anchor] = whole
    return probability, roles


def write_labels(name: str) -> None:
    """Label all texts with the teacher ``name``; those that are there already are left as they are."""
    torch.set_num_threads(2)
    folder = cache() / "soft"
    folder.mkdir(exist_ok=True)
    network = Network(MPNET)
    load_weights(network, "teacher", name)
    network.to(torch.bfloat16).eval()
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    for number, article in texts():
        path = folder / f"{number}.npz"
        if path.exists():
            continue
        pieces = split_pieces(tokenizer, article.text)
        if not len(pieces):
            continue
        anchor, roles = label_text(network, pieces)
        arrays: dict[str, npt.NDArray[np.generic]] = {f: getattr(pieces, f) for f in Pieces.__dataclass_fields__}
        arrays["anchor"] = anchor.astype(np.float16)
        arrays["anchors"] = np.array(list(roles), np.int32)
        where, share, owner = [], [], []
        for index, probabilities in enumerate(roles.values()):
            at = np.flatnonzero(probabilities[:, 1:].sum(1) > 0.01)
            where.append(at)
            share.append(probabilities[at, 1:])
            owner.append(np.full(len(at), index))
        if where:
            arrays["where"] = np.concatenate(where).astype(np.int32)
            arrays["share"] = np.concatenate(share).astype(np.float16)
            arrays["owner"] = np.concatenate(owner).astype(np.int32)
        with path.with_suffix(".tmp").open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type] # the stub takes every name for `allow_pickle`
        path.with_suffix(".tmp").replace(path)


def read_label(path: Path) -> SoftText:
    """A text with its soft labels, as `write_labels` wrote it."""
    with np.load(path) as data:
        arrays = {name: data[name] for name in data.files}  # every access reads the file again
    pieces = Pieces(**{f: arrays[f] for f in Pieces.__dataclass_fields__})
    anchors = arrays["anchors"]
    members = []
    if len(anchors):
        borders = np.searchsorted(arrays["owner"], np.arange(len(anchors) + 1))
        members = [(arrays["where"][a:b], arrays["share"][a:b]) for a, b in pairwise(borders.tolist())]
    return SoftText(pieces, arrays["anchor"].astype(np.float32), anchors, members)


def soft_material() -> Callable[[int], list[Example]]:
    """Windows with the teacher's probabilities as labels: each epoch all gold articles, by turns as printed and
    augmented, and half of the news. A gold article that the teacher has not labelled yet comes with its gold labels.
    """
    folder = cache() / "soft"
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    articles = [clean(a) for a in read_part(corpora() / "attribution" / "polnear", "train", all_annotators=True)]
    silver = sorted(folder.glob("silver-*.npz"))
    random.Random(3).shuffle(silver)

    def epoch(seed: int) -> list[Example]:
        rng = random.Random(seed)
        turn = seed % 1000 % 2
        found: list[Example] = []
        paths = list(silver[turn::2])
        for number, article in enumerate(articles):
            variants = [folder / f"gold-{number:05d}.npz", folder / f"gold-{number:05d}-b.npz"]
            there = [path for path in variants[::-1] if path.exists()] if turn else [p for p in variants if p.exists()]
            if there:
                paths.append(there[0])
            else:
                labelled = label(tokenizer, augmented(article, rng))
                found += examples(labelled, MAX_PIECES, LEFT_CONTEXT, rng.randint(80, MAX_PIECES))
        for path in paths:
            text = read_label(path)
            first = rng.randint(80, MAX_PIECES)
            found += [_example(text, window) for window in plan_windows(text.pieces, MAX_PIECES, LEFT_CONTEXT, first)]
        return found

    return epoch


def _example(text: SoftText, window: Window) -> Example:
    features = example_features(text.pieces, window)
    size = features.shape[1]
    inside = [i for i, a in enumerate(text.anchors.tolist()) if window.start <= a < window.end]
    roles = np.zeros((len(inside), size, 4), np.float16)
    for row, i in enumerate(inside):
        where, share = text.members[i]
        keep = (where >= window.start) & (where < window.end)
        roles[row, where[keep] - window.start + 1, 1:] = share[keep]
    roles[..., 0] = 1 - roles[..., 1:].sum(-1)
    target = np.zeros(size, np.float32)
    target[1:-1] = text.anchor[window.start : window.end]
    anchors = np.array([text.anchors[i] - window.start + 1 for i in inside], np.int32)
    return Example(features, anchors, roles, target)


def main() -> None:
    write_labels("teacher")


if __name__ == "__main__":
    main()
