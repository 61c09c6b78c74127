"""Titles and descriptions: which person ``the Water Secretary``, ``the former Liberal minister`` or ``his wife`` is.

A description goes to someone whose role in the article fits it, the nearer and the more prominent the better; where no
role is known, to whom the paragraph is about; in the opening of a report also to whom the next paragraphs name. What
speaks against it is another role: a minister is not the president.
"""

from __future__ import annotations

import re

from onrecord.reading.actors import Person
from onrecord.reading.resolved import LEAST, Resolved, Scene
from onrecord.reading.roles import Role, fit, read_role, stem
from onrecord.reading.words import FEMININE, MASCULINE, OFFICES, RELATIVES
from onrecord.statements.model import Via

_ENOUGH, _MARGIN = 0.8, 0.1
_BARE = re.compile(r"(?:the )?\d+-year-old", re.IGNORECASE)
_OPENING = 2
"""Paragraphs of a report, headings aside, whose descriptions may be of someone named only after them."""
_NO_TITLES = frozenset({"spokesman", "spokeswoman", "spokesperson", "official", "man", "woman", "member"})
"""Nouns of someone who need not be anyone named."""


class Descriptions:
    """Finds whom the titles and descriptions of one article stand for."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self.cast = scene.cast

    def person(self, start: int, words: list[str], written: str) -> Resolved | None:
        """The person that a source at ``start`` describes, perhaps unattributed with candidates; None if it is no
        description of one known person.
        """
        phrase = re.split(r",| (?:who|whose|which|whom)\b", written)[0]
        if _BARE.fullmatch(phrase):
            return self._whoever_spoke(start)
        asked = read_role(phrase)
        if self.text[max(0, start - 4) : start].lower() == "the ":
            words = ["the", *words]
        if asked is None or not is_definite(words, written, asked):
            return None
        owned = words[0] in ("his", "her", "their", "my", "its") or re.search(
            r"[A-Z][\w-]+['’]s (?:[a-z-]+ )?[a-z-]+$", written
        )
        if asked.head in RELATIVES and owned:
            return None
        scored = self._scored(start, asked, set(words))
        found = self._choose(scored, asked)
        if found.name is None:
            found = self._named_later(start, asked) or found
        if found.name is None and not scored and not asked.former and asked.head in OFFICES | {"premier", "secretary"}:
            return self._unnamed(phrase, words)
        return found

    def _whoever_spoke(self, start: int) -> Resolved | None:
        """``The 61-year-old``: whoever spoke last, in this paragraph or the one before."""
        last = self.scene.last_person(start)
        if last is None or self.scene.paragraphs_between(self.scene.spoken_by(last, start), start) > 1:
            return Resolved(None, None)
        return Resolved(last.name, "person", (last,), "description", 0.65)

    def _scored(self, start: int, asked: Role, words: set[str]) -> list[tuple[float, Person]]:
        here = self.scene.sentence(self.scene.said_before(start))
        last = self.scene.last_person(start)
        feminine, masculine = words & FEMININE, words & MASCULINE
        scored = []
        for person in self.cast.people:
            earlier = [m for m in person.mentions if m.start < start]
            before = [m for m in earlier if not self.scene.is_said(m.start, start)] or earlier
            if (feminine and person.masculine > person.feminine) or (masculine and person.feminine > person.masculine):
                continue
            known = frozenset(word for role in person.roles for word in (role.head, *role.words))
            fitting = max((fit(asked, role, known) for role in person.roles), default=0.0)
            if any(fit(asked, role) < 0 for role in person.roles) or (
                fitting == 0 and any(r.tells for r in person.roles)
            ):
                continue
            if fitting == 0 and (not before or asked.head in _NO_TITLES):
                continue
            spoke = self.scene.spoken_by(person, start)
            near = [self._nearness(place, here) for place in (before[-1].start if before else -1, spoke) if place >= 0]
            score = fitting + max(near, default=0.0)
            away = self.scene.paragraphs_between(self.scene.spoken_by(person, start), start)
            if last is person and away == 0:
                score += 0.4
            elif last is person and away <= 2 and asked.head not in OFFICES:
                score += 0.3 if fitting else 0.8 - score
            elif before and self._leads(before[-1].start, start):
                score += 0.2
            elif fitting == 0:
                continue
            scored.append((score + 0.1 * self._goes_with(person, asked), person))
        return sorted(scored, key=lambda pair: -pair[0])

    def _nearness(self, mention: int, here: int) -> float:
        distance = here - self.scene.sentence(mention)
        near = (
            0.5 if distance == 0 else 0.45 if distance == 1 else 0.3 if distance == 2 else 0.15 if distance < 9 else 0
        )
        return near + (0.2 if distance < 2 and self.scene.heads_sentence(mention) else -0.05)

    def _goes_with(self, person: Person, asked: Role) -> bool:
        """Does a sentence that names someone also hold a word of the description, ``Valdonia`` for ``Valdonian``?"""
        known = {stem(word) for role in person.roles for word in role.words}
        missing = {stem(word) for word in asked.words if len(word) > 3} - known
        return bool(missing) and any(
            missing & {stem(w) for w in re.findall(r"\w+", self.text[slice(*self.scene.sentences[m.sentence])].lower())}
            for m in person.mentions[:6]
            if m.sentence < len(self.scene.sentences)
        )

    def _leads(self, mention: int, start: int) -> bool:
        """Is a mention the subject of this sentence or of the one before it in the paragraph?"""
        here = self.scene.sentence(self.scene.said_before(start))
        near = here - self.scene.sentence(mention) <= 1 and not self.scene.is_said(mention, start)
        return near and self.scene.heads_sentence(mention) and not self.scene.paragraphs_between(mention, start)

    def _choose(self, scored: list[tuple[float, Person]], asked: Role) -> Resolved:
        """The first of several people, surer the better it fits and the further it is ahead."""
        if not scored:
            return Resolved(None, None)
        most, best = scored[0]
        margin = most - scored[1][0] if len(scored) > 1 else 1.0
        confidence = min(0.9, 0.35 + 0.25 * most + 0.3 * min(0.5, margin))
        if most < _ENOUGH or margin < _MARGIN:
            confidence = min(confidence, 0.45)
        named = tuple((p.name, round(confidence * s / most, 3)) for s, p in scored[:4])
        if confidence < LEAST:
            return Resolved(None, None, candidates=named)
        if asked not in best.roles:
            best.roles.append(asked)  # what someone is called once may be all that a later title has
        return Resolved(best.name, "person", (best,), _via(asked), confidence, named[1:])

    def _named_later(self, start: int, asked: Role) -> Resolved | None:
        """Whom a report describes before it names them: in its opening the first to speak whose roles allow it, later
        someone without a role who is named first in the same paragraph.
        """
        opening = self.scene.paragraph_number(start) < _OPENING
        limit = self.scene.end_of_paragraph(start, 2 if opening else 1)
        if asked.head in _NO_TITLES:
            return None
        later = []
        for person in self.cast.people:
            first = person.mentions[0].start
            if not start < first < limit or not person.speaks or len(person.words) < 2:
                continue
            if not opening and self.scene.paragraphs_between(start, first) and not self.scene.heads_paragraph(first):
                continue
            fitting = max((fit(asked, role) for role in person.roles), default=0.0)
            if fitting > 0 or (fitting == 0 and not any(role.tells for role in person.roles)):
                later.append((fitting < _ENOUGH, first, person))
        if not later:
            return None
        unknown, _, person = min(later, key=lambda one: one[:2])
        person.roles.append(asked)
        return Resolved(person.name, "person", (person,), _via(asked), 0.55 if unknown else 0.75)

    def _unnamed(self, phrase: str, words: list[str]) -> Resolved:
        """A holder of an office whom the article does not name: by the title, as it is written."""
        name = re.sub(r"^(?:the|a|an) ", "", phrase.strip(" ,"), flags=re.IGNORECASE)
        if words[0] not in ("the", *name.lower().split()[:1]):
            return Resolved(None, None)
        name = "Prime Minister" if name.upper() == "PM" else name
        return Resolved(name, "person", via="title", confidence=0.55)

    # ------------------------------------------------------------------ someone's wife, lawyer, office

    def of_someone(self, written: str, owner: Resolved | None) -> Resolved | None:
        """``His lawyer``, ``her office``, ``Castro's aides``: named after the one whose they are; a wife or husband
        whom the article names with the same surname is that person.
        """
        match = re.match(r"(?:his|her|their|its|my|[\w .]+['’]s) ((?:[\w-]+ ){0,2}?([a-z-]+))$", written, re.IGNORECASE)
        if match is None or owner is None or owner.name is None or match[2].lower() not in RELATIVES:
            return None
        noun = match[2].lower()
        spouse = self._spouse(noun, owner)
        if spouse is not None:
            return Resolved(spouse.name, "person", (spouse,), "description", 0.7)
        kind = "organisation" if noun in ("office", "department", "team", "campaign") else "anonymous"
        kind = "group" if noun.endswith("s") else kind
        return Resolved(f"{owner.name}'s {match[1]}", kind, via="description", confidence=0.7 * owner.confidence + 0.1)  # type: ignore[arg-type]

    def _spouse(self, noun: str, owner: Resolved) -> Person | None:
        if len(owner.people) != 1 or noun not in ("wife", "husband", "brother", "sister", "son", "daughter"):
            return None
        woman = noun in FEMININE
        same = [p for p in self.cast.people if p is not owner.people[0] and p.surname == owner.people[0].surname]
        same = [p for p in same if (p.feminine > p.masculine if woman else p.masculine >= p.feminine)]
        return same[0] if len(same) == 1 else None


def _via(asked: Role) -> Via:
    return "title" if asked.head in OFFICES | {"premier", "vice-president", "attorney-general"} else "description"


def is_definite(words: list[str], written: str, asked: Role) -> bool:
    """Does a description speak of one known person: ``the minister``, ``Health Secretary``, not ``a minister``?"""
    if asked.head in ("spokesman", "spokeswoman", "spokesperson", "official") or words[-1] in (
        "officials",
        "ministers",
    ):
        return False
    if re.search(r"\b(?:supporters|allies|critics|office|department|campaign|team|aides)\b", written.lower()):
        return False
    if words[0] in ("a", "an", "one", "another", "some", "two", "three", "both", "several", "many"):
        return False
    alone = len(words) == 1 and words[0] in OFFICES | {"sheriff"}
    return (
        alone or words[0] in ("the", "this", "that", "his", "her", "its", "their", "my", "our") or written[:1].isupper()
    )
