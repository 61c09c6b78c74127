"""From a text to what the encoder sees: word pieces with features, cut into windows.

This is the only featurisation: training imports it, so that a model never meets other input at work
than it was trained on. A *piece* is a token of the vocabulary; a *word* here is a run of pieces that
the tokenizer cut from one run of letters or digits or from one punctuation mark, and spans never cut it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from onrecord.text.paragraphs import paragraphs
from onrecord.text.quotes import OPENING, OUTSIDE, quote_states
from onrecord.text.surrogates import without_surrogates

Ints = npt.NDArray[np.int32]

NO_CASE, LOWER, TITLE, UPPER = range(4)
"""Case of a word: no letters, starts lower, starts with a capital, all capitals (two letters or more)."""
WITHIN, PARAGRAPH_START, HEADLINE = range(3)
"""Place of a piece: inside a paragraph, first of its paragraph, in the text's first paragraph."""

CLS, SEP = 101, 102
"""Ids of the special pieces in the vocabulary of BERT (uncased), which every model here shares."""

HEADLINE_WORDS = 40
_REPORTED = re.compile(r"[,!?][”\"’'] \w+")
MAX_PIECES = 320
"""Longest window, special pieces included. Longer ones cost more per word and gain nothing on PolNeAR dev."""
LEFT_CONTEXT = 40
"""Pieces of the text before a window's own part that the encoder sees again, unless a model's manifest names another
number.
"""

LEAST_CONTEXT = 8
"""Pieces that a window has around its own part at least, where it cuts a paragraph: hardly a word has more."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a whole text. Every array has one entry a piece."""

    ids: Ints
    starts: Ints
    """First code point of the piece in the text."""
    ends: Ints
    """Code point behind the piece."""
    words: Ints
    """Number of the word that the piece is part of, counted over the text."""
    case: Ints
    quote: Ints
    layout: Ints
    paragraph: Ints
    """Number of the paragraph, counted over the text."""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``start`` to ``end`` are encoded together; anchors count in ``own_start`` to ``own_end`` only.

    The own parts of a text's windows cover each piece exactly once.
    """

    start: int
    end: int
    own_start: int
    own_end: int


def load_tokenizer(path: str) -> Tokenizer:
    """The tokenizer of a model, without the truncation and padding that its file may ask for."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def split_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into pieces with their features; offsets count code points of ``text``.

    Lone surrogates, which the tokenizer can't take, are read as U+FFFD (one code point for one).
    """
    readable = without_surrogates(text)
    ranges = paragraphs(text)
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    words: list[int] = []
    layout: list[int] = []
    paragraph: list[int] = []
    word = 0
    headline = len(ranges) > 1 and _may_be_headline(text[slice(*ranges[0])])
    for number, (offset, end) in enumerate(ranges):
        # One after the other: a batch goes to threads, which takes longer than paragraphs are worth.
        encoding = tokenizer.encode(readable[offset:end], add_special_tokens=False)
        count = len(encoding)
        if not count:
            continue
        ids += encoding.ids
        spans = encoding.offsets
        starts += [offset + span[0] for span in spans]
        ends += [offset + span[1] for span in spans]
        words += [word + (index or 0) for index in encoding.word_ids]
        word = words[-1] + 1
        layout += [PARAGRAPH_START] + [HEADLINE if headline and not paragraph else WITHIN] * (count - 1)
        paragraph += [number] * count
    start_array, end_array, word_array = (np.array(values, np.int32) for values in (starts, ends, words))
    return Pieces(
        ids=np.array(ids, np.int32),
        starts=start_array,
        ends=end_array,
        words=word_array,
        case=_case(text, start_array, end_array, word_array),
        quote=_quote(text, start_array, end_array),
        layout=np.array(layout, np.int32),
        paragraph=np.array(paragraph, np.int32),
    )


def _may_be_headline(paragraph: str) -> bool:
    """Is a text's first paragraph short, and without a quotation that a comma joins to its reporting words?"""
    return len(paragraph.split()) <= HEADLINE_WORDS and not _REPORTED.search(paragraph)


