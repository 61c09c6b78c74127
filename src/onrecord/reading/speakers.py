"""Who speaks: from the source of a statement to a speaker, within its article.

Rules in the order of their certainty: a name in the source; a relative pronoun right after a name; a title or
description that fits the roles of one person only; a pronoun, by the people named before it. Each result says by
what (`via`) and how sure; under `LEAST` the statement stays unattributed, with the candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from onrecord.reading.actors import Cast, Person
from onrecord.reading.draft import Draft
from onrecord.reading.names import Name
from onrecord.reading.words import (
    ANONYMOUS,
    DEMONYMS,
    DOCUMENTS,
    MASCULINE,
    ORGANISATION_NOUNS,
    PLACES,
    ROLE_NOUNS,
)
from onrecord.statements.model import ActorType, Via
from onrecord.text.paragraphs import paragraphs, sentences
from onrecord.text.quotes import OUTSIDE, quote_states
from onrecord.text.spans import Range

LEAST = 0.5
"""Least confidence of a speaker that is given out."""

_HE, _SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_THEY, _IT = frozenset({"they", "them", "their", "both", "each"}), frozenset({"it", "its"})
_WHO = frozenset({"who", "that", "which", "whom", "whose"})
_I = frozenset({"i", "me", "my", "we", "us", "our"})
_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their|this|that|these|those)\s+", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:\b(?:for|of|to|at|from|by|with|under|against|in|on|like|including)\s+(?:the\s+)?)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker before it has ids: one or several people, or a name as the article has it."""

    name: str | None
    type: ActorType | None
    people: tuple[Person, ...] = ()
    via: Via | None = None
    confidence: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()


NOBODY = Resolved(None, None)


