"""What each statement of a reading says, denies or mentions: propositions with the words that state them.

A statement of one sentence is one proposition. A longer quotation is cut into its sentences; a content such as *A's
claim that X was nonsense* becomes X, which its speaker disputes, and X again, which A asserts at second hand
(``depth`` 1). Nothing here compares statements with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.claims import wording
from onrecord.claims.context import Context
from onrecord.claims.pieces import LEAST_WORDS, Pieces
from onrecord.statements import Reading, Statement
from onrecord.text.spans import Range

Stance = Literal["asserts", "disputes", "neutral"]
MOST = 6
"""Propositions of one statement at most: a speech printed whole is no list of claims."""
_QUOTED = " “\"‘'"
_LONGEST = 1_000
"""Characters of a sentence that is looked through for words of denial: the patterns take time by the square of it."""
_OPENING = 24
"""Characters of a content in which words that take no side may begin."""
_AT_ONCE = 12
"""Characters before *it is not true that*, at most: *I think*, *and*."""
_BETWEEN = 6
"""Words between a denial and the name of whose claim it denies, at most."""
_NAMED = re.compile(r"(?:(?:[Tt]hat )?(?:[Tt]he (?:[a-z]+ )?[a-z]+|(?:[A-Z][\w.’'-]+ ?)+|he|she|they|it|we|you))$")
"""Who was wrong to say something: a name, *the minister*, *he*; not *critics say A*."""
_PRONOUNS = frozenset({"he", "she", "they"})


@dataclass(frozen=True, slots=True)
class Proposition:
    """One thing that a statement takes a side on, or none."""

    statement: str
    ordinal: int
    sign: Stance
    """The side taken on the proposition as its words put it."""
    depth: int
    """0: the statement's own speaker; 1: somebody whom the statement says has said it."""
    speaker: str | None
    spans: tuple[Range, ...]
    """The words that state it, in the article's text."""
    shows: tuple[Range, ...]
    """The words that show a denial."""
    text: str
    """The words as they are compared: without quotation marks, with the speaker for *I* and *we*."""
    points_back: bool = False
    """Do the words only point at what somebody else has said (*the claim*, *Nonsense*)?"""
    whose: str | None = None
    """Whose words it points at, where it names them."""
    alleged: bool = False
    """Does it point at what is alleged (*the allegation*), also where that has only been denied?"""
    tells: bool = False
    """Does it point with words of its own (*A's claims about the dam*)?"""
    asks: bool = False
    """Is it a question?"""
    gives_way: bool = False
    """Do the reporting words concede it (*admitted*)?"""
    replies: bool = False
    """Do the reporting words put it as an answer?"""


def propositions(reading: Reading) -> list[Proposition]:
    """All propositions of a reading, in the order of its statements; each statement has at least one."""
    context = Context(reading)
    found: list[Proposition] = []
    for statement in reading.statements:
        drafts = list(_Parts(context, statement).propositions())
        found += [replace(one, ordinal=number) for number, one in enumerate(drafts[:MOST])]
    return found


def overlap(a: Sequence[Range], b: Sequence[Range]) -> int:
    """Number of characters that two lists of ranges share."""
    return sum(max(0, min(e1, e2) - max(s1, s2)) for s1, e1 in a for s2, e2 in b)


def _denying(said: str, whose: re.Match[str]) -> re.Match[str] | None:
    """The denial that governs somebody's claim: right before it, and not itself denied or hedged."""
    if wording.NOBODY.match(said):
        return None
    end = whose.end("who")
    for denial in wording.DENIAL.finditer(said):
        if denial.end() > end:
            break
        before, between = said[: denial.end()], said[denial.end() : end]
        near = len(between.split()) <= _BETWEEN and not wording.ASIDE.search(between)
        if near and not wording.CONCEDES.search(before) and not wording.HEDGED.search(before):
            return denial
    return None


