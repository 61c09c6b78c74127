"""Corpora with entity tags as texts with a tag for every token: GUM, CrossNER politics, wikigold.

They come as tokens, so the text is put together again, with spaces where print has them, and cut into pieces by the
reader's own featurisation. Two thirds of each corpus's documents are for training; see `Part`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from onrecord.reading.words import DEMONYMS, PLACES

TAGS = ("none", "person", "organisation", "group", "place", "other")
"""``group``: people in the plural; ``other``: a name of anything else (an event, a work, an election, a law)."""
NONE, PERSON, ORGANISATION, GROUP, PLACE, OTHER = range(len(TAGS))
UNSURE = -1
"""Tag of a token that its corpus says nothing about."""

Part = Literal["train", "tune", "test"]
"""Of six documents (or sentences, where a corpus is loose sentences) four train, one tunes, one is only measured on."""

_CROSSNER = {
    "politician": PERSON,
    "person": PERSON,
    "politicalparty": ORGANISATION,
    "organisation": ORGANISATION,
    "country": PLACE,
    "location": PLACE,
    "election": OTHER,
    "event": OTHER,
    "misc": OTHER,
}
_WIKIGOLD = {"PER": PERSON, "ORG": ORGANISATION, "LOC": PLACE, "MISC": OTHER}
_GUM = {"person": PERSON, "organization": ORGANISATION, "place": PLACE}
_GUM_OTHER = frozenset({"abstract", "event", "object", "substance"})
_BRACKET = re.compile(r"\((?P<opened>[^()]+)(?P<closed>\)?)|(?P<ended>[^()]+)\)")
_LINKS = frozenset({"of", "the", "for", "and", "in", "on", "&", "-", "'s", "’s"})
_BEHIND = frozenset(
    [",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "'d", "'re", "'ll", "'ve", "'m", "..."]
)
"""Tokens that stand close behind the one before."""
_JOINS = frozenset(["-", "/"])
_QUOTES = frozenset(['"', "``", "''"])
_BEFORE = frozenset(["(", "[", "$", "£", "€", "#"])
"""Tokens that stand close before the next one."""


@dataclass(slots=True)
class Token:
    """One token of a text. ``mention`` numbers the named or nominal mention that it is part of, -1 for none."""

    form: str
    space: str
    """What stands behind it."""
    tag: int = NONE
    mention: int = -1
    named: bool = False


@dataclass(frozen=True, slots=True)
class Tagged:
    """One document, or one sentence of a corpus of loose sentences."""

    corpus: str
    part: Part
    tokens: list[Token]

    @property
    def text(self) -> str:
        return "".join(token.form + token.space for token in self.tokens)

    def offsets(self) -> list[int]:
        """Code point at which each token begins."""
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.form) + len(token.space)
        return starts


def read_corpora(root: Path) -> list[Tagged]:
    """All texts of the three corpora under the corpora's folder."""
    texts: list[Tagged] = []
    for number, path in enumerate(sorted((root / "coref" / "gum").glob("*.conllu"))):
        texts.append(Tagged("GUM", _part(number), _read_gum(path)))
    sentences: list[list[tuple[str, str]]] = []
    for name in ("train.txt", "dev.txt"):
        sentences += _columns(root / "ner" / "crossner_politics" / name, "\t")
    for number, rows in enumerate(sentences):
        texts.append(Tagged("CrossNER politics", _part(number), _tokens(rows, _CROSSNER, 0)))
    document: list[Token] = []
    number = 0
    for rows in _columns(root / "ner" / "wikigold" / "CONLL-format" / "data" / "wikigold.conll.txt", " "):
        if rows[0][0] == "-DOCSTART-":
            texts.append(Tagged("wikigold", _part(number), document))
            document, number = [], number + 1
        else:
            document += _tokens(rows, _WIKIGOLD, len(document))
    texts.append(Tagged("wikigold", _part(number), document))
    return [text for text in texts if text.tokens]


def _part(number: int) -> Part:
    return ("train", "train", "tune", "train", "train", "test")[number % 6]


