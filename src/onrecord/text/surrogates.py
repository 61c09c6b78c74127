"""Lone surrogates, which stand in texts that were decoded badly, and which UTF-8, tokenizers and Arrow refuse."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """The text, as long as it was, with U+FFFD for each lone surrogate."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
