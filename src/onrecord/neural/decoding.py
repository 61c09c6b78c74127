"""From the network's scores to candidate statements: contiguous runs of words for each role.

Each role of an anchor is decoded as the best-scoring set of segments: every word adds its log-odds of
being in the role, every segment costs a fixed amount. Holes and crumbs that cost more than they bring
disappear; spans never cut a word.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from onrecord.neural.windows import word_starts

Floats = npt.NDArray[np.float32]

NONE, CONTENT, SOURCE, CUE = range(4)
"""Roles of a piece for a given anchor."""


LEAST_FIRM = 0.1
"""A statement no word of which is content with this probability is none."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Settings of the decoder, tuned on PolNeAR dev and stored in the model's manifest."""

    threshold: float = 0.25
    """Least probability of an anchor."""
    content: float = 4.0
    """Cost of one segment of content, in log-odds."""
    source: float = 0.5
    cue: float = 0.5
    """What each word's log-odds of being source or cue are raised by: an empty source is a rare and costly answer."""


FEATURES = (
    "anchor log-odds",
    "surest content word, log-odds",
    "content log-odds, mean",
    "content log-odds, least tenth",
    "content words, log",
    "content quoted, share",
    "source log-odds, mean",
    "source log-odds, least",
    "no source",
    "cue log-odds, mean",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible statement. Ranges count pieces of the whole text, half open."""

    anchor: int
    content: list[tuple[int, int]]
    source: list[tuple[int, int]]
    cue: list[tuple[int, int]]
    features: tuple[float, ...]
    """What its confidence is computed from, named in `FEATURES`."""


def decode_window(
    anchor_logits: Floats,
    anchors: npt.NDArray[np.int64],
    role_logits: Floats,
    words: npt.NDArray[np.int32],
    quoted: npt.NDArray[np.bool_],
    offset: int,
    costs: Costs,
) -> list[Candidate]:
    """Candidates of one window.

    ``anchor_logits`` (anchors,) and ``role_logits`` (anchors, pieces, 4) are scores of the window's pieces
    without the special ones, ``anchors`` their positions, ``words`` (pieces,) the word of each piece, ``quoted``
    (pieces,) whether it is inside quotation marks, ``offset`` the number of the window's first piece in the text.
    """
    if not len(anchors) or not len(words):
        return []
    starts = word_starts(words)
    borders = np.append(starts, len(words))
    bounds = borders.tolist()
    # (roles, anchors, pieces): what is decoded are the words of one role, and numpy is slow over four roles of a piece.
    by_role = np.ascontiguousarray(role_logits.transpose(2, 0, 1))
    by_role = np.exp(by_role - by_role.max(0))
    by_role = by_role[CONTENT:] / by_role.sum(0)
    by_word = np.add.reduceat(by_role, starts, axis=2) / (borders[1:] - borders[:-1])
    # The scorer answers a doubtful anchor with doubtful roles throughout: what is in each role given that there is
    # a statement at all is decoded here, and the doubt goes into the confidence.
    firm = by_word[0].max(1)
    rows = np.flatnonzero(firm >= LEAST_FIRM)
    by_word = np.clip(by_word[:, rows] / firm[rows, None], 1e-4, 1 - 1e-4)
    odds = np.log(by_word / (1 - by_word))
    contents, sources, cues = odds
    best_source, best_cue = best_segment_each(sources + costs.source), best_segment_each(cues + costs.cue)
    in_quotes = quoted[starts].astype(np.float32)
    candidates = []
    best_content = best_segments_each(contents, costs.content)
    for row, content, source, cue, of_content, of_source, of_cue in zip(
        rows.tolist(), best_content, best_source, best_cue, contents, sources, cues, strict=True
    ):
        if not content:
            continue

        def pieces(segments: list[tuple[int, int]]) -> list[tuple[int, int]]:
            return [(bounds[start] + offset, bounds[end] + offset) for start, end in segments]

        certain = _scores(of_content, content)
        named = _scores(of_source, source)
        features = (
            float(anchor_logits[row]),
            math.log(firm[row] / max(1 - firm[row], 1e-4)),
            _mean(certain),
            _least_tenth(certain),
            math.log(len(certain)),
            _mean(_scores(in_quotes, content)),
            _mean(named),
            float(np.minimum.reduce(named)),
            float(not source),
            _mean(_scores(of_cue, cue)),
        )
        candidates.append(Candidate(int(anchors[row]) + offset, pieces(content), pieces(source), pieces(cue), features))
    return candidates


def _scores(values: Floats, segments: list[tuple[int, int]]) -> Floats:
    """The values in the segments; one 0 if there are none."""
    if not segments:
        return np.zeros(1, np.float32)
    parts = [values[start:end] for start, end in segments]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _mean(values: Floats) -> float:
    """The mean; numpy's own takes four times as long for so few values."""
    return float(np.add.reduce(values) / len(values))


def _least_tenth(values: Floats) -> float:
    """The quantile of a tenth, between two values in proportion; numpy's own takes 15 times as long for so few."""
    ordered = np.sort(values).tolist()
    place = 0.1 * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def best_segments_each(scores: Floats, cost: float) -> list[list[tuple[int, int]]]:
    """For each row of scores (rows, words) the set of half-open segments with the greatest sum, each segment costing
    ``cost``.
    """
    rows, length = scores.shape
    positive = scores > 0
    new = np.ones(scores.shape, np.bool_)
    np.not_equal(positive[:, 1:], positive[:, :-1], out=new[:, 1:])
    borders = new.ravel().nonzero()[0]
    totals = np.add.reduceat(scores.ravel(), borders).tolist() if rows else []
    firsts = (borders % length).tolist()
    ends = np.add.accumulate(np.add.reduce(new, 1)).tolist()
    return [_best_runs([*firsts[start:end], length], totals[start:end], cost) for start, end in pairwise([0, *ends])]


def _best_runs(edges: list[int], totals: list[float], cost: float) -> list[tuple[int, int]]:
    """The best segments by the edges and sums of the runs of like sign.

    Exact: runs are joined, or dropped, by dynamic programming.
    """
    # The best value, and the segments that give it, when the last run is left out, and when it is taken in.
    out: tuple[float, list[tuple[int, int]]] = (0.0, [])
    taken: tuple[float, list[tuple[int, int]]] = (-math.inf, [])
    for (start, end), total in zip(pairwise(edges), totals, strict=True):
        opened = (out[0] - cost + total, [*out[1], (start, end)])
        longer = (taken[0] + total, [*taken[1][:-1], (taken[1][-1][0], end)]) if taken[1] else taken
        out, taken = taken if taken[0] > out[0] else out, longer if longer[0] > opened[0] else opened
    return (taken if taken[0] > out[0] else out)[1]


def best_segment_each(scores: Floats) -> list[list[tuple[int, int]]]:
    """For each row of scores (rows, words) the one segment with the greatest sum; none if no score is positive.

    Sources and cues are a single run in all but 8 of PolNeAR's 19,832 training statements.
    """
    sums = np.zeros((scores.shape[0], scores.shape[1] + 1), scores.dtype)
    np.cumsum(scores, axis=1, out=sums[:, 1:])
    before = sums[:, :-1]
    lowest = np.minimum.accumulate(before, axis=1)
    gains = sums[:, 1:] - lowest
    ends = gains.argmax(1)
    each = np.arange(len(ends))
    # A least sum is met first where it comes first in the row: never behind the segment's end.
    begins = (before == lowest[each, ends, None]).argmax(1)
    some = gains[each, ends] > 0
    found = zip(begins.tolist(), ends.tolist(), some.tolist(), strict=True)
    return [[(begin, end + 1)] if positive else [] for begin, end, positive in found]


def select(candidates: list[Candidate], confidence: list[float], overlap: float = 0.5) -> list[tuple[Candidate, float]]:
    """The statements of a text: of candidates that share content, the surer ones.

    From the surest down: one that shares ``overlap`` or more of the smaller content with a surer one is a
    double and dropped; one that shares less loses the shared pieces.
    """
    order = sorted(range(len(candidates)), key=lambda i: (-confidence[i], candidates[i].anchor))
    taken: dict[int, int] = {}
    sizes: list[int] = []
    kept: list[tuple[Candidate, float]] = []
    for index in order:
        candidate = candidates[index]
        pieces = [piece for start, end in candidate.content for piece in range(start, end)]
        shared = Counter() if taken.keys().isdisjoint(pieces) else Counter(taken[one] for one in pieces if one in taken)
        if any(count >= overlap * min(sizes[other], len(pieces)) for other, count in shared.items()):
            continue
        free = [piece for piece in pieces if piece not in taken] if shared else pieces
        kept.append((replace(candidate, content=_runs(free)) if shared else candidate, confidence[index]))
        sizes.append(len(free))
        taken.update(dict.fromkeys(free, len(sizes) - 1))
    return sorted(kept, key=lambda pair: (pair[0].content[0], pair[0].anchor))


def _runs(pieces: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for piece in pieces:
        if runs and runs[-1][1] == piece:
            runs[-1] = (runs[-1][0], piece + 1)
        else:
            runs.append((piece, piece + 1))
    return runs
