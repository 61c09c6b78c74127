"""The actors of one article: mentions of a name joined over the text, with the roles that the text gives them.

Full name, surname with or without honorific, a second spelling, a first name only. People are never linked over a
surname that two of them share, unless the honorific or the nearest full mention decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache

from onrecord.reading.names import Name, find_names, is_heading
from onrecord.reading.roles import Role, read_role, roles_at
from onrecord.reading.tags import Tagged
from onrecord.reading.words import (
    ANONYMOUS,
    ANYBODY,
    FEMININE,
    FIRST_NAMES,
    GROUPS,
    HE_NAMES,
    MASCULINE,
    PART_OF_NAME,
    SHE_NAMES,
    SUFFIXES,
)
from onrecord.statements.model import ActorType
from onrecord.text.paragraphs import paragraphs, sentences_by_paragraph
from onrecord.text.spans import Range

_STATE = re.compile(
    "\0['’]s? (?:[a-z-]+ ){0,2}(?:minister|president|premier|government|parliament|ambassador|embassy|navy|army|"
    "capital|coastguard|border|economy|king|queen|people|leader)\\b|"
    "\\b(?:minister|president|premier|king|queen|government|people|republic|leader|ambassador) of \0",
    re.IGNORECASE,
)
"""What is said of a country or city, whose name stands where the NUL is."""
_BEFORE_STATE = len("ambassador of ")
"""Characters before a NUL among which all that `_STATE` has there begins."""
_BORDER = re.compile(r"\b")
_PEOPLE = re.compile(r"[a-z]{0,3}(?:n|ns|ese|ish)\b")
"""What stands behind the root of a country's name where its people are meant."""
_INSIDE = re.compile(r"\b(?:in|across|inside|throughout) \Z")
_OWN = re.compile(r"['’]s?$")
_RELATIVE = re.compile(r"\b(?:mother|father|wife|husband|son|daughter|brother|sister|widow|partner|mum|dad),? $")
"""What stands before a first name on its own."""


@dataclass(slots=True)
class Person:
    """Someone with a name. ``words`` is the fullest form seen, without titles."""

    words: tuple[str, ...]
    type: ActorType = "person"
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """How often each form of the full name was seen."""
    mentions: list[Name] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    masculine: int = 0
    feminine: int = 0
    nicknames: set[str] = field(default_factory=set)
    speaks: bool = False
    """Named in the source of a statement."""

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def human(self) -> bool:
        """Does anything but two capitals say that this is a person?"""
        known = bool(self.masculine or self.feminine or self.roles or self.speaks)
        return known or any(len(m.words) < len(self.words) for m in self.mentions)

    @property
    def surname(self) -> str:
        return _surname(self.words)


@lru_cache(maxsize=1024)
def _surname(words: tuple[str, ...]) -> str:
    named = [w for w in words if w.rstrip(".").lower() not in SUFFIXES]
    return (named or words)[-1].lower()


