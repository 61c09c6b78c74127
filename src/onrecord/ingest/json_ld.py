"""The article that a page describes in JSON-LD: found among graphs, lists and broken JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.ingest.html import squeezed

Node = Mapping[str, Any]

_TYPES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "Report",
    "TechArticle",
    "ScholarlyArticle",
    "SatiricalArticle",
    "AdvertiserContentArticle",
)
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf")
_MOST_NODES, _DEEPEST = 2_000, 8
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)+|(?:-->|//\s*\]\]>|\]\]>|;)+\s*$", re.DOTALL
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def article_node(tree: Any) -> Node | None:
    """The page's own article among its JSON-LD, with ``publisher`` and ``author`` references resolved; else None."""
    nodes = list(_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    ranked = [(_rank(node), place) for place, node in enumerate(nodes) if _rank(node) is not None]
    if not ranked:
        return None
    best = dict(nodes[min(ranked, key=lambda one: (one[0] or 0, one[1]))[1]])
    for key in ("publisher", "author", "creator"):
        best[key] = _resolved(best.get(key), by_id)
    return best


def _resolved(value: Any, by_id: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value[:50]]
    if isinstance(value, Mapping) and isinstance(value.get("@id"), str) and "name" not in value:
        return by_id.get(value["@id"], value)
    return value


def types_of(node: Node) -> list[str]:
    """A node's types, without the vocabulary's address."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [re.split(r"[/:#]", one)[-1] for one in values if isinstance(one, str)]


def _rank(node: Node) -> int | None:
    ranks = [_TYPES.index(one) for one in types_of(node) if one in _TYPES]
    if not ranks:
        return None
    named = isinstance(node.get("headline"), str) or isinstance(node.get("articleBody"), str)
    return min(ranks) + (0 if named else 100)


def _nodes(tree: Any) -> Iterator[Node]:
    left = _MOST_NODES
    for value in values(tree):
        for node in _walk(value):
            yield node
            left -= 1
            if not left:
                return


def values(tree: Any) -> Iterator[Any]:
    """What each JSON-LD script of a page holds; None where that can't be read."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield _parsed(script.text or "")


def _walk(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in _HOLDERS:
            yield from _walk(value.get(key), depth + 1)


def _parsed(text: str) -> Any:
    """The value in a script: as it is, else without comments around it, trailing commas, or whole with entities."""
    text = _WRAPPING.sub("", text)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    try:
        return json.JSONDecoder(strict=False).raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def plain(value: Any) -> str | None:
    """A value as one line of text: the first of a list, entities and tags undone; None for anything but text."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return squeezed(re.sub(r"<[^<>]{1,300}>", " ", html.unescape(html.unescape(value)))) or None


def names(value: Any) -> list[str]:
    """The names of persons or organisations, in their order, each once."""
    found: list[str] = []
    for one in value[:50] if isinstance(value, list) else [value]:
        held = one.get("name") if isinstance(one, Mapping) else one
        for name in held if isinstance(held, list) else [held]:
            text = plain(name)
            if text and text not in found and not text.startswith(("http://", "https://")):
                found.append(text)
    return found


def first_url(node: Node) -> str | None:
    """The address that an article gives for itself."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, Mapping):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return value
    return None


def body_paragraphs(node: Node | None) -> list[str]:
    """The paragraphs of ``articleBody``, when it is given in more than one line; [] else."""
    value = node.get("articleBody") if node else None
    if not isinstance(value, str) or len(value) > 5_000_000:
        return []
    text = html.unescape(value)
    if "</p>" in text or "<br" in text:
        text = re.sub(r"</p>|<br\s*/?>", "\n", text)
    text = re.sub(r"<[a-zA-Z/!][^<>]{0,500}>", "", text)
    return [line for line in map(squeezed, text.splitlines()) if line]
