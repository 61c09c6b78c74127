"""Speakers that are no named person: organisations, groups, documents and unnamed sources.

They are named as the article has them. ``The company``, ``the officials`` or ``it`` is the one of its kind that has
spoken or was named before, where there is one; unnamed sources are never merged but for such words that point back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.reading.names import Name
from onrecord.reading.resolved import NOBODY, Resolved, Scene
from onrecord.reading.words import (
    ANONYMOUS,
    CALENDAR,
    COMPANIES,
    DEMONYMS,
    DOCUMENTS,
    FEMININE,
    MASCULINE,
    ORGANISATION_NOUNS,
    ORGANISATION_WORDS,
    PLACES,
    ROLE_NOUNS,
    SMALL_WORDS,
)
from onrecord.statements.model import ActorType, Via

ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their|this|that|these|those)\s+", re.IGNORECASE)
"""What stands before a noun and is no part of a name."""
_AFTER_HEAD = frozenset(
    {"of", "for", "from", "in", "at", "on", "to", "with", "who", "by", "familiar", "close", "released", "that", "which"}
)
"""Words that a phrase goes on with after its head noun."""
_FORMS = frozenset(
    {"corp", "inc", "ltd", "limited", "plc", "llc", "llp", "co", "company", "group", "holdings", "ag", "sa"}
)
"""Last words of companies' names."""
_DEFINITE = frozenset({"the", "its", "their", "that", "this", "these", "those", "one"})


