"""Positions, answers and fact-checks of an export, put into a record again: nothing twice."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.errors import GroundingError, InputError
from onrecord.statements import FactCheck
from onrecord.store import schema
from onrecord.store.claims import GAP
from onrecord.store.names import folded
from onrecord.store.positions import founding, keys_of
from onrecord.store.writer import Writer
from onrecord.text import Span

Json = Mapping[str, Any]
_PLAIN = (
    *("statement", "ordinal", "stance", "depth", "speaker", "spans", "shows", "text", "confidence", "polarity"),
    *("compared", "added"),
)


def placed(writer: Writer, article: int, text: str, values: Sequence[Json]) -> bool:
    """Write the positions on statements of an article that are missing; were there any?

    Raises `onrecord.GroundingError` for one that does not hold its words.
    """
    table, connection = schema.positions, writer.connection
    query = sa.select(table.c.statement, table.c.ordinal).where(table.c.article == article)
    known = {tuple(row) for row in connection.execute(query)}
    missing = [one for one in values if (one["statement"], one["ordinal"]) not in known]
    if not missing:
        return False
    for one in missing:
        spans = [Span.of(text, *part) for part in (*one["spans"], *one["shows"])]
        if GAP.join(span.text for span in spans[: len(one["spans"])]) != one["text"]:
            raise GroundingError(f"a position of {one['statement']} does not hold {one['text']!r}")
    claims = {one["claim"]["id"]: (founding(one["claim"]), one["added"]) for one in missing}
    keys = {id_: keys_of(connection, writer.numbers, [claim], at)[id_] for id_, (claim, at) in claims.items()}
    first = writer.numbers.take("position", len(missing))
    rows = [
        {
            **{name: one[name] for name in _PLAIN},
            "key": key,
            "article": article,
            "claim": keys[one["claim"]["id"]],
            "folded": None if one["speaker"] is None else folded(one["speaker"]),
            "vector": base64.b64decode(one["vector"], validate=True),
        }
        for key, one in enumerate(missing, first)
    ]
    connection.execute(sa.insert(table), rows)
    return True


def answers(writer: Writer, article: int, pairs: Sequence[Sequence[str]]) -> bool:
    """Write the answers that are missing; were there any?"""
    table, connection = schema.answers, writer.connection
    query = sa.select(table.c.statement, table.c.answered).where(table.c.article == article)
    known = {tuple(row) for row in connection.execute(query)}
    missing = [(one, other) for one, other in pairs if (one, other) not in known]
    if missing:
        rows = [{"statement": one, "answered": other, "article": article} for one, other in missing]
        connection.execute(sa.insert(table), rows)
    return bool(missing)


def factcheck(writer: Writer, value: Json) -> bool:
    """Write a fact-check with what it matches; was anything of it missing?"""
    table, matches, connection = schema.factchecks, schema.factcheck_matches, writer.connection
    day = None if value["date"] is None else date.fromisoformat(value["date"])
    names = ("claim", "rating", "publisher", "claimant", "url")
    one = FactCheck(**{name: value[name] for name in names}, date=day)
    if one.id != value["id"]:
        raise InputError(f"fact-check {value['id']}: was altered; its id is not that of what it says")
    key = connection.execute(sa.select(table.c.key).where(table.c.id == one.id)).scalar_one_or_none()
    new = key is None
    if key is None:
        key = writer.numbers.take("factcheck")
        row = {"key": key, "id": one.id, "date": day, "added": value["added"], **{name: value[name] for name in names}}
        vector = base64.b64decode(value["vector"], validate=True)
        connection.execute(sa.insert(table), {**row, "vector": vector})
    claims = [founding(match["claim"]) for match in value["matches"]]
    keys = keys_of(connection, writer.numbers, claims, value["added"])
    known = set(connection.scalars(sa.select(matches.c.claim).where(matches.c.factcheck == key)))
    rows = [
        {"claim": keys[match["claim"]["id"]], "factcheck": key, "score": match["score"]}
        for match in value["matches"]
        if keys[match["claim"]["id"]] not in known
    ]
    if rows:
        connection.execute(sa.insert(matches), rows)
    return new or bool(rows)