def _columns(path: Path, separator: str) -> Iterator[list[tuple[str, str]]]:
    """Sentences of a file with one token and its tag a line."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        rows = [line.split(separator) for line in block.split("\n")]
        yield [(row[0], row[-1]) for row in rows]


def _tokens(rows: list[tuple[str, str]], types: dict[str, int], first: int) -> list[Token]:
    """Tokens of one sentence, spaced as in print; ``first`` is the number of the first mention.

    These corpora mark names only: of a word in lower case they say nothing, because ``the party`` is tagged in GUM.
    """
    tokens: list[Token] = []
    forms = [form for form, _ in rows]
    spaces = _spaces(forms)
    for index, (form, label) in enumerate(rows):
        kind, previous = label[2:], rows[index - 1][1] if index else "O"
        tag = types[kind] if kind else UNSURE if form[0].islower() else NONE
        if tag == OTHER and form.endswith("s") and form.lower().removesuffix("s") in DEMONYMS | PLACES:
            tag = GROUP
        starts = label.startswith("B-") or previous[2:] != kind
        mention = -1 if not kind else first + index if starts else tokens[-1].mention
        tokens.append(Token(form, spaces[index], tag, mention, bool(kind)))
    return tokens


def _spaces(forms: list[str]) -> list[str]:
    """What stands behind each token of a sentence in print; the sentence ends with a space."""
    spaces = []
    quoted = False
    for form, following, third in zip(forms, [*forms[1:], ""], [*forms[2:], "", ""], strict=False):
        close = following in _BEHIND or form in _BEFORE or form in _JOINS or following in _JOINS
        if form in _QUOTES:
            quoted = not quoted
            close = close or quoted
        close = close or (quoted and following in _QUOTES)
        close = close or (form == "'" and following == "s") or (following == "'" and third == "s")
        spaces.append("" if close else " ")
    return [*spaces[:-1], " "]


@dataclass(frozen=True, slots=True)
class _Mention:
    kind: str
    start: int
    """Its first token."""
    words: list[int]
    """The words that identify it (``minspan``), counted from its first."""


def _read_gum(path: Path) -> list[Token]:
    """The tokens of a GUM document; a mention's tag is given to the words that identify it."""
    tokens: list[Token] = []
    kinds: list[str] = []
    opened: dict[str, list[_Mention]] = {}
    mentions: list[tuple[int, _Mention]] = []
    for row in _gum_rows(path):
        if row is None:
            if tokens:
                tokens[-1].space = "\n\n"
            continue
        form, xpos, space, entities = row
        for match in _BRACKET.finditer(entities):
            if match["opened"]:
                key, kind, _, _, _, words, *_ = match["opened"].split("-")
                one = _Mention(kind, len(tokens), [int(word) - 1 for word in words.split(",")])
                if match["closed"]:
                    mentions.append((len(tokens) + 1, one))
                else:
                    opened.setdefault(key, []).append(one)
            elif opened.get(match["ended"]):
                mentions.append((len(tokens) + 1, opened[match["ended"]].pop()))
        tokens.append(Token(form, " " if space else ""))
        kinds.append(xpos)
    for index, (end, one) in enumerate(sorted(mentions, key=lambda pair: pair[0] - pair[1].start)):
        where = [one.start + word for word in one.words if one.start + word < end]
        where = [i - (kinds[i] == "POS") for i in where]  # the head of `members'` is given as the mark
        _tag(tokens, kinds, one.kind, where, index)
    return tokens


def _gum_rows(path: Path) -> Iterator[tuple[str, str, bool, str] | None]:
    """Form, part of speech, space behind and entity brackets of each token; None where a paragraph begins."""
    glued = (0, 0, True)
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# newpar"):
            yield None
        if not line or line[0] == "#":
            continue
        number, form, _, _, xpos, _, _, _, _, misc = line.split("\t")
        notes = dict(note.split("=", 1) for note in misc.split("|") if "=" in note)
        space = notes.get("SpaceAfter") != "No"
        if "-" in number:  # a contraction, whose parts follow
            first, last = number.split("-")
            glued = (int(first), int(last), space)
        elif "." not in number:
            if glued[0] <= int(number) <= glued[1]:
                space = glued[2] and int(number) == glued[1]
            if int(number) >= glued[1]:
                glued = (0, 0, True)
            yield form, xpos, space, notes.get("Entity", "")


def _tag(tokens: list[Token], kinds: list[str], kind: str, where: list[int], number: int) -> None:
    """Tag the words of a mention, those of the mentions within it too: in ``Gonzaga Institute`` no one is a person."""
    named = kinds[where[0]].startswith("NNP") or kinds[where[-1]].startswith("NNP")
    if len(where) <= where[-1] - where[0]:  # words of other mentions lie between
        if named and kind != "person":
            where = _as_one_name(tokens, kinds, where)
        else:
            where = [i for i in where if tokens[i].mention < 0]
        if not where:
            return
        named = kinds[where[-1]].startswith("NNP")
    head = kinds[where[-1]]
    tag = _GUM.get(kind, OTHER if named and kind in _GUM_OTHER else NONE)
    if tag == NONE or not head.startswith(("NN", "CD")):
        return
    if tag == PERSON and head in ("NNS", "NNPS", "CD"):
        tag = GROUP
    for i in where:
        tokens[i].tag, tokens[i].mention, tokens[i].named = tag, number, named


def _as_one_name(tokens: list[Token], kinds: list[str], where: list[int]) -> list[int]:
    """All from the first to the last word if they make one name (``Society of America``), else the last alone."""
    whole = list(range(where[0], where[-1] + 1))
    joined = all(kinds[i].startswith("NNP") or tokens[i].form.lower() in _LINKS for i in whole)
    return whole if joined else where[-1:]
