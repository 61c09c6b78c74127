"""Articles with their statements marked by hand, for the tests of claims: no model reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from onrecord.reading.acts import act_of
from onrecord.statements import Actor, ReaderInfo, Reading, Speaker, Statement, actor_id, statement_id
from onrecord.statements.kinds import kind_of
from onrecord.text import Article, Span
from onrecord.text.quotes import quote_states


class Said(NamedTuple):
    """One statement: who, the reporting words, the words said (more than one where they are interrupted)."""

    speaker: str | None
    cue: str
    content: str | Sequence[str]


def reading(text: str, said: Sequence[Said], published: date | None = None, name: str = "a.txt") -> Reading:
    """The reading of a text in which exactly these statements are found, each word looked for after the one before."""
    article = Article(text, file=name, publisher=name, published=published)
    states, at = quote_states(text), 0
    statements = []
    for one in said:
        parts = [one.content] if isinstance(one.content, str) else list(one.content)
        content = tuple(_span(text, part, at) for part in parts)
        near = max(0, content[0].start - 120)
        cue = (_span(text, one.cue, near),) if one.cue else ()
        kind = kind_of(text, states, [(span.start, span.end) for span in content])
        act, framing = act_of(one.cue, kind == "direct", content[0].text)
        speaker = Speaker()
        if one.speaker:
            speaker = Speaker(one.speaker, "person", (actor_id(article.id, one.speaker, "person"),), "name", 1.0)
        id_ = statement_id(article.id, content, (), cue)
        statements.append(Statement(id_, kind, content, cue, (), act, framing, speaker))
        at = content[0].start + 1
    names = sorted({one.speaker for one in said if one.speaker})
    actors = tuple(Actor(actor_id(article.id, name, "person"), name, "person") for name in names)
    return Reading(article, ReaderInfo("test", "by hand", "0" * 64), tuple(statements), actors)


def _span(text: str, part: str, after: int) -> Span:
    start = text.index(part, after)
    return Span.of(text, start, start + len(part))