class Cast:
    """Everyone and everything named in one article."""

    def __init__(self, text: str, sources: list[Range], tagged: Tagged | None = None) -> None:
        self.text = text
        self.names = find_names(text, tagged)
        self._speaking = {re.sub(r"^[^,]{3,90}, ", "", text[start:end].strip(" ,")) for start, end in sources}
        self._speaking |= {
            m[1]
            for one in self._speaking
            if (m := re.fullmatch(r"(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir) [\w ]{2,30} ([A-Z]\w+)", one))
        }
        self.acronyms = acronyms(text)
        self._begins_organisation = {n.words[0] for n in self.names if n.type == "organisation" and len(n.words) > 1}
        self.people: list[Person] = []
        self.of: dict[int, Person] = {}
        """Person by position of the mention in `names`."""
        self._join({start for start, _ in sources})
        self._read_headings()
        self._read_roles()
        for index, person in self.of.items():
            place = self.names[index].start
            person.speaks = person.speaks or any(start <= place < end for start, end in sources)

    def _join(self, starts: set[int]) -> None:
        later: list[int] = []
        for index, name in enumerate(self.names):
            if name.type == "person" and len(name.words) > 1:
                self._add(index, name)
            elif len(name.words) == 1 and name.type in ("person", "unknown", "organisation", "place"):
                later.append(index)
        for index in later:
            name = self.names[index]
            following = self.names[index + 1] if index + 1 < len(self.names) else None
            if (
                following is not None
                and following.type == "person"
                and len(following.words) == 2
                and self.text[name.end : following.start] == " and "
                and (name.start in starts or name.words[0].lower() in FIRST_NAMES)
            ):
                self._add(index, replace(name, words=(name.words[0], following.words[1]), type="person"))
                continue
            found = self.by_surname(name.words[0], name)
            if found is not None and self._is_spouse(found, name):
                self._add(index, replace(name, words=(name.title, *name.words), type="person"))
            elif found is not None:
                self._mention(found, index, name)
            elif self._of_surname(name.words[0]):
                continue  # two of one surname, and nothing that tells them apart
            elif name.title and name.title.split()[-1].lower() in PART_OF_NAME:
                self._add(index, replace(name, words=(name.title.split()[-1], *name.words), type="person"))
            elif (name.type == "person" and name.title) or (self._seems_person(name) and not self._is_thing(name)):
                self._add(index, name)

    def _seems_person(self, name: Name) -> bool:
        """Is a name of one word a person's: tagged as one, the head of a source, or someone's brother?"""
        return name.type == "person" or (
            name.type == "unknown"
            and (
                name.words[0] in self._speaking
                or _RELATIVE.search(self.text, max(0, name.start - 14), name.start) is not None
            )
        )

    def _is_spouse(self, person: Person, name: Name) -> bool:
        """Is ``Mrs X`` not the man X whom alone the article has named in full?"""
        titles = set(re.findall(r"\w+", name.title.lower()))
        if titles & {"mrs", "ms", "miss"}:
            return person.masculine >= 3 and person.masculine > person.feminine
        return bool(titles & {"mr"}) and person.feminine >= 3 and person.feminine > person.masculine

    def _read_headings(self) -> None:
        """Adds the mentions in headings, where only the names known from the text can be told from other words."""
        self._complete_from_headings()
        number = 0
        added: list[tuple[Name, Person]] = []
        for (first, last), inside in zip(paragraphs(self.text), sentences_by_paragraph(self.text), strict=True):
            heading = self.text[first:last]
            if is_heading(heading):
                for person in self.people:
                    if _lacks(heading, person.words[-1]):
                        continue
                    pattern = rf"\b(?:{re.escape(person.name)}|{re.escape(person.words[-1])})\b"
                    for match in re.finditer(pattern, heading, re.IGNORECASE):
                        words = tuple(match[0].split())
                        start, end = first + match.start(), first + match.end()
                        owns = self.text[end : end + 2] in ("'s", "’s")
                        added.append((Name(start, end, words, "person", "", "", number, owns), person))
            number += len(inside)
        for name, person in added:
            index = len(self.names)
            self.names.append(name)
            self.of[index] = person
            person.mentions.append(name)
        order = sorted(range(len(self.names)), key=lambda i: self.names[i].start)
        self.of = {new: self.of[old] for new, old in enumerate(order) if old in self.of}
        self.names = [self.names[old] for old in order]
        self._starts = [name.start for name in self.names]

    def _complete_from_headings(self) -> None:
        """Gives a person whom the text calls by surname alone the full name that a heading has."""
        for first, last in paragraphs(self.text):
            for person in self.people if is_heading(self.text[first:last]) else ():
                if len(person.words) == 1:
                    match = re.search(rf"\b([A-Z][a-z]+) {re.escape(person.words[0])}\b", self.text[first:last])
                    if match and match[1].lower() in FIRST_NAMES:
                        person.words = (match[1], person.words[0])
                        person.masculine += 3 * (match[1].lower() in HE_NAMES)
                        person.feminine += 3 * (match[1].lower() in SHE_NAMES)

    def _is_thing(self, name: Name) -> bool:
        if _is_state(self.text.replace(name.words[0], "\0")):
            return True
        if self._has_people(name.words[0]):
            return True
        before = self.text[max(0, name.start - 5) : name.start].lower()
        word = name.words[0].lower()
        if read_role(word) is not None or name.words[0] in self._begins_organisation:
            return True
        plural = word.endswith("s") and word.removesuffix("s") in ANYBODY
        return plural or word in ANONYMOUS | GROUPS or before.endswith(("the ", "in ", "at ", "from "))

    def _has_people(self, word: str) -> bool:
        """Does the text tell of the people of a country, or of what is inside it?

        Patterns made of the word would take longer to make than to ask.
        """
        root = word[:-1] if word[-1] in "aeiouy" else word
        at = self.text.find(root)
        while at >= 0:
            if _BORDER.match(self.text, at):
                whole = self.text.startswith(word, at) and _BORDER.match(self.text, at + len(word))
                if _PEOPLE.match(self.text, at + len(root)) or (
                    whole and _INSIDE.search(self.text, max(0, at - 12), at)
                ):
                    return True
            at = self.text.find(root, at + 1)
        return False

    def _add(self, index: int, name: Name) -> None:
        for person in self.people:
            if same_person(person.words, name.words):
                person.forms[name.words] += 1
                person.words = max(person.forms, key=lambda form: (len(form), person.forms[form]))
                if person.words[1:] in person.forms and _starts_late(person.words):
                    person.words = person.words[1:]
                self._mention(person, index, name)
                return
        first = name.words[0].lower()
        person = Person(name.words, masculine=3 * (first in HE_NAMES), feminine=3 * (first in SHE_NAMES))
        person.forms[name.words] += 1
        self.people.append(person)
        self._mention(person, index, name)

    def _mention(self, person: Person, index: int, name: Name) -> None:
        person.mentions.append(name)
        self.of[index] = person
        if name.nickname:
            person.nicknames.add(name.nickname.lower())
        for word in re.findall(r"\w+", name.title.lower()):
            person.masculine += 3 * (word in MASCULINE)
            person.feminine += 3 * (word in FEMININE)

    def _of_surname(self, word: str) -> list[Person]:
        key = _OWN.sub("", word).lower()
        return [person for person in self.people if person.surname == key]

    def by_surname(self, word: str, name: Name | None = None) -> Person | None:
        """The person with this surname (or only name); of several the one whom the honorific fits, or who was
        named last; None when that does not decide.
        """
        key = _OWN.sub("", word).lower()
        fits = [p for p in self.people if p.surname == key or (len(p.words) > 1 and p.words[0].lower() == key)]
        exact = [p for p in fits if p.surname == key]
        fits = [p for p in self.people if key in p.nicknames] or exact or fits
        if len(fits) < 2 or name is None:
            return fits[0] if len(fits) == 1 else None
        titles = set(re.findall(r"\w+", name.title.lower()))
        if titles & {"mr", "sir", "lord"}:
            fits = [p for p in fits if p.masculine > p.feminine] or [p for p in fits if not p.feminine] or fits
        elif titles & {"mrs", "ms", "miss", "dame", "lady"}:
            fits = [p for p in fits if p.feminine > p.masculine] or [p for p in fits if not p.masculine] or fits
        if len(fits) == 1:
            return fits[0]
        near = [(max((m.start for m in p.mentions if m.start < name.start), default=-1), p) for p in fits]
        near.sort(key=lambda pair: pair[0])
        recent, other = near[-1], near[-2]
        return recent[1] if recent[0] >= 0 and name.start - recent[0] < 400 and recent[0] - other[0] > 200 else None

    def _read_roles(self) -> None:
        for person in self.people:
            for mention in person.mentions:
                for text in roles_at(self.text, mention):
                    role = read_role(text)
                    if role is None or role in person.roles:
                        continue
                    person.roles.append(role)
                    person.masculine += role.head in MASCULINE
                    person.feminine += role.head in FEMININE
        for person in self.people:
            for role in [r for r in person.roles if r.head in ("predecessor", "successor")]:
                self._follow(person, role)

    def _follow(self, person: Person, role: Role) -> None:
        """``Mr Gow's predecessor`` was what Mr Gow is; ``the sheriff's successor`` is sheriff."""
        owners = [p for p in self.people if p is not person and p.surname in role.words]
        before = "former " if role.head == "predecessor" else ""
        texts = [one.text for owner in owners for one in owner.roles] or [" ".join(role.words)]
        person.roles += [known for text in texts if (known := read_role(before + text))]

    def in_range(self, start: int, end: int) -> list[tuple[Name, Person | None]]:
        """Names that lie in a range, each with its person if it is one."""
        found = []
        for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            name = self.names[index]
            if name.end <= end:
                found.append((name, self.of.get(index)))
        return found


