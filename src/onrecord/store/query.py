"""The language of search: words, "phrases", prefix*, AND, OR, NOT, parentheses, field:word.

`parse` never fails: an operator without what it joins is a word, a parenthesis without its other half is nothing,
punctuation is no part of words. What it gives is compiled for each database by `fts5` and `tsquery`, which are
handed nothing of the query but its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.store.names import words
from onrecord.store.tokens import MARK, WEIGHTS, facet, prefixed

FIELDS = ("content", "speaker", "source", "title", "role", "channel", "article")
"""What may stand before a colon; ``article`` is the article's title and whole text."""
_MOST_TERMS = 200
_DEEPEST = 40
"""Parentheses; further ones are left out."""
_PIECE = re.compile(
    r"""(?P<field>(?:content|speaker|source|title|role|channel|article):)?
    (?: ["“”](?P<phrase>[^"“”]*)["“”]?(?P<open>\*)? | (?P<paren>[()]) | (?P<word>[^\s()"“”]+) )""",
    re.VERBOSE,
)
_SPECIAL = re.compile(f"[\0\ud800-\udfff\U0010f000-\U0010f800{MARK}]")
_EVERY = "(facets : (" + " OR ".join(f'"{facet("kind", kind)}"' for kind in ("direct", "indirect", "mixed")) + "))"
"""Every statement, as FTS5 has nothing that stands for it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words in this order; the last may be only the beginning of one."""

    text: str
    prefix: bool = False
    field: str | None = None
    """None: any but the article's text."""

    @property
    def words(self) -> list[str]:
        """The words as they are compared."""
        return words(self.text)


@dataclass(frozen=True, slots=True)
class Facet:
    """One of these facet tokens (see `tokens`)."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: Node


@dataclass(frozen=True, slots=True)
class Nothing:
    """What a query asks for that holds no word."""


Node = Words | Facet | All | Either | Not | Nothing
_Piece = Words | str
"""A term, or one of ``( ) AND OR NOT`` and a field before a parenthesis."""


def parse(query: str) -> Node | None:
    """What a query asks for; None for an empty one. At most its first 200 terms count."""
    if not query.strip():
        return None
    parser = _Parser(_pieces(plain(query)))
    return parser.whole() or Nothing()


def plain(text: str) -> str:
    """A text without the characters that an index takes for something else than they are."""
    return _SPECIAL.sub(" ", text)


def all_of(parts: Iterable[Node | None]) -> Node | None:
    """All of some parts, one alone as itself; None of none."""
    kept = tuple(part for part in parts if part is not None)
    return kept[0] if len(kept) == 1 else All(kept) if kept else None


def _pieces(query: str) -> list[_Piece]:
    found: list[_Piece] = []
    terms = 0
    for match in _PIECE.finditer(query):
        field = match["field"][:-1] if match["field"] else None
        if match["paren"]:
            found.append(f"{field}:(" if field and match["paren"] == "(" else match["paren"])
            continue
        text = match["phrase"] if match["word"] is None else match["word"]
        prefix = bool(match["open"]) or (match["word"] is not None and text.endswith("*"))
        if match["word"] in {"AND", "OR", "NOT"} and field is None:
            found.append(match["word"])
        elif words(text) and terms < _MOST_TERMS:
            found.append(Words(text, prefix, field))
            terms += 1
    return found


class _Parser:
    """Recursive descent over the pieces, no deeper than `_DEEPEST`."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0

    def whole(self) -> Node | None:
        """All pieces; a closing parenthesis without an opening one ends nothing."""
        parts = []
        while self._at < len(self._pieces):
            parts.append(self._any(None))
            self._at += 1
        return all_of(parts)

    def _next(self) -> _Piece | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _any(self, field: str | None) -> Node | None:
        first = self._all(field)
        parts = [] if first is None else [first]
        lonely = 0
        while self._next() == "OR":
            self._at += 1
            node = self._all(field)
            lonely += node is None or not parts
            parts += [] if node is None else [node]
        joined = parts[0] if len(parts) == 1 else Either(tuple(parts)) if parts else None
        return all_of([joined, *[Words("OR", field=field)] * min(lonely, 1)])

    def _all(self, field: str | None) -> Node | None:
        parts: list[Node | None] = []
        while (piece := self._next()) is not None and piece not in {")", "OR"}:
            if piece == "AND":
                self._at += 1
                after = self._next()
                if not parts or after is None or after in {")", "OR", "AND"}:
                    parts.append(Words("AND", field=field))
                continue
            parts.append(self._one(field))
        return all_of(parts)

    def _one(self, field: str | None) -> Node | None:
        negations = 0
        while self._next() == "NOT":
            self._at += 1
            negations += 1
        piece = self._next()
        if piece is None or piece in {")", "OR", "AND", "NOT"}:
            return Words("NOT", field=field)
        self._at += 1
        node: Node | None
        if isinstance(piece, Words):
            node = piece if piece.field or not field else Words(piece.text, piece.prefix, field)
        else:
            node = self._group(piece[:-2] or field)
        return Not(node) if node is not None and negations % 2 else node

    def _group(self, field: str | None) -> Node | None:
        if self._depth == _DEEPEST:
            return None
        self._depth += 1
        node = self._any(field)
        if self._next() == ")":
            self._at += 1
        self._depth -= 1
        return node


