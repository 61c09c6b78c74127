"""Decoding: best segments, doubles, windows."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.neural.decoding import Candidate, _least_tenth, _mean, best_segments_each, select
from onrecord.neural.session import MODEL_FOLDER
from onrecord.neural.windows import LOWER, NO_CASE, TITLE, UPPER, Pieces, load_tokenizer, plan_windows, split_pieces

GOLD = Path(__file__).parent.parent / "evaluation" / "gold"


@given(st.lists(st.floats(-4, 4, width=32), min_size=1, max_size=9), st.floats(0, 4))
def test_best_segments_are_the_best(scores: list[float], cost: float) -> None:
    array = np.array(scores, np.float32)
    (found, again) = best_segments_each(np.stack([array, array]), cost)
    assert found == again
    value = sum(float(array[a:b].sum()) - cost for a, b in found)
    best = 0.0
    for chosen in itertools.product((False, True), repeat=len(scores)):
        opened = sum(1 for i, on in enumerate(chosen) if on and not (i and chosen[i - 1]))
        best = max(best, sum(s for s, on in zip(array.tolist(), chosen, strict=True) if on) - cost * opened)
    assert value == pytest.approx(best, abs=1e-3)
    assert all(0 <= a < b <= len(scores) for a, b in found)


@settings(deadline=None)  # numpy's first quantile loads code
@given(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=60))
def test_mean_and_least_tenth_are_those_of_numpy(values: list[float]) -> None:
    array = np.array(values, np.float32)
    assert _mean(array) == array.mean()
    assert _least_tenth(array) == pytest.approx(np.quantile(array, 0.1), rel=1e-5, abs=1e-6)


def candidate(anchor: int, start: int, end: int) -> Candidate:
    return Candidate(anchor, [(start, end)], [], [], ())


def test_a_double_is_dropped_and_a_small_overlap_cut() -> None:
    sure, double, late = candidate(1, 2, 12), candidate(14, 3, 12), candidate(30, 10, 25)
    kept = select([double, late, sure], [0.5, 0.6, 0.9])
    assert [(one.anchor, one.content) for one, _ in kept] == [(1, [(2, 12)]), (30, [(12, 25)])]


@pytest.fixture(scope="module")
def pieces() -> list[Pieces]:
    tokenizer = load_tokenizer(str(MODEL_FOLDER / "tokenizer.json"))
    texts = [path.read_text(encoding="utf-8") for path in sorted(GOLD.glob("*.txt"))]
    return [split_pieces(tokenizer, text) for text in [*texts, "word " * 3000, ""]]


def test_pieces_point_at_their_characters() -> None:
    tokenizer = load_tokenizer(str(MODEL_FOLDER / "tokenizer.json"))
    text = "\ud800 “Déjà vu,” said\r\nJosé 👍\u00a0NASA\x00"
    split = split_pieces(tokenizer, text)
    words = [text[a:b] for a, b in zip(split.starts.tolist(), split.ends.tolist(), strict=True)]
    assert {"“", ",", "said", "José", "NASA"} <= set(words)
    assert all(words)


def test_case_is_that_of_the_whole_word() -> None:
    tokenizer = load_tokenizer(str(MODEL_FOLDER / "tokenizer.json"))
    text = "the The THE A é Élan ÉLAN 4th 7 , Straßenbahnhof McDowellish NASAesque"
    split = split_pieces(tokenizer, text)
    words = {word: set(split.case[split.words == word].tolist()) for word in split.words.tolist()}
    wanted = [LOWER, TITLE, UPPER, TITLE, LOWER, TITLE, UPPER, NO_CASE, NO_CASE, NO_CASE, TITLE, TITLE, TITLE]
    assert list(words.values()) == [{one} for one in wanted]


def test_windows_cover_every_piece_once(pieces: list[Pieces]) -> None:
    for split in pieces:
        for first in (None, 1, 90, 10_000):
            windows = plan_windows(split, first=first)
            owned = [i for window in windows for i in range(window.own_start, window.own_end)]
            assert owned == list(range(len(split)))
            for window in windows:
                assert window.start <= window.own_start < window.own_end <= window.end <= len(split)
                assert window.end - window.start <= 318
