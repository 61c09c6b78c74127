"""Antecedents: whom a pronoun, a relative pronoun or an apposition stands for.

A *he* or *she* goes to someone named before, the nearer and the more prominent the better. Gender only rules people
out: by honorifics and first names, and by the pronouns that the article itself uses of them.
"""

from __future__ import annotations

import re

from onrecord.reading.actors import Person
from onrecord.reading.names import Name
from onrecord.reading.resolved import LEAST, NOBODY, Resolved, Scene
from onrecord.reading.things import ARTICLE, Things
from onrecord.statements.model import ActorType
from onrecord.text.paragraphs import paragraphs
from onrecord.text.quotes import OUTSIDE, quote_states

_HE, _SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_THEY, _IT = frozenset({"they", "them", "their", "both", "each"}), frozenset({"it", "its"})
_WHO = frozenset({"who", "that", "which", "whom", "whose"})
_I = frozenset({"i", "me", "my", "we", "us", "our"})
_OWNERS = frozenset({"his", "her", "their", "its", "my", "our", "whose"})
"""Pronouns before a noun: ``his wife`` is not him."""
_PHRASE = re.compile(
    r"\b(?:(?:an?|the|some|those|these|many|most|several|two|three|other|his|her|their)\s)?"
    r"((?:(?!(?:an?|the|some|those|his|her|their)\b)[\w'’-]+ ){0,3}[\w'’-]+),? $"
)
"""The noun phrase that a text ends with, from its article on."""
_WHERE = re.compile(r"((?:[\w'’-]+ )?[\w'’-]+s) (?:on|in|at|from|of|across) (?:the )?$")
"""``nervous Democrats on``, before a place."""
_REACH = 8
"""Sentences back that a name may stand for a he or she."""


