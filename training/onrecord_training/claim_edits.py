"""Edits that turn a sentence into one that says the same, the opposite, or something else.

Each takes a sentence and a source of chance and gives the edited sentence, or None where it does not apply.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

OWN = Path(__file__).parent.parent / "claims"
"""Groups of statements and lists of words, written for this project."""

_FORWARD = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|should|must|does|did|do|may|might)\b(?! not\b|n[’']t)",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:(is|are|was|were|has|have|had|will|would|could|should|must|does|did|do)(?: not\b|n[’']t\b)|never\b)",
    re.IGNORECASE,
)
_ANY_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|false|untrue|den\w+)\b|n[’']t\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.,$€£-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d]|\w|-)")
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORD = re.compile(r"\b(" + "|".join([*_WORDS[2:], *_TENS[2:]]) + r")\b(?!-)", re.IGNORECASE)
_BACKSHIFT = {
    "is": "was",
    "are": "were",
    "am": "was",
    "has": "had",
    "have": "had",
    "will": "would",
    "can": "could",
    "may": "might",
    "we": "they",
    "our": "their",
    "us": "them",
    "i": "he",
    "my": "his",
    "me": "him",
    "i'm": "he was",
    "we're": "they were",
    "i've": "he had",
    "we've": "they had",
    "it's": "it was",
    "don't": "did not",
    "won't": "would not",
    "can't": "could not",
    "isn't": "was not",
    "aren't": "were not",
    "haven't": "had not",
    "hasn't": "had not",
    "tomorrow": "the next day",
    "today": "that day",
    "yesterday": "the day before",
    "this": "that",
    "ago": "before",
    "now": "then",
}
_CONTRACTED = [
    ("is not", "isn't"),
    ("are not", "aren't"),
    ("was not", "wasn't"),
    ("were not", "weren't"),
    ("has not", "hasn't"),
    ("have not", "haven't"),
    ("had not", "hadn't"),
    ("will not", "won't"),
    ("would not", "wouldn't"),
    ("cannot", "can't"),
    ("could not", "couldn't"),
    ("should not", "shouldn't"),
    ("does not", "doesn't"),
    ("did not", "didn't"),
    ("do not", "don't"),
]
_MODALS = {
    "will": ("should", "may", "could"),
    "would": ("should", "might"),
    "is": ("should be", "may be"),
    "are": ("should be", "may be"),
    "was": ("could be", "should have been"),
    "has": ("may have", "should have"),
    "have": ("may have", "should have"),
}
_TIMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_ADJUNCT = re.compile(
    r"(?:, (?:which|who|where|including|according to|citing|adding|despite|amid|after|while|as) "
    r"[^,.;]{4,80}(?=[,.;]|$),?)"
    r"|(?: on (?:"
    + "|".join(_DAYS)
    + r")\b)|(?: \([^)]{2,60}\))|(?: (?:last|this) (?:week|month|year|night)\b(?![’']))"
    r"|(?: in (?:an interview|a statement|recent (?:weeks|months|years))\b)|(?: at the time\b)"
)
_NAME = re.compile(r"(?<=[a-z,] )(?:the )?([A-Z][a-z]+(?: [A-Z][a-z]+)*)")
_DENIALS = (
    "it is not true that {}",
    "it was wrong to say that {}",
    "there is no evidence that {}",
    "it is false that {}",
    "“It is simply not the case that {}.”",
    "nothing suggested that {}",
    "the claim that {} was made up",
    "{}? That is a lie.",
    "it had never been the case that {}",
    "no one can say that {}",
    "“That {} is nonsense.”",
)
_FRAMES = (
    "it is true that {}",
    "the fact is that {}",
    "there was no doubt that {}",
    "“Make no mistake: {}.”",
    "of course {}",
    "that {}",
    "“{}.”",
    "it is clear that {}",
    "“Look, {}.”",
    "indeed {}",
)


def _table(name: str, both: bool) -> dict[str, list[str]]:
    """Words that a word may be replaced by, from a file of lines like ``rose fell``."""
    table: dict[str, list[str]] = {}
    for entry in (OWN / name).read_text(encoding="utf-8").splitlines():
        first, second = entry.split(" ", 1)
        table.setdefault(first, []).append(second)
        if both and " " not in second:
            table.setdefault(second, []).append(first)
    return table


ANTONYMS = _table("antonyms.txt", both=True)
SYNONYMS = _table("synonyms.txt", both=False)
NAMES_OF_TIMES = {**dict.fromkeys(_TIMES, _TIMES), **dict.fromkeys(_DAYS, _DAYS)}


def negated(text: str) -> bool:
    """Whether the sentence holds a negation."""
    return bool(_ANY_NEGATION.search(text))


def lowered(text: str) -> str:
    """The sentence without its full stop, and with a small letter first unless that is a name's or *I*."""
    text = text.strip(" .“”\"'")
    first = text.split(" ", 1)[0]
    keep = first in {"I", "I'm", "I've"} or not first[1:].islower() or first.lower() not in _COMMON
    return text if keep else text[:1].lower() + text[1:]


