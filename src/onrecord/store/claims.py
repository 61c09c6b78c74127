"""Claims, written: what grouping decides on the statements of an article, and what it needs to know to decide.

A *claim* is a proposition that several statements share, a *position* one statement's stance on one claim: that of
its own speaker (depth 0), or of someone whom the statement says has said it (depth 1 and more). What was judged is
only ever added to; what people merge, split and correct lies over it (`claim_decisions`, `positions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store import loading, schema
from onrecord.store.keys import batched
from onrecord.store.names import folded
from onrecord.store.positions import Founding, keys_of, refresh, roots
from onrecord.store.schema import answers, articles, corrections, current_positions, current_statements
from onrecord.store.schema import positions as table
from onrecord.store.search import SHOWN
from onrecord.store.upgrading import now
from onrecord.store.writer import Writer
from onrecord.text import Span
from onrecord.text.spans import Range

Stance = Literal["asserts", "disputes", "neutral"]
GAP = " … "
"""What joins the spans of a proposition in its text."""
_STREAMED = 2_000
_OF_CLAIMS = ("merge_claims", "split_claim", "stance")


@dataclass(frozen=True, slots=True)
class Position:
    """What grouping decides: one proposition of one statement, and what the statement says of the claim it is."""

    statement: str
    """Id."""
    ordinal: int
    """Number of the proposition within the statement, from 0; what was placed under one is never judged again."""
    claim: int
    """Key of an existing claim, or from `ClaimWriter.found`."""
    stance: Stance
    depth: int
    """0: of the statement's speaker; 1: of someone whom the statement says has said it; and so on."""
    speaker: str | None
    """At depth 1 and more: who has, as far as the statement names them."""
    spans: tuple[Range, ...]
    """The words of the proposition in the article's text, at least one range of code points."""
    shows: tuple[Range, ...]
    """The words that show the stance."""
    confidence: float
    """0 to 1."""
    vector: bytes
    """Of the proposition's words, as grouping compares them (`onrecord.claims.vectors.pack`); empty for words that only
    point at what somebody else said.
    """
    polarity: int = 1
    """1 where the words state the claim, -1 where they state its opposite; the side that is taken may be another."""
    compared: str | None = None
    """The words made to stand alone (the speaker's name for *I*), for comparing with others; None: as they are."""


@dataclass(frozen=True, slots=True)
class Member:
    """A position that was placed, as grouping needs it again."""

    key: int
    claim: int
    """Key of its claim after what people decided: never one that was merged into another."""
    statement: str
    article: int
    story: int | None
    published: date | None
    stance: Stance
    depth: int
    speaker: str | None
    """Of the claim: at depth 0 the statement's speaker as it is now, or was last."""
    text: str
    vector: bytes
    current: bool
    """Is its statement shown? Not one of an earlier revision, or that the newest reading lacks."""
    polarity: int = 1
    start: int = 0
    """Where it begins in the text of its article."""


