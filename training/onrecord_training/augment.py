"""Other ways to print the same article, so that the model reads British and American style and odd marks alike.

Each change is an edit of the text; offsets of the statements move with it.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from dataclasses import dataclass

from onrecord.text.paragraphs import paragraphs
from onrecord.text.quotes import quotations
from onrecord.text.spans import Range
from onrecord_training.polnear import GoldArticle, GoldStatement

_HONORIFIC = re.compile(r"\b(Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.(?= [A-Z])")
_DASH = re.compile(r" ?[—–] ?| -- ")
_CURLY = {
    "double": ("“", "”"),
    "single": ("‘", "’"),
    "straight": ('"', '"'),
    "straight single": ("'", "'"),
    "archive": ("''", "''"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace characters ``start`` to ``end`` by ``text``."""

    start: int
    end: int
    text: str


def apply(article: GoldArticle, edits: list[Edit]) -> GoldArticle:
    """The article with the edits made; edits that overlap an earlier one are left out."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    pieces, at, starts, shifts = [], 0, [-1], [0]
    for edit in kept:
        pieces += [article.text[at : edit.start], edit.text]
        at = edit.end
        starts.append(edit.end)
        shifts.append(shifts[-1] + len(edit.text) - (edit.end - edit.start))
    text = "".join(pieces) + article.text[at:]
    begins = [edit.start for edit in kept]

    def move(position: int, is_end: bool) -> int:
        index = bisect_right(begins, position - 1) - 1
        if index >= 0 and position < kept[index].end:  # inside an edit: to its near border
            edit = kept[index]
            return edit.start + shifts[index] + (len(edit.text) if is_end else 0)
        return position + shifts[bisect_right(starts, position) - 1]

    def moved(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        pairs = ((move(start, False), move(end, True)) for start, end in ranges)
        return tuple((start, end) for start, end in pairs if start < end)

    statements = (GoldStatement(moved(s.content), moved(s.source), moved(s.cue)) for s in article.statements)
    return GoldArticle(article.name, text, tuple(s for s in statements if s.content))


def augmented(article: GoldArticle, rng: random.Random) -> GoldArticle:
    """A random variant of the article; about half of the articles come back unchanged."""
    if rng.random() < 0.45:
        return article
    text = article.text
    edits: list[Edit] = []
    style = rng.choices(["double", "single", "straight", "straight single", "archive"], [2, 4, 3, 1, 1])[0]
    opening, closing = _CURLY[style]
    drop = rng.random() < 0.3
    for quotation in quotations(text):
        start, end = quotation.inner
        edits.append(Edit(quotation.start, start, opening))
        lost = drop and quotation.closed and rng.random() < 0.06
        if quotation.closed:
            edits.append(Edit(end, quotation.end, "" if lost else closing))
        if style in ("single", "straight single"):  # marks within swap their kind
            swapped = ("“", "”") if style == "single" else ('"', '"')
            edits += _inner_marks(text, start, end, swapped)
    if rng.random() < 0.6:
        edits += [Edit(m.start(), m.end(), m.group(1)) for m in _HONORIFIC.finditer(text)]
    if rng.random() < 0.3:
        dash = rng.choice([" – ", " - ", "—", " — "])
        edits += [Edit(m.start(), m.end(), dash) for m in _DASH.finditer(text)]
    if rng.random() < 0.15:
        straight = {"’": "'", "‘": "'"} if style.startswith("straight") else {}
        edits += [Edit(i, i + 1, straight[c]) for i, c in enumerate(text) if c in straight]
    changed = apply(article, edits)
    if rng.random() < 0.2:
        changed = _without_headline(changed)
    return changed


def _inner_marks(text: str, start: int, end: int, marks: tuple[str, str]) -> list[Edit]:
    edits = []
    for match in re.finditer(r"(?<!\w)[‘'](?=\w)([^‘’'\n]{2,80}?(?:’\w[^‘’'\n]*?)*)[’'](?!\w)", text[start:end]):
        edits.append(Edit(start + match.start(), start + match.start() + 1, marks[0]))
        edits.append(Edit(start + match.end() - 1, start + match.end(), marks[1]))
    return edits


def _without_headline(article: GoldArticle) -> GoldArticle:
    ranges = paragraphs(article.text)
    if len(ranges) < 4 or any(a < ranges[1][0] for s in article.statements for a, _ in s.content):
        return article
    return apply(article, [Edit(0, ranges[1][0], "")])
