"""Statements inside statements: ``X said Y claimed Z``.

The training data marks no attribution inside another's content, so the model was never shown one; but a
content read again as a text of its own is like any other text. Only contents that hold a reporting word
are read again.
"""

from __future__ import annotations

import re

from onrecord.neural.session import Model
from onrecord.reading.draft import Draft, overlap
from onrecord.reading.extract import NESTED_LEAST, extract
from onrecord.text.paragraphs import paragraphs
from onrecord.text.spans import Range

_REPORTING = re.compile(
    r"\b(?:said|says|saying|told|tells|claim(?:s|ed|ing)?|according to|argu(?:es|ed)|admit(?:s|ted)|den(?:ies|ied)"
    r"|insist(?:s|ed)|warn(?:s|ed)|announced|reported|promised|asked|wrote|tweeted|accused|alleged|acknowledged"
    r"|confirmed|testified|suggested|vowed|pledged|stated|predicted|complained)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 6
_EDGE = "“”\"‘’', \n\r\t"
"""Left off a content before it is read as a text: what is all in quotation marks reads as one long quotation."""


def nested(model: Model, text: str, drafts: list[Draft]) -> list[Draft]:
    """Statements found inside the contents of ``drafts``, each with its ``parent`` set; one level deep."""
    found = []
    ends = [(draft.start, draft.end, draft) for draft in drafts]
    for first, last, draft in ends:
        near = [other for start, end, other in ends if start < last and first < end and other is not draft]
        if any(overlap(draft.content, other.content) for other in near):
            continue
        for begin, stop in (p for a, b in draft.content for p in paragraphs(text[a:b], a)):
            start, end = _without_marks(text, begin, stop)
            part = text[start:end]
            if len(part.split()) < _LEAST_WORDS or not _REPORTING.search(part):
                continue
            for inner in extract(model, part):
                if inner.confidence < NESTED_LEAST or not inner.cue or not _is_someone(part, inner):
                    continue
                content, source, cue = (_moved(ranges, start) for ranges in (inner.content, inner.source, inner.cue))
                found.append(Draft(content, source, cue, inner.confidence * draft.confidence, parent=draft))
    return found


def _is_someone(text: str, draft: Draft) -> bool:
    """Does the source name anyone, or has the model caught an article or a mark only?"""
    words = " ".join(text[start:end] for start, end in draft.source).lower().split()
    return bool(set(words) - {"the", "a", "an", "that", "and", "of"})


def _without_marks(text: str, start: int, end: int) -> Range:
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _moved(ranges: list[Range], by: int) -> list[Range]:
    return [(start + by, end + by) for start, end in ranges]
