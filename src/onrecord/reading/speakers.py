"""Who speaks: from the source of a statement to a speaker, within its article.

Rules in the order of their certainty: a pronoun, by the people named before it (`onrecord.reading.pronouns`); a name
in the source; a title or description that fits the roles of one person only; else the source as it is written. Each
result says by what (`via`) and how sure; under `LEAST` the statement stays unattributed, with the candidates.
"""

from __future__ import annotations

import re

from onrecord.reading.actors import Person
from onrecord.reading.draft import Draft
from onrecord.reading.names import Name
from onrecord.reading.pronouns import ARTICLE, Pronouns
from onrecord.reading.resolved import LEAST, NOBODY, Resolved, Scene
from onrecord.reading.tags import Tagged
from onrecord.reading.words import (
    ANONYMOUS,
    DEMONYMS,
    DOCUMENTS,
    FEMININE,
    MASCULINE,
    OFFICES,
    ORGANISATION_NOUNS,
    PLACES,
    ROLE_NOUNS,
    SMALL_WORDS,
    TITLES,
)
from onrecord.statements.model import ActorType, Via
from onrecord.text.spans import Range

_OWNER = re.compile(
    r"(?:\b(?:for|of|to|at|from|by|with|under|against|in|on|like|including)\s+(?:the\s+)?)$", re.IGNORECASE
)
_FOLLOWERS = frozenset({"supporters", "voters", "allies", "surrogates", "fans", "team"})
_SAME = {
    "sen": "senator", "rep": "representative", "gov": "governor", "pm": "minister", "congressman": "representative",
    "congresswoman": "representative", "nominee": "candidate", "gen": "general", "lawyer": "attorney",
}  # fmt: skip
"""Words for one role."""
_AFTER_HEAD = frozenset(
    {"of", "for", "from", "in", "at", "on", "to", "with", "who", "by", "familiar", "close", "released"}
)
"""Words that a phrase goes on with after its head noun."""


