"""The words around a statement, for showing it in its place without loading whole articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.store import schema
from onrecord.store.search import Found

_LONGEST = 2_000
"""Characters of a content of which a context shows more than the beginning."""


@dataclass(frozen=True, slots=True)
class Context:
    """A stretch of an article: ``text`` begins at its character ``start``."""

    start: int
    text: str
    whole: tuple[bool, bool] = (True, True)
    """Does it begin, and end, where a paragraph or the article does?"""


def contexts(connection: sa.Connection, found: Sequence[Found], around: int = 160) -> list[Context]:
    """A context for each statement: its content with about ``around`` characters of its paragraph on either side."""
    texts, current = schema.texts, schema.current_statements
    result = []
    for one in found:
        spans = one.statement.content
        first, last = min(span.start for span in spans), max(span.end for span in spans)
        start, end = max(0, first - around), min(last, first + _LONGEST) + around
        piece = sa.func.substr(texts.c.text, start + 1, end - start, type_=texts.c.text.type)
        query = sa.select(piece).join_from(texts, current, current.c.article == texts.c.article)
        text = connection.execute(query.where(current.c.key == one.key)).scalar_one()
        result.append(_trimmed(start, text, first, min(last, end), one.article["length"]))
    return result


def _trimmed(start: int, text: str, first: int, last: int, length: int) -> Context:
    """Cut at the paragraphs' ends around the content, else at words."""
    before, after = text[: first - start], text[last - start :]
    line = max(before.rfind("\n"), before.rfind("\r"))
    left = line + 1
    whole_left = line >= 0 or start == 0
    if not whole_left:
        left = before.find(" ") + 1
    ends = [at for at in (after.find("\n"), after.find("\r")) if at >= 0]
    right = min(ends) if ends else len(after)
    whole_right = bool(ends) or start + len(text) >= length
    if not whole_right:
        right = after.rfind(" ") if " " in after else right
    end = last - start + right
    return Context(start + left, text[left:end], (whole_left, whole_right))
