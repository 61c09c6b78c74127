"""Readings as JSON: the public contract, in both directions, and its JSON Schema.

`read --format jsonl` prints one reading a line. ``schema`` is raised when the meaning of a field changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from onrecord.errors import GroundingError, InputError
from onrecord.statements.model import (
    Act,
    Actor,
    ActorType,
    Kind,
    ReaderInfo,
    Reading,
    SaidAt,
    Spans,
    Speaker,
    Statement,
    Via,
)
from onrecord.text import Article, Span

SCHEMA_VERSION = 1
Json = dict[str, Any]


def reading_to_json(reading: Reading, with_text: bool = False) -> Json:
    """The contract's object of one reading; ``with_text`` adds ``article.text``."""
    article = reading.article
    described = article_to_json(article)
    if with_text:
        described["text"] = article.text
    return {
        "schema": SCHEMA_VERSION,
        "article": described,
        "reader": {
            "onrecord": reading.reader.onrecord,
            "model": reading.reader.model,
            "model_sha256": reading.reader.model_sha256,
        },
        "statements": [statement_to_json(statement) for statement in reading.statements],
        "actors": [
            {
                "id": actor.id,
                "name": actor.name,
                "type": actor.type,
                "mentions": _spans(actor.mentions),
                "roles": list(actor.roles),
            }
            for actor in reading.actors
        ],
    }


def article_to_json(article: Article) -> Json:
    """The contract's object of an article, without its text."""
    return {
        "id": article.id,
        "ref": article.ref,
        "file": article.file,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "published": _day(article.published),
        "language": article.language,
        "sha256": article.sha256,
        "length": len(article.text),
        "byline": article.byline,
        "found_in": dict(article.found_in),
    }


def statement_to_json(statement: Statement) -> Json:
    """The contract's object of one statement."""
    speaker, said_at = statement.speaker, statement.said_at
    return {
        "id": statement.id,
        "kind": statement.kind,
        "act": statement.act,
        "framing": statement.framing,
        "content": _spans(statement.content),
        "cue": _spans(statement.cue),
        "source": _spans(statement.source),
        "speaker": {
            "name": speaker.name,
            "type": speaker.type,
            "actors": list(speaker.actors) if speaker.name is not None else None,
            "via": speaker.via,
            "confidence": round(speaker.confidence, 4),
            "candidates": [
                {"name": name, "actor": actor, "confidence": round(confidence, 4)}
                for name, actor, confidence in speaker.candidates
            ],
        },
        "addressee": _spans(statement.addressee),
        "channel": _spans(statement.channel),
        "place": _spans(statement.place),
        "said_at": None
        if said_at is None
        else {"span": _span(said_at.span), "earliest": _day(said_at.earliest), "latest": _day(said_at.latest)},
        "checkable": statement.checkable,
        "claim_type": statement.claim_type,
        "within": statement.within,
        "confidence": round(statement.confidence, 4),
    }


def reading_from_json(value: Mapping[str, Any], text: str | None = None) -> Reading:
    """The reading that a line of the contract describes.

    ``text`` (or ``article.text`` in the line) is checked against the hash, and every span against the text:
    `GroundingError` if one does not hold it. Without a text the article's text is empty and nothing is
    checked. Raises `InputError` for another schema or a missing field.
    """
    if value.get("schema") != SCHEMA_VERSION:
        raise InputError(f"a reading of schema {value.get('schema')!r}; this onrecord reads schema {SCHEMA_VERSION}")
    try:
        described = value["article"]
        text = described.get("text") if text is None else text
        article = Article(
            text=text or "",
            ref=described["ref"],
            file=described["file"],
            url=described["url"],
            title=described["title"],
            publisher=described["publisher"],
            published=_parse_day(described["published"]),
            language=described["language"],
            byline=described.get("byline"),
            found_in=dict(described.get("found_in", {})),
        )
        reading = Reading(
            article=article,
            reader=ReaderInfo(**value["reader"]),
            statements=tuple(statement_from_json(one) for one in value["statements"]),
            actors=tuple(
                Actor(one["id"], one["name"], one["type"], _parse_spans(one["mentions"]), tuple(one["roles"]))
                for one in value["actors"]
            ),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"not a reading of schema {SCHEMA_VERSION}: {error!r}") from error
    if text is not None:
        if article.sha256 != described["sha256"]:
            raise GroundingError("the text is not the one that was read: its hash differs")
        check_grounding(reading)
    return reading