class Resolver:
    """Resolves the statements of one article, in the order of the text."""

    def __init__(self, text: str, drafts: list[Draft], tagged: Tagged | None = None) -> None:
        self.text = text
        self.drafts = drafts
        self.scene = Scene(text, drafts, tagged)
        self.cast = self.scene.cast
        self.pronouns = Pronouns(self.scene)

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

    # ------------------------------------------------------------------ one source

    def _source(self, start: int, end: int, around: Resolved | None) -> Resolved:
        written = self.text[start:end].strip(" ,–—-:\n")
        words = [w.lower() for w in re.findall(r"[\w'’]+", written)]
        if not words:
            return NOBODY
        if not re.search(r"[^\W\d_]", written) or (len(words) == 1 and words[0] in TITLES):
            return NOBODY  # a number, or a title that the model has cut off its name
        meant = self.pronouns.antecedent(start, words, around)
        if meant is not None:
            return meant
        if written in ("Q", "A"):
            return self._interview(start, written)
        return (
            self._named(start, end)
            or self._apposition(start)
            or self._described(start, words, written)
            or self._as_written(start, written, words)
        )

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
        people = self._people(start, end)
        if not people:
            return self._only_surname(start, end)
        if len(people) == 1 and self._is_group(start, people[0][0]):
            return None
        unique = tuple({id(p): p for _, p in people}.values())
        full = all(len(n.words) > 1 or len(p.words) == 1 or p.surname == n.words[-1].lower() for n, p in people)
        return Resolved("; ".join(p.name for p in unique), "person", unique, "name", 0.96 if full else 0.85)

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
        return _is_role(lead) or re.fullmatch(r"[^,]{3,90}, ", lead + " " * bool(name.title)) is not None

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
        if self.text[start] not in ",(":
            return None
        before = self.pronouns.named_before(start)
        return before if before.type == "person" else None

    # ------------------------------------------------------------------ titles and descriptions

    def _described(self, start: int, words: list[str], written: str) -> Resolved | None:
        """A title or description: the person whose roles hold its words, if there is only one."""
        phrase = re.split(r",| (?:who|whose|which|whom)\b", written)[0]
        words = [w.lower() for w in re.findall(r"[\w'’]+", phrase)] or words
        content = [w.removesuffix("'s").removesuffix("’s") for w in words if w not in SMALL_WORDS]
        head = set(content) & ROLE_NOUNS
        if not head or not _is_definite(words, written):
            return None
        fits = self._fitting(start, content, head)
        if not fits or fits[0][0] < 0.5:
            if re.search(r" (?:for|of|at|from) ", written) and not head & OFFICES:
                return None
            recent = [r.name for p, r in self.scene.spoken[-6:] if p < start and r.type == "person" and r.name]
            return Resolved(None, None, candidates=tuple((name, 0.3) for name in dict.fromkeys(reversed(recent))))
        most, best = fits[0]
        clear = len(fits) == 1 or most - fits[1][0] > 0.1
        confidence = (0.85 if most >= 1 else 0.65) if clear else 0.4
        named = tuple((p.name, round(confidence * s / most, 3)) for s, p in fits[:4])
        if confidence < LEAST:
            return Resolved(None, None, candidates=named)
        via: Via = "title" if head & OFFICES else "description"
        return Resolved(best.name, "person", (best,), via, confidence, named[1:])

    def _fitting(self, start: int, content: list[str], head: set[str]) -> list[tuple[float, Person]]:
        """People one of whose roles has the head of a description, by the share of its words that they have; a
        little more for who was named not long before.
        """
        asked = {_SAME.get(w, w) for w in content}
        heads = {_SAME.get(w, w) for w in head}
        scored: list[tuple[float, Person]] = []
        for person in self.cast.people:
            known = person.role_words | {w for m in person.mentions for w in re.findall(r"\w+", m.title.lower())}
            known = {_SAME.get(w, w) for w in known}
            stems = {w[:5] for w in known if len(w) > 5}
            shared = {w for w in asked if w in known or (len(w) > 5 and w[:5] in stems)}
            past = "former" in asked and not known & {"former", "ex"}
            if not heads & shared or past or {"vice", "deputy"} & known - asked:
                continue
            last = max((m.start for m in person.mentions if m.start < start), default=-1)
            near = last >= 0 and start - last < 600
            scored.append((len(shared) / len(asked) + (0.15 if near else 0.0), person))
        return sorted(scored, key=lambda pair: -pair[0])

    # ------------------------------------------------------------------ no person

    def _as_written(self, start: int, written: str, words: list[str]) -> Resolved:
        """No person: an organisation, group, document or unnamed source, named as the article has it."""
        parts = re.split(r",(?! (?:like|including))|\s[–—]\s|\(| who | which ", written)
        name = ARTICLE.sub("", parts[0].strip(" ,'’") or written)
        if name in self.cast.acronyms:
            return Resolved(self.cast.acronyms[name], "organisation", via="name", confidence=0.9)
        if words[0] in ("the", "its", "their") and (known := self._known_thing(start, name)):
            return known
        head = _head([w.lower() for w in re.findall(r"[\w'’-]+", name)] or words)
        via: Via = "description" if name[:1].islower() else "name"
        return Resolved(name, _kind(head, words, name), via=via, confidence=0.8)

    def _known_thing(self, start: int, name: str) -> Resolved | None:
        """``The board``, ``the company``, ``the report``: the one of its kind that was named or has spoken before."""
        noun = name.lower()
        if noun not in ORGANISATION_NOUNS | DOCUMENTS:
            return None
        fits = [
            n
            for n in self.cast.names
            if n.start < start and len(n.words) > 1 and noun in (n.words[-1].lower(), n.words[0].lower())
        ]
        if fits and noun in ORGANISATION_NOUNS:
            return Resolved(" ".join(fits[-1].words), "organisation", via="description", confidence=0.75)
        kind: ActorType = "document" if noun in DOCUMENTS else "organisation"
        for result in self.scene.before(start, 12):
            if result.type == kind and result.name and (kind == "organisation" or noun in result.name.lower()):
                return Resolved(result.name, kind, via="description", confidence=0.65)
        return None


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


def _is_definite(words: list[str], written: str) -> bool:
    """Does a description speak of one known person: ``the minister``, ``Health Secretary``, not ``a minister``?"""
    last = words[-1]
    if last in ("spokesman", "spokeswoman", "spokesperson", "official", "officials"):
        return False
    if last.endswith("s") and last not in ROLE_NOUNS:
        return False
    if words[0] in ("a", "an", "one", "another", "some"):
        return False
    return words[0] in ("the", "this", "that", "his", "her", "its", "their", "my", "our") or written[:1].isupper()


def _head(words: list[str]) -> str:
    """The head noun of a phrase: its last word, or the one before ``of``, ``for`` and the like."""
    for index, word in enumerate(words):
        if index and word in _AFTER_HEAD:
            return words[index - 1]
    return words[-1]


def _kind(head: str, words: list[str], name: str) -> ActorType:
    """What kind of speaker that is no named person a phrase stands for, by its head noun."""
    indefinite = words[0] in ("a", "an", "one", "another", "some", "two", "three", "several", "someone", "many")
    capital, plural = name[:1].isupper(), head.endswith("s")
    if head in DOCUMENTS:
        return "document"
    single = head in ROLE_NOUNS | MASCULINE | FEMININE and not capital and not plural
    if single or (head in ANONYMOUS and (indefinite or plural or not capital)):
        return "anonymous"
    if head in ORGANISATION_NOUNS or head in PLACES:
        return "organisation"
    if head in DEMONYMS or (plural and not capital) or head in ("people", "police", "public"):
        return "group"
    if plural:
        return "anonymous" if indefinite else "group"
    return "organisation" if capital or not indefinite else "anonymous"