class _Parts(Pieces):
    """One statement taken apart."""

    def __init__(self, context: Context, statement: Statement) -> None:
        super().__init__(context, statement)
        self.reply = bool(wording.ANSWERING.search(self.cue))
        self.inside = context.inside.get(statement.id, ())

    def propositions(self) -> Iterator[Proposition]:
        """Those of the statement, its own first."""
        pieces = self._pieces()
        denied = self._denied()
        unsure = not denied and self._unsure()
        concedes = bool(wording.CONCEDES.search(self.cue)) and self.statement.kind != "direct"
        governed = bool(denied) or unsure or concedes
        for number, piece in enumerate(pieces):
            start = piece[0][0]
            governed = governed and (
                number == 0 or bool(wording.AND_THAT.search(self.plain, start - len("and that "), start))
            )
            sign: Stance = "disputes" if governed and denied else "neutral" if governed and unsure else "asserts"
            if sum(end - start for start, end in piece) > _LONGEST:
                yield self._own(piece, sign, shows=denied)
            elif governed:
                yield from self._governed(piece, sign, denied)
            else:
                yield from self._stated(piece)
        yield from self._beside()

    # What the reporting words do to the content.

    def _denied(self) -> tuple[Range, ...]:
        """The reporting words that deny the content; none of a quotation that says what it says."""
        one = self.statement
        if self._contrary_to_what():
            return tuple((span.start, span.end) for span in one.cue)
        # What some of them deny shows only with the words behind them.
        denies = wording.DENIAL.search(f"{self.cue} {self._whole()}") or wording.NOT_ACCEPT.search(self.cue)
        if (
            denies is None
            or denies.start() >= len(self.cue)
            or (one.kind == "direct" and not self._quoted_object())
            or self._by_nobody(one)
            or wording.UNSURE.search(self.cue)
            or wording.HEDGED.search(self.cue)
            or wording.CONCEDES.search(self.cue)
        ):
            return ()
        return tuple((span.start, span.end) for span in one.cue)

    def _quoted_object(self) -> bool:
        """Is a quotation the object of the reporting words (*denied “any part in it”*)?"""
        one = self.statement
        if not one.cue or one.cue[-1].end > one.content[0].start:
            return False
        piece = self._pieces()[0]
        start = piece[0][0]
        behind = not self.text[one.cue[-1].end : start].strip(_QUOTED)
        return behind and self.text[start].islower() and not wording.REPLY.match(self._joined(piece))

    def _is_object(self, piece: Sequence[Range]) -> bool:
        """Is it what reporting words govern that lead to no clause (*repeated A's claim that X was false*)?"""
        cue = self.statement.cue[0] if self.statement.cue else None
        return cue is not None and piece[0][0] > cue.end and self.context.governs(cue, piece[0][0])

    def _themselves(self, pronoun: str | None) -> bool:
        """Can a pronoun in the content be the speaker? None in a quotation; *they* are many, and *he* is no *she*."""
        one = self.statement
        if pronoun is None:
            return True
        source = " ".join(self.plain[span.start : span.end] for span in one.source)
        if one.kind == "direct" or (source in _PRONOUNS and source != pronoun):
            return False
        return (one.speaker.type == "person") == (pronoun != "they")

    def _unsure(self) -> bool:
        """Does the speaker take no side on the content: ask, refuse, withdraw, not know?"""
        first = self._whole()
        if self.context.depth(self.statement) and self._by_nobody(self.statement):
            return True
        words = f"{self.cue} {first}"[:_LONGEST]
        begun = (pattern.search(words) for pattern in (wording.SAYS_LESS, wording.RECALLS, wording.REFUSES))
        if any(found is not None and found.start() < len(self.cue) for found in begun):
            return True
        if self.statement.kind == "direct":
            return False
        return (
            self.statement.framing == "asking"
            or bool(wording.HEDGED.search(self.cue))
            or bool(wording.ASKING.match(first))
            or bool(wording.BODY_OPEN.match(first))
            or self._leaves_open(first)
        )

    def _leaves_open(self, said: str) -> bool:
        """Do the reporting words take no side, or the content's first ones (*said he was looking into X*)?"""
        words = f"{self.cue} {said[:_OPENING]}"
        found = wording.UNSURE.search(words)
        return (
            found is not None and wording.OF_THEMSELVES.fullmatch(words[len(self.cue) + 1 : found.start()]) is not None
        )

    def _contrary_to_what(self) -> bool:
        """*Contrary to what A said, X*: A has said the opposite of X."""
        one = self.statement
        if one.kind == "direct" or not one.source or self._whole().startswith("that "):
            return False
        before = self.plain[self.context.sentence(one.source[0].start)[0] : one.source[0].start]
        return before == "contrary to what "

    def _by_nobody(self, one: Statement) -> bool:
        """Is it what *nobody* says (*nobody asked me to go*)?"""
        return any(wording.NOBODY.match(self.plain[span.start : span.end]) for span in one.source[:1])

    def _reports(self, piece: Sequence[Range]) -> bool:
        """Is it mostly somebody else's statement, which the reader has found inside it?"""
        within = [(at.start, at.end) for one in self.inside if not self._by_nobody(one) for at in one.content]
        return overlap(list(piece), within) > 0.6 * sum(end - start for start, end in piece)

    # The propositions.

    def _governed(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> Iterator[Proposition]:
        """A content under a denying or an asking word."""
        clause = self._joined(piece).startswith("that ")
        piece = self._without(piece, wording.WHETHER if sign == "neutral" else wording.THAT)
        if sign == "disputes":
            piece = self._without(self._without(piece, wording.AT_ONCE_UNTRUE), wording.AS_UNTRUE, at_end=True)
        said = self._joined(piece)
        if sign != "neutral":
            if not clause and self._turned_down(self.cue).match(said):
                yield self._own(piece, "asserts")
                return
            if found := self._others_words(piece, sign, shows):
                yield from found
                return
            if match := wording.NAMED_CHARGE.match(said):
                yield self._own(self._part(piece, match, "what"), sign, shows=shows)
                return
            if wording.COURT_CHARGES.match(said):
                yield self._own(piece, sign, shows=shows)
                return
            if wording.ANAPHOR.match(said):
                yield self._pointing(piece, sign, shows)
                return
        yield from self._second_hand(piece, sign, shows) or self._claim_that(piece, sign, shows)

    def _turned_down(self, verb: str) -> re.Pattern[str]:
        """What a verb of denial turns down, where it does no more."""
        return wording.TURNED_DOWN if wording.DENIES.search(verb) else wording.PROPOSAL

    def _pointing(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> Proposition:
        """What only points at what somebody else has said."""
        said = self._joined(piece)
        alleged, tells = wording.ALLEGED.search(f"{self.cue} {said}"), wording.TELLS.search(said)
        own = self._own(piece, sign, shows=shows)
        return replace(own, points_back=True, alleged=bool(alleged), tells=bool(tells) and shows != own.spans)

    def _others_words(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> list[Proposition]:
        """*A's account of X*: what A has said elsewhere, which the speaker takes a side on."""
        match = wording.WHOSE_WORDS.match(self._joined(piece))
        who = match and self.context.named(self._join_text(self._part(piece, match, "who")), self.statement)
        if not who:
            return []
        own = replace(self._pointing(piece, sign, shows), whose=who, alleged=False)
        return [own, replace(own, depth=1, speaker=who, sign="asserts", shows=())]

    def _claim_that(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> list[Proposition]:
        match = wording.CLAIM_THAT.match(self._joined(piece))
        return [self._own(self._part(piece, match, "what") if match else piece, sign, shows=shows)]

    def _second_hand(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> list[Proposition]:
        """*A's claim that X*: X twice, for the speaker and for A."""
        said = self._joined(piece)
        match = wording.WHO_CLAIMED.search(said) or wording.WHOSE_CLAIM.search(said)
        if match is None:
            return []
        own = self._own(self._part(piece, match, "what"), sign, shows=shows)
        return [own, *self._theirs(own, piece, match, "asserts")]

    def _stated(self, piece: Sequence[Range]) -> Iterator[Proposition]:
        """A sentence said in the speaker's own name."""
        if self.statement.kind != "direct":
            piece = self._without(piece, wording.WHICH_DENIES, at_end=True)
            if away := self._turned_away(piece):
                own = self._own(self._without(self._part(piece, away, "what"), wording.THAT), "asserts")
                yield from (own, *self._theirs(own, piece, away, "disputes"))
                return
        content = self._without(piece, wording.THAT)
        # In *That report is false* and *called that account “fiction”* it leads to nothing.
        if content != piece and not self._only_denies(piece) and not self._called_untrue(piece):
            piece = content
        said = self._joined(piece)
        if self._only_denies(piece):
            yield self._pointing(piece, "disputes", tuple(piece))
            return
        if found := self._own_denial(piece):
            yield from found
            return
        if wording.NO_VIEW.search(said):
            yield replace(self._own(piece, "neutral"), points_back=True)
            return
        reports = wording.REPORTS.match(said)
        if reports and self.statement.kind != "direct" and not self.inside and (found := self._told(piece, reports)):
            yield from found
            return
        whose = wording.WHO_CLAIMED.search(said) or wording.WHOSE_CLAIM.search(said)
        denial = whose and _denying(said, whose)
        subject = denial and wording.SUBJECT.fullmatch(said, 0, denial.start())
        if whose and denial and subject and self._themselves(subject["pronoun"]):
            shows = tuple(self._cut(piece, denial.start(), denial.end()))
            yield from self._second_hand(self._cut(piece, whose.start(), len(said)), "disputes", shows)
            return
        yield self._own(piece, "neutral" if self._reports(piece) or self._is_question(piece) else "asserts")

    def _own_denial(self, piece: Sequence[Range]) -> list[Proposition]:
        """*It is not true that X*, *The claim that X is nonsense*, *I deny that X*."""
        said = self._joined(piece)
        for pattern in (wording.UNTRUE_THAT, wording.NO_TRUTH):
            match = pattern.search(said)
            if (
                match
                and match.start() < _AT_ONCE
                and not wording.HEARSAY.search(said, 0, match.start())
                and len(match["what"].split()) >= LEAST_WORDS - 1
            ):
                what = self._part(piece, match, "what")
                return [self._own(what, "disputes", shows=tuple(self._cut(piece, match.start(), match.start("what"))))]
        if found := self._wrong_to_say(piece):
            return found
        if found := self._called_untrue(piece):
            return found
        deny = wording.I_DENY.match(said)
        if deny is None or not self._themselves(deny["pronoun"]):
            return []
        shows = tuple(self._cut(piece, 0, deny.start("what")))
        return list(self._governed(self._part(piece, deny, "what"), "disputes", shows))

    def _wrong_to_say(self, piece: Sequence[Range]) -> list[Proposition]:
        """*(said) A was wrong to say that X*: X twice, for the speaker and for A."""
        match = wording.WRONG_TO_SAY.match(self._joined(piece))
        if match is None or self.statement.kind == "direct" or wording.NOBODY.match(match["who"]):
            return []
        if not _NAMED.match(self._join_text(self._part(piece, match, "who"))):
            return []
        shows = tuple(self._cut(piece, 0, match.start("what")))
        own = self._own(self._part(piece, match, "what"), "disputes", shows)
        return [own, *self._theirs(own, piece, match, "asserts")]

    def _only_denies(self, piece: Sequence[Range]) -> bool:
        """Is it a reply without words of its own? What is called untrue must be words, and not one's own, admitted."""
        if not wording.REPLY.match(self._joined(piece)) or self.statement.framing == "conceding":
            return False
        calls = self._calls(piece)
        named = calls["what"].strip(_QUOTED) if calls else ""
        return not named or bool(wording.ANAPHOR.match(named))

    def _calls(self, piece: Sequence[Range]) -> re.Match[str] | None:
        """Reporting words that give what is before a piece a name (*called the report* “fiction”)."""
        if not self.statement.cue:
            return None
        before = self.plain[self.statement.cue[0].start : piece[0][0]]
        return wording.CALLS.search(before.rstrip(_QUOTED))

    def _called_untrue(self, piece: Sequence[Range]) -> list[Proposition]:
        """*The claim that X is nonsense*, *A's claims were false*, *(called) the allegations “baseless”*."""
        said = self._joined(piece)
        calls = self._calls(piece)
        if calls is not None and not calls["what"].strip(_QUOTED):
            untrue = wording.CALLED_UNTRUE.match(said)
        else:
            untrue = None if self._is_object(piece) else wording.THAT_IS_UNTRUE.match(said)
        if untrue is None:
            return []
        what, shows = self._part(piece, untrue, "what"), tuple(self._part(piece, untrue, "untrue"))
        if wording.CLAIM_THAT.match(untrue["what"]):
            return self._second_hand(what, "disputes", shows) or self._claim_that(what, "disputes", shows)
        if calls is None and not untrue["plainly"]:
            return []
        if found := self._others_words(what, "disputes", shows):
            return found
        points = wording.ANAPHOR.match(untrue["what"])
        alleged = points and wording.ALLEGED.search(untrue["what"])
        # What is plainly untrue is words; a decision, a line and a critic can be called absurd.
        called = points and calls and (untrue["plainly"] or wording.TOLD.search(untrue["what"]))
        return [self._pointing(what, "disputes", shows)] if alleged or called else []

    def _turned_away(self, piece: Sequence[Range]) -> re.Match[str] | None:
        """*(her claim that) X was rejected by A*; not *forty workers were dismissed by A*."""
        away = wording.TURNED_AWAY.match(self._joined(piece))
        if away is None or wording.SAYING.search(self.cue):
            return away
        claims = (wording.CLAIM_THAT.match, wording.WHOSE_CLAIM.search, wording.WHO_CLAIMED.search)
        return away if any(find(away["what"]) for find in claims) else None

    def _theirs(
        self, own: Proposition, piece: Sequence[Range], match: re.Match[str], sign: Stance
    ) -> Iterator[Proposition]:
        """The side on the same of *who* in a match, if that is somebody else."""
        who = self.context.named(self._join_text(self._part(piece, match, "who")), self.statement)
        if who is not None and who != self.statement.speaker.name:
            yield replace(own, depth=1, speaker=who, sign=sign, shows=())

    def _told(self, piece: Sequence[Range], match: re.Match[str]) -> list[Proposition]:
        """*noted that A had denied X*: X, on which the speaker takes no side and A does."""
        who = self.context.named(self._join_text(self._part(piece, match, "who")), self.statement)
        denies = wording.DENIAL.match(match["verb"])
        turned_down = denies and not match["that"] and self._turned_down(match["verb"]).match(match["what"])
        if who is None or turned_down or wording.NOBODY.match(match["who"]):
            return []
        own = self._own(self._part(piece, match, "what"), "neutral")
        shows = tuple(self._part(piece, match, "verb"))
        return [
            own,
            replace(own, depth=1, speaker=who, sign="disputes" if denies else "asserts", shows=shows if denies else ()),
        ]

    def _beside(self) -> Iterator[Proposition]:
        """*hit back at A's claim that X, saying …*: what the sentence says of somebody's claim outside the content."""
        cue = self.statement.cue[0].start if self.statement.cue else 0
        for start, last in self.context.outside(self.statement):
            end = cue if start < cue < last else last
            said = self.plain[start:end][:_LONGEST]
            whose = wording.WHO_CLAIMED.search(said) or wording.WHOSE_CLAIM.search(said)
            if whose is None:
                continue
            denial = _denying(said, whose)
            if denial and wording.ANOTHERS.search(said, 0, denial.start()):
                denial = None
            sign: Stance = "disputes" if denial else "neutral"
            shows = ((start + denial.start(), start + denial.end()),) if denial else ()
            yield from self._second_hand([(start + whose.start(), end)], sign, shows)

    def _own(
        self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...] = (), text: str | None = None
    ) -> Proposition:
        spans = tuple(piece)
        words = text if text is not None else self._compared(piece)
        if sign != "asserts":
            # What is denied is compared as somebody would assert it; the pair model takes *any* for a denial.
            words = wording.ANYONE.sub("some", wording.ANY.sub("", words))
        return Proposition(
            self.statement.id,
            0,
            sign,
            self.context.depth(self.statement),
            self.statement.speaker.name,
            spans,
            shows if sign == "disputes" else (),
            words,
            asks=sign == "neutral" and (self.statement.framing == "asking" or self._is_question(piece)),
            gives_way=sign == "asserts" and self.statement.framing == "conceding",
            replies=self.reply,
        )