def check_grounding(reading: Reading) -> None:
    """Raise `GroundingError` unless every span of the reading holds exactly its slice of the article's text."""
    text = reading.article.text
    for statement in reading.statements:
        roles = (statement.content, statement.cue, statement.source, statement.addressee, statement.channel)
        for spans in (*roles, statement.place, (statement.said_at.span,) if statement.said_at else ()):
            for span in spans:
                span.check(text)
    for actor in reading.actors:
        for span in actor.mentions:
            span.check(text)


def statement_from_json(value: Mapping[str, Any]) -> Statement:
    """The statement that a contract's object describes; raises `KeyError` or the like for a malformed one."""
    speaker, said_at = value["speaker"], value["said_at"]
    return Statement(
        id=value["id"],
        kind=value["kind"],
        act=value["act"],
        framing=value["framing"],
        content=_parse_spans(value["content"]),
        cue=_parse_spans(value["cue"]),
        source=_parse_spans(value["source"]),
        speaker=Speaker(
            name=speaker["name"],
            type=speaker["type"],
            actors=tuple(speaker["actors"] or ()),
            via=speaker["via"],
            confidence=speaker["confidence"],
            candidates=tuple((one["name"], one["actor"], one["confidence"]) for one in speaker["candidates"]),
        ),
        addressee=_parse_spans(value["addressee"]),
        channel=_parse_spans(value["channel"]),
        place=_parse_spans(value["place"]),
        said_at=None
        if said_at is None
        else SaidAt(_parse_spans([said_at["span"]])[0], _parse_day(said_at["earliest"]), _parse_day(said_at["latest"])),
        checkable=value["checkable"],
        claim_type=value["claim_type"],
        within=value["within"],
        confidence=value["confidence"],
    )


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": span.text}


def _spans(spans: Spans) -> list[Json]:
    return [_span(span) for span in spans]


def _parse_spans(values: list[Json]) -> Spans:
    return tuple(Span(int(one["start"]), int(one["end"]), str(one["text"])) for one in values)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _object(properties: Json, optional: tuple[str, ...] = ()) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _nullable(*types: str, **more: Any) -> Json:
    return {"type": [*types, "null"], **more}


def _choice(alias: Any, nullable: bool = False) -> Json:
    return {"enum": [*get_args(alias), *([None] if nullable else [])]}


def reading_schema() -> Json:
    """The JSON Schema (2020-12) of a line of ``read --format jsonl``."""
    text, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    day = _nullable("string", format="date")
    span = _object({"start": whole, "end": {"type": "integer", "minimum": 1}, "text": {**text, "minLength": 1}})
    spans = {"type": "array", "items": {"$ref": "#/$defs/span"}}
    candidate = _object({"name": text, "actor": _nullable("string"), "confidence": share})
    speaker = _object(
        {
            "name": _nullable("string"),
            "type": _choice(ActorType, nullable=True),
            "actors": _nullable("array", items=text),
            "via": _choice(Via, nullable=True),
            "confidence": share,
            "candidates": {"type": "array", "items": candidate},
        }
    )
    said_at = {"anyOf": [{"type": "null"}, _object({"span": {"$ref": "#/$defs/span"}, "earliest": day, "latest": day})]}
    statement = _object(
        {
            "id": text,
            "kind": _choice(Kind),
            "act": _choice(Act),
            "framing": text,
            "content": {**spans, "minItems": 1},
            "cue": spans,
            "source": spans,
            "speaker": speaker,
            "addressee": spans,
            "channel": spans,
            "place": spans,
            "said_at": said_at,
            "checkable": _nullable("number", minimum=0, maximum=1),
            "claim_type": _nullable("string"),
            "within": _nullable("string"),
            "confidence": share,
        }
    )
    article = _object(
        {
            "id": text,
            **{name: _nullable("string") for name in ("ref", "file", "url", "title", "publisher")},
            "published": day,
            "language": text,
            "sha256": {**text, "pattern": "^[0-9a-f]{64}$"},
            "length": whole,
            "byline": _nullable("string"),
            "found_in": {"type": "object", "additionalProperties": text},
            "text": text,
        },
        optional=("byline", "found_in", "text"),
    )
    actor = _object(
        {
            "id": text,
            "name": text,
            "type": _choice(ActorType),
            "mentions": spans,
            "roles": {"type": "array", "items": text},
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A reading by onrecord",
        **_object(
            {
                "schema": {"const": SCHEMA_VERSION},
                "article": article,
                "reader": _object({"onrecord": text, "model": text, "model_sha256": text}),
                "statements": {"type": "array", "items": statement},
                "actors": {"type": "array", "items": actor},
            }
        ),
        "$defs": {"span": span},
    }
