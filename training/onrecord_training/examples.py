"""Training windows: the features that the reader uses, with labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from onrecord.neural.decoding import CONTENT, CUE, SOURCE
from onrecord.neural.windows import Pieces, Window, plan_windows, split_pieces, window_features
from onrecord.text.spans import Range
from onrecord_training.polnear import GoldArticle

AUXILIARIES = frozenset(
    [
        "is",
        "was",
        "are",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "shall",
        "not",
        "n't",
        "to",
        "also",
        "the",
        "a",
        "an",
        "that",
        "as",
        "in",
        "of",
        "for",
        "on",
        "at",
        "by",
        "with",
        "from",
        "his",
        "her",
        "their",
        "its",
        "he",
        "she",
        "they",
        "it",
        "'",
        "’",
        "s",
        "t",
    ]
)
"""Words that are no anchor while the cue has another."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text's pieces with, for each statement, its anchor piece and the role of every piece that has one."""

    pieces: Pieces
    anchors: npt.NDArray[np.int32]
    """Anchor piece of each statement, counted over the text."""
    members: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]]
    """For each statement the pieces that play a role in it, and which."""


def label(tokenizer: Tokenizer, article: GoldArticle) -> Labelled:
    """Pieces of an article and the roles that the annotation gives them, by whole words."""
    pieces = split_pieces(tokenizer, article.text)
    anchors: list[int] = []
    members = []
    for statement in article.statements:
        roles = np.zeros(len(pieces), np.int8)
        for role, ranges in ((CONTENT, statement.content), (SOURCE, statement.source), (CUE, statement.cue)):
            for piece in _covered(pieces, ranges):
                roles[piece] = role
        where = np.flatnonzero(roles).astype(np.int32)
        content = np.flatnonzero(roles == CONTENT)
        if not len(content):
            continue
        anchors.append(_anchor(article.text, pieces, roles) or int(content[0]))
        members.append((where, roles[where]))
    return Labelled(pieces, np.array(anchors, np.int32), members)


def _covered(pieces: Pieces, ranges: tuple[Range, ...]) -> npt.NDArray[np.intp]:
    """Pieces of all words that share a character with the ranges."""
    hit = np.zeros(len(pieces), bool)
    for start, end in ranges:
        hit |= (pieces.starts < end) & (pieces.ends > start)
    words = np.unique(pieces.words[hit])
    return np.flatnonzero(np.isin(pieces.words, words))


def _anchor(text: str, pieces: Pieces, roles: npt.NDArray[np.int8]) -> int | None:
    """First piece of the first word of the cue that is more than an auxiliary; None without a cue."""
    cue = np.flatnonzero(roles == CUE).tolist()
    if not cue:
        return None
    for piece in cue:
        starts_word = piece == 0 or pieces.words[piece] != pieces.words[piece - 1]
        word = text[pieces.starts[piece] : pieces.ends[piece]].lower()
        if starts_word and word not in AUXILIARIES and (word.isalpha() or len(cue) == 1):
            return int(piece)
    return int(cue[0])


@dataclass(frozen=True, slots=True)
class Example:
    """One window with what the network should say of it; special pieces included."""

    features: npt.NDArray[np.int32]
    """(4, length): ids, case, quote, layout."""
    anchors: npt.NDArray[np.int32]
    """(anchors,) positions whose roles are learnt."""
    roles: npt.NDArray[np.float16]
    """(anchors, length, 4) probabilities of no role, content, source, cue."""
    target: npt.NDArray[np.float32]
    """(length,) probability that a piece is an anchor."""


def example_features(pieces: Pieces, window: Window) -> npt.NDArray[np.int32]:
    """(4, length) model input of a window: the rows of `window_features`."""
    features = window_features(pieces, window)
    return np.concatenate([features[name] for name in ("ids", "case", "quote", "layout")]).astype(np.int32)


def examples(labelled: Labelled, max_pieces: int, left: int, first: int | None = None) -> list[Example]:
    """All windows of a text."""
    return [_example(labelled, window) for window in plan_windows(labelled.pieces, max_pieces, left, first)]


def _example(labelled: Labelled, window: Window) -> Example:
    features = example_features(labelled.pieces, window)
    size = features.shape[1]
    inside = [i for i, anchor in enumerate(labelled.anchors) if window.start <= anchor < window.end]
    anchors = np.array([labelled.anchors[i] - window.start + 1 for i in inside], np.int32)
    roles = np.zeros((len(inside), size, 4), np.float16)
    roles[..., 0] = 1
    for row, i in enumerate(inside):
        where, which = labelled.members[i]
        keep = (where >= window.start) & (where < window.end)
        at = where[keep] - window.start + 1
        roles[row, at, 0] = 0
        roles[row, at, which[keep]] = 1
    target = np.zeros(size, np.float32)
    target[anchors] = 1
    return Example(features, anchors, roles, target)
