"""The words around a statement, for showing it in its place without loading whole articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.store import schema
from onrecord.store.search import Found

_LONGEST = 2_000
"""Characters of a content of which a context shows more than the beginning."""
_WHOLE = 50_000
"""Characters of a text that is loaded as a whole."""

_TEXTS = (
    sa.select(schema.articles.c.id, schema.texts.c.text)
    .join(schema.texts, schema.texts.c.article == schema.articles.c.key)
    .where(schema.articles.c.id.in_(sa.bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Context:
    """A stretch of an article: ``text`` begins at its character ``start``."""

    start: int
    text: str
    whole: tuple[bool, bool] = (True, True)
    """Does it begin, and end, where a paragraph or the article does?"""


def contexts(connection: sa.Connection, found: Sequence[Found], around: int = 160) -> list[Context]:
    """A context for each statement: its content with about ``around`` characters of its paragraph on either side."""
    stretches = [_stretch(one, around) for one in found]
    short = {one.article["id"] for one in found if one.article["length"] <= _WHOLE}
    whole = _texts(connection, short)
    result = []
    for one, (start, end, first, last) in zip(found, stretches, strict=True):
        id_ = one.article["id"]
        text = whole[id_][start:end] if id_ in whole else _piece(connection, one.key, start, end)
        result.append(_trimmed(start, text, first, last, one.article["length"]))
    return result


def _stretch(one: Found, around: int) -> tuple[int, int, int, int]:
    """Where a context begins and ends before it is trimmed, and where the content in it does."""
    spans = one.statement.content
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    end = min(last, first + _LONGEST) + around
    return max(0, first - around), end, first, min(last, end)


def _texts(connection: sa.Connection, ids: Collection[str]) -> dict[str, str]:
    """Whole texts by id of the article: one query costs less than one for each statement."""
    if not ids:
        return {}
    return {row.id: row.text for row in connection.execute(_TEXTS, {"ids": list(ids)})}


def _piece(connection: sa.Connection, key: int, start: int, end: int) -> str:
    """Some characters of the article of a statement."""
    texts, current = schema.texts, schema.current_statements
    piece = sa.func.substr(texts.c.text, start + 1, end - start, type_=texts.c.text.type)
    query = sa.select(piece).join_from(texts, current, current.c.article == texts.c.article)
    return str(connection.execute(query.where(current.c.key == key)).scalar_one())


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
