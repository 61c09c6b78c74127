"""NewsML-G2 and NITF: the XML of news agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from onrecord.errors import InputError
from onrecord.ingest.blocks import assembled, block_lines, fragment_lines, local, parse_xml
from onrecord.ingest.dates import parse_day
from onrecord.ingest.html import squeezed
from onrecord.ingest.items import Failure
from onrecord.ingest.metadata import language_tag, web_url, without_by
from onrecord.text import Article

_NO_TEXTS = ("picture", "graphic", "video", "audio", "animation")
_G2_ROOTS = frozenset({"newsitem", "newsmessage"})
XML_ROOTS = _G2_ROOTS | {"nitf"}
"""Names of the root elements, lower-cased, that are read here."""


def xml_articles(data: bytes, name: str) -> Iterator[Article | Failure]:
    """The articles of a NewsML-G2 or NITF document; an item that is no text is a `Failure`.

    Raises `InputError` when it is neither, or not XML.
    """
    try:
        root = parse_xml(data)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    if local(root) == "nitf":
        items = [root]
    elif local(root) in _G2_ROOTS:
        items = [element for element in root.iter() if local(element) == "newsitem"]
    else:
        raise InputError(f"{name}: XML of the sort {local(root)!r}; NewsML-G2, NITF, RSS and Atom are read")
    if not items:
        raise InputError(f"{name}: holds no news item")
    for number, item in enumerate(items, 1):
        one = name if len(items) == 1 else f"{name}, item {number}"
        try:
            yield _nitf(item, name) if local(item) == "nitf" else _news_item(item, name)
        except InputError as error:
            yield Failure(one, str(error))


def _all(element: Any, *path: str) -> list[Any]:
    """The elements at a path of local names (lower-case) below an element."""
    found = [element]
    for step in path:
        found = [child for one in found for child in one if local(child) == step]
    return found


def _texts(element: Any, *path: str) -> list[str]:
    texts = (squeezed("".join(one.itertext())) for one in _all(element, *path))
    return [text for text in texts if text]


def _first(*texts: list[str]) -> str | None:
    return next((one for listed in texts for one in listed if one), None)


def _news_item(item: Any, file: str) -> Article:
    status = "".join(one.get("qcode") or one.get("uri") or "" for one in _all(item, "itemmeta", "pubstatus"))
    if status.endswith(("canceled", "withheld")):
        raise InputError(f"its agency has {'cancelled' if status.endswith('canceled') else 'withheld'} it")
    kind = "".join(one.get("qcode") or one.get("uri") or "" for one in _all(item, "itemmeta", "itemclass"))
    if kind.endswith(_NO_TEXTS):
        raise InputError(f"no text but {kind!r}")
    meta = next(iter(_all(item, "contentmeta")), item)
    embedded, lines = None, list[str]()
    for content in _all(item, "contentset"):
        for part in content:
            nitf = next((one for one in part.iter() if local(one) == "nitf"), None)
            if local(part) == "inlinexml" and not lines:
                embedded = nitf
                lines = _nitf_body(nitf) if nitf is not None else block_lines(_body(part))
            elif local(part) == "inlinedata" and not lines and "image" not in (part.get("contenttype") or ""):
                lines = fragment_lines("".join(part.itertext()))
    headline = _first(
        [squeezed("".join(one.itertext())) for one in _all(meta, "headline") if "main" in (one.get("role") or "main")],
        _texts(meta, "headline"),
        _nitf_headline(embedded) if embedded is not None else [],
    )
    if not lines:
        raise InputError("holds no text of its own")
    published = (
        _texts(meta, "contentcreated"),
        _texts(item, "itemmeta", "firstcreated"),
        _texts(item, "itemmeta", "versioncreated"),
    )
    publisher = _first(
        _texts(item, "itemmeta", "provider", "name"),
        _texts(meta, "infosource", "name"),
        _texts(item, "rightsinfo", "copyrightholder", "name"),
        [one.get("literal") for one in _all(item, "itemmeta", "provider") if one.get("literal")],
        [one.get("literal") for one in _all(meta, "infosource") if one.get("literal")],
    )
    xml_lang = item.get("{http://www.w3.org/XML/1998/namespace}lang")
    tags = [one.get("tag") for one in _all(meta, "language")] + [xml_lang]
    language = next((found for tag in tags if (found := language_tag(tag))), None)
    byline = _first(_texts(meta, "by"), [", ".join(_texts(meta, "creator", "name"))])
    return _article(
        "newsml-g2",
        Article(
            assembled(headline, None, lines),
            ref=item.get("guid"),
            file=file,
            url=web_url(item.get("guid"), None),
            title=headline,
            publisher=publisher,
            published=next((day for one in published if one and (day := parse_day(one[0]))), None),
            byline=without_by(byline) or None,
        ),
        language,
    )


def _body(part: Any) -> Any:
    """The ``body`` of inline XHTML, or all of it."""
    return next((one for one in part.iter() if local(one) == "body"), part)


def _article(source: str, article: Article, language: str | None) -> Article:
    names = ("url", "title", "publisher", "published", "byline")
    found = {name: source for name in names if getattr(article, name) is not None}
    if language:
        found["language"] = source
    return replace(article, language=language or "en", found_in=found)


def _nitf_body(root: Any) -> list[str]:
    return [line for body in _all(root, "body", "body.content") for line in block_lines(body)]


def _nitf_headline(root: Any) -> list[str]:
    heads = _texts(root, "body", "body.head", "hedline", "hl1")
    return heads or _texts(root, "head", "title")


def _nitf(root: Any, file: str) -> Article:
    lines = _nitf_body(root) or [line for body in _all(root, "body") for line in block_lines(body)]
    if not lines:
        raise InputError("holds no text")
    headline = _first(_nitf_headline(root))
    standfirst = _first(
        _texts(root, "body", "body.head", "hedline", "hl2"), _texts(root, "body", "body.head", "abstract")
    )
    docdata = next(iter(_all(root, "head", "docdata")), root)
    dates = [one.get("norm") for kind in ("date.issue", "date.release") for one in _all(docdata, kind)]
    dates += [one.get("date.publication") for one in _all(root, "head", "pubdata")]
    dates += [one.get("norm") for one in _all(root, "body", "body.head", "dateline", "story.date")]
    pubdata = _all(root, "head", "pubdata")
    byline = _first([squeezed(one.text or "") or squeezed("".join(one.itertext())) for one in _bylines(root)])
    return _article(
        "nitf",
        Article(
            assembled(headline, standfirst, lines),
            ref=next((one.get("id-string") for one in _all(docdata, "doc-id") if one.get("id-string")), None),
            file=file,
            url=next((found for one in pubdata if (found := web_url(one.get("ex-ref"), None))), None),
            title=headline,
            publisher=_first(
                [one.get("name") for one in pubdata if one.get("name")],
                _texts(root, "body", "body.head", "distributor"),
                [one.get("holder") for one in _all(docdata, "doc.copyright") if one.get("holder")],
            ),
            published=next((day for one in dates if (day := parse_day(one))), None),
            byline=without_by(byline).rstrip(" ,") or None,
        ),
        language_tag(root.get("{http://www.w3.org/XML/1998/namespace}lang")),
    )


def _bylines(root: Any) -> list[Any]:
    people = _all(root, "body", "body.head", "byline", "person")
    return people or _all(root, "body", "body.head", "byline")
