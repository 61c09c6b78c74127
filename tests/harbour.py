"""Invented articles about a harbour, and readings of them made by hand, for tests of the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from onrecord import Article, Reading, Span, Statement
from onrecord.statements import Actor, ReaderInfo, Speaker, actor_id, statement_id

TEXT = (
    "Pilots vote on the night shift\n\n"
    "“We will sign it on Friday,” Ada Obi told reporters in Lomé.\n\n"
    "The harbour board fears delays, its chair Bo Iyer said on Tuesday.\n\n"
    "“Nobody asked the pilots,” said Cy Dunn.\n"
)


def article(text: str = TEXT, url: str | None = "https://e.example/pilots", publisher: str = "The Quay") -> Article:
    """An article of a given text."""
    return Article(text, url=url, title="Pilots vote", publisher=publisher, published=date(2025, 2, 19))


def spans(text: str, words: str) -> tuple[Span, ...]:
    """The span of the first place where some words stand; of none without words."""
    start = text.index(words)
    return (Span.of(text, start, start + len(words)),) if words else ()


def said(of: Article, content: str, source: str, cue: str, speaker: str | None = None, confidence: float = 0.9,
         certain: float = 0.8) -> Statement:  # fmt: skip
    """A statement of these words, by this person."""
    roles = [spans(of.text, words) for words in (content, source, cue)]
    found = Speaker(candidates=(("Ada Obi", None, 0.4),), confidence=0.4)
    if speaker is not None:
        found = Speaker(speaker, "person", (actor_id(of.id, speaker, "person"),), "name", certain)
    kind: Literal["direct", "indirect"] = "direct" if content.startswith("“") else "indirect"
    return Statement(statement_id(of.id, *roles), kind, *(roles[0], roles[2], roles[1]), speaker=found,
                     confidence=confidence)  # fmt: skip


def sign(of: Article) -> Statement:
    """What Ada Obi says."""
    return said(of, "“We will sign it on Friday,”", "Ada Obi", "told", "Ada Obi")


def fears(of: Article) -> Statement:
    """What Bo Iyer says, whom this reading does not name."""
    return said(of, "The harbour board fears delays", "its chair Bo Iyer", "said", None, 0.6)


def asked(of: Article) -> Statement:
    """What Cy Dunn says."""
    return said(of, "“Nobody asked the pilots,”", "Cy Dunn", "said", "Cy Dunn")


def read(of: Article, *statements: Statement, model: str = "one") -> Reading:
    """A reading with these statements, or else with all three."""
    found = statements or (sign(of), fears(of), asked(of))
    named = dict.fromkeys(one.speaker.name for one in found if one.speaker.name)
    actors = tuple(
        Actor(actor_id(of.id, name, "person"), name, "person", spans(of.text, name), ("pilot",)) for name in named
    )
    return Reading(of, ReaderInfo("0.1.0", model, "0" * 64), found, actors)


def with_speaker(one: Statement, of: Article, name: str) -> Statement:
    """The same statement by someone else."""
    return replace(one, speaker=Speaker(name, "person", (actor_id(of.id, name, "person"),), "name", 0.7))
