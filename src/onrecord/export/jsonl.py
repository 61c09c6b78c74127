"""JSON Lines: the public contract, one reading a line."""

from __future__ import annotations

import json
import re

from onrecord.statements import Reading, reading_to_json

_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def line(reading: Reading, with_text: bool = False) -> str:
    r"""The line of one reading, its line feed included; ``with_text`` adds ``article.text``.

    Characters stay as they are, except those that can't be written as UTF-8 (lone surrogates), that some
    programs take for the end of a line, or that steer a terminal: they become ``\uXXXX``.
    """
    text = json.dumps(reading_to_json(reading, with_text), ensure_ascii=False, allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"
