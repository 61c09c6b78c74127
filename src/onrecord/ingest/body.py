"""The paragraphs of an article's body: trafilatura's, less what a page adds to its article, plus what was missed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any

import trafilatura

from onrecord.ingest.boilerplate import ASIDE, ASIDE_TAGS, LEAD_IN, is_plea
from onrecord.ingest.html import drop, squeezed, text_of

logging.getLogger("trafilatura").addHandler(logging.NullHandler())

LARGEST_ASIDE = 0.15
"""Share of a page's prose: an element with more is no aside, whatever it is called."""
FULLER = 1.4
"""How many times as many words another rendering of the body must have to be taken for the whole of it."""
LONG = 8
"""Words: a line as long as this stands in an article once; shorter ones (a chorus, "No.") may come again."""

_WORD = re.compile(r"\w+")
_LIST_MARK = re.compile(r"^(?:[-•*]\s+)?")
_ENDED = re.compile(r"[.!?…:;][\"'”’)\]]*$|[\"”’]$")


def words(text: str) -> list[str]:
    """The words of a text, for comparing: lower-cased, without marks."""
    return _WORD.findall(text.lower())


def key(text: str) -> str:
    """What two renderings of the same paragraph share."""
    return " ".join(words(text))


def prune(tree: Any) -> None:
    """Take out of ``tree`` what stands beside the article, by tag, by class, and by what links look like."""
    most = LARGEST_ASIDE * _prose(tree)
    for element in list(tree.iter(*ASIDE_TAGS, "div", "section", "aside", "ul", "ol", "p", "span")):
        named = element.tag in ASIDE_TAGS or ASIDE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        if named and _prose(element) <= most:
            drop(element)
    for element in list(tree.iter("p", "li", "h2", "h3", "h4", "h5", "h6")):
        if element.getparent() is not None and _teaser(element):
            drop(element)


def _prose(element: Any) -> int:
    """Characters in the paragraphs of an element, itself included."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _teaser(element: Any) -> bool:
    """Whether a block is a link to another article: most of it is a link, and it reads like one."""
    text = text_of(element)
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    if not text or linked < 0.3 * len(text):
        return False
    shouted = text == text.upper() and len(words(text)) > 2 and linked >= 0.9 * len(text)
    return shouted or LEAD_IN.match(text) is not None


def body_lines(tree: Any, given: Sequence[str]) -> list[str]:
    """The lines of the body in a pruned tree; ``given`` is the body as the page states it for machines, or [].

    trafilatura's choice, unless the page's own rendering, or all blocks of the same make, hold a good deal more.
    """
    found = _extracted(tree)
    for other in (_kin(tree, found), given):
        fuller = _count(other) > FULLER * _count(found)
        run_together = len(found) <= 2 < len(other) and _count(other) >= 0.9 * _count(found)
        if (fuller and _covers(other, found)) or (run_together and _covers(found, other)):
            found = list(other)
    return found


def _count(lines: Iterable[str]) -> int:
    return sum(len(words(line)) for line in lines)


def _covers(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether most of the long lines of ``part`` stand in ``whole``."""
    text = key(" ".join(whole))
    long = [same for same in map(key, part) if len(same) > 40]
    return sum(same in text for same in long) >= 0.6 * len(long)


def _extracted(tree: Any) -> list[str]:
    """The lines that trafilatura finds, without list marks."""
    try:
        document = trafilatura.bare_extraction(tree, include_comments=False)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return []  # its stumbling over odd markup: other renderings may do
    text = getattr(document, "text", None) or ""
    lines = (squeezed(_LIST_MARK.sub("", line.strip().strip("|"))) for line in text.splitlines())
    return [line for line in lines if words(line)]


def _kin(tree: Any, found: Sequence[str]) -> list[str]:
    """All paragraphs whose parents are made like those of the paragraphs found: a body in several containers."""
    known = {same for same in map(key, found) if len(same) > 40}
    blocks = [(element, squeezed(element.text_content())) for element in tree.iter("p", "blockquote", "h2", "h3")]
    makes = {
        _make(element.getparent())
        for element, text in blocks
        if element.tag == "p" and key(text) in known and element.getparent().get("class")
    }
    return [text for element, text in blocks if text and _make(element.getparent()) in makes]


def _make(element: Any) -> tuple[str, str]:
    return (str(element.tag), element.get("class") or "") if element is not None else ("", "")


def article_lines(lines: Iterable[str], head: Iterable[str]) -> list[str]:
    """The lines that belong to the body: nothing of the head again, each once, no pleas, no lists of articles."""
    headings, seen, kept, listing = set(map(key, head)), set[str](), list[str](), False
    for line in lines:
        same = key(line)
        if LEAD_IN.match(line) and len(words(line)) < 40:
            listing = LEAD_IN.fullmatch(line.rstrip(" .:…")) is not None
            continue
        listing = listing and _ENDED.search(line) is None
        if listing or same in headings or is_plea(line) or (same in seen and len(words(line)) >= LONG):
            continue
        seen.add(same)
        kept.append(line)
    return kept
