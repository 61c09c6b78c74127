"""Web pages: one article from one page, with what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from onrecord.errors import InputError
from onrecord.ingest import json_ld
from onrecord.ingest.body import article_lines, body_lines, key, prune, words
from onrecord.ingest.html import parse_page, text_of
from onrecord.ingest.metadata import Metadata, page_metadata
from onrecord.text import Article

FEWEST_WORDS = 10
"""A body of fewer words is no article."""
_STANDFIRST = re.compile(
    r"(?:^|[-_\s])(?:standfirst|sub-?head(?:line|ing)?|sub-?title|dek|deck|strapline|article-?(?:intro|summary))(?=$|[-_\s])",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 20, 600
"""Characters of a standfirst."""


def read_page(
    data: bytes | str, name: str, url: str | None = None, file: str | None = None, declared: str | None = None
) -> Article:
    """The article on a page: headline, standfirst and body as paragraphs with a blank line between them.

    ``url`` is where the page came from, ``declared`` the encoding that its server named. Raises `InputError` naming
    the page when there is no article on it.
    """
    tree = parse_page(data, name, declared)
    try:
        return _article(tree, name, url, file)
    except (ValueError, RecursionError) as error:  # lxml's, over markup that it can read but not write
        raise InputError(f"{name}: not a web page that can be read ({str(error)[:200]})") from error


def _article(tree: Any, name: str, url: str | None, file: str | None) -> Article:
    node = json_ld.article_node(tree)
    about = page_metadata(tree, node, url)
    title = _without_publisher(about)
    headings = [text_of(heading) for heading in tree.iter("h1")]
    prune(tree)
    headlines = [title or "", about.title or "", *headings]
    bylines = [about.byline, f"by {about.byline}"] if about.byline else []
    lines = article_lines(body_lines(tree, json_ld.body_paragraphs(node)), [*headlines, *bylines])
    if sum(len(words(line)) for line in lines) < FEWEST_WORDS:
        raise InputError(f"{name}: no article found on this page")
    before = [title] if title else []
    standfirsts = _standfirsts(tree, headlines, lines, about.descriptions)
    before += [one for one in standfirsts if not _stands_in(one, [*before, *lines])][:1]
    return Article(
        "\n\n".join([*before, *lines]),
        file=file,
        url=about.url,
        title=title,
        publisher=about.publisher,
        published=about.published,
        language=about.language or "en",
        byline=about.byline,
        found_in=about.found_in,
    )


def _without_publisher(about: Metadata) -> str | None:
    """The title without the outlet's name behind it ("... | The Harbour Post")."""
    if about.title and about.publisher:
        match = re.search(rf"\s+(?:[|»•]|[-–—])\s+{re.escape(about.publisher)}$", about.title, re.IGNORECASE)
        if match and match.start() > 0:
            return about.title[: match.start()]
    return about.title


def _standfirsts(tree: Any, headlines: Sequence[str], lines: Sequence[str], descriptions: Sequence[str]) -> list[str]:
    """What may be the standfirst: a block called so, or one that says what the page's description says.

    Only between headline and body: the same names are used in the boxes around an article.
    """
    described, body, headings = (set(map(key, texts)) for texts in (descriptions, lines, headlines))
    named, shown, begun = list[str](), list[str](), False
    for block in tree.iter("h1", "h2", "h3", "p", "div", "span"):
        if len(block) > 20:
            continue
        text = text_of(block)
        same = key(text)
        begun = begun or (block.tag == "h1" and same in headings)
        if begun and len(same) > 40 and same in body and block.tag == "p":
            break
        if not begun or same in headings or not _SHORTEST <= len(text) <= _LONGEST:
            continue
        if _STANDFIRST.search(f"{block.get('class') or ''} {block.get('data-testid') or ''}") and len(words(text)) > 4:
            named.append(text)
        elif same in described:
            shown.append(text)
    return [*named[:1], *shown[:1]]


def _stands_in(text: str, lines: Sequence[str]) -> bool:
    """Whether one of the lines begins with the text, or with all of it but a cut end."""
    same = key(text)
    start = same[: max(30, len(same) - 15)]
    return any(key(line).startswith((same, start)) for line in lines)
