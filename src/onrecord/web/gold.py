"""An article's statements as gold: the format of ``NAME.gold.json`` beside ``NAME.txt``, for `onrecord evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onrecord.statements import Statement
from onrecord.text import Span


def gold(article: Mapping[str, Any], statements: Iterable[Statement]) -> dict[str, Any]:
    """The gold file of an article. Statements within others are left out: the gold marks none."""
    listed = [one for one in statements if one.within is None]
    return {
        "article": article["id"],
        "publisher": article["publisher"],
        "published": article["published"],
        "title": article["title"],
        "statements": [_statement(number, one) for number, one in enumerate(listed, 1)],
    }


def _statement(number: int, one: Statement) -> dict[str, Any]:
    roles = {"content": one.content, "source": one.source, "cue": one.cue}
    speaker = {"name": one.speaker.name or "", "type": one.speaker.type or "unknown"}
    said = one.said_at
    day = said.earliest.isoformat() if said and said.earliest and said.earliest == said.latest else None
    return {
        "id": number,
        **{role: [[span.start, span.end] for span in spans] for role, spans in roles.items()},
        **{f"{role}_text": _joined(spans) for role, spans in roles.items()},
        "speaker": speaker,
        "act": one.act,
        "framing": one.framing,
        "addressee": _joined(one.addressee) or None,
        "channel": _joined(one.channel) or None,
        "place": _joined(one.place) or None,
        "date": day,
        "sure": True,
    }


def _joined(spans: Iterable[Span]) -> str:
    return " … ".join(span.text for span in spans)
