"""Fact-checks in ClaimReview: pages with JSON-LD, JSON, JSON Lines, feeds of them, and tables.

A feed such as Data Commons' holds ``dataFeedElement[].item[]``; wherever a ClaimReview stands in JSON, it is found. A
row of a table, or an object that is no ClaimReview, is taken by its names: onrecord's own (`FIELDS`), those of
ClaimsKG, or ``claim_text``, ``verdict_article`` and the like.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from onrecord.errors import InputError
from onrecord.ingest.compressed import open_stream
from onrecord.ingest.dates import parse_day
from onrecord.ingest.files import decode, root_name
from onrecord.ingest.items import Failure, needing
from onrecord.statements import FactCheck

LARGEST = 512 * 2**20
"""Bytes of the largest file."""
FIELDS: dict[str, tuple[str, ...]] = {
    "claim": ("claim", "claimReviewed", "claimReview_claimReviewed", "claim_text"),
    "rating": ("rating", "rating_alternateName", "verdict_article", "rating_ratingValue"),
    "publisher": ("publisher", "claimReview_author_name"),
    "claimant": ("claimant", "source_claim"),
    "url": ("url", "claimReview_url", "web_archive"),
    "date": ("date", "claimReview_datePublished", "fact_checking_date"),
}
"""Names that a column may have. ClaimsKG's ``creativeWork_author_name`` is not among the claimants: in most of its
tables it is who wrote the fact-check."""

_DEEPEST = 40
_LOOSE_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SHORT_DAY = re.compile(r"\s*(\d\d)-(\d\d)-(\d\d)(?:T|\s|$)")
"""Day, month, year of this century, as the collection with ``fact_checking_date`` has them."""
_ARCHIVE = re.compile(r"https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?://)")
_QUOTED = re.compile(r'"[^"]*"')
Item = FactCheck | Failure


def fact_checks(path: str) -> Iterator[Item]:
    """The fact-checks of a file, also gzipped; what is none is a `Failure` that names its place.

    Raises `InputError` when the file can't be read at all, or holds no fact-check and nothing that should be one.
    """
    with open_stream(path) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"{path}: larger than {LARGEST // 2**20} MiB; split it")
    found = False
    for item in _items(data, path):
        found = True
        yield item
    if not found:
        raise InputError(f"{path}: holds no ClaimReview; give a page, JSON, JSON Lines or CSV that does")


def _items(data: bytes, path: str) -> Iterator[Item]:
    if root_name(data) == "html":
        yield from _page(data, path)
        return
    text = decode(data, path)
    if not text.lstrip().startswith(("{", "[")):
        yield from _table(text, path)
        return
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        lines = text.lstrip().split("\n")
        if _object(lines[0]) is None:
            raise InputError(f"{path}: not JSON, nor JSON Lines ({error})") from error
        yield from _lines(lines, path)
    else:
        yield from _values(value, path)


def _page(data: bytes, path: str) -> Iterator[Item]:
    with needing():
        from onrecord.ingest.html import parse_page
        from onrecord.ingest.json_ld import values
    for value in values(parse_page(data, path)):
        for number, node in enumerate(_reviews(value), 1):
            yield _review(node, f"{path}, ClaimReview {number}")


def _lines(lines: list[str], path: str) -> Iterator[Item]:
    for number, line in enumerate(lines, 1):
        name = f"{path}, line {number}"
        if line.strip():
            value = _object(line)
            if value is None:
                yield Failure(name, "not a JSON object")
            else:
                yield from _entry(value, name)


def _object(line: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _values(value: Any, path: str) -> Iterator[Item]:
    """The fact-checks of a JSON value: those that are ClaimReviews, or the rows of a list."""
    entries = value.get("dataFeedElement", [value]) if isinstance(value, dict) else value
    for number, one in enumerate(entries if isinstance(entries, list) else [entries], 1):
        name = path if one is value else f"{path}, item {number}"
        if isinstance(one, dict):
            yield from _entry(one, name)
        else:
            yield Failure(name, "not a JSON object")


def _entry(value: Mapping[str, Any], name: str) -> Iterator[Item]:
    """The ClaimReviews within an object, else the object as a row; an empty element of a feed is nothing."""
    reviews = list(_reviews(value))
    if reviews:
        yield from (_review(one, name) for one in reviews)
    elif "@type" not in value:
        yield _row(value, name)
    elif value.get("item") is not None:
        yield Failure(name, "holds no ClaimReview")


def _reviews(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _reviews(one, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        named = [str(one) for one in (kinds if isinstance(kinds, list) else [kinds])]
        if any(one.rpartition("/")[2] == "ClaimReview" for one in named):
            yield value
            return
        for one in value.values():
            yield from _reviews(one, depth + 1)


def _review(node: Mapping[str, Any], name: str) -> Item:
    rating, reviewed = _first(node.get("reviewRating")), _first(node.get("itemReviewed"))
    words = _words(rating.get("alternateName")) or _words(rating.get("name"))
    if words is None and (number := _words(rating.get("ratingValue"))) is not None:
        best = _words(rating.get("bestRating"))
        words = f"{number} of {best}" if best else number
    row = {
        "claim": node.get("claimReviewed"),
        "rating": words,
        "publisher": _named(node.get("author")) or _named(node.get("publisher")),
        "claimant": _named(reviewed.get("author")),
        "url": node.get("url"),
        "date": node.get("datePublished"),
    }
    return _row(row, name)


def _first(value: Any) -> Mapping[str, Any]:
    one = value[0] if isinstance(value, list) and value else value
    return one if isinstance(one, dict) else {}


def _named(value: Any) -> str | None:
    """The name of a person or an organisation; the host of its address where it has none."""
    if isinstance(value, str):
        return _words(value)
    one = _first(value)
    return _words(one.get("name")) or _host(_words(one.get("url")))


def _row(row: Mapping[str, Any], name: str) -> Item:
    found = {
        field: next((words for column in columns if (words := _words(row.get(column)))), None)
        for field, columns in FIELDS.items()
    }
    if found["claim"] is None or found["rating"] is None:
        return Failure(name, f"has no {'claim' if found['claim'] is None else 'rating'}")
    url = found["url"] if found["url"] and found["url"].startswith(("http://", "https://")) else None
    publisher = found["publisher"] or _host(_ARCHIVE.sub("", url or ""))
    return FactCheck(found["claim"], found["rating"], publisher, found["claimant"], url, _day(found["date"]))


def _words(value: Any) -> str | None:
    """A value as one line, without quotation marks that a table put around it; None for anything but words."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    words = " ".join(str(value).split())
    return (words[1:-1].strip() if _QUOTED.fullmatch(words) else words) or None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _day(text: str | None) -> date | None:
    found = parse_day(text)
    if found is None and (loose := _LOOSE_DAY.match(text or "")):
        return parse_day("{}-{:0>2}-{:0>2}".format(*loose.groups()))
    if found is None and (short := _SHORT_DAY.match(text or "")):
        return parse_day("20{2}-{1}-{0}".format(*short.groups()))
    return found


def _table(text: str, path: str) -> Iterator[Item]:
    csv.field_size_limit(LARGEST)
    header = text.partition("\n")[0]
    known = {column for columns in FIELDS.values() for column in columns}
    delimiter = max(",;\t|", key=lambda mark: len(known.intersection(next(csv.reader([header], delimiter=mark), []))))
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = set(rows.fieldnames or ())
    for field in ("claim", "rating"):
        if not columns.intersection(FIELDS[field]):
            raise InputError(f"{path}: has no column for the {field}: name it {' or '.join(FIELDS[field])}")
    try:
        for number, row in enumerate(rows, 2):
            yield _row(row, f"{path}, row {number}")
    except csv.Error as error:
        yield Failure(f"{path}, after row {rows.line_num}", f"not CSV that can be read ({error})")