class Resolver:
    """Resolves the statements of one article, in the order of the text."""

    def __init__(self, text: str, drafts: list[Draft]) -> None:
        self.text = text
        self.drafts = drafts
        self.cast = Cast(text, [span for draft in drafts for span in draft.source])
        self.sentences = [r for first, last in paragraphs(text) for r in sentences(text, first, last)]
        self.starts = [start for start, _ in self.sentences]
        self.before: list[tuple[int, Resolved]] = []
        """Position and speaker of the statements resolved so far."""

    def resolve(self) -> dict[int, Resolved]:
        """Speaker of each draft, by ``id(draft)``."""
        drafts = self.drafts
        found: dict[int, Resolved] = {}
        ordered = sorted(drafts, key=lambda d: (d.parent is not None, (d.source or d.content)[0][0]))
        self._learn_genders()
        quoted = [span for draft in drafts if draft.parent is None for span in draft.content]
        for draft in ordered:
            if draft.continues is not None:
                speaker = found.get(id(draft.continues), NOBODY)
                result = _continued(speaker)
            elif not draft.source:
                result = NOBODY
            else:
                around = found.get(id(draft.parent)) if draft.parent else None
                result = self._source(draft.source[0][0], draft.source[-1][1], around, quoted)
            found[id(draft)] = result
            if draft.parent is None and result.name:
                self.before.append(((draft.source or draft.content)[0][0], result))
        return found

    # ------------------------------------------------------------------ one source

    def _source(self, start: int, end: int, around: Resolved | None, quoted: list[Range]) -> Resolved:
        written = self.text[start:end].strip(" ,–—-:\n")
        words = [w.lower() for w in re.findall(r"[\w'’]+", written)]
        if not words:
            return NOBODY
        if words[0] in _I and len(words) < 3:
            if around is not None and around.name:
                return Resolved(around.name, around.type, around.people, "pronoun", 0.9 * around.confidence)
            return Resolved("author", "author", via="pronoun", confidence=0.6)
        if len(words) <= 2 and words[0] in _HE | _SHE:
            return self._pronoun(start, words[0] in _HE, around, quoted)
        if len(words) <= 3 and words[0] in _THEY:
            return self._plural(start)
        if words[0] in _IT and len(words) == 1:
            return self._thing(start)
        if words[0] in _WHO and len(words) <= 4:
            return self._relative(start)
        if (words[0], words[-1]) in _GENERIC:
            return self._pronoun(start, words[-1] in MASCULINE, around, quoted)
        if written in ("Q", "A"):
            return self._interview(start, written)
        named = self._named(start, end)
        if named is not None:
            return named
        if self.text[start] in ",(" and (apposed := self._relative(start)).type == "person":
            return apposed
        described = self._described(start, words, written)
        if described is not None:
            return described
        return self._as_written(start, written, words)

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

    def _named(self, start: int, end: int) -> Resolved | None:
        """Names in the source: the head of the phrase, several if they are joined by ``and``."""
        inside = [
            (n, p) for n, p in self.cast.in_range(start, end + 40) if n.start - len(n.title) - 2 * bool(n.title) < end
        ]
        people: list[tuple[Name, Person]] = []
        for name, person in inside:
            lead = self.text[start : name.start - (len(name.title) + 1 if name.title else 0)]
            if person is None or (name.possessive and self.text[name.end : end].strip(" '’s,")):
                continue
            if self._modifies(name, end) or (people and not self._joins(people[-1][0], name)):
                continue
            if not people and _OWNER.search(lead) and len(lead.split()) > 1:
                continue
            if (
                not people
                and "," in lead
                and not (self._apposed(lead) or re.fullmatch(r"[^,]{3,90}, ", lead + " " * bool(name.title)))
            ):
                continue
            people.append((name, person))
        if not people:
            alone = re.sub(r"^(?:Mr|Mrs|Ms|Sir|Dame|Lord|Lady)\.? ", "", self.text[start:end].strip(" ,"))
            same = [p for p in self.cast.people if p.surname == alone.lower()]
            if len(same) > 1:  # two of one surname, and nothing that tells them apart
                return Resolved(None, None, candidates=tuple((p.name, round(0.9 / len(same), 3)) for p in same))
            upper = self.text[start:end].strip()
            if upper.isupper() and (person := self.cast.by_surname(upper.split()[-1])):
                return Resolved(person.name, "person", (person,), "name", 0.95)
            return None
        unique = list({id(p): p for _, p in people}.values())
        if len(people) == 1 and self._is_group(start, people[0][0]):
            return None
        full = all(len(n.words) > 1 or len(p.words) == 1 or p.surname == n.words[-1].lower() for n, p in people)
        return Resolved("; ".join(p.name for p in unique), "person", tuple(unique), "name", 0.96 if full else 0.85)

    def _is_group(self, start: int, name: Name) -> bool:
        """``Critics of the plan, like Senator A``; ``the Clinton campaign``; ``Trump supporters``."""
        after = self.text[name.end : name.end + 24]
        match = re.match(r" (?:[a-z-]+ )?([a-z-]+)", after)
        word = match[1] if match else ""
        lead = self.text[start : name.start].lower()
        first = re.match(r"\s*([a-z]+)", after)
        following = first[1] if first else ""
        return (
            following
            in ORGANISATION_NOUNS | ANONYMOUS | {"supporters", "voters", "allies", "surrogates", "fans", "team"}
            or (word in ORGANISATION_NOUNS and following in ("presidential", "re-election"))
            or bool(re.search(r"\b(?:critics|supporters|opponents|allies|members|people|fans)\b", lead))
        )

    def _joins(self, before: Name, name: Name) -> bool:
        """Do two names stand in one list: ``A and B``, ``Sens. A (D-Mont.) and B (R-La.)``, ``A, B and C``?"""
        between = self.text[before.end : name.start - (len(name.title) + 1 if name.title else 0)]
        between = re.sub(r" ?\([^)]*\)", "", between)
        if re.fullmatch(r",? ?(?:and|&) (?:[\w.'’-]+ ){0,3}", between):
            return True
        if re.fullmatch(r", (?:[\w .'’-]{2,60},)? ?and (?:[\w.'’-]+ ){0,3}", between):
            return True
        return between == ", " and " and " in self.text[name.end : name.end + 120]

    def _modifies(self, name: Name, end: int) -> bool:
        """Is a name only part of another's description: ``Clinton communication director Jennifer Palmieri``?"""
        rest = re.match(r" ((?:[a-z][\w-]* ?){1,4})(?=[A-Z])", self.text[name.end : end])
        return rest is not None and bool(set(rest[1].split()) & ROLE_NOUNS)

    def _apposed(self, lead: str) -> bool:
        """Is the text before the name a description of it: ``The Health Secretary, A B``?"""
        words = [w.lower().removesuffix("'s").removesuffix("’s") for w in re.findall(r"[\w'’-]+", lead)]
        return bool(set(words) & ROLE_NOUNS)

    def _described(self, start: int, words: list[str], written: str) -> Resolved | None:
        """A title or description: the person whose roles hold its words, if there is only one."""
        words = [
            w.lower() for w in re.findall(r"[\w'’]+", re.split(r",| (?:who|whose|which|whom)\b", written)[0])
        ] or words
        if words[-1] in ("spokesman", "spokeswoman", "spokesperson", "official", "officials"):
            return None
        content = [w.removesuffix("'s").removesuffix("’s") for w in words if w not in _SMALL]
        head = set(content) & ROLE_NOUNS
        definite = words[0] in ("the", "this", "that", "his", "her", "its", "their") or written[:1].isupper()
        if not definite or not head or (words[-1].endswith("s") and words[-1] not in ROLE_NOUNS):
            return None
        if words[0] in ("a", "an", "one", "another", "some"):
            return None
        scored: list[tuple[float, Person]] = []
        for person in self.cast.people:
            known = person.role_words | {w for m in person.mentions for w in re.findall(r"\w+", m.title.lower())}
            known = {_SAME.get(w, w) for w in known}
            asked = {_SAME.get(w, w) for w in content}
            stems = {w[:5] for w in known if len(w) > 5}
            shared = {w for w in asked if w in known or (len(w) > 5 and w[:5] in stems)}
            if not {_SAME.get(w, w) for w in head} & shared:
                continue
            if ("former" in asked) != ("former" in known or "ex" in known) and "former" in asked:
                continue
            if {"vice", "deputy"} & known - asked:
                continue
            fit = len(shared) / len(asked)
            last = max((m.start for m in person.mentions if m.start < start), default=-1)
            scored.append((fit + (0.15 if last >= 0 and start - last < 600 else 0.0), person))
        scored.sort(key=lambda pair: -pair[0])
        if not scored or scored[0][0] < 0.5:
            if re.search(r" (?:for|of|at|from) ", written):
                return None
            recent = [r.name for p, r in self.before[-6:] if p < start and r.type == "person" and r.name]
            return Resolved(None, None, candidates=tuple((name, 0.3) for name in dict.fromkeys(reversed(recent))))
        clear = len(scored) == 1 or scored[0][0] - scored[1][0] > 0.1
        best = scored[0][1]
        confidence = (0.85 if scored[0][0] >= 1 else 0.65) if clear else 0.4
        named = tuple((p.name, round(confidence * s / scored[0][0], 3)) for s, p in scored[:4])
        via: Via = "title" if head & _OFFICES else "description"
        if confidence < LEAST:
            return Resolved(None, None, candidates=named)
        return Resolved(best.name, "person", (best,), via, confidence, named[1:])

    def _as_written(self, start: int, written: str, words: list[str]) -> Resolved:
        """No person: an organisation, group, document or unnamed source, named as the article has it."""
        name = re.split(r",(?! (?:like|including))|\s[–—]\s|\(| who | which ", written)[0].strip(" ,'’") or written
        name = _ARTICLE.sub("", name)
        if name in self.cast.acronyms:
            return Resolved(self.cast.acronyms[name], "organisation", via="name", confidence=0.9)
        if words[0] in ("the", "its", "their") and (known := self._known_thing(start, name)):
            return known
        head = _head([w.lower() for w in re.findall(r"[\w'’-]+", name)] or words)
        kind = self._kind(head, words, name)
        confidence = 0.8 if kind != "person" else 0.5
        return Resolved(name, kind, via="description" if name[:1].islower() else "name", confidence=confidence)

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
        for position, result in reversed(self.before):
            if (
                position < start
                and result.type == kind
                and result.name
                and self._sentence(start) - self._sentence(position) <= 12
            ):
                if kind == "organisation" or noun in result.name.lower():
                    return Resolved(result.name, kind, via="description", confidence=0.65)
        return None

    def _kind(self, head: str, words: list[str], name: str) -> ActorType:
        indefinite = words[0] in ("a", "an", "one", "another", "some", "two", "three", "several", "someone", "many")
        if head in DOCUMENTS:
            return "document"
        if head in ANONYMOUS and (indefinite or head.endswith("s") or not name[:1].isupper()):
            return "anonymous"
        if head in ORGANISATION_NOUNS or head in PLACES:
            return "organisation"
        if (
            head in DEMONYMS
            or (head.endswith("s") and not name[:1].isupper())
            or head in ("people", "police", "public")
        ):
            return "group"
        if name[:1].isupper() and not head.endswith("s"):
            return "organisation"
        if indefinite:
            return "anonymous"
        return "group" if head.endswith("s") else "organisation"

    # ------------------------------------------------------------------ pronouns

    def _sentence(self, position: int) -> int:
        return max(0, bisect_right(self.starts, position) - 1)

    def _pronoun(self, start: int, masculine: bool, around: Resolved | None, quoted: list[Range]) -> Resolved:
        """He or she: people named before, the nearer and the more prominent the better, gender not against it."""
        here = self._sentence(start)
        scores: dict[int, tuple[float, Person]] = {}
        speaker = next(
            (r for p, r in reversed(self.before) if p < start and r.people and self._fits(r.people[0], masculine)), None
        )
        for index, name in enumerate(self.cast.names):
            person = self.cast.of.get(index)
            if name.start >= start:
                break
            if person is None or not person.human or not self._fits(person, masculine):
                continue
            distance = here - name.sentence
            if distance > 8:
                continue
            score = 3.0 - 0.6 * distance
            first = self.starts[name.sentence] if name.sentence < len(self.starts) else 0
            score += 0.8 if name.start - first < 40 else 0.0
            score -= 1.2 if name.possessive else 0.0
            score -= 2.5 if any(a <= name.start < b for a, b in quoted) else 0.0
            score += 1.2 if self._says(person, masculine) > 0 else 0.0
            best = scores.get(id(person), (-9.0, person))[0]
            scores[id(person)] = (max(best, score), person)
        if speaker is not None and len(speaker.people) == 1:
            person = speaker.people[0]
            position = max(p for p, r in self.before if p < start and r is speaker)
            near = here - self._sentence(position)
            bonus = 2.2 if near <= 1 else 1.4 if near <= 3 else 0.5
            old = scores.get(id(person), (2.0 - 0.4 * near, person))[0]
            scores[id(person)] = (old + bonus, person)
        if around is not None and len(around.people) == 1:
            scores.pop(id(around.people[0]), None)
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])
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

    def _fits(self, person: Person, masculine: bool) -> bool:
        for_it, against = (person.masculine, person.feminine) if masculine else (person.feminine, person.masculine)
        return for_it >= against

    def _says(self, person: Person, masculine: bool) -> int:
        return person.masculine - person.feminine if masculine else person.feminine - person.masculine

    def _learn_genders(self) -> None:
        """Which pronoun goes with whom: from sentences and paragraphs that name one person and use one pronoun only.

        It weighs as much as a first name; honorifics weigh more.
        """
        states = quote_states(self.text)
        for first, last in [*self.sentences, *paragraphs(self.text)]:
            inside = self.cast.in_range(first, last)
            named = [(n, p) for n, p in inside if p is not None and states[n.start] == OUTSIDE]
            if len({id(person) for _, person in named}) != 1:
                continue
            name, person = named[0]
            found = [
                match[0].lower() in _HE
                for match in re.finditer(r"\b(?:he|she)\b", self.text[name.end : last], re.IGNORECASE)
                if states[name.end + match.start()] == OUTSIDE
            ]
            if found and all(found):
                person.masculine += 1
            elif found and not any(found):
                person.feminine += 1

    def _relative(self, start: int) -> Resolved:
        """Who, that, an apposition: the person right before, or the one that a description set off by commas follows."""
        sentence = self._sentence(start)
        before = [
            (n, self.cast.of.get(i)) for i, n in enumerate(self.cast.names) if n.end <= start and n.sentence == sentence
        ]
        for name, person in reversed(before):
            between = self.text[name.end : start]
            if re.fullmatch(r"(?: \([^)]*\))?,? ?", between):
                if person is not None:
                    return Resolved(person.name, "person", (person,), "pronoun", 0.9)
                for other, owner in before:
                    if (
                        owner is not None
                        and re.match(r"(?: of| at| from|,) ", self.text[other.end : name.start])
                        and name.start - other.end < 70
                    ):
                        return Resolved(owner.name, "person", (owner,), "pronoun", 0.75)
                kind: ActorType = "group" if name.type == "place" else "organisation"
                return Resolved(" ".join(name.words), kind, via="pronoun", confidence=0.7)
            if person is not None and between[:1] in ",(" and between.rstrip()[-1:] == "," and len(between) < 150:
                return Resolved(person.name, "person", (person,), "pronoun", 0.8)
        if match := re.search(r"((?:[\w'’-]+ ){0,2}[\w'’-]+),? $", self.text[self.starts[sentence] : start]):
            return Resolved(_ARTICLE.sub("", match[1]), "group", via="pronoun", confidence=0.55)
        return NOBODY

    def _plural(self, start: int) -> Resolved:
        """They: the last speaker who is several or no person."""
        for position, result in reversed(self.before):
            if (
                position < start
                and self._sentence(start) - self._sentence(position) <= 6
                and (len(result.people) > 1 or (result.type in ("group", "organisation", "anonymous")))
            ):
                return Resolved(result.name, result.type, result.people, "pronoun", 0.75)
        return NOBODY

    def _thing(self, start: int) -> Resolved:
        """It: the last speaker that is an organisation or document."""
        for position, result in reversed(self.before):
            if (
                position < start
                and self._sentence(start) - self._sentence(position) <= 4
                and result.type
                in (
                    "organisation",
                    "document",
                )
            ):
                return Resolved(result.name, result.type, (), "pronoun", 0.7)
        return NOBODY


