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
