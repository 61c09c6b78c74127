"""Characters that a database can't hold, stored as stand-ins of one character each.

SQLite's functions stop at a NUL and its Python module refuses lone surrogates; PostgreSQL refuses both. In the
record each of them is one private-use character, U+10F000 to U+10F800: offsets stay what they were, the
database can check spans, and what comes out is what went in. A text that holds one of these private-use
characters itself is refused, as it would come out as another; no font or standard is known to use them.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError

_BASE = 0x10F000
_NUL = "\U0010f800"
_SPECIAL = re.compile("[\0\ud800-\udfff\U0010f000-\U0010f800]")
_STAND_IN = re.compile("[\U0010f000-\U0010f800]")


def stored(text: str) -> str:
    """The text as the database holds it; raises `StoreError` for characters that the record keeps for itself."""
    return text if _SPECIAL.search(text) is None else _SPECIAL.sub(_stand_in, text)


def restored(text: str) -> str:
    """The text that `stored` was given."""
    return text if text.isascii() or _STAND_IN.search(text) is None else _STAND_IN.sub(_original, text)


def _stand_in(match: re.Match[str]) -> str:
    char = match.group()
    if char == "\0":
        return _NUL
    if char >= "\U0010f000":
        raise StoreError(
            f"the text holds U+{ord(char):X}, a private-use character that the record keeps for itself; "
            "take it out (U+10F000 to U+10F800)"
        )
    return chr(_BASE + ord(char) - 0xD800)


def _original(match: re.Match[str]) -> str:
    char = match.group()
    return "\0" if char == _NUL else chr(ord(char) - _BASE + 0xD800)


class Text(sa.types.TypeDecorator[str]):
    """Text of any characters (see the module); compares and sorts by its stored form."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else stored(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else restored(value)
