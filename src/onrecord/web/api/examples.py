"""One invented article as the API shows it."""

from __future__ import annotations

from typing import Any

from onrecord.statements import (
    Actor,
    ReaderInfo,
    Reading,
    Speaker,
    Statement,
    actor_id,
    reading_to_json,
    statement_id,
    statement_to_json,
)
from onrecord.statements.codec import article_to_json
from onrecord.text import Article, Span

TEXT = "“The harbour stays open,” Ada Obi said on Monday."


def _reading() -> Reading:
    article = Article(TEXT, title="Harbour stays open", publisher="The Harbour Post")
    content, source, cue = Span.of(TEXT, 0, 25), Span.of(TEXT, 26, 33), Span.of(TEXT, 34, 38)
    ada = actor_id(article.id, "Ada Obi", "person")
    one = Statement(
        statement_id(article.id, (content,), (source,), (cue,)),
        "direct",
        (content,),
        (cue,),
        (source,),
        speaker=Speaker("Ada Obi", "person", (ada,), "name", 0.98),
        confidence=0.95,
    )
    return Reading(
        article, ReaderInfo("0.1.0", "en-0.1.0", "0" * 64), (one,), (Actor(ada, "Ada Obi", "person", (source,)),)
    )


_READING = _reading()
READING: dict[str, Any] = reading_to_json(_READING)
ARTICLE = article_to_json(_READING.article)
STATEMENT = {
    **statement_to_json(_READING.statements[0]),
    "status": "unreviewed",
    "story": _READING.article.id,
    "article": ARTICLE,
}
SEARCH = {
    "totals": {"statements": 1, "articles": 1, "stories": 1},
    "facets": {"counted": 1, "values": {"kind": [{"value": "direct", "statements": 1}]}},
    "statements": [STATEMENT],
    "cursor": None,
}
DECISION = {
    "id": "5f1d",
    "at": "2025-02-19T10:00:00.000000Z",
    "author": "mira",
    "reason": "the second paragraph names her",
    "kind": "confirm",
    "statement": STATEMENT["id"],
    "slots": None,
    "note": None,
    "claim": None,
    "stance": None,
    "into": None,
    "undone": False,
}
ACTOR = {
    "id": "9c0a41d2b7e85f6630c1d2a4",
    "name": "Ada Obi",
    "type": "person",
    "statements": 1,
    "articles": 1,
    "stories": 1,
    "acts": {"speech": 1},
    "kinds": {"direct": 1},
    "framings": {"neutral": 1},
    "channels": {},
    "publishers": {"The Harbour Post": 1},
    "roles": [],
    "months": {"2025-02": 1},
    "undated": 0,
}
CLAIM = {
    "claim": "41c09a7be2d85f6630c1d2a4",
    "text": "The harbour stays open",
    "text_of": STATEMENT["id"],
    "first": "2025-02-19",
    "stories": 1,
    "disputed": False,
    "denied_only": False,
    "statements": [
        {
            "statement": STATEMENT["id"],
            "article": ARTICLE["id"],
            "file": None,
            "url": None,
            "title": "Harbour stays open",
            "publisher": "The Harbour Post",
            "published": "2025-02-19",
            "story": ARTICLE["id"],
            "speaker": "Ada Obi",
            "actors": [ACTOR["id"]],
            "kind": "direct",
            "stance": "asserts",
            "depth": 0,
            "text": "The harbour stays open",
            "spans": [{"start": 1, "end": 23, "text": "The harbour stays open"}],
            "shows": [],
            "confidence": 0.9,
        }
    ],
    "answers": [],
    "factchecks": [
        {
            "publisher": "Dam Desk",
            "rating": "Half true",
            "url": "https://desk.example/harbour",
            "date": "2025-02-21",
            "claim": "The harbour is open",
            "score": 0.84,
        }
    ],
    "changes": [],
}
CLAIM_DECISION = {
    **DECISION,
    "reason": "she only asks",
    "kind": "stance",
    "claim": CLAIM["claim"],
    "stance": "neutral",
}
