"""The actors of one article: mentions of a name joined over the text, with the roles that the text gives them.

Full name, surname with or without honorific, a second spelling, a first name only. People are never linked over a
surname that two of them share, unless the honorific or the nearest full mention decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from onrecord.reading.names import Name, find_names, is_heading
from onrecord.reading.tags import Tagged
from onrecord.reading.words import (
    ANONYMOUS,
    FEMININE,
    GROUPS,
    HE_NAMES,
    MASCULINE,
    ROLE_NOUNS,
    SHE_NAMES,
    SMALL_WORDS,
    SUFFIXES,
)
from onrecord.statements.model import ActorType
from onrecord.text.paragraphs import paragraphs, sentences
from onrecord.text.spans import Range

_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_BEFORE = re.compile(
    r"((?:[\w'’.-]+ ){0,7}[\w'’.-]+),? (?:(?:[A-Z][a-z]{1,3}\. )|(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady) )?$"
)
_AFTER = re.compile(
    r"(?: \([^)]*\))?(?:,| –| —| -) (?:(?:who|which) (?:is|was|has been|serves as|served as|heads|runs) )?"
    r"([^,;.()–—\n]{3,90})"
)
_STOP = SMALL_WORDS | {"is", "was", "who"}


@dataclass(slots=True)
class Person:
    """Someone with a name. ``words`` is the fullest form seen, without titles."""

    words: tuple[str, ...]
    type: ActorType = "person"
    mentions: list[Name] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    role_words: set[str] = field(default_factory=set)
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
        short = any(len(m.words) < len(self.words) for m in self.mentions)
        return short or bool(self.masculine or self.feminine or self.roles or self.speaks)

    @property
    def surname(self) -> str:
        words = [w for w in self.words if w.rstrip(".").lower() not in SUFFIXES]
        return words[-1].lower()


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
                and (name.start in starts or name.words[0].lower() in HE_NAMES | SHE_NAMES)
            ):
                self._add(index, replace(name, words=(name.words[0], following.words[1]), type="person"))
                continue
            found = self.by_surname(name.words[0], name)
            if found is not None:
                self._mention(found, index, name)
            elif self._of_surname(name.words[0]):
                continue  # two of one surname, and nothing that tells them apart
            elif name.type == "person" or (
                name.type == "unknown" and name.words[0] in self._speaking and not self._is_thing(name)
            ):
                self._add(index, name)

    def _read_headings(self) -> None:
        """Adds the mentions in headings, where only the names known from the text can be told from other words."""
        number = 0
        added: list[tuple[Name, Person]] = []
        for first, last in paragraphs(self.text):
            if is_heading(self.text[first:last]):
                for person in self.people:
                    pattern = rf"\b(?:{re.escape(person.name)}|{re.escape(person.words[-1])})\b"
                    for match in re.finditer(pattern, self.text[first:last], re.IGNORECASE):
                        words = tuple(match[0].split())
                        start, end = first + match.start(), first + match.end()
                        owns = self.text[end : end + 2] in ("'s", "’s")
                        added.append((Name(start, end, words, "person", "", "", number, owns), person))
            number += len(sentences(self.text, first, last))
        for name, person in added:
            index = len(self.names)
            self.names.append(name)
            self.of[index] = person
            person.mentions.append(name)
        order = sorted(range(len(self.names)), key=lambda i: self.names[i].start)
        self.of = {new: self.of[old] for new, old in enumerate(order) if old in self.of}
        self.names = [self.names[old] for old in order]

    def _is_thing(self, name: Name) -> bool:
        before = self.text[max(0, name.start - 5) : name.start].lower()
        word = name.words[0].lower()
        plural = word.endswith("s") and word.removesuffix("s") in ANONYMOUS | ROLE_NOUNS
        return plural or word in ANONYMOUS | GROUPS or before.endswith(("the ", "in ", "at ", "from "))

    def _add(self, index: int, name: Name) -> None:
        for person in self.people:
            if same_person(person.words, name.words):
                if len(name.words) > len(person.words):
                    person.words = name.words
                self._mention(person, index, name)
                return
        first = name.words[0].lower()
        person = Person(name.words, masculine=3 * (first in HE_NAMES), feminine=3 * (first in SHE_NAMES))
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
        key = re.sub(r"['’]s?$", "", word).lower()
        return [person for person in self.people if person.surname == key]

    def by_surname(self, word: str, name: Name | None = None) -> Person | None:
        """The person with this surname (or only name); of several the one whom the honorific fits, or who was
        named last; None when that does not decide.
        """
        key = re.sub(r"['’]s?$", "", word).lower()
        fits = [p for p in self.people if p.surname == key or (len(p.words) > 1 and p.words[0].lower() == key)]
        exact = [p for p in fits if p.surname == key]
        fits = [p for p in self.people if key in p.nicknames] or exact or fits
        if len(fits) < 2 or name is None:
            return fits[0] if len(fits) == 1 else None
        titles = set(re.findall(r"\w+", name.title.lower()))
        if titles & {"mr", "sir", "lord"}:
            fits = [p for p in fits if not p.feminine] or fits
        elif titles & {"mrs", "ms", "miss", "dame", "lady"}:
            fits = [p for p in fits if not p.masculine] or fits
        if len(fits) == 1:
            return fits[0]
        near = [(max((m.start for m in p.mentions if m.start < name.start), default=-1), p) for p in fits]
        near.sort(key=lambda pair: pair[0])
        recent, other = near[-1], near[-2]
        return recent[1] if recent[0] >= 0 and name.start - recent[0] < 400 and recent[0] - other[0] > 200 else None

    def _read_roles(self) -> None:
        for person in self.people:
            for mention in person.mentions:
                for role in roles_at(self.text, mention):
                    if role not in person.roles:
                        person.roles.append(role)
                    words = {w.lower().removesuffix("'s").removesuffix("’s") for w in _WORD.findall(role)}
                    person.role_words |= words - _STOP
                    person.masculine += len(words & MASCULINE)
                    person.feminine += len(words & FEMININE)

    def in_range(self, start: int, end: int) -> list[tuple[Name, Person | None]]:
        """Names that lie in a range, each with its person if it is one."""
        return [(n, self.of.get(i)) for i, n in enumerate(self.names) if start <= n.start and n.end <= end]


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


def roles_at(text: str, mention: Name) -> list[str]:
    """What the text calls someone right before or right after a mention."""
    found = []
    start = mention.start - len(mention.title) - 1 if mention.title else mention.start
    if mention.title:
        found.append(mention.title)
    line = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start), text.rfind("” ", 0, start)) + 1
    if match := _BEFORE.search(text[line : max(line, start)] + (" " if mention.title else "")):
        words = match[1].split()
        heads = [i for i, w in enumerate(words) if w.strip(",.'’s").lower() in ROLE_NOUNS]
        if heads and len(words) - heads[-1] <= 6:
            tail = words[max(0, heads[0] - 4) :]
            for i, word in enumerate(tail[:-1]):
                if word.endswith(",") or word.lower() in (
                    "said",
                    "told",
                    "that",
                    "as",
                    "with",
                    "by",
                    "and",
                    "while",
                    "when",
                ):
                    tail = tail[i + 1 :]
                    break
            if heads[-1] == len(words) - 1 or words[heads[-1] + 1] in ("of", "for", "to", "at", "in"):
                found.append((" ".join(tail) + (" " + mention.title if mention.title else "")).strip(" ,"))
    end = mention.end
    if match := _AFTER.match(text, end):
        words = match[1].split()
        if {w.strip(",.'’s").lower() for w in words[:7]} & ROLE_NOUNS and words[0].lower() not in (
            "said",
            "told",
            "and",
            "he",
            "she",
        ):
            found.append(match[1].strip())
    return found
