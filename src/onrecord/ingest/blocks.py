"""Marked-up text to lines: one for each paragraph, heading or item; for the bodies of news agency formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import lxml.etree
import lxml.html

from onrecord.errors import InputError
from onrecord.ingest.html import squeezed

_BLOCK_NAMES = (
    "p h1 h2 h3 h4 h5 h6 hl1 hl2 hl3 li dt dd div section article blockquote bq block pre br tr td th ul ol table body "
    "body.content hr header main"
)
_LEFT_OUT_NAMES = (
    "script style figure figcaption aside media media-caption media-producer caption nitf-table credit note template "
    "iframe nav form button svg head"
)
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n|\n(?=[ \t]{2,}\S)")
"""Where text that is laid out by hand begins a new paragraph: after an empty line, at an indented one."""
_BLOCKS, _LEFT_OUT = frozenset(_BLOCK_NAMES.split()), frozenset(_LEFT_OUT_NAMES.split())


def local(element: Any) -> str:
    """An element's name without its namespace; "" for a comment or an entity."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def block_lines(root: Any) -> list[str]:
    """The lines of text in an element, in order; captions, asides and the like left out."""
    lines: list[str] = []
    piece: list[str] = []
    skipped: Any = None

    def end_line(preformatted: bool) -> None:
        text = "".join(piece)
        piece.clear()
        laid_out = preformatted or _EMPTY_LINE.search(text.strip()) is not None
        lines.extend(filter(None, map(squeezed, _PARAGRAPHS.split(text) if laid_out else [text])))

    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        started, ended = event == "start", event != "start"
        block = local(element) in _BLOCKS
        if block and skipped is None:
            end_line(ended and local(element) == "pre")
        if started and skipped is None:
            if local(element) in _LEFT_OUT:
                skipped = element
            elif isinstance(element.tag, str):  # an entity's text is its name
                piece.append(element.text or "")
        if ended:
            if skipped is element:
                skipped = None
                end_line(preformatted=False)
            if skipped is None and element is not root:
                piece.append(element.tail or "")
    end_line(preformatted=False)
    return lines


def fragment_lines(html: str) -> list[str]:
    """The lines of a fragment of HTML; of plain text, its lines."""
    if "<" not in html:
        return [line for line in map(squeezed, html.splitlines()) if line]
    try:
        return block_lines(lxml.html.fragment_fromstring(html.replace("\0", ""), create_parent="div"))
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"its body is not HTML that can be read ({error})") from error


def parse_xml(data: bytes) -> Any:
    """The root of an XML document, read without its own entities, network or huge trees; else `InputError`."""
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise InputError(f"not XML that can be read ({str(error)[:200]})") from error
    if root is None:
        raise InputError("not XML that can be read (no element)")
    return root


def assembled(title: str | None, standfirst: str | None, lines: Iterable[str]) -> str:
    """An article's text: headline, standfirst and body, a blank line between, none of the first two again."""
    before: list[str] = []
    body = list(lines)
    for one in (title, standfirst):
        if one and one not in before and (not body or one != body[0]):
            before.append(one)
    return "\n\n".join([*before, *body])
