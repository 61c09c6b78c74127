"""What a reading consists of. All offsets are code points of the article's text; all objects are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.text import Article, Span

Kind = Literal["direct", "indirect", "mixed"]
"""All content in quotation marks, none of it, or part of it."""
Act = Literal["speech", "thought", "intention", "other"]
Via = Literal["name", "title", "pronoun", "description", "continuation"]
ActorType = Literal["person", "organisation", "group", "anonymous", "document", "author"]
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who the source of a statement resolves to; unattributed when ``name`` is None."""

    name: str | None = None
    type: ActorType | None = None
    actors: tuple[str, ...] = ()
    via: Via | None = None
    confidence: float = 0.0
    candidates: tuple[tuple[str, str | None, float], ...] = ()
    """(name, actor id, confidence) of those considered, best first."""


UNATTRIBUTED = Speaker()


@dataclass(frozen=True, slots=True)
class SaidAt:
    """When a statement was made: the words that say so and the days that they allow, both inclusive."""

    span: Span
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One reported utterance, thought or claim in one article."""

    id: str
    kind: Kind
    content: Spans
    cue: Spans = ()
    source: Spans = ()
    act: Act = "speech"
    framing: str = "neutral"
    speaker: Speaker = UNATTRIBUTED
    addressee: Spans = ()
    channel: Spans = ()
    place: Spans = ()
    said_at: SaidAt | None = None
    checkable: float | None = None
    claim_type: str | None = None
    within: str | None = None
    """Id of the statement whose content holds this one."""
    confidence: float = 1.0
    """Probability that the article makes this attribution, content and source both right; four decimals."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that speaks in the article, with every mention found."""

    id: str
    name: str
    type: ActorType
    mentions: Spans = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderInfo:
    """Which reader made a reading."""

    onrecord: str
    model: str
    model_sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one reader found in one article."""

    article: Article
    reader: ReaderInfo
    statements: tuple[Statement, ...] = ()
    actors: tuple[Actor, ...] = ()
