"""Names in a text: runs of capitalised words, told apart into persons, organisations and places by the network's tags
where it is sure, else by rules on their words and on what stands around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from onrecord.reading.tags import DOUBTFUL, Tagged, average, sure_tag
from onrecord.reading.words import (
    CALENDAR,
    DEMONYMS,
    FIRST_NAMES,
    HONORIFICS,
    LETTERS_OR_CALENDAR,
    NOT_NAMES,
    OFFICES,
    ORGANISATION_WORDS,
    PARTICLES,
    PLACES,
    ROLE_NOUNS,
    SOMEBODY,
    SUFFIXES,
    TITLES,
)
from onrecord.text.paragraphs import DATELINE, paragraphs, sentences_by_paragraph

NameType = Literal["person", "organisation", "place", "unknown"]
Token = tuple[int, int, str]
"""Start, end and text of one word."""

_CAP = r"(?:[A-Z]\.(?:[A-Z]\.)*|[A-ZÀ-ÞŁŠŽ]\w*(?:[-'’][A-Za-zÀ-ÿ]\w*)*)"
_LINK = r"(?:de|da|del|della|di|du|la|le|van|von|der|den|bin|bint|ibn|al|el|ter|dos|ben|zu|of|for|and|the|on|&)"
_RUN = re.compile(
    rf"(?<![\w@#]){_CAP}"
    rf"(?:(?:\.?[ \u00a0](?:(?:{_LINK})[ \u00a0]){{0,2}}|(?<=\.))(?:{_CAP}|[“\"‘]{_CAP}[”\"’](?= [A-Z])))*"
)
_DEPARTMENTS = frozenset({"State", "Defense", "Defence", "Commerce", "Energy", "Labor", "Transportation", "Education"})
_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LOWER = re.compile(r"(?<![\w.])[a-z]{2,}\b")
_OPENING = 200
"""Characters of a paragraph that most often tell that it is no heading."""
_TOKEN = re.compile(r"[^ \u00a0]+")
_LEADING = frozenset({"of", "for", "the", "on", "&", *PARTICLES})
_TRAILING = _LEADING | {"and"}


@dataclass(frozen=True, slots=True)
class Name:
    """One mention of a name. ``start`` and ``end`` hold the name alone, without titles and possessive ending."""

    start: int
    end: int
    words: tuple[str, ...]
    type: NameType
    nickname: str
    """In quotation marks within the name; empty if there is none."""
    title: str
    """Capitalised titles and honorifics before the name, as written; empty if there are none."""
    sentence: int
    """Number of the sentence, counted over the text."""
    possessive: bool


def find_names(text: str, tagged: Tagged | None = None) -> list[Name]:
    """All mentions of names in a text, in order; ``tagged`` gives the tags of a range of it."""
    lower = frozenset(_LOWER.findall(text))
    found: list[Name] = []
    number = 0
    for (first, last), inside in zip(paragraphs(text), sentences_by_paragraph(text), strict=True):
        heading = is_heading(text[first:last])
        dateline = DATELINE.match(text, first, last)
        for start, end in inside:
            begin = dateline.end() if dateline and start == first else start
            for match in () if heading else _RUN.finditer(text, begin, end):
                if match.group().lower().replace("’", "'") in NOT_NAMES:
                    continue  # one word that is no name: a sentence begins with it
                found += _names_in(text, match.start(), match.end(), number, start, lower)
            number += 1
    return _retyped(found, tagged) if tagged else found


def _retyped(names: list[Name], tagged: Tagged) -> list[Name]:
    """The names with the type that the network is sure of over all mentions of the same words; a title before one of
    them makes them a person's.
    """
    alike: dict[tuple[str, ...], list[Name]] = {}
    for name in names:
        alike.setdefault(name.words, []).append(name)
    tags: dict[tuple[str, ...], str | None] = {}
    for words, mentions in alike.items():
        shares = average(tagged, [(one.start, one.end) for one in mentions])
        tag = "person" if any(one.title for one in mentions) else sure_tag(shares)
        if tag is None and mentions[0].type == "person" and shares and shares["person"] < DOUBTFUL:
            tag = "organisation"
        tags[words] = tag
    types = [_type_by_tag(tags[name.words], name.type) for name in names]
    return [one if one.type == kind else replace(one, type=kind) for one, kind in zip(names, types, strict=True)]


def _type_by_tag(tag: str | None, ruled: NameType) -> NameType:
    """The type of a name with this tag, of which the rules say ``ruled``."""
    match tag:
        case "person" | "organisation" | "place":
            return tag
        case "group" | "other":
            return "unknown" if ruled == "person" else ruled
        case _:
            return ruled


@lru_cache(maxsize=512)
def is_heading(paragraph: str) -> bool:
    """Is a paragraph printed in title case or capitals, without a full stop, so that its capitals say nothing?

    Kept for the last paragraphs, as several rules ask.
    """
    # A heading has seven small words of 29 at most. The opening tells most paragraphs from one by more of them; its own
    # last word may be cut in two.
    if sum(not w[0].isupper() for w in _telling(paragraph[:_OPENING])) > 8:
        return False
    words = _telling(paragraph)
    if not 4 <= len(words) < 30:
        return False
    least = 0.9 if paragraph.rstrip().endswith(".") else 0.75
    return sum(w[0].isupper() for w in words) >= least * len(words)


def _telling(text: str) -> list[str]:
    """The words of a text whose case may tell that it is a heading."""
    return [w for w in _WORD.findall(text) if w.lower() not in NOT_NAMES]


def _names_in(text: str, start: int, end: int, sentence: int, begin: int, lower: frozenset[str]) -> list[Name]:
    """The names in a run of capitalised words; lower-case links join organisations and split everything else."""
    tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)]
    if len(tokens) == 1:  # as most are
        name = _name(text, tokens, sentence, begin, lower)
        return [name] if name else []
    parts: list[list[Token]] = [[]]
    for index, token in enumerate(tokens):
        word = token[2]
        link = word in ("of", "for", "and", "the", "on", "&")
        office = link and word in ("of", "for") and parts[-1] and parts[-1][-1][2].lower() in TITLES
        if (
            office
            and len(tokens) - index > 3
            and not {t[2].lower() for t in tokens[index + 1 :]} & {"of", "for", "and"}
        ):
            parts[-1] = tokens[-2:]  # Minister of Wales A B
            break
        if link:
            joined = [t[2].rstrip(".").lower() for t in parts[-1]]
            keeps = word in ("of", "for", "the", "on", "&") and bool(set(joined) & ORGANISATION_WORDS)
            keeps = keeps or (word == "and" and bool(set(joined) & {"department", "ministry", "committee", "office"}))
            if keeps and index + 1 < len(tokens):
                parts[-1].append(token)
            else:
                parts.append([])
        elif word[-1] in "s'’" and _POSSESSIVE.search(word) and len(word) > 2:
            parts[-1].append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    names = []
    for part in parts:
        name = _name(text, part, sentence, begin, lower)
        if name:
            names.append(name)
    return names


def _name(text: str, part: list[Token], sentence: int, begin: int, lower: frozenset[str]) -> Name | None:
    part = _without_edges(text, part, begin, lower)
    if not part:
        return None
    organisation = bool(_plain(part) & ORGANISATION_WORDS)
    cut = _title_length(text, part, organisation)
    title, part = part[:cut], part[cut:]
    while len(part) > 1 and part[-1][2].rstrip(".,").lower() in LETTERS_OR_CALENDAR:
        part = part[:-1]
    nickname = next((t[2][1:-1] for t in part if t[2][0] in '“"‘'), "")
    while part and part[0][2].lower() in DEMONYMS and len(part) > 1 and not organisation:
        part = part[1:]
    if not part:
        return None
    start, end = part[0][0], part[-1][1]
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive and end - start > len(possessive.group()) + 1:
        end -= len(possessive.group())
    words = tuple(w for w in text[start:end].replace("\u00a0", " ").split() if w[0] not in '“"‘')
    if len(words) > 2 and all(word.isupper() for word in words):
        return None  # a line in capitals
    if not words or words[0].lower() in CALENDAR or (len(words) == 1 and words[0].lower().rstrip(".") in TITLES):
        return None
    if len(words) > 1 and not title and words[-1].lower() in OFFICES and words[0].lower() not in FIRST_NAMES:
        return None  # the Water Secretary
    titled = text[title[0][0] : title[-1][1]] if title else ""
    owns = bool(possessive) or text[end : end + 2] in ("'s", "’s")
    return Name(start, end, words, _type(text, start, words, titled), nickname, titled, sentence, owns)


def _plain(part: list[Token]) -> set[str]:
    """The words of a name in lower case, a first name aside that is also another word (``Bill``)."""
    words = [t[2].rstrip(".").lower() for t in part]
    return {w for i, w in enumerate(words) if not (w in FIRST_NAMES and i + 1 < len(words))}


def _without_edges(text: str, part: list[Token], begin: int, lower: frozenset[str]) -> list[Token]:
    """Words without links at either end and without what is capitalised only because a sentence begins with it."""
    while part and part[0][2] in _LEADING:
        part = part[1:]
    while part and part[-1][2] in _TRAILING:
        part = part[:-1]
    if part and _starts_sentence(text, part[0][0], begin):
        word = part[0][2].lower().replace("’", "'")
        if word in NOT_NAMES or (word in lower and word not in TITLES and word not in HONORIFICS):
            part = part[1:]
    while part and part[0][2].lower().replace("’", "'") in NOT_NAMES:
        part = part[1:]
    return part


def _title_length(text: str, part: list[Token], organisation: bool) -> int:
    """Number of words at the head of a name that are titles or honorifics, not the name itself."""
    cut = 0
    for index, (_, _, word) in enumerate(part):
        plain = word.rstrip(".").lower()
        left = len(part) - index - 1
        if plain in HONORIFICS or (plain in TITLES and left) or (plain in ROLE_NOUNS and left > 1):
            cut = index + 1
    if organisation and not any(t[2].rstrip(".").lower() in HONORIFICS for t in part):
        rest = part[cut:]
        if not 0 < cut < len(part) or not 2 <= len(rest) <= 3 or {t[2].lower() for t in rest} & ORGANISATION_WORDS:
            cut = 0  # Senate Majority Leader A B is someone, the Teachers Union no one
    if len(part) > 1 and part[0][2] in _DEPARTMENTS and text[: part[0][0]].lower().endswith("secretary of "):
        cut = max(cut, 1)
    return cut


def _starts_sentence(text: str, position: int, begin: int) -> bool:
    before = text[begin:position].strip()
    return not before or before[-1] in "“\"‘'(—–:•*" or before.endswith(("''", "``"))


def _type(text: str, start: int, words: tuple[str, ...], title: str) -> NameType:
    lowered = [word.rstrip(".").lower() for word in words]
    joined = " ".join(lowered)
    if title:
        return "person"
    if set(lowered[lowered[0] in FIRST_NAMES and len(words) > 1 :]) & ORGANISATION_WORDS:
        return "organisation"
    if joined in PLACES or joined in DEMONYMS or (len(words) > 1 and lowered[-1] in PLACES and lowered[0] in PLACES):
        return "place"
    if len(words) == 1 and _is_acronym(words[0].replace(".", "")):
        return "organisation"
    if text[max(0, start - 4) : start].lower().endswith("the "):
        return "organisation" if len(words) > 1 else "unknown"
    named = [w for w in lowered if w not in SUFFIXES]
    full = 2 <= len(named) <= 5 and all(w[0].isupper() or w in PARTICLES for w in words)
    return "person" if full and not _names_a_thing(text, start, words, lowered) else "unknown"


def _names_a_thing(text: str, start: int, words: tuple[str, ...], lowered: list[str]) -> bool:
    """``Organ Builders``, and ``Gold Star`` in ``Gold Star mother``: two capitals that no first name speaks for."""
    if lowered[0] in FIRST_NAMES:
        return False
    following = re.match(r" ([a-z]+|CEO)\b", text[start + len(" ".join(words)) :][:24])
    modifies = following is not None and following[1].lower() in SOMEBODY
    return modifies or lowered[-1].endswith(("ers", "ors", "ists", "ians"))


def _is_acronym(word: str) -> bool:
    return len(word) == 1 or (word.isupper() and len(word) <= 6)
