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
from onrecord.statements import Reading, Statement
from onrecord.text.paragraphs import paragraphs, sentences
from onrecord.text.spans import Range

Stance = Literal["asserts", "disputes", "neutral"]
MOST = 6
"""Propositions of one statement at most: a speech printed whole is no list of claims."""
_MARKS = "“”\"‘’'` \n\r\t\u00a0.,;:–—-()[]…"
_LEAST_WORDS = 4
_THAT = re.compile(r"(?:,? ?and |,? ?but )?that (?!is\b|was\b|'s\b|would\b|will\b|has\b|had\b|the the\b)")
_CLAUSE = re.compile(
    r"(?:,? (?:and|but) that |; (?:and |but )?|, (?:but|while|whereas|though|although) (?=\w+ \w+ \w+))"
)
_QUESTION = re.compile(r"\?[\"'”’]*$")


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


class _Parts:
    """One statement taken apart."""

    def __init__(self, context: Context, statement: Statement) -> None:
        self.context = context
        self.text = context.text
        self.plain = context.plain
        self.statement = statement
        self.cue = " ".join(self.plain[span.start : span.end] for span in statement.cue)
        self.reply = bool(wording.ANSWERING.search(self.cue))
        self.inside = context.inside.get(statement.id, ())

    def propositions(self) -> Iterator[Proposition]:
        """Those of the statement, its own first."""
        pieces = self._pieces()
        denied = self._denied()
        unsure = not denied and self._unsure()
        concedes = bool(wording.CONCEDES.search(self.cue)) and self.statement.kind != "direct"
        for number, piece in enumerate(pieces):
            if number == 0 and (denied or unsure or concedes):
                yield from self._governed(piece, "disputes" if denied else "neutral" if unsure else "asserts", denied)
            else:
                yield from self._stated(piece)
        yield from self._beside()

    # What the reporting words do to the content.

    def _denied(self) -> tuple[Range, ...]:
        """The reporting words that deny the content; none of a quotation, which says what it says."""
        one = self.statement
        denies = wording.DENIAL.search(self.cue) or wording.NOT_ACCEPT.search(self.cue)
        if (
            one.kind == "direct"
            or denies is None
            or wording.UNSURE.search(self.cue)
            or wording.CONCEDES.search(self.cue)
        ):
            return ()
        return tuple((span.start, span.end) for span in one.cue)

    def _unsure(self) -> bool:
        first = self._said(self.statement.content[0].start, self.statement.content[-1].end)
        if self.statement.kind == "direct":
            return False
        return (
            self.statement.framing == "asking"
            or bool(wording.ASKING.match(first))
            or bool(wording.UNSURE.search(f"{self.cue} {first[:24]}"))
        )

    def _reports(self, piece: Sequence[Range]) -> bool:
        """Is it mostly somebody else's statement, which the reader has found inside it?"""
        within = [(span.start, span.end) for one in self.inside for span in one.content]
        return overlap(list(piece), within) > 0.6 * sum(end - start for start, end in piece)

    # The propositions.

    def _governed(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> Iterator[Proposition]:
        """A content under a denying or an asking word."""
        piece = self._without(piece, wording.WHETHER if sign == "neutral" else _THAT)
        said = self._joined(piece)
        if sign != "neutral":
            if wording.PROPOSAL.match(said):
                yield self._own(piece, "asserts")
                return
            if found := self._others_words(piece, sign, shows):
                yield from found
                return
            if wording.ANAPHOR.match(said):
                yield replace(self._own(piece, sign, shows=shows), points_back=True)
                return
        yield from self._second_hand(piece, sign, shows) or self._claim_that(piece, sign, shows)

    def _others_words(self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...]) -> list[Proposition]:
        """*A's account of X*: what A has said elsewhere, which the speaker takes a side on."""
        match = wording.WHOSE_WORDS.match(self._joined(piece))
        who = match and self.context.named(self._join_text(self._part(piece, match, "who")), self.statement)
        if not who:
            return []
        own = replace(self._own(piece, sign, shows=shows), points_back=True, whose=who)
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
        who = self.context.named(self._join_text(self._part(piece, match, "who")), self.statement)
        what = self._part(piece, match, "what")
        untrue = wording.THAT_IS_UNTRUE.match(self._joined(what))
        if untrue is not None:
            sign, shows = "disputes", tuple(self._part(what, untrue, "untrue"))
            what = self._part(what, untrue, "what")
        own = self._own(what, sign, shows=shows)
        if who is None or who == self.statement.speaker.name:
            return [own]
        return [own, replace(own, depth=1, speaker=who, sign="asserts", shows=())]

    def _stated(self, piece: Sequence[Range]) -> Iterator[Proposition]:
        """A sentence said in the speaker's own name."""
        piece = self._without(piece, _THAT)
        said = self._joined(piece)
        if wording.REPLY.match(said):
            yield replace(self._own(piece, "disputes", shows=tuple(piece)), points_back=True)
            return
        for pattern in (wording.UNTRUE_THAT, wording.NO_TRUTH):
            match = pattern.search(said)
            if match and match.start() < 12 and len(match["what"].split()) >= _LEAST_WORDS - 1:
                what = self._part(piece, match, "what")
                yield self._own(what, "disputes", shows=tuple(self._cut(piece, match.start(), match.start("what"))))
                return
        untrue = wording.THAT_IS_UNTRUE.match(said)
        if untrue and wording.CLAIM_THAT.match(untrue["what"]):
            what = self._part(piece, untrue, "what")
            shows = tuple(self._part(piece, untrue, "untrue"))
            yield from self._second_hand(what, "disputes", shows) or self._claim_that(what, "disputes", shows)
            return
        if wording.NO_VIEW.search(said):
            yield replace(self._own(piece, "neutral"), points_back=True)
            return
        reports = wording.REPORTS.match(said)
        if reports and self.statement.kind != "direct" and not self.inside and (found := self._told(piece, reports)):
            yield from found
            return
        denial = wording.DENIAL.search(said)
        whose = wording.WHO_CLAIMED.search(said) or wording.WHOSE_CLAIM.search(said)
        if whose and denial and denial.start() < whose.end("who"):
            shows = tuple(self._cut(piece, denial.start(), denial.end()))
            yield from self._second_hand(self._cut(piece, whose.start(), len(said)), "disputes", shows)
            return
        yield self._own(
            piece, "neutral" if self._reports(piece) or _QUESTION.search(self._written(piece)) else "asserts"
        )

    def _told(self, piece: Sequence[Range], match: re.Match[str]) -> list[Proposition]:
        """*noted that A had denied X*: X, on which the speaker takes no side and A does."""
        who = self.context.named(self._join_text(self._part(piece, match, "who")), self.statement)
        if who is None:
            return []
        own = self._own(self._part(piece, match, "what"), "neutral")
        shows = tuple(self._part(piece, match, "verb"))
        denies = wording.DENIAL.match(match["verb"])
        return [
            own,
            replace(own, depth=1, speaker=who, sign="disputes" if denies else "asserts", shows=shows if denies else ()),
        ]

    def _beside(self) -> Iterator[Proposition]:
        """*hit back at A's claim that X, saying …*: what the sentence says of somebody's claim outside the content."""
        cue = self.statement.cue[0].start if self.statement.cue else 0
        for start, last in self.context.outside(self.statement):
            end = cue if start < cue < last else last
            said = self.plain[start:end]
            whose = wording.WHO_CLAIMED.search(said) or wording.WHOSE_CLAIM.search(said)
            if whose is None:
                continue
            denial = wording.DENIAL.search(said, 0, whose.end("who"))
            sign: Stance = "disputes" if denial else "neutral"
            shows = ((start + denial.start(), start + denial.end()),) if denial else ()
            yield from self._second_hand([(start + whose.start(), end)], sign, shows)

    def _own(
        self, piece: Sequence[Range], sign: Stance, shows: tuple[Range, ...] = (), text: str | None = None
    ) -> Proposition:
        spans = tuple(piece)
        return Proposition(
            self.statement.id,
            0,
            sign,
            self.context.depth(self.statement),
            self.statement.speaker.name,
            spans,
            shows if sign == "disputes" else (),
            text if text is not None else self._compared(piece),
            replies=self.reply,
        )

    # Ranges and their words.

    def _pieces(self) -> list[list[Range]]:
        """The content by sentences, without quotation marks; those that say something, or else the longest."""
        joined: list[list[Range]] = []
        for number, span in enumerate(self.statement.content):
            for first, last in paragraphs(span.text, span.start):
                for start, end in self._clauses(first, last):
                    trimmed = self._trim(start, end)
                    if trimmed is None:
                        continue
                    # “The plan,” he said, “was a mistake.”: a sentence that the attribution interrupts.
                    if number and joined and start == span.start and self.text[trimmed[0]].islower():
                        joined[-1].append(trimmed)
                    else:
                        joined.append([trimmed])
        telling = [piece for piece in joined if self._tells(piece)]
        return (
            telling or [max(joined, key=lambda piece: sum(end - start for start, end in piece))]
            if joined
            else [[(span.start, span.end)] for span in self.statement.content[:1]]
        )

    def _clauses(self, first: int, last: int) -> Iterator[Range]:
        for start, end in sentences(self.text, first, last):
            at = start
            for match in _CLAUSE.finditer(self.plain, start, end):
                before, after = self.plain[at : match.start()], self.plain[match.end() : end]
                if min(len(before.split()), len(after.split())) > _LEAST_WORDS:
                    yield at, match.start()
                    at = match.end()
            yield at, end

    def _tells(self, piece: Sequence[Range]) -> bool:
        """Is it more than a fragment or a question?"""
        said = self._joined(piece)
        if wording.REPLY.match(said):
            return True
        return len(said.split()) >= _LEAST_WORDS and not _QUESTION.search(self._written(piece))

    def _written(self, piece: Sequence[Range]) -> str:
        """With the marks that follow it in the text."""
        return self.text[piece[0][0] : piece[-1][1] + 2].rstrip("”\"’' ")

    def _trim(self, start: int, end: int) -> Range | None:
        while start < end and self.text[start] in _MARKS:
            start += 1
        while start < end and self.text[end - 1] in _MARKS:
            end -= 1
        return (start, end) if start < end else None

    def _said(self, start: int, end: int) -> str:
        return self.plain[start:end].strip("\"' ,.")

    def _joined(self, piece: Sequence[Range]) -> str:
        return " ".join(self.plain[start:end] for start, end in piece)

    def _join_text(self, piece: Sequence[Range]) -> str:
        return " ".join(self.text[start:end] for start, end in piece)

    def _without(self, piece: Sequence[Range], opening: re.Pattern[str]) -> list[Range]:
        match = opening.match(self._joined(piece))
        return self._cut(piece, match.end(), len(self._joined(piece))) if match else list(piece)

    def _part(self, piece: Sequence[Range], match: re.Match[str], group: str) -> list[Range]:
        return self._cut(piece, match.start(group), match.end(group))

    def _cut(self, piece: Sequence[Range], first: int, last: int) -> list[Range]:
        """Characters ``first`` to ``last`` of the joined piece, as ranges of the text."""
        found: list[Range] = []
        at = 0
        for start, end in piece:
            a, b = max(first, at), min(last, at + end - start)
            if a < b and (trimmed := self._trim(start + a - at, start + b - at)):
                found.append(trimmed)
            at += end - start + 1
        return found or list(piece)

    def _compared(self, piece: Sequence[Range]) -> str:
        return self.context.compared(self.statement, piece)