def _case(text: str, starts: Ints, ends: Ints, words: Ints) -> Ints:
    if not len(starts):
        return np.zeros(0, np.int32)
    firsts = word_starts(words)
    behind = np.append(firsts[1:], len(starts))
    initials = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)[starts[firsts]]
    lower = (initials >= ord("a")) & (initials <= ord("z"))
    case = np.where(lower, LOWER, NO_CASE).astype(np.int32)
    # Most words are done with that: they begin in plain lower case, or with a digit or mark, which has none.
    open_ = ((initials >= ord("A")) & (initials <= ord("Z"))) | (initials > 127)
    ranges = zip(starts[firsts[open_]].tolist(), ends[behind[open_] - 1].tolist(), strict=True)
    case[open_] = [_case_of(text[start:end]) for start, end in ranges]
    return np.repeat(case, behind - firsts)


def _case_of(word: str) -> int:
    if not word[0].isalpha():
        return NO_CASE
    return LOWER if not word[0].isupper() else UPPER if len(word) > 1 and word.isupper() else TITLE


def _quote(text: str, starts: Ints, ends: Ints) -> Ints:
    """State of the quotation marks per piece; a piece of several characters takes the most telling one."""
    if not len(starts):
        return np.zeros(0, np.int32)
    states = np.frombuffer(quote_states(text), np.uint8)
    at_start = states[starts].astype(np.int32)
    at_end = states[np.maximum(ends - 1, starts)].astype(np.int32)
    mixed = (at_start != at_end) & (at_start != OPENING)
    at_start[mixed] = np.where(at_end[mixed] == OUTSIDE, at_start[mixed], at_end[mixed])
    return at_start


def plan_windows(
    pieces: Pieces, max_pieces: int = MAX_PIECES, left: int = LEFT_CONTEXT, first: int | None = None
) -> list[Window]:
    """Windows that cover a text.

    Borders fall between paragraphs, and not before one that opens with a quotation mark, because it may
    go on with the quotation before; a paragraph longer than a window is cut wherever needed, with context
    on both sides. ``first`` shortens the first window (training shifts the borders so from epoch to epoch).
    """
    total, room = len(pieces), max_pieces - 2
    if not total:
        return []
    new = word_starts(pieces.paragraph)
    border = np.append(new, total)
    calm = np.append(new[pieces.quote[new] == OUTSIDE], total)
    windows: list[Window] = []
    own = 0
    while own < total:
        begin = _context_start(pieces, own, left)
        limit = min(total, begin + (min(first, room) if first and not windows else room))
        limit = max(limit, min(total, own + 1))
        stop, end = limit, limit
        if limit < total:
            stop = _last_border(calm, own + room // 3, limit) or _last_border(border, own, limit) or 0
            if stop:
                end = stop
            else:
                stop = max(own + 1, limit - left)
        windows.append(Window(begin, end, own, stop))
        own = stop
    return windows


def _last_border(borders: npt.NDArray[np.intp], above: int, limit: int) -> int | None:
    """The last border in ``(above, limit]``."""
    index = int(np.searchsorted(borders, limit, side="right")) - 1
    return int(borders[index]) if index >= 0 and borders[index] > above else None


def _context_start(pieces: Pieces, own: int, left: int) -> int:
    """Where the context before ``own`` starts: at a paragraph within ``left`` pieces if there is one."""
    begin = max(0, own - left)
    if begin:
        new = np.flatnonzero(np.diff(pieces.paragraph[begin - 1 : own]))
        begin += int(new[0]) if len(new) else 0
        while begin < own and pieces.words[begin] == pieces.words[begin - 1]:
            begin += 1
    return begin


def window_features(pieces: Pieces, window: Window) -> dict[str, npt.NDArray[np.int64]]:
    """Model input of one window: arrays of shape ``(1, window length + 2)``, special pieces added."""
    part = slice(window.start, window.end)
    size = window.end - window.start + 2

    def padded(values: Ints, first: int, last: int) -> npt.NDArray[np.int64]:
        array = np.empty((1, size), np.int64)
        array[0, 0], array[0, -1] = first, last
        array[0, 1:-1] = values[part]
        return array

    return {
        "ids": padded(pieces.ids, CLS, SEP),
        "case": padded(pieces.case, NO_CASE, NO_CASE),
        "quote": padded(pieces.quote, OUTSIDE, OUTSIDE),
        "layout": padded(pieces.layout, WITHIN, WITHIN),
    }


def word_starts(words: Sequence[int] | Ints) -> npt.NDArray[np.intp]:
    """Positions of the first piece of each word (or paragraph) in a run of pieces."""
    numbers = np.asarray(words)
    new = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new.nonzero()[0]