_COMMON = {
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "it",
    "he",
    "she",
    "they",
    "we",
    "you",
    "there",
    "in",
    "on",
    "at",
    "for",
    "from",
    "by",
    "with",
    "but",
    "and",
    "if",
    "when",
    "while",
    "as",
    "most",
    "many",
    "some",
    "all",
    "no",
    "not",
    "our",
    "their",
    "his",
    "her",
    "its",
    "my",
    "your",
    "after",
    "before",
    "more",
    "about",
    "only",
    "nobody",
    "everyone",
    "people",
    "what",
    "who",
    "how",
    "one",
    "two",
}


def negate(text: str, rng: Random) -> str | None:
    """Opposite: the first auxiliary negated, or the negation taken out."""
    if found := _NEGATED.search(text):
        if len(_ANY_NEGATION.findall(text)) > 1:
            return None
        auxiliary = found[1] or ""
        return re.sub(r"  +", " ", text[: found.start()] + auxiliary + text[found.end() :])
    if negated(text) or text.count(",") > 1 or not (found := _FORWARD.search(text)):
        return None
    auxiliary = found[1]
    word = rng.choice(("not", "not", "never")) if auxiliary.lower() not in {"do", "does", "did"} else "not"
    return text[: found.end()] + " " + word + text[found.end() :]


def deny(text: str, rng: Random) -> str:
    """Opposite: the sentence in a frame that denies it."""
    return rng.choice(_DENIALS).format(lowered(text))


def frame(text: str, rng: Random) -> str:
    """Same: the sentence in a frame that only says it, or the marks of a quotation."""
    return rng.choice(_FRAMES).format(lowered(text))


def antonym(text: str, rng: Random) -> str | None:
    """Opposite: one word replaced by its antonym."""
    return _replaced(text, ANTONYMS, rng, 1)


def synonyms(text: str, rng: Random) -> str | None:
    """Same: up to three words replaced by synonyms."""
    return _replaced(text, SYNONYMS, rng, 3)


def _replaced(text: str, table: dict[str, list[str]], rng: Random, most: int) -> str | None:
    words = re.split(r"(\W+)", text)
    places = [i for i, word in enumerate(words) if word in table]
    if not places:
        return None
    for place in rng.sample(places, min(most, len(places))):
        words[place] = rng.choice(table[words[place]])
    return "".join(words)


def rival_number(text: str, rng: Random) -> str | None:
    """Opposite: a number replaced by one that is far from it. Years and numbers that are names stay."""
    places = [m for m in _NUMBER.finditer(text) if not _is_year(m[0]) and text[m.end() : m.end() + 1] != "/"]
    if places:
        found = rng.choice(places)
        return text[: found.start()] + _other_number(found[0], rng) + text[found.end() :]
    words = list(_NUMBER_WORD.finditer(text))
    if not words:
        return None
    found = rng.choice(words)
    pool = [one for one in [*_WORDS[2:13], *_TENS[2:]] if one != found[0].lower()]
    return text[: found.start()] + rng.choice(pool) + text[found.end() :]


def _is_year(number: str) -> bool:
    return number.isdigit() and len(number) == 4 and 1700 <= int(number) <= 2060


def _other_number(number: str, rng: Random) -> str:
    value = float(number.replace(",", ""))
    while True:
        other = value * rng.choice((0.1, 0.2, 0.3, 0.5, 0.6, 1.5, 1.8, 2.0, 3.0, 5.0)) + rng.choice((0, 1, 2))
        text = f"{other:,.1f}" if "." in number else f"{round(other):,}"
        if text != number and abs(float(text.replace(",", "")) - value) > 0.2 * value:
            return text