class Things:
    """Finds whom the sources of one article stand for that name no person."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self.cast = scene.cast

    def as_written(self, start: int, written: str, words: list[str]) -> Resolved:
        """The speaker that a source names in its own words, or the one it points back to."""
        written = _with_its_name(re.sub(r"^(?:and|or|but|from|by) | (?:who|that|to)$", "", written))
        parts = re.split(r",(?! (?:like|including)|\d)|\s[–—]\s|\(| which ", written)
        name = ARTICLE.sub("", parts[0].strip(" ,'’") or written)
        if name.lower() in SMALL_WORDS:
            return NOBODY
        if name in self.cast.acronyms:
            return Resolved(self.cast.acronyms[name], "organisation", via="name", confidence=0.9)
        if organisation := self._organisation_named(start, name):
            return organisation
        head = head_noun([w.lower() for w in re.findall(r"[\w'’-]+", name)] or words)
        if head in DOCUMENTS:
            name = name.split(" that ")[0]
        if words[0] in _DEFINITE and (known := self.pointed_at(start, name, head, words)):
            return known
        via: Via = "description" if name[:1].islower() else "name"
        return Resolved(name, kind(head, words, name), via=via, confidence=0.8)

    def _organisation_named(self, start: int, name: str) -> Resolved | None:
        """An organisation that a source names, by its fullest name, without what follows (``Acme just this month``)."""
        for known in self._organisations(start, start + 8):
            written = " ".join(known.words)
            after = name.removeprefix(written)
            ends = re.match(r"$|['’]s?$|[,(]|\s(?:just|this|last|earlier|in|on|has|had|also|itself)\b", after)
            if known.type == "organisation" and name.startswith(written) and ends:
                return Resolved(self._full(known), "organisation", via="name", confidence=0.85)
        return None

    def pointed_at(self, start: int, name: str, head: str, words: list[str]) -> Resolved | None:
        """``The board``, ``the officials``, ``one of them``: the one of its kind that spoke or was named before."""
        if words[0] == "one":
            return self._one_of(start) if words[1:] in ([], ["of", "them"]) else None
        if len(name.split()) > 2 or not (name.islower() or (name.lower() == head and head in ORGANISATION_NOUNS)):
            return None
        spoken = self._spoken(start, head)
        if head in ORGANISATION_NOUNS | COMPANIES:
            return self._organisation(start, head) or spoken
        return spoken

    def it(self, start: int) -> Resolved:
        """It: the last organisation or document to speak or, nearer by, at the head of a sentence."""
        subject = self._subject(start)
        if subject is not None:
            return subject
        for result in self.scene.before(start, 4):
            if result.type in ("organisation", "document"):
                return Resolved(result.name, result.type, (), "pronoun", 0.7)
        return NOBODY

    def both(self, start: int) -> Resolved:
        """Both: the two people whom the sentences right before name, if they are two."""
        here = self.scene.sentence(start)
        for first in (here - 1, here - 2, here - 3):
            inside = [p for n, p in self.cast.in_range(self.scene.starts[max(0, first)], start) if p is not None]
            people = tuple({id(p): p for p in inside if p.human}.values())
            if len(people) >= 2:
                pair = "; ".join(p.name for p in people)
                return Resolved(pair, "person", people, "pronoun", 0.65) if len(people) == 2 else NOBODY
        return self.they(start)

    def they(self, start: int) -> Resolved:
        """They: the last speaker who is several or no person."""
        for result in self.scene.before(start, 6):
            if len(result.people) > 1 or result.type in ("group", "organisation", "anonymous"):
                return Resolved(result.name, result.type, result.people, "pronoun", 0.75)
        return NOBODY

    # ------------------------------------------------------------------ what was there before

    def _subject(self, start: int) -> Resolved | None:
        """The organisation or document at the head of the sentence before, in the same paragraph."""
        here = self.scene.sentence(start)
        if here == 0:
            return None
        first, last = self.scene.sentences[here - 1]
        if self.scene.paragraphs_between(first, start):
            return None
        match = re.match(r"[\"“]?(?:The|Its|This|That) ([a-z-]+(?: [a-z-]+)?)\b", self.text[first:last])
        for noun in match[1].split()[::-1] if match else ():
            if noun in ORGANISATION_NOUNS | COMPANIES | DOCUMENTS and match:
                found = self.pointed_at(first, noun, noun, ["the", noun])
                plain = Resolved(noun, kind(noun, ["the"], noun))
                found = found or plain
                return Resolved(found.name, found.type, (), "pronoun", 0.6)
        for name in self._organisations(first, last):
            if name.start - first < 40 and not name.possessive:
                return Resolved(self._full(name), "organisation", (), "pronoun", 0.65)
        return None

    def _one_of(self, start: int) -> Resolved | None:
        """``One of them``, of the last several unnamed people to speak."""
        for result in self.scene.before(start, 6):
            if result.name and result.type in ("anonymous", "group") and not result.people:
                return Resolved(f"one of {result.name}", "anonymous", (), "description", 0.65)
        return None

    def _spoken(self, start: int, head: str) -> Resolved | None:
        """The last speaker that is called by this noun."""
        for result in self.scene.before(start, 60):
            if result.people or not result.name:
                continue
            other = head_noun([w.lower() for w in re.findall(r"[\w'’-]+", result.name)])
            if other == head or (head in result.name.lower().split() and result.type == "organisation"):
                return Resolved(result.name, result.type, (), "description", 0.7)
        return None

    def _organisation(self, start: int, noun: str) -> Resolved | None:
        """The organisation that a noun fits: by its name, by what the text calls it, or as the company it is about."""
        before = [n for n in self.cast.names if n.start < start]
        fits = [n for n in before if len(n.words) > 1 and noun in (n.words[-1].lower(), n.words[0].lower())]
        if fits and noun in ORGANISATION_NOUNS:
            return Resolved(self._full(fits[-1]), "organisation", via="description", confidence=0.75)
        called = [n for n in self._organisations(0, start) if self._is_called(n, noun)]
        if called:
            return Resolved(self._full(called[-1]), "organisation", via="description", confidence=0.75)
        if noun in COMPANIES:
            counts: dict[str, int] = {}
            for name in self._organisations(0, start):
                full = self._full(name)
                # What bears a company's form is one, even if it is named once.
                counts[full] = counts.get(full, 0) + (2 if full.lower().rstrip(".").split()[-1] in _FORMS else 1)
            best = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
            if best[1] >= 2:
                return Resolved(best[0], "organisation", via="description", confidence=0.6)
        return None

    def _is_called(self, name: Name, noun: str) -> bool:
        """``Carrick Institute, a think tank``; ``the caterer, Larder & Lane``; ``the lender Wells Fargo``."""
        before, after = self.text[max(0, name.start - 40) : name.start], self.text[name.end : name.end + 60]
        return bool(
            re.match(rf"(?: \([^)]*\))?, (?:a|an|the|one of)\b[^,.;]*\b{re.escape(noun)}\b", after)
            or re.search(rf"\b{re.escape(noun)},? (?:the )?$", before)
        )

    def _organisations(self, first: int, last: int) -> Iterator[Name]:
        """Names in a range of the text that are neither people nor places."""
        for index, name in enumerate(self.cast.names):
            person = self.cast.of.get(index)
            if not first <= name.start < last or name.type == "place" or (person is not None and person.human):
                continue
            words = {word.lower() for word in name.words}
            if not words & (CALENDAR | PLACES | DEMONYMS) and not words <= ROLE_NOUNS:
                yield name

    def _full(self, name: Name) -> str:
        """An organisation by its fullest name: ``ONS`` by what the text says it stands for."""
        joined = " ".join(name.words)
        if joined in self.cast.acronyms:
            return self.cast.acronyms[joined]
        longer = [n.words for n in self.cast.names if len(n.words) > len(name.words) and n.type == "organisation"]
        return " ".join(next((words for words in longer if words[: len(name.words)] == name.words), name.words))


def _with_its_name(written: str) -> str:
    """``The caterer, Larder & Lane, which …`` without the noun before the name."""
    match = re.match(
        r"(?:the|its|their|his|her|that) [a-z'’ -]{3,50}, ((?:the )?[A-Z][^,]*)(?:,|$)", written, re.IGNORECASE
    )
    return match[1] if match and re.match(r"(?:the )?[A-Z]", match[1]) else written


def head_noun(words: list[str]) -> str:
    """The head noun of a phrase: its last word, or the one before ``of``, ``for`` and the like."""
    for index, word in enumerate(words):
        if index and word in _AFTER_HEAD:
            return words[index - 1]
    return words[-1] if words else ""


def kind(head: str, words: list[str], name: str) -> ActorType:
    """What kind of speaker that is no named person a phrase stands for, by its head noun."""
    indefinite = words[0] in ("a", "an", "one", "another", "some", "two", "three", "several", "someone", "many")
    capital, plural = name[:1].isupper(), head.endswith("s")
    if head in DOCUMENTS:
        return "document"
    single = head in ROLE_NOUNS | MASCULINE | FEMININE and not capital and not plural
    if single or (head in ANONYMOUS and (indefinite or plural or not capital)):
        return "anonymous"
    if head in ORGANISATION_NOUNS or head in PLACES or (capital and head in ORGANISATION_WORDS):
        return "organisation"
    if head in DEMONYMS or (plural and not capital) or head in ("people", "police", "public"):
        return "group"
    if plural:
        return "anonymous" if indefinite else "group"
    return "organisation" if capital else "anonymous" if indefinite else "group"