class ClaimWriter:
    """Groups statements in the transaction of a `Writer`."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._connection = writer.connection

    def ungrouped(self, article: str) -> set[str]:
        """Ids of the current statements of an article (its id), those rejected apart, that have no position."""
        placed = sa.exists().where(table.c.statement == current_statements.c.id)
        query = (
            sa.select(current_statements.c.id)
            .join(articles, articles.c.key == current_statements.c.article)
            .where(articles.c.id == article, current_statements.c.status.in_(SHOWN), ~placed)
        )
        return set(self._connection.scalars(query))

    def found(self, named: Sequence[tuple[str, int]]) -> list[int]:
        """The keys of claims named after propositions, each by its statement and its number there: of a new one, or of
        what the one of that name is now.
        """
        wanted = [Founding(statement, ordinal) for statement, ordinal in named]
        keys = keys_of(self._connection, self._writer.numbers, wanted, now())
        current = roots(self._connection, keys.values())
        return [current[keys[one.id]] for one in wanted]

    def place(self, article: str, positions: Sequence[Position]) -> None:
        """Write positions on statements of an article (its id); those that were placed before are left as they are.

        Raises `onrecord.GroundingError` for a range that is empty or outside the text, `StoreError` for a statement
        or a claim that the record lacks.
        """
        row = self._connection.execute(sa.select(articles.c.key).where(articles.c.id == article)).one_or_none()
        if row is None:
            raise StoreError(f"{article}: not in the record; add the article first")
        text = loading.text_of(self._connection, row.key)
        new = self._new(row.key, positions)
        if not new:
            return
        known = roots(self._connection, (one.claim for one in new))
        first, at = self._writer.numbers.take("position", len(new)), now()
        values = [_row(one, text, known) for one in new]
        self._connection.execute(
            sa.insert(table),
            [{**one, "key": key, "article": row.key, "added": at} for key, one in enumerate(values, first)],
        )
        refresh(self._connection, row.key)
        details = {"positions": len(new), "claims": len({known[one.claim] for one in new})}
        self._writer.log("grouped", article, details)

    def answer(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Say which statement answers which other, by ids; what is known is not said twice."""
        for answering, answered in dict.fromkeys(pairs):
            query = sa.select(current_statements.c.article).where(current_statements.c.id == answering)
            article = self._connection.execute(query).scalar_one_or_none()
            if article is None:
                raise StoreError(f"{answering}: no current statement, so it answers none")
            pair = {"statement": answering, "answered": answered}
            same = (answers.c.statement == answering, answers.c.answered == answered)
            if self._connection.execute(sa.select(answers.c.article).where(*same)).first() is None:
                self._connection.execute(sa.insert(answers), {**pair, "article": article})

    def members(self, keys: Sequence[int]) -> list[Member]:
        """Positions by key, in the order of the keys; those of rejected and suppressed statements are left out."""
        found: dict[int, Member] = {}
        for some in batched(keys):
            rows = self._connection.execute(_members().where(table.c.key.in_(some)))
            found |= {row.key: _member(row) for row in rows}
        return [found[key] for key in keys if key in found]

    def texts(self, keys: Iterable[int]) -> dict[int, str]:
        """The texts of articles, by key."""
        found: dict[int, str] = {}
        for some in batched(keys):
            rows = self._connection.execute(sa.select(schema.texts).where(schema.texts.c.article.in_(some)))
            found |= {row.article: row.text for row in rows}
        return found

    def vectors(self, after: int) -> Iterator[tuple[int, int, int, bytes]]:
        """Position, claim as it is now, article (keys), vector of each position with a higher key, ascending, streamed.

        Those without a vector are left out.
        """
        query = (
            sa.select(table.c.key, current_positions.c.claim, table.c.article, table.c.vector)
            .join(current_positions, current_positions.c.position == table.c.key)
            .where(table.c.key > after, table.c.vector != b"")
            .order_by(table.c.key)
        )
        for row in self._connection.execute(query, execution_options={"yield_per": _STREAMED}):
            yield row.key, row.claim, row.article, row.vector

    def generation(self) -> int:
        """A number that grows whenever a person decides on claims, so that positions may stand on others."""
        ours = corrections.alias("ours")
        decided = sa.select(ours.c.key).where(ours.c.kind.in_(_OF_CLAIMS))
        query = sa.select(sa.func.coalesce(sa.func.max(corrections.c.key), 0)).where(
            corrections.c.kind.in_(_OF_CLAIMS) | corrections.c.undoes.in_(decided)
        )
        return int(self._connection.execute(query).scalar_one())

    def claim_members(self, claims: Sequence[int], limit: int = 8) -> dict[int, list[Member]]:
        """For each claim (its key, merged into none) its first positions, as `members` gives them, oldest first."""
        found: dict[int, list[Member]] = {key: [] for key in claims}
        for some in batched(found):
            place = sa.func.row_number().over(partition_by=current_positions.c.claim, order_by=table.c.key)
            ranked = _members().add_columns(place.label("place")).where(current_positions.c.claim.in_(some)).subquery()
            query = sa.select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.key)
            for row in self._connection.execute(query):
                found[row.claim].append(_member(row))
        return found

    def _new(self, article: int, positions: Sequence[Position]) -> list[Position]:
        """Those that were not placed before. Raises `StoreError` for a statement that the article lacks."""
        ids = {one.statement for one in positions}
        query = sa.select(current_statements.c.id).where(current_statements.c.article == article)
        missing = ids - set(self._connection.scalars(query))
        if missing:
            raise StoreError(f"{min(missing)}: no current statement of this article, so it has no position on a claim")
        there = sa.select(table.c.statement, table.c.ordinal).where(table.c.article == article)
        known = {tuple(row) for row in self._connection.execute(there)}
        return [one for one in positions if (one.statement, one.ordinal) not in known]


def _row(one: Position, text: str, known: Mapping[int, int]) -> dict[str, Any]:
    if one.claim not in known:
        raise StoreError(f"{one.statement}: there is no claim with the key {one.claim}")
    for ranges in (one.spans, one.shows):
        for start, end in ranges:
            Span.of(text, start, end)
    if not one.spans:
        raise StoreError(f"{one.statement}: a position needs the words of its proposition")
    return {
        "statement": one.statement,
        "ordinal": one.ordinal,
        "claim": known[one.claim],
        "stance": one.stance,
        "depth": one.depth,
        "speaker": one.speaker,
        "folded": None if one.speaker is None else folded(one.speaker),
        "spans": [list(part) for part in one.spans],
        "shows": [list(part) for part in one.shows],
        "text": GAP.join(text[start:end] for start, end in one.spans),
        "confidence": one.confidence,
        "vector": one.vector,
        "polarity": one.polarity,
        "compared": one.compared,
    }


def _members() -> sa.Select[Any]:
    """Positions with what `Member` has, whether or not their statements are current."""
    read, current = schema.statements, current_statements
    last = (
        sa.select(read.c.speaker_name)
        .where(read.c.id == table.c.statement)
        .order_by(read.c.key.desc())
        .limit(1)
        .scalar_subquery()
    )
    speaker = sa.case(
        (table.c.depth > 0, table.c.speaker),
        (current.c.key.is_not(None), current.c.speaker),
        else_=last,
    )
    return (
        sa.select(
            table.c.key, current_positions.c.claim, table.c.statement, table.c.article, articles.c.story,
            articles.c.published, current_positions.c.stance, table.c.depth, speaker.label("speaker"),
            sa.func.coalesce(table.c.compared, table.c.text).label("text"), table.c.vector, table.c.polarity,
            table.c.spans, sa.func.coalesce(current.c.latest, sa.false()).label("current"),
        )
        .join_from(table, current_positions, current_positions.c.position == table.c.key)
        .join(articles, articles.c.key == table.c.article)
        .outerjoin(current, current.c.id == table.c.statement)
        .where(sa.func.coalesce(current.c.status, "unreviewed").in_(SHOWN))
    )  # fmt: skip


def _member(row: Any) -> Member:
    return Member(
        row.key, row.claim, row.statement, row.article, row.story, row.published, row.stance, row.depth,
        row.speaker or None, row.text, row.vector, bool(row.current), row.polarity, row.spans[0][0],
    )  # fmt: skip