def number_format(text: str, rng: Random) -> str | None:
    """Same: a number in other letters (``4%``, ``four per cent``; ``$3 billion``, ``3bn dollars``)."""
    changes = []
    for found in re.finditer(r"(\d+(?:\.\d+)?)( ?%| percent| per cent)", text):
        spelt = _spelt(found[1]) or found[1]
        changes.append(
            (found, rng.choice((f"{found[1]}%", f"{found[1]} per cent", f"{found[1]} percent", f"{spelt} per cent")))
        )
    for found in re.finditer(r"([$£€])(\d+(?:\.\d+)?) ?(billion|million|bn|m)\b", text):
        long = {"bn": "billion", "m": "million"}.get(found[3], found[3])
        short = {"billion": "bn", "million": "m"}[long]
        name = {"$": "dollars", "£": "pounds", "€": "euros"}[found[1]]
        changes.append(
            (
                found,
                rng.choice(
                    (
                        f"{found[1]}{found[2]}{short}",
                        f"{found[2]} {long} {name}",
                        f"{_spelt(found[2]) or found[2]} {long} {name}",
                    )
                ),
            )
        )
    for found in _NUMBER.finditer(text):
        if (spelt := _spelt(found[0])) and text[found.end() : found.end() + 2] not in {" %", "% ", " p"}:
            changes.append((found, spelt))
        elif "," in found[0]:
            changes.append((found, found[0].replace(",", "")))
    for found in _NUMBER_WORD.finditer(text):
        word = found[0].lower()
        changes.append((found, str(_WORDS.index(word) if word in _WORDS else 10 * _TENS.index(word))))
    if not changes:
        return None
    found, new = rng.choice(changes)
    edited = text[: found.start()] + new + text[found.end() :]
    return edited if edited != text else None


def _spelt(number: str) -> str | None:
    if not number.isdigit() or int(number) > 99 or int(number) < 1:
        return None
    value = int(number)
    if value < 20:
        return _WORDS[value]
    return _TENS[value // 10] + (f"-{_WORDS[value % 10]}" if value % 10 else "")


def reported(text: str, rng: Random) -> str | None:
    """Same: direct speech as reported speech (``we will`` as ``they would``)."""
    words = re.split(r"([^\w’']+)", lowered(text))
    changed = [
        word
        if word == "May" or (word.isupper() and len(word) > 1)
        else _BACKSHIFT.get(word.lower().replace("’", "'"), word)
        for word in words
    ]
    if changed == words:
        return None
    return ("that " if rng.random() < 0.4 else "") + "".join(changed)


def contracted(text: str, rng: Random) -> str | None:
    """Same: ``is not`` as ``isn't`` or the other way round."""
    for long, short in rng.sample(_CONTRACTED, len(_CONTRACTED)):
        for old, new in ((long, short), (short, long), (short.replace("'", "’"), long)):
            if old in text:
                return text.replace(old, new, 1)
    return None


def shortened(text: str, rng: Random) -> str | None:
    """Same: without a clause or a day that adds to the sentence."""
    places = list(_ADJUNCT.finditer(text))
    if not places:
        return None
    found = rng.choice(places)
    edited = text[: found.start()] + text[found.end() :]
    return edited if len(edited.split()) >= 5 else None


def other_mood(text: str, rng: Random) -> str | None:
    """Other: what is so turned into what should or may be."""
    for word in rng.sample(list(_MODALS), len(_MODALS)):
        if found := re.search(rf"\b{word}\b(?! not|n[’'])", text):
            return text[: found.start()] + rng.choice(_MODALS[word]) + text[found.end() :]
    return None


def other_name(text: str, rng: Random, names: list[str]) -> str | None:
    """Other: a name, a month or a day replaced by another one."""
    places = list(_NAME.finditer(text))
    if not places:
        return None
    found = rng.choice(places)
    pool = NAMES_OF_TIMES.get(found[1], names)
    new = rng.choice(pool)
    return text[: found.start(1)] + new + text[found.end(1) :] if new != found[1] else None


def names_of(text: str) -> list[str]:
    """The names in a sentence that `other_name` would replace."""
    return [found[1] for found in _NAME.finditer(text) if found[1] not in NAMES_OF_TIMES]