def _is_state(text: str) -> bool:
    """Is what stands at the NULs of a text a country or city? The pattern is asked only at them: it takes long to look
    through a text.
    """
    at = text.find("\0")
    while at >= 0:
        if _STATE.match(text, at) or _STATE.search(text, max(0, at - _BEFORE_STATE), at + 1):
            return True
        at = text.find("\0", at + 1)
    return False


def _lacks(heading: str, word: str) -> bool:
    """Is it plain without a pattern, which takes long to make, that a heading does not have a word in any case?"""
    return heading.isascii() and word.isascii() and word.lower() not in heading.lower()


def _starts_late(words: tuple[str, ...]) -> bool:
    """``Crooked Hillary Clinton``: a first name stands second, behind what is none."""
    return (
        len(words) > 2 and words[1].lower() in FIRST_NAMES and words[0].lower() not in FIRST_NAMES and len(words[0]) > 2
    )


def acronyms(text: str) -> dict[str, str]:
    """Acronyms that the text explains: ``the Office for National Statistics (ONS)``."""
    found = {}
    for match in re.finditer(
        r"(?<!\w)((?:[A-Z][\w’'&-]*(?: (?:of|for|and|the|on|in) (?:the )?| )){1,8}[A-Z][\w’'-]*)"
        r",? \(([A-Z][A-Za-z]{1,6})\)",
        text,
    ):
        words = re.findall(r"[\w’'-]+", match[1])
        letters = [c for c in match[2] if c.isupper()]
        for start in range(len(words)):
            initials = [w[0] for w in words[start:] if w[0].isupper()]
            if initials == letters:
                found[match[2]] = (
                    match[1][match[1].index(words[start]) :] if words.count(words[start]) == 1 else match[1]
                )
                break
    return found


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Do two full names go together: same surname and first name, initials and second names aside?"""

    def plain(words: tuple[str, ...]) -> list[str]:
        return [w.rstrip(".,").lower() for w in words if w.rstrip(".").lower() not in SUFFIXES]

    first, second = plain(a), plain(b)
    if not first or not second or len(first) < 2 or len(second) < 2:
        return first == second
    if first[-1] != second[-1]:
        long, short = (first, second) if len(first) > len(second) else (second, first)
        return long[: len(short)] == short
    if len(first) != len(second):
        long, short = (first, second) if len(first) > len(second) else (second, first)
        if long[-len(short) :] == short:
            return True
    x, y = first[0], second[0]
    return x == y or (len(x) == 1 and y.startswith(x)) or (len(y) == 1 and x.startswith(y))
