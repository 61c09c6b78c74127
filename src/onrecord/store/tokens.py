"""What the full-text indexes hold besides words: tokens that stand for filters; and PostgreSQL's ``tsvector``.

A facet token begins with U+E000, which no word of a text or a query does after `words` (SQLite's tokenizer takes it
for a letter). So a filter is one more word to look for, and rare values of it are found as fast as rare words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.store.names import words

MARK = "\ue000"
_LONGEST_INTERVAL = 14
"""Months; what may have been said over a longer time has one token for that."""
LONG = MARK + "mlong"
WEIGHTS = {"content": "A", "speaker": "B", "title": "C", "source": "D", "role": "D", "channel": "D", "text": "A"}
"""Weights of the fields in PostgreSQL; fields that share one are told apart by a second lexeme (`prefixed`)."""
FIELDS = ("content", "speaker", "source", "title", "role", "channel")
_MOST_WORDS = 100_000
"""Words of one article that PostgreSQL indexes: a ``tsvector`` is limited to a megabyte."""
_LAST_POSITION = 16_383
_LONGEST_WORD = 200
_GAP = 16
"""Positions between fields, so that no phrase runs from one into the next."""

statement_search = sa.table("statement_search", sa.column("key"), sa.column("words"))
article_search = sa.table("article_search", sa.column("key"), sa.column("words"))


def facet(name: str, value: str) -> str:
    """The token of one value of a filter."""
    digest = hashlib.blake2b(f"{name}={value}".encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    return f"{MARK}{digest}"


def month(year: int, number: int) -> str:
    """The token of statements that may have been made in a month."""
    return f"{MARK}m{year:04}{number:02}"


def months(earliest: date | None, latest: date | None) -> list[str]:
    """The tokens of the months from one day to another; of none if both are unknown."""
    if earliest is None or latest is None:
        return [LONG] if earliest or latest else []
    found = month_range(earliest, latest)
    return found if len(found) <= _LONGEST_INTERVAL else [LONG]


def month_range(first: date, last: date) -> list[str]:
    """A token for each month from one day to another."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [month(number // 12, number % 12 + 1) for number in range(start, end + 1)]


def prefixed(field: str, word: str) -> str:
    """The lexeme of a word in a field that has no weight of its own."""
    return f"{MARK}{field[0]}={word}"


def index_statements(connection: sa.Connection, title: str | None, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write PostgreSQL's index of rows of ``current_statements`` that belong to an article with this title."""
    values = [
        {
            "key": row["key"],
            "words": vector({**{name: row[name] for name in FIELDS if name != "title"}, "title": title or ""},
                            row["facets"].split()),
        }
        for row in rows
    ]  # fmt: skip
    connection.execute(_insert(statement_search), values)


def index_article(connection: sa.Connection, key: int, title: str | None, text: str) -> None:
    """Write PostgreSQL's index of one article."""
    fields = {"text": text, "title": title or ""}
    connection.execute(_insert(article_search), {"key": key, "words": vector(fields, [])})


def vector(fields: Mapping[str, str], facets: Sequence[str]) -> str:
    """The ``tsvector`` of the words of some fields, as PostgreSQL writes one."""
    places: dict[str, list[str]] = {token: [] for token in facets}
    position = 1
    for field, text in fields.items():
        for word in words(text)[:_MOST_WORDS]:
            short = word[:_LONGEST_WORD]
            place = f"{min(position, _LAST_POSITION)}{WEIGHTS[field]}"
            for lexeme in (short, prefixed(field, short)) if WEIGHTS[field] == "D" else (short,):
                places.setdefault(lexeme, []).append(place)
            position += 1
        position += _GAP
    return " ".join(f"'{lexeme}'" + (":" + ",".join(where) if where else "") for lexeme, where in places.items())


def _insert(table: sa.TableClause) -> sa.Insert:
    return sa.insert(table).values(key=sa.bindparam("key"), words=sa.text("CAST(:words AS tsvector)"))
