"""ninjs: news agencies' JSON, versions 1 to 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.errors import InputError
from onrecord.ingest.dates import parse_day
from onrecord.ingest.items import needing
from onrecord.text import Article

_NO_TEXTS = ("picture", "graphic", "video", "audio", "animation", "event", "planning")
_BODIES = ("body_xhtml", "body_html", "body_text")


def is_ninjs(value: Any) -> bool:
    """Whether a JSON value is a ninjs item."""
    if not isinstance(value, Mapping):
        return False
    keys = {str(key).lower() for key in value}
    body = "bodies" in keys or any(key.startswith("body_") for key in keys)
    return (body and bool(keys & {"headline", "headlines", "uri", "guid"})) or (
        "uri" in keys and bool(keys & {"headline", "headlines", "versioncreated", "pubstatus"})
    )


def ninjs_article(item: Mapping[str, Any], file: str | None) -> Article:
    """The article that a ninjs item holds: headline, standfirst and body. Raises `InputError` when it is no text."""
    item = {key.lower(): value for key, value in item.items()}  # version 3 writes versionCreated
    if str(item.get("pubstatus", "")).endswith(("canceled", "withheld")):
        raise InputError("its agency has cancelled or withheld it")
    with needing():
        from onrecord.ingest.blocks import assembled
        from onrecord.ingest.metadata import language_tag, web_url, without_by
    headline = _string(item.get("headline")) or _by_role(item.get("headlines"), "main")
    lines = _body(item) if item.get("type") not in _NO_TEXTS else []
    if not lines:
        raise InputError(f"an item of type {item.get('type') or 'unknown'!r}, without a text of its own")
    standfirst = _by_role(item.get("headlines"), "sub") if item.get("headlines") else None
    values: dict[str, Any] = {
        "url": web_url(_string(item.get("url")) or _string(item.get("uri")), None),
        "title": headline,
        "publisher": _publisher(item),
        "published": next((day for key in _DATES if (day := parse_day(_string(item.get(key))))), None),
        "byline": without_by(_string(item.get("byline")) or _string(item.get("by"))) or None,
        "language": language_tag(_string(item.get("language"))),
    }
    found = {name: "ninjs" for name, value in values.items() if value is not None}
    values["language"] = values["language"] or "en"
    text = assembled(headline, standfirst, lines)
    return Article(text, ref=_string(item.get("uri")) or _string(item.get("guid")), file=file, found_in=found, **values)


_DATES = ("contentcreated", "firstcreated", "versioncreated", "contentmodified")


def _body(item: Mapping[str, Any]) -> list[str]:
    """The lines of the fullest body, marked up rather than plain, since that knows its paragraphs."""
    from onrecord.ingest.blocks import fragment_lines

    texts = [item[key] for key in _BODIES if isinstance(item.get(key), str)]
    texts += [item[key] for key in sorted(item) if key.startswith("body_") and isinstance(item[key], str)]
    bodies = [one for one in item.get("bodies") or [] if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
    bodies.sort(key=lambda one: "html" not in str(one.get("contenttype") or one.get("contentType") or one.get("role")))
    texts += [one["value"] for one in bodies]
    return next((lines for text in texts if (lines := fragment_lines(text))), [])


def _by_role(values: Any, role: str) -> str | None:
    """The value of a list of ``{"role", "value"}`` with a role; for ``main`` else the first."""
    listed = [one for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []
    for one in listed:
        if role in str(one.get("role") or "").lower():
            return _string(one.get("value"))
    return _string(listed[0].get("value")) if listed and role == "main" else None


def _publisher(item: Mapping[str, Any]) -> str | None:
    for key in ("provider", "copyrightholder", "source"):
        value = item.get(key)
        if found := _string(value.get("name") if isinstance(value, Mapping) else value):
            return found
    for one in item.get("infosources") or item.get("infosource") or []:
        if isinstance(one, Mapping) and (found := _string(one.get("name"))):
            return found
    return None


def _string(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
