"""The article: one frozen text from one publisher, with what is known about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


def text_sha256(text: str) -> str:
    """SHA-256 of a text as UTF-8; lone surrogates are kept (``surrogatepass``)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One article. All offsets anywhere count code points of ``text``, which is never changed."""

    text: str
    ref: str | None = None
    file: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    language: str = "en"
    byline: str | None = None
    found_in: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where each piece of metadata was found, as in ``{"title": "json-ld", "published": "option"}``."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the text (see `text_sha256`)."""
        return text_sha256(self.text)

    @property
    def id(self) -> str:
        """Content hash of publisher, URL and text; the path plays no part."""
        key = "\x1f".join((self.publisher or "", self.url or "", self.text))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
