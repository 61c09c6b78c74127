"""JSON Lines: the public contract, one reading a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from onrecord.statements import Reading, reading_to_json, statement_to_json

if TYPE_CHECKING:
    from onrecord.store import Found

_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def line(reading: Reading, with_text: bool = False) -> str:
    r"""The line of one reading, its line feed included; ``with_text`` adds ``article.text``.

    Characters stay as they are, except those that can't be written as UTF-8 (lone surrogates), that some
    programs take for the end of a line, or that steer a terminal: they become ``\uXXXX``.
    """
    return object_line(reading_to_json(reading, with_text))


def found_line(found: Found) -> str:
    """The line of one statement of the record (see `found_object`)."""
    return object_line(found_object(found))


def found_object(found: Found) -> dict[str, Any]:
    """One statement of the record: the contract's statement, its ``status``, its ``story`` and its ``article``."""
    return {
        **statement_to_json(found.statement),
        "status": found.status,
        "story": found.story,
        "article": found.article,
    }


def object_line(value: Mapping[str, Any]) -> str:
    """A JSON object on one line, as `line` writes it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"
