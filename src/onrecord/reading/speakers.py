"""Who speaks: from the source of a statement to a speaker, within its article.

Rules in the order of their certainty: a pronoun, by the people named before it (`onrecord.reading.pronouns`); a name
in the source; a title or description that fits the roles of one person only; else the source as it is written. Each
result says by what (`via`) and how sure; under `LEAST` the statement stays unattributed, with the candidates.
"""

from __future__ import annotations

import re

from onrecord.reading.actors import Person
from onrecord.reading.descriptions import Descriptions
from onrecord.reading.draft import Draft
from onrecord.reading.names import Name
from onrecord.reading.pronouns import Pronouns
from onrecord.reading.resolved import NOBODY, Resolved, Scene
from onrecord.reading.tags import Tagged
from onrecord.reading.things import Things
from onrecord.reading.words import (
    ANONYMOUS,
    ORGANISATION_NOUNS,
    ROLE_NOUNS,
    TITLES,
)
from onrecord.text.spans import Range

_OWNER = re.compile(
    r"(?:\b(?:for|of|to|at|from|by|with|under|against|in|on|like|including)\s+(?:the\s+)?)$", re.IGNORECASE
)
_FOLLOWERS = frozenset({"supporters", "voters", "allies", "surrogates", "fans", "team"})


class Resolver:
    """Resolves the statements of one article, in the order of the text."""

    def __init__(self, text: str, drafts: list[Draft], tagged: Tagged | None = None) -> None:
        self.text = text
        self.drafts = drafts
        self.scene = Scene(text, drafts, tagged)
        self.cast = self.scene.cast
        self.things = Things(self.scene)
        self.pronouns = Pronouns(self.scene, self.things)
        self.descriptions = Descriptions(self.scene)

    @property
    def sentences(self) -> list[Range]:
        """All sentences of the text, in order."""
        return self.scene.sentences

    def resolve(self) -> dict[int, Resolved]:
        """Speaker of each draft, by ``id(draft)``."""
        found: dict[int, Resolved] = {}
        for draft in sorted(self.drafts, key=lambda d: (d.parent is not None, (d.source or d.content)[0][0])):
            if draft.continues is not None:
                result = _continued(found.get(id(draft.continues), NOBODY))
            elif not draft.source:
                result = NOBODY
            else:
                around = found.get(id(draft.parent)) if draft.parent else None
                result = self._source(draft.source[0][0], draft.source[-1][1], around)
            found[id(draft)] = result
            if draft.parent is None and result.name:
                self.scene.spoken.append(((draft.source or draft.content)[0][0], result))
        return found

    def addressee(self, spans: list[Range], speaker: Resolved) -> list[Range]:
        """Where an addressee is named: a pronoun or a title gives way to the fullest name before it of the one it
        stands for.
        """
        if len(spans) != 1:
            return spans
        start, written = spans[0][0], self.text[slice(*spans[0])]
        words = [w.lower() for w in re.findall(r"[\w'’]+", written)]
        if written.lower() in ("him", "her"):
            meant = self.pronouns.antecedent(start, words, speaker)
        elif words[:1] == ["the"]:
            meant = self.descriptions.person(start, words, written)
        else:
            return spans
        if meant is None or len(meant.people) != 1 or meant.people == speaker.people:
            return spans
        named = [m for m in meant.people[0].mentions if m.start < start]
        fullest = max(named, key=lambda m: (len(m.words), m.start), default=None)
        return [(fullest.start, fullest.end)] if fullest else spans

    # ------------------------------------------------------------------ one source

    def _source(self, start: int, end: int, around: Resolved | None) -> Resolved:
        written = self.text[start:end].strip(" ,–—-:\n")
        words = [w.lower() for w in re.findall(r"[\w'’]+", written)]
        if not words:
            return NOBODY
        if not re.search(r"[^\W\d_]", written):
            return NOBODY  # a number
        if len(words) == 1 and words[0] in TITLES and (cut := re.match(r"\.? (?=[A-Z])", self.text[end : end + 3])):
            end += cut.end() + 1  # a title that the model has cut off its name
        meant = self.pronouns.antecedent(start, words, around)
        if meant is not None:
            return meant
        if written in ("Q", "A"):
            return self._interview(start, written)
        return (
            self._named(start, end)
            or self._apposition(start)
            or self.descriptions.person(start, words, written)
            or self.descriptions.of_someone(written, self._owner(start, words))
            or self.things.as_written(start, written, words)
        )

    def _owner(self, start: int, words: list[str]) -> Resolved | None:
        """Whose a source is that begins with a possessive: ``her office``, ``Castro's lawyer``."""
        if words[0] in ("his", "her"):
            return self.pronouns.antecedent(start, ["he" if words[0] == "his" else "she"], None)
        owners = [(n, p) for n, p in self.cast.in_range(start, start + 80) if n.possessive]
        if owners and "," not in self.text[start : owners[0][0].start]:
            name, person = owners[0]
            known = person.name if person else " ".join(name.words)
            return Resolved(known, "person" if person else "organisation", (person,) if person else (), "name", 0.9)
        return None

    def _interview(self, start: int, letter: str) -> Resolved:
        """Questions are the author's; answers come from whom the text names most before the first question."""
        if letter == "Q":
            return Resolved("author", "author", via="description", confidence=0.8)
        first = re.search(r"^[\"“]?Q:", self.text, re.MULTILINE)
        stop = first.start() if first else start
        counts = [(sum(m.start < stop for m in p.mentions), p) for p in self.cast.people]
        best = max(counts, key=lambda pair: pair[0], default=(0, None))
        if best[1] is None or best[0] == 0:
            return NOBODY
        return Resolved(best[1].name, "person", (best[1],), "description", 0.75)

    # ------------------------------------------------------------------ names

    def _named(self, start: int, end: int) -> Resolved | None:
        """Names in the source: the head of the phrase, several if they are joined by ``and``."""
        if couple := self._couple(start, end):
            return couple
        people = self._people(start, end)
        if not people:
            return self._only_surname(start, end)
        if len(people) == 1 and self._is_group(start, people[0][0]):
            return None
        unique = tuple({id(p): p for _, p in people}.values())
        full = all(len(n.words) > 1 or len(p.words) == 1 or p.surname == n.words[-1].lower() for n, p in people)
        return Resolved("; ".join(p.name for p in unique), "person", unique, "name", 0.96 if full else 0.85)

    def _couple(self, start: int, end: int) -> Resolved | None:
        """``Mr. and Mrs. Tull``: the two of that surname, if they are two."""
        pair = re.match(r"Mr\.? and Mrs\.? ([A-Z][\w'’-]+)", self.text[start:end])
        couple = tuple(p for p in self.cast.people if pair and p.surname == pair[1].lower())
        if len(couple) != 2:
            return None
        return Resolved("; ".join(p.name for p in couple), "person", couple, "name", 0.85)

    def _people(self, start: int, end: int) -> list[tuple[Name, Person]]:
        """The people whom a source names as its head."""
        people: list[tuple[Name, Person]] = []
        for name, person in self.cast.in_range(start - 40, end + 40):  # the model may have cut a name in two
            if name.end <= start or name.start - len(name.title) - 2 * bool(name.title) >= end:
                continue
            if person is None or (name.possessive and self.text[name.end : end].strip(" '’s,")):
                continue
            if self._modifies(name, end):
                continue
            if self._joins(people[-1][0], name) if people else self._heads(start, name):
                people.append((name, person))
        return people

    def _heads(self, start: int, name: Name) -> bool:
        """Is the first name of a source its head, not part of a phrase about something else?"""
        lead = self.text[start : _start(name)]
        if _OWNER.search(lead) and len(lead.split()) > 1:
            return False
        if "," not in lead:
            return True
        return _is_role(lead) or re.fullmatch(r"[^,]{3,90}, (?:\w+ ){0,3}", lead.rstrip() + " ") is not None

    def _only_surname(self, start: int, end: int) -> Resolved | None:
        """A surname that two share, which nothing tells apart, or a name all in capitals."""
        alone = re.sub(r"^(?:Mr|Mrs|Ms|Sir|Dame|Lord|Lady)\.? ", "", self.text[start:end].strip(" ,"))
        same = [p for p in self.cast.people if p.surname == alone.lower()]
        if len(same) > 1:
            return Resolved(None, None, candidates=tuple((p.name, round(0.9 / len(same), 3)) for p in same))
        upper = self.text[start:end].strip()
        if upper.isupper() and (person := self.cast.by_surname(upper.split()[-1])):
            return Resolved(person.name, "person", (person,), "name", 0.95)
        return None

    def _is_group(self, start: int, name: Name) -> bool:
        """``Critics of the plan, like Senator A``; ``the Clinton campaign``; ``Trump supporters``."""
        after = self.text[name.end : name.end + 24]
        match = re.match(r" (?:[a-z-]+ )?([a-z-]+)", after)
        word = match[1] if match else ""
        lead = self.text[start : name.start].lower()
        first = re.match(r"\s*([a-z]+)", after)
        following = first[1] if first else ""
        return (
            following in ORGANISATION_NOUNS | ANONYMOUS | _FOLLOWERS
            or (re.match(r"(?:an?|one|another) ", lead) is not None and following in ROLE_NOUNS)
            or (word in ORGANISATION_NOUNS and following in ("presidential", "re-election"))
            or bool(re.search(r"\b(?:critics|supporters|opponents|allies|members|people|fans)\b", lead))
        )

    def _joins(self, before: Name, name: Name) -> bool:
        """Do two names stand in one list: ``A and B``, ``Sens. A (D-Mont.) and B (R-La.)``, ``A, B and C``?"""
        between = re.sub(r" ?\([^)]*\)", "", self.text[before.end : _start(name)])
        if re.fullmatch(r",? ?(?:and|&) (?:[\w.'’-]+ ){0,3}", between):
            return True
        if re.fullmatch(r", (?:[\w .'’-]{2,60},)? ?and (?:[\w.'’-]+ ){0,3}", between):
            return True
        return between == ", " and " and " in self.text[name.end : name.end + 120]

    def _modifies(self, name: Name, end: int) -> bool:
        """Is a name only part of another's description: ``Clinton communication director Jennifer Palmieri``?"""
        rest = re.match(r" ((?:[a-z][\w-]* ?){1,4})(?=[A-Z])", self.text[name.end : end])
        return rest is not None and bool(set(rest[1].split()) & ROLE_NOUNS)

    def _apposition(self, start: int) -> Resolved | None:
        """A source that goes on after a name, ``, a nurse at the clinic``: the person right before it."""
        opens = self.text[start] in ",(" or (
            self.text[max(0, start - 2) : start] == ", " and re.match(r"an? ", self.text[start : start + 3]) is not None
        )
        if not opens:
            return None
        before = self.pronouns.named_before(start)
        return before if before.type == "person" and before.confidence >= 0.8 else None


def _continued(speaker: Resolved) -> Resolved:
    if not speaker.name:
        return NOBODY
    return Resolved(speaker.name, speaker.type, speaker.people, "continuation", 0.85 * speaker.confidence)


def _start(name: Name) -> int:
    """Where a name begins with its titles."""
    return name.start - (len(name.title) + 1 if name.title else 0)


def _is_role(lead: str) -> bool:
    """Is the text before a name a description of its bearer: ``The Health Secretary, A B``?"""
    words = [w.lower().removesuffix("'s").removesuffix("’s") for w in re.findall(r"[\w'’-]+", lead)]
    return bool(set(words) & ROLE_NOUNS)
