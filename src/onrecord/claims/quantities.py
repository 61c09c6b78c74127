"""The numbers in a text, whatever they are written as: *4%*, *four per cent* and *one in twenty-five* are one."""

from __future__ import annotations

import re

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = (
    {word: number for number, word in enumerate(_UNITS)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {
        f"{ten}-{unit}": 10 * number + digit
        for number, ten in enumerate(_TENS, 2)
        for digit, unit in enumerate(_UNITS[1:10], 1)
    }
)
_LARGE = {
    "hundred": 100.0,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "dozen": 12.0,
}
_WHOLE = ("thousand", "million", "billion", "trillion", "dozen")
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twentieth": 20,
    "hundredth": 100,
}
_HYPHEN = re.compile(rf"(?<=[a-z])-(?=(?:{'|'.join(_PARTS)})s?\b)")
"""In *three-quarters*."""
_DIGITS = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TOKEN = re.compile(rf"(?P<digits>{_DIGITS})(?P<unit>k|mn?|bn?|trn)?(?![a-z\d])|(?P<percent>%)|[a-z]+(?:-[a-z]+)?")


def quantities(text: str) -> frozenset[float]:
    """The numbers of a text in any case of letters; shares (*a fifth*, *one in five*, *20%*) as parts of one.

    *One* and *half* alone are left out: they are seldom a figure.
    """
    tokens = list(_TOKEN.finditer(_HYPHEN.sub(" ", text.lower())))
    found: set[float] = set()
    at = 0
    while at < len(tokens):
        start, value = at, None
        if tokens[at][0] == "a" and at + 1 < len(tokens) and tokens[at + 1][0] in {"hundred", *_WHOLE}:
            value, at = 1.0, at + 1
        while at < len(tokens) and (step := _step(tokens[at], value)) is not None:
            value, at = step, at + 1
            if at + 1 < len(tokens) and tokens[at][0] == "and" and value >= 100 and _small(tokens[at + 1]) is not None:
                at += 1
        if value is None:
            part = _part(tokens, at, 1.0) if tokens[at][0] in {"a", "an", "one"} else None
            at += 1 if part is None else 2
            if part is not None:
                found.add(part)
            continue
        share, at = _share(tokens, at, value)
        if share is not None or value != 1 or tokens[start]["digits"]:
            found.add(value if share is None else share)
    return frozenset(found)


def _small(token: re.Match[str]) -> float | None:
    if token["digits"]:
        return float(token["digits"].replace(",", "")) * _LARGE.get(token["unit"] or "", 1.0)
    return _SMALL.get(token[0])


def _step(token: re.Match[str], value: float | None) -> float | None:
    """A number with one word more, None where the word does not go on with it."""
    small = _small(token)
    if value is None:
        return small
    if token[0] in _LARGE and token[0] not in {"m", "b", "k"}:
        large = _LARGE[token[0]]
        return value * large if value < large else value // 1000 * 1000 + value % 1000 * large
    if small is not None and value >= 100 and small < 100 and not token["digits"]:
        return value + small
    return None


def _part(tokens: list[re.Match[str]], at: int, count: float) -> float | None:
    """*three* before *quarters*: 0.75."""
    word = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    parts = _PARTS.get(word) or _PARTS.get(word.removesuffix("s"))
    return round(count / parts, 4) if parts and parts > count else None


def _share(tokens: list[re.Match[str]], at: int, value: float) -> tuple[float | None, int]:
    """The share that a number is, if the words from ``at`` on make it one, and where the next words begin."""
    words = [token[0] for token in tokens[at : at + 3]]
    if words[:1] == ["%"] or words[:1] == ["percent"]:
        return round(value / 100, 4), at + 1
    if words[:2] == ["per", "cent"]:
        return round(value / 100, 4), at + 2
    if (
        words[:1] == ["in"]
        and len(words) > 1
        and (other := _small(tokens[at + 1]))
        and 1 < other <= 100 > value < other
    ):
        return round(value / other, 4), at + 2
    if words[:2] == ["out", "of"] and len(words) > 2 and (other := _small(tokens[at + 2])) and value < other:
        return round(value / other, 4), at + 3
    part = _part(tokens, at - 1, value) if value < 20 else None
    return (part, at + 1) if part is not None else (None, at)