def index_of(node: Node) -> Literal["statements", "articles"] | None:
    """Which full-text index answers it alone; None where it takes both, or one and what it does not hold."""
    if isinstance(node, Words):
        return "articles" if node.field == "article" else "statements"
    if isinstance(node, Facet | Nothing):
        return "statements"
    if isinstance(node, Not):
        return "statements" if index_of(node.part) == "statements" else None
    kinds = {index_of(part) for part in node.parts}
    return kinds.pop() if len(kinds) == 1 else None


def terms(node: Node | None, wanted: bool = True) -> list[Words]:
    """The words that are asked for, those that are asked not to be there left out."""
    if isinstance(node, Words):
        return [node] if wanted else []
    if isinstance(node, Not):
        return terms(node.part, not wanted)
    return [term for part in node.parts for term in terms(part, wanted)] if isinstance(node, All | Either) else []


def fts5(node: Node) -> str:
    """The expression for ``MATCH``, of what one index answers alone. Terms are quoted: none is an operator."""
    if isinstance(node, Words):
        quoted = '"' + node.text.replace('"', " ") + '"' + (" *" if node.prefix else "")
        if node.field in {None, "article"}:  # a facet is like no word, and the article's index has no others
            return f"({quoted})"
        return f"({node.field} : {quoted})"
    if isinstance(node, Facet):
        return "(facets : (" + " OR ".join(f'"{token}"' for token in node.tokens) + "))"
    if isinstance(node, Nothing):
        return "(facets : nothing)"
    if isinstance(node, Either):
        return "(" + " OR ".join(fts5(part) for part in node.parts) + ")"
    return _fts5_all(node.parts if isinstance(node, All) else (node,))


def _fts5_all(parts: Sequence[Node]) -> str:
    wanted = [fts5(part) for part in parts if not isinstance(part, Not)] or [_EVERY]
    unwanted = [fts5(part.part) for part in parts if isinstance(part, Not)]
    both = "(" + " AND ".join(wanted) + ")"
    return f"({both} NOT ({' OR '.join(unwanted)}))" if unwanted else both


def tsquery(node: Node) -> str:
    """The expression for ``@@``, as PostgreSQL writes one. It holds lexemes of letters and digits alone."""
    if isinstance(node, Words):
        return _lexemes(node.words, node.field, node.prefix)
    if isinstance(node, Facet):
        return "(" + " | ".join(f"'{token}'" for token in node.tokens) + ")"
    if isinstance(node, Nothing):
        return f"('{MARK}' & !'{MARK}')"
    if isinstance(node, Not):
        return f"(!{tsquery(node.part)})"
    return "(" + (" & " if isinstance(node, All) else " | ").join(tsquery(part) for part in node.parts) + ")"


def _lexemes(parts: Sequence[str], field: str | None, prefix: bool) -> str:
    weight = WEIGHTS.get(field or "", "")
    if weight == "D" and field:
        parts, weight = [prefixed(field, part) for part in parts], ""
    marks = [weight] * len(parts)
    marks[-1] = "*" * prefix + weight
    lexemes = (f"'{part}'" + (f":{mark}" if mark else "") for part, mark in zip(parts, marks, strict=True))
    return "(" + " <-> ".join(lexemes) + ")"
