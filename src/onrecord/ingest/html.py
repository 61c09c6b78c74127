"""From the bytes of a web page to a tree that is safe to work on."""

from __future__ import annotations

import codecs
import re
from typing import Any

import lxml.html

from onrecord.errors import InputError
from onrecord.ingest.files import LARGEST, MARKS

DEEPEST = 400
"""Levels of elements: what lies deeper is lifted to this level. No page that people read comes near."""
MOST_ELEMENTS = 200_000
"""More elements than this are no article, and would take minutes."""

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_INVISIBLE = ("style", "template", "svg", "iframe", "object", "embed", "canvas", "math", "map", "datalist")
_BINARY = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufffd]")
_UNLAWFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F]..|[fF]{3}[eEfF]));?(?![0-9a-fA-F])"
)
"""What XML may not hold, as itself or as a reference: lxml reads it, but can't write it back into a tree."""
_BLANK = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def decode_page(data: bytes, declared: str | None = None) -> str:
    """The characters of a page: by mark, as UTF-8 if it is that, as ``declared`` or as it says, else as cp1252.

    Bytes that don't fit become U+FFFD: one bad byte costs one character.
    """
    for mark, marked in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(marked, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    match = _DECLARED.search(data[:8192])
    for name in (declared, match.group(1).decode("ascii") if match else None):
        encoding = _known(name)
        if encoding == "utf-8":
            text = data.decode("utf-8", "replace")
            if text.count("\ufffd") * 200 < len(text):
                return text
        elif encoding is not None:
            return data.decode(encoding, "replace")
    return data.decode("cp1252", "replace")


def _known(name: str | None) -> str | None:
    try:
        info = codecs.lookup((name or "").strip())
        b"a".decode(info.name)
    except (LookupError, ValueError, TypeError):
        return None
    return "cp1252" if info.name in {"iso8859-1", "ascii"} else info.name  # as browsers do


def parse_page(data: bytes | str, name: str, declared: str | None = None) -> Any:
    """The tree of a page (an ``lxml.html.HtmlElement``), without what no reader sees, and not too deep.

    Raises `InputError` naming the page when it is empty, or too large.
    """
    if len(data) > LARGEST:
        raise InputError(f"{name}: larger than {LARGEST // 2**20} MiB, more than an article")
    text = decode_page(data, declared) if isinstance(data, bytes) else data
    if len(_BINARY.findall(text, 0, 65_536)) > 0.02 * min(len(text), 65_536):
        raise InputError(f"{name}: not a web page but binary data")
    text = _UNLAWFUL.sub("", text)
    if not text.strip():
        raise InputError(f"{name}: an empty page")
    # As bytes: lxml refuses a str that has an XML declaration with an encoding.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"{name}: not a web page that can be read ({error})") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise InputError(f"{name}: elements nested thousands deep, not an article's page")
    for element in list(tree.iter(*_INVISIBLE)):
        drop(element)
    _check_size(tree, name)
    return tree


def _check_size(tree: Any, name: str) -> None:
    """Lift what lies too deep, without recursion; refuse too many elements."""
    depth, count = 0, 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST and event == "start":
            _flatten(element)
    if count > MOST_ELEMENTS:
        raise InputError(f"{name}: more than {MOST_ELEMENTS:,} elements, not an article's page")


def _flatten(element: Any) -> None:
    text = "".join(element.itertext())
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.text, element.tail = text, tail


def drop(element: Any) -> None:
    """Take an element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def squeezed(text: str | None) -> str:
    """The text on one line: each run of white space as one space, none at either end."""
    return _BLANK.sub(" ", text or "").strip()


def text_of(element: Any) -> str:
    """The text of an element on one line."""
    return squeezed(element.text_content())