def _continued(speaker: Resolved) -> Resolved:
    if not speaker.name:
        return NOBODY
    return Resolved(speaker.name, speaker.type, speaker.people, "continuation", 0.85 * speaker.confidence)


def _head(words: list[str]) -> str:
    """The head noun of a phrase: its last word, or the one before ``of``, ``for`` and the like."""
    for index, word in enumerate(words):
        if index and word in (
            "of",
            "for",
            "from",
            "in",
            "at",
            "on",
            "to",
            "with",
            "who",
            "by",
            "familiar",
            "close",
            "released",
        ):
            return words[index - 1]
    return words[-1]


_GENERIC = frozenset({("the", "man"), ("the", "woman")})
_SMALL = frozenset(["the", "a", "an", "of", "for", "in", "on", "at", "and", "to", "by", "with", "from", "his", "her", "their", "its", "as", "s", "this", "that"])
_OFFICES = frozenset(
    ["president", "minister", "secretary", "senator", "governor", "mayor", "chancellor", "premier", "speaker", "chairman", "chairwoman", "director", "ambassador", "commissioner", "attorney", "general", "king", "queen", "pope", "prime", "leader", "pm"]
)
_SAME = {
    "sen": "senator", "rep": "representative", "gov": "governor", "pm": "minister", "congressman": "representative",
    "congresswoman": "representative", "nominee": "candidate", "gen": "general", "lawyer": "attorney",
}  # fmt: skip
