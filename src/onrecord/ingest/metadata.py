"""What a page says of itself: title, publisher, byline, date, address, language; and where each was found."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import htmldate

from onrecord.ingest import json_ld
from onrecord.ingest.dates import parse_day
from onrecord.ingest.html import squeezed, text_of

logging.getLogger("htmldate").addHandler(logging.NullHandler())

_TITLE_END = re.compile(r"\s+(?:[|»•]|[-–—])\s+[^|»•]{2,40}$")
_BY = re.compile(r"^(?:(?:written|reported|posted)\s+)?by:?\s+", re.IGNORECASE)
_AFTER_NAME = re.compile(r"[\s|•,–-]*\b\d.*$|\s*[|•].*$")
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_])")
T = TypeVar("T")


@dataclass(slots=True)
class Metadata:
    """What was found so far; ``found_in`` says where."""

    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    descriptions: list[str] = field(default_factory=list)
    found_in: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, source: str, value: Any) -> None:
        """Keep a value if it is the first of its name."""
        if value and getattr(self, name) is None:
            setattr(self, name, value)
            self.found_in[name] = source


class Meta:
    """The ``<meta>`` elements of a page by their name, property or itemprop, lower-cased; the first of each counts."""

    def __init__(self, tree: Any) -> None:
        self._values: dict[str, str] = {}
        for element in tree.iter("meta"):
            content = squeezed(element.get("content"))
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if content and element.get(attribute):
                    self._values.setdefault(element.get(attribute).strip().lower(), content)

    def first(self, *names: str) -> str | None:
        """The value of the first name that is there."""
        return next((self._values[name] for name in names if name in self._values), None)


def page_metadata(tree: Any, node: json_ld.Node | None, url: str | None) -> Metadata:
    """The metadata of a page at ``url`` (None: not known) whose JSON-LD article is ``node``."""
    meta, found = Meta(tree), Metadata()
    if node is not None:
        _from_json_ld(found, node)
    _from_meta(found, meta)
    _from_html(found, tree)
    _address(found, tree, meta, node, url)
    if found.published is None:
        found.take("published", "htmldate", _htmldate(tree, found.url))
    if found.publisher is None and found.url:
        found.take("publisher", "url", _HOST_PREFIX.sub("", urlsplit(found.url).hostname or ""))
    return found


def _from_json_ld(found: Metadata, node: json_ld.Node) -> None:
    found.take("title", "json-ld", json_ld.plain(node.get("headline")) or json_ld.plain(node.get("name")))
    found.take("publisher", "json-ld", json_ld.plain(node.get("publisher")))
    authors = json_ld.names(node.get("author") or node.get("creator"))
    found.take("byline", "json-ld", ", ".join(map(without_by, authors)))
    found.take("published", "json-ld", parse_day(json_ld.plain(node.get("datePublished"))))
    found.take("language", "json-ld", language_tag(json_ld.plain(node.get("inLanguage"))))
    _describe(found, json_ld.plain(node.get("description")), json_ld.plain(node.get("alternativeHeadline")))


def _from_meta(found: Metadata, meta: Meta) -> None:
    """OpenGraph, then the plainer names in use."""
    found.take("title", "opengraph", meta.first("og:title"))
    found.take("title", "meta", meta.first("twitter:title", "dc.title", "citation_title"))
    found.take("publisher", "opengraph", meta.first("og:site_name"))
    found.take("publisher", "meta", meta.first("dc.publisher", "citation_journal_title", "application-name"))
    found.take("published", "opengraph", parse_day(meta.first("article:published_time", "og:published_time")))
    dates = (
        "datepublished",
        "date.published",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publication_date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "date",
    )
    found.take("published", "meta", _first_of(parse_day, (meta.first(name) for name in dates)))
    authors = ("author", "byl", "article:author", "sailthru.author", "parsely-author", "dc.creator", "citation_author")
    found.take("byline", "meta", _first_of(_author, (meta.first(name) for name in authors)))
    _describe(found, *map(meta.first, ("og:description", "description", "twitter:description", "dc.description")))


def _from_html(found: Metadata, tree: Any) -> None:
    for heading in tree.iter("h1"):
        found.take("title", "html", text_of(heading))
    for title in tree.iter("title"):
        found.take("title", "html", _TITLE_END.sub("", text_of(title)))
    times = (element.get("datetime") for element in tree.iter("time") if element.get("itemprop") == "datePublished")
    found.take("published", "html", _first_of(parse_day, times))
    writers = tree.xpath("//*[@itemprop='author' or @rel='author' or contains(@class, 'byline')]")[:5]
    found.take("byline", "html", _first_of(_author, map(text_of, writers)))
    found.take(
        "language", "html", language_tag(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
    )
    meta = Meta(tree)
    found.take("language", "opengraph", language_tag(meta.first("og:locale")))
    found.take("language", "meta", language_tag(meta.first("content-language", "dc.language", "language")))


def _describe(found: Metadata, *texts: str | None) -> None:
    found.descriptions += [text for text in texts if text and text not in found.descriptions]


def _first_of(parse: Callable[[str | None], T | None], values: Iterable[str | None]) -> T | None:
    return next((parsed for parsed in map(parse, values) if parsed is not None), None)


def _author(text: str | None) -> str | None:
    """A byline's names: no addresses, nothing long enough to be prose."""
    text = without_by(_AFTER_NAME.sub("", squeezed(text)))
    return text if 2 < len(text) <= 120 and "://" not in text and not text.startswith(("www.", "@")) else None


def without_by(text: str | None) -> str:
    """A byline without "By" before it."""
    return _BY.sub("", text or "")


def language_tag(text: str | None) -> str | None:
    """The language of a tag such as ``en-GB``: ``en``."""
    match = _LANGUAGE.match((text or "").strip())
    return match.group().lower() if match else None


def web_url(value: str | None, base: str | None) -> str | None:
    """An absolute http(s) address without fragment, user or blanks; None for anything else."""
    try:
        parts = urlsplit(urljoin(base or "", (value or "").strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or re.search(r"[\s<>\"\\]", host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}[parts.scheme.lower()]:
        netloc += f":{port}"
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", parts.query, "")).replace(" ", "%20")


def _address(found: Metadata, tree: Any, meta: Meta, node: json_ld.Node | None, url: str | None) -> None:
    """The canonical address; a page may not speak for another site than the one it came from."""
    here = web_url(url, None)
    bases = (element.get("href") for element in tree.iter("base"))
    base = web_url(next(bases, None), here) or here
    links = (one.get("href") for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split())
    candidates = [
        ("canonical", next(links, None)),
        ("opengraph", meta.first("og:url")),
        ("json-ld", json_ld.first_url(node) if node is not None else None),
    ]
    for source, value in candidates:
        address = web_url(value, base) if value else None
        if address and _may_stand_for(address, here):
            found.take("url", source, address)
    found.take("url", "fetched", here)


def _may_stand_for(address: str, here: str | None) -> bool:
    if here is None:
        return urlsplit(address).path != "/"
    theirs, ours = (_HOST_PREFIX.sub("", urlsplit(one).hostname or "") for one in (address, here))
    same = theirs == ours or theirs.endswith(f".{ours}") or ours.endswith(f".{theirs}")
    return same and (urlsplit(address).path != "/" or urlsplit(here).path == "/")


def _htmldate(tree: Any, url: str | None) -> date | None:
    """The day that htmldate finds in the page: the last resort, it searches the text, too."""
    try:
        return parse_day(htmldate.find_date(copy.deepcopy(tree), original_date=True, url=url))
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return None  # a library's stumbling over odd markup costs the date, not the article
