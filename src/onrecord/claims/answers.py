"""Who answers whom within an article: who disputes what another has said, and who is reported as replying."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.claims.grouping import Placed
from onrecord.statements import Reading, Statement

_REPLIES = re.compile(
    r"\b(?:repl(?:y|ies|ied|ying)|retort(?:s|ed|ing)?|counter(?:s|ed|ing)|respond(?:s|ed|ing)?|in (?:response|reply)|"
    r"(?:hit|hits|hitting|fired?|firing|shot|shoots|push|pushes|pushed|pushing|struck) back)\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:question|request|email|inquir|enquir|asked|did not|didn't|not immediately|declin)", re.IGNORECASE
)
_SOON = 3
"""Statements between an answer and what it answers, at most, when only the reporting words say that it is one."""


def answers(reading: Reading, placed: Sequence[Placed]) -> list[tuple[str, str]]:
    """Pairs of statement ids: the answer, what it answers."""
    found: dict[tuple[str, str], None] = {}
    statements = {one.id: one for one in reading.statements}
    for number, one in enumerate(placed):
        if one.stance == "neutral" or one.proposition.depth:
            continue
        for other in reversed(placed[:number]):
            if _opposed(one, other):
                found[one.proposition.statement, other.proposition.statement] = None
                break
    ordered = list(reading.statements)
    answered = {answer for answer, _ in found}
    for at, statement in enumerate(ordered):
        if statement.id not in answered and (other := _replied_to(reading.article.text, ordered, at)):
            found[statement.id, other.id] = None
    return [pair for pair in found if pair[0] in statements and pair[1] in statements]


def _opposed(one: Placed, other: Placed) -> bool:
    """Do two people take opposite sides of one claim, the first knowing what the other said?"""
    return (
        one.claim == other.claim
        and {one.stance, other.stance} == {"asserts", "disputes"}
        and one.proposition.statement != other.proposition.statement
        and one.proposition.speaker != other.proposition.speaker
        and not other.proposition.depth
    )


def _replied_to(text: str, statements: Sequence[Statement], at: int) -> Statement | None:
    """The statement of somebody else shortly before one that is reported as a reply."""
    one = statements[at]
    if not one.cue or one.within is not None:
        return None
    cue = text[one.cue[0].start : one.cue[-1].end + 40]
    if not _REPLIES.search(" ".join(span.text for span in one.cue)) or _NO_ANSWER.search(cue):
        return None
    for other in reversed(statements[max(0, at - _SOON) : at]):
        if other.within is None and other.speaker.name != one.speaker.name and other.speaker.name is not None:
            return other
    return None