class Pronouns:
    """Finds whom the pronouns of one article stand for."""

    def __init__(self, scene: Scene, things: Things) -> None:
        self.scene = scene
        self.things = things
        self.text = scene.text
        self.cast = scene.cast
        self._learn_genders()

    def antecedent(self, start: int, words: list[str], around: Resolved | None) -> Resolved | None:
        """Whom a source at ``start`` that is a pronoun stands for; None if it is none.

        ``words`` are those of the source in lower case, ``around`` is the speaker of the statement that holds this one.
        """
        first = words[0]
        if first in _OWNERS and len(words) > 1:
            return None
        if first in _I and len(words) < 3:
            return _writer(around)
        if first in _HE | _SHE and len(words) <= 2:
            return self._person(start, first in _HE, around)
        if (first in _THEY and len(words) <= 3) or (first in _IT and len(words) == 1):
            both = self.things.both if first == "both" else self.things.they
            return both(start) if first in _THEY else self.things.it(start)
        if first in _WHO and len(words) <= (1 if first == "that" else 4):
            return self.named_before(start)
        return None

    # ------------------------------------------------------------------ he and she

    def _person(self, start: int, masculine: bool, around: Resolved | None) -> Resolved:
        """He or she: people named before, the nearer and the more prominent the better, gender not against it."""
        here = self.scene.sentence(start)
        scores: dict[int, tuple[float, Person]] = {}
        for index, name in enumerate(self.cast.names):
            if name.start >= start:
                break
            person = self.cast.of.get(index)
            if person is None or not person.human or _lean(person, masculine) < 0:
                continue
            distance = here - name.sentence
            if distance > _REACH:
                continue
            score = self._prominence(name, distance) + (1.2 if _lean(person, masculine) > 0 else 0.0)
            best = scores.get(id(person), (-9.0, person))[0]
            scores[id(person)] = (max(best, score), person)
        subject = self._subject(start, masculine)
        if subject is not None:
            scores[id(subject)] = (scores.get(id(subject), (2.0, subject))[0] + 1.6, subject)
        self._favour_last_speaker(scores, start, masculine, subject)
        if around is not None and len(around.people) == 1:
            scores.pop(id(around.people[0]), None)
        return _best(sorted(scores.values(), key=lambda pair: -pair[0]))

    def _prominence(self, name: Name, distance: int) -> float:
        """How much a mention some sentences back asks to be taken up: near by and at the head of its sentence more,
        as an owner or quoted less.
        """
        starts = self.scene.starts
        first = starts[name.sentence] if name.sentence < len(starts) else 0
        score = 3.0 - 0.6 * distance
        score += 0.8 if name.start - first < 40 else -0.8 if name.start - first > 160 else 0.0
        score -= 1.2 if name.possessive else 0.0
        score -= 2.5 if self.scene.is_said(name.start) else 0.0
        return score

    def _subject(self, start: int, masculine: bool) -> Person | None:
        """Whom the paragraph is about: the first name near the head of its last sentence that has one there."""
        for index in range(len(self.cast.names) - 1, -1, -1):
            name = self.cast.names[index]
            if name.start >= start:
                continue
            if self.scene.paragraphs_between(name.start, start):
                return None
            person = self.cast.of.get(index)
            leads = self.scene.heads_sentence(name.start) and not name.possessive and not self.scene.is_said(name.start)
            if person is not None and leads and _lean(person, masculine) >= 0:
                return person
        return None

    def _favour_last_speaker(
        self, scores: dict[int, tuple[float, Person]], start: int, masculine: bool, subject: Person | None
    ) -> None:
        """Adds to the score of the last one who spoke and whom the pronoun fits, less when a new paragraph has
        begun with another.
        """
        for position, speaker in reversed(self.scene.spoken):
            if position >= start or not speaker.people or _lean(speaker.people[0], masculine) < 0:
                continue
            if len(speaker.people) == 1:
                person = speaker.people[0]
                near = self.scene.sentence(start) - self.scene.sentence(position)
                bonus = 2.2 if near <= 1 else 1.4 if near <= 3 else 0.5
                if subject is not None and subject is not person and self.scene.paragraphs_between(position, start):
                    bonus *= 0.3
                old = scores.get(id(person), (2.0 - 0.4 * near, person))[0]
                scores[id(person)] = (old + bonus, person)
            return

    def _learn_genders(self) -> None:
        """Which pronoun goes with whom: from sentences and paragraphs that name one person and use one pronoun only.

        It weighs as much as a first name; honorifics weigh more.
        """
        states = quote_states(self.text)
        for first, last in [*self.scene.sentences, *paragraphs(self.text)]:
            inside = self.cast.in_range(first, last)
            named = [(n, p) for n, p in inside if p is not None and states[n.start] == OUTSIDE]
            if len({id(person) for _, person in named}) != 1:
                continue
            name, person = named[0]
            if not re.fullmatch(r"(?:[A-Z][\w.’'-]* |the |of )*", self.text[first : name.start]):
                continue  # not what the sentence is about
            found = [
                match[0].lower() in _HE
                for match in re.finditer(r"\b(?:he|she)\b", self.text[name.end : last], re.IGNORECASE)
                if states[name.end + match.start()] == OUTSIDE
            ]
            if found and all(found):
                person.masculine += 1
            elif found and not any(found):
                person.feminine += 1

    # ------------------------------------------------------------------ the others

    def named_before(self, start: int) -> Resolved:
        """Who, that, an apposition: the person right before, or the one whom a description between commas follows."""
        sentence = self.scene.sentence(start)
        before = [
            (n, self.cast.of.get(i)) for i, n in enumerate(self.cast.names) if n.end <= start and n.sentence == sentence
        ]
        for name, person in reversed(before):
            between = self.text[name.end : start]
            if re.fullmatch(r"(?: \([^)]*\))?,? ?", between):
                return self._right_before(name, person, before)
            closed = between[:1] in ",(" and between.rstrip()[-1:] == "," and len(between) < 150
            if person is not None and (closed or re.fullmatch(r", an? [a-z][^,.;]{2,80} ", between)):
                return Resolved(person.name, "person", (person,), "pronoun", 0.8)
        if match := _PHRASE.search(self.text[self.scene.starts[sentence] : start]):
            return Resolved(ARTICLE.sub("", match[1]), "group", via="pronoun", confidence=0.55)
        return NOBODY

    def _right_before(self, name: Name, person: Person | None, before: list[tuple[Name, Person | None]]) -> Resolved:
        """The person of a name, or of ``A of B`` and ``A, B`` the person A if B is none; else what the name names."""
        if person is not None:
            return Resolved(person.name, "person", (person,), "pronoun", 0.9)
        for other, owner in before:
            if (
                owner is not None
                and re.match(r"(?: of| at| from|,) ", self.text[other.end : name.start])
                and name.start - other.end < 70
            ):
                return Resolved(owner.name, "person", (owner,), "pronoun", 0.75)
        lead = self.text[self.scene.starts[name.sentence] : name.start]
        if name.type == "place" and (people := _WHERE.search(lead)):
            return Resolved(people[1], "group", via="pronoun", confidence=0.6)
        kind: ActorType = "group" if name.type == "place" else "organisation"
        return Resolved(" ".join(name.words), kind, via="pronoun", confidence=0.7)


def _writer(around: Resolved | None) -> Resolved:
    """I and we: who says what holds the words, else who wrote the article."""
    if around is not None and around.name:
        return Resolved(around.name, around.type, around.people, "pronoun", 0.9 * around.confidence)
    return Resolved("author", "author", via="pronoun", confidence=0.6)


def _lean(person: Person, masculine: bool) -> int:
    """How much speaks for a pronoun of this gender; below 0 something speaks against it."""
    return person.masculine - person.feminine if masculine else person.feminine - person.masculine


def _best(ranked: list[tuple[float, Person]]) -> Resolved:
    """The first of several, surer the further it is ahead; nobody when that is too little."""
    if not ranked:
        return NOBODY
    margin = ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0)
    confidence = min(0.93, 0.5 + 0.16 * margin) if len(ranked) > 1 else 0.9
    named = tuple(
        (p.name, round(min(0.9, confidence * max(0.05, s) / max(0.1, ranked[0][0])), 3)) for s, p in ranked[:4]
    )
    if confidence < LEAST + 0.04:
        return Resolved(None, None, candidates=named)
    return Resolved(ranked[0][1].name, "person", (ranked[0][1],), "pronoun", confidence, named[1:])
