"""Direct, mixed or indirect: how much of a statement's content is in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.statements.model import Kind
from onrecord.text.quotes import INSIDE, OUTSIDE
from onrecord.text.spans import Range

_WORD = re.compile(r"\w+")
DIRECT_SHARE = 0.9
"""Least share of quoted words in a direct statement."""


def kind_of(text: str, states: bytearray, content: Sequence[Range]) -> Kind:
    """The kind of a content, by the share of its words that stand in quotation marks, single ones too."""
    # Most contents are quoted throughout or not at all, which needs no look at each word.
    if any(_WORD.search(text, start, end) for start, end in content):
        if not any(INSIDE in states[start:end] for start, end in content):
            return "indirect"
        if all(states.count(INSIDE, start, end) == end - start for start, end in content):
            return "direct"
    words = quoted = 0
    for start, end in content:
        for match in _WORD.finditer(text, start, end):
            words += 1
            quoted += states[match.start()] == INSIDE
    if not words:
        return "direct" if any(state != OUTSIDE for a, b in content for state in states[a:b]) else "indirect"
    return "indirect" if not quoted else "direct" if quoted >= DIRECT_SHARE * words else "mixed"
