"""Ids: hashes of content, so that the same input has the same ids everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from onrecord.text import Span


def statement_id(article_id: str, content: Iterable[Span], source: Iterable[Span], cue: Iterable[Span]) -> str:
    """Hash of the article's id and the offsets of content, source and cue; the reader plays no part."""
    roles = ";".join(
        f"{role}:" + ",".join(f"{span.start}-{span.end}" for span in spans)
        for role, spans in (("content", content), ("source", source), ("cue", cue))
    )
    return hashlib.sha256(f"{article_id};{roles}".encode()).hexdigest()[:24]


def actor_id(article_id: str, name: str, actor_type: str) -> str:
    """Hash of the article's id, the actor's name and type: an actor of one article, linked to no other."""
    return hashlib.sha256(f"{article_id};{actor_type};{name}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
