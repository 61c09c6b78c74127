"""Articles of our own writing in which every statement is marked with its claim and its side.

What the encoder meets in use, and made-up paragraphs lack: statements that lean on the sentence before, retorts,
scraps of quotations, and reporters who never put two people's words alike.

``##`` begins a story, ``> a`` names a claim, ``===`` begins an article; each other line is a paragraph. In it
``[a+ …]`` asserts claim *a*, ``[a- …]`` disputes it, ``[a? …]`` leaves it open, ``[* …]`` is on none of them, and
``[& …]`` goes on with the statement before it in the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from onrecord_training.claim_pairs import OWN, Group
from onrecord_training.claim_stories import Story

_MARK = re.compile(r"\[(?:([a-h])([+\-?])|([*&])) ([^\[\]]+)\]")
_QUOTES = re.compile('[“”"]')
_SIDES = {"+": "same", "-": "disputes", "?": "neutral"}
_EVERY, _KEPT = 15, 5
_LONGEST = 3
"""Paragraphs of a passage."""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as an article prints it."""

    start: int
    """Where it stands in its paragraph."""
    end: int
    words: str
    """Without quotation marks, as they are compared."""
    claim: str
    """The letter of its claim, empty for none."""
    side: str
    """A field of `Group`, empty for none."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without its marks, and what was marked in it."""

    text: str
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs of an article that are read as one text, and the statements in it."""

    text: str
    parts: list[tuple[int, int]]
    claims: list[str]


@dataclass(slots=True)
class Reported:
    """A story: its claims by letter, and the paragraphs of its articles."""

    claims: dict[str, str] = field(default_factory=dict)
    articles: list[list[Paragraph]] = field(default_factory=list)

    def story(self) -> Story:
        """The same without its paragraphs."""
        groups = {letter: Group() for letter in self.claims}
        told = [one for article in self.articles for paragraph in article for one in paragraph.told]
        for one in told:
            if one.claim:
                getattr(groups[one.claim], one.side).append(one.words)
        return Story(list(groups.values()), [one.words for one in told if not one.claim])

    def passages(self, rng: Random) -> list[Passage]:
        """The articles in passages of one to `_LONGEST` paragraphs, cut by chance; only those with statements."""
        found = []
        for article in self.articles:
            at = 0
            while at < len(article):
                some = article[at : at + rng.randint(1, _LONGEST)]
                at += len(some)
                found.append(joined(some))
        return [one for one in found if one.parts]


def joined(paragraphs: list[Paragraph]) -> Passage:
    """Paragraphs as one passage."""
    text, parts, claims = "", [], []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        parts += [(len(text) + one.start, len(text) + one.end) for one in paragraph.told]
        claims += [one.claim for one in paragraph.told]
        text += paragraph.text
    return Passage(text, parts, claims)


def reported(kept: bool, kind: str = "articles") -> list[Reported]:
    """The stories from which nothing is learnt, every fifteenth of each file, or the rest.

    ``kind``: ``articles``, whose people never put one thing alike, or ``reports``, which read as news does.
    """
    files = [list(read_reported(path)) for path in sorted(OWN.glob(f"{kind}-*.txt"))]
    return [one for file in files for number, one in enumerate(file) if (number % _EVERY == _KEPT) == kept]


def read_reported(path: Path) -> Iterator[Reported]:
    """The stories of a file."""
    story = Reported()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            if story.articles:
                yield story
            story = Reported()
        elif line.startswith("> "):
            story.claims[line[2]] = line[4:]
        elif line.startswith("=== "):
            story.articles.append([])
        elif line:
            try:
                story.articles[-1].append(_paragraph(line, story.claims))
            except (KeyError, IndexError) as error:
                raise SystemExit(f"{path}:{number}: no paragraph of an article, or a mark without a claim") from error
    if story.articles:
        yield story


def _paragraph(line: str, claims: dict[str, str]) -> Paragraph:
    """A paragraph taken apart; a statement that is interrupted reaches from its first word to its last."""
    text, end = "", 0
    found: list[tuple[list[tuple[int, int]], str, str]] = []
    for match in _MARK.finditer(line):
        text += line[end : match.start()]
        letter, side, other, words = match.groups()
        span = (len(text), len(text) + len(words))
        if other == "&":
            found[-1][0].append(span)
        else:
            found.append(([span], letter if letter and claims[letter] else "", _SIDES[side] if letter else ""))
        text += words
        end = match.end()
    text += line[end:]
    told = [
        Told(spans[0][0], spans[-1][1], _bare(" ".join(text[start:last] for start, last in spans)), letter, side)
        for spans, letter, side in found
    ]
    return Paragraph(text, told)


def _bare(text: str) -> str:
    return _QUOTES.sub("", text).strip()
