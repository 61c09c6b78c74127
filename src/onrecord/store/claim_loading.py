"""From rows to claims with everything that is shown of them."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.statements import FactCheck
from onrecord.statements.model import Kind, Spans
from onrecord.store import schema
from onrecord.store.claims import GAP, Stance
from onrecord.store.factchecks import of_row
from onrecord.store.keys import batched
from onrecord.store.names import words
from onrecord.store.positions import hidden_name
from onrecord.store.schema import answers, articles, claims, current_positions, current_statements, positions
from onrecord.store.search import SHOWN
from onrecord.text import Span
from onrecord.text.spans import Range

_PRONOUNS = frozenset(
    ("he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "there", "his", "her", "its",
     "their", "our", "my", "your", "who", "which", "and", "but", "or", "so", "because", "if", "not", "of")
)  # fmt: skip
"""First words of what is not clear by itself."""
_COLUMNS = tuple(column for column in positions.c if column.name not in {"vector", "compared"})
_FEWEST, _SHORTEST, _LONGEST = 4, 30, 200
"""Words and characters of a proposition that reads like a sentence."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One position of a claim, with where it stands."""

    key: int
    statement: str
    article: str
    """Id of the article."""
    file: str | None
    url: str | None
    title: str | None
    publisher: str | None
    published: date | None
    story: str
    """Id of the story, which is that of the article where it has no copies."""
    speaker: str | None
    """Whose position it is; None where the statement does not say."""
    actors: tuple[str, ...]
    """Ids by which they are known: of identities or, where there are none, of actors of the article."""
    kind: Kind
    stance: Stance
    depth: int
    spans: Spans
    """The words of the proposition."""
    shows: Spans
    """The words that show the stance."""
    confidence: float
    states: bool = True
    """Do the words state the claim? Not if they state its opposite, or only point at it (*That is nonsense*)."""

    @property
    def text(self) -> str:
        """The words of the proposition, gaps as `` … ``."""
        return GAP.join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Match:
    """A fact-check that may be about the claim."""

    factcheck: FactCheck
    score: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition, and everything that is said of it in the record."""

    key: int
    id: str
    statements: tuple[Stated, ...]
    """Oldest first, at least one; a statement has as many as it takes positions."""
    answers: tuple[tuple[str, str], ...]
    """Ids of statements of the claim: which one answers which."""
    factchecks: tuple[Match, ...]
    """Best first."""

    @property
    def clearest(self) -> Stated:
        """The position whose words are the claim's text."""
        return clearest(self.statements)

    @property
    def text(self) -> str:
        """The claim in the words of its clearest statement."""
        return self.clearest.text

    @property
    def first(self) -> date | None:
        """The first day on which it was published; None when no day is known."""
        return min((one.published for one in self.statements if one.published), default=None)

    @property
    def stories(self) -> int:
        """The number of independent stories; copies of one count once."""
        return len({one.story for one in self.statements})

    @property
    def denied_only(self) -> bool:
        """Is it known only from those who dispute it?"""
        own = {one.stance for one in self.statements if one.depth == 0}
        return "disputes" in own and "asserts" not in own

    @property
    def disputed(self) -> bool:
        """Does one assert and another dispute it, or is it known only from those who dispute it?"""
        disputing = [one for one in self.statements if one.stance == "disputes"]
        asserting = [one for one in self.statements if one.stance == "asserts"]
        return self.denied_only or any(_others(a, b) for a in asserting for b in disputing)

    @property
    def changes(self) -> tuple[tuple[Stated, Stated], ...]:
        """Pairs of one actor's own statements, the earlier first: one asserts the claim, the other disputes it.

        Of two stories: in one nobody changes sides. A story in which somebody stands on both does not count: there one
        of the two was taken for what it is not.
        """
        by_actor: dict[str, list[Stated]] = defaultdict(list)
        for one in self.statements:
            if one.depth == 0 and one.stance != "neutral":
                for actor in one.actors:
                    by_actor[actor].append(one)
        pairs: dict[tuple[int, int], tuple[Stated, Stated]] = {}
        for listed in by_actor.values():
            told: dict[str, Stated] = {}
            sides = Counter(story for story, _ in {(one.story, one.stance) for one in listed})
            for one in listed:
                if sides[one.story] == 1:
                    told.setdefault(one.story, one)  # a copy says nothing again
            for before, after in itertools.pairwise(told.values()):
                if before.stance != after.stance:
                    pairs[before.key, after.key] = (before, after)
        return tuple(pairs.values())


def clearest(statements: Sequence[Stated]) -> Stated:
    """The position whose words say best what a claim is: the same one whatever the order.

    One whose words state it comes before one whose words do not; one that asserts it itself before one that says that
    another has, and that before one that disputes it; then one in one piece, that does not begin with a pronoun or the
    like, is long enough for a sentence and not too long; then the oldest.
    """

    def rank(one: Stated) -> tuple[Any, ...]:
        said = words(one.text)
        grade = {"asserts": 0 if one.depth == 0 else 1, "neutral": 2, "disputes": 3}[one.stance]
        return (
            not one.states,
            grade,
            len(one.spans) > 1,
            not said or said[0] in _PRONOUNS,
            len(said) < _FEWEST,
            max(_SHORTEST - len(one.text), len(one.text) - _LONGEST, 0),
            one.published or date.max,
            one.statement,
            one.spans[0].start,
        )

    return min(statements, key=rank)


def load(connection: sa.Connection, keys: Sequence[int]) -> list[Claim]:
    """Claims by key, in the order of the keys; those of which nothing is shown are left out."""
    if not keys:
        return []
    stated = _stated(connection, keys)
    replies = _answers(connection, {one.statement for listed in stated.values() for one in listed})
    checks = _factchecks(connection, keys)
    ids = {row.key: row.id for row in connection.execute(sa.select(claims).where(claims.c.key.in_(keys)))}
    found = []
    for key in keys:
        if key in stated:
            own = {one.statement for one in stated[key]}
            pairs = tuple((one, other) for one, other in replies if one in own and other in own)
            found.append(Claim(key, ids[key], tuple(stated[key]), pairs, tuple(checks[key])))
    return found


def _others(one: Stated, other: Stated) -> bool:
    """Are two positions not known to be those of one and the same?"""
    if set(one.actors) & set(other.actors):
        return False
    names = [set(words(stated.speaker or "")) for stated in (one, other)]
    return not (names[0] and names[1] and (names[0] <= names[1] or names[1] <= names[0]))


def _stated(connection: sa.Connection, keys: Sequence[int]) -> dict[int, list[Stated]]:
    current, stories = current_statements, schema.stories
    query = (
        sa.select(
            current_positions.c.claim.label("now_on"), current_positions.c.stance.label("now_takes"), *_COLUMNS,
            (sa.func.length(positions.c.vector) > 0).label("has_words"),
            current.c.key.label("statement_key"), current.c.kind, current.c.speaker.label("own_speaker"),
            articles.c.id.label("article_id"), articles.c.file, articles.c.url, articles.c.title, articles.c.publisher,
            articles.c.published, stories.c.id.label("story_id"),
        )
        .join_from(current_positions, positions, positions.c.key == current_positions.c.position)
        .join(current, current.c.id == positions.c.statement)
        .join(articles, articles.c.key == positions.c.article)
        .outerjoin(stories, stories.c.key == articles.c.story)
        .where(current_positions.c.claim.in_(keys), current.c.status.in_(SHOWN), current.c.latest.is_(True))
    )  # fmt: skip
    rows = connection.execute(query).all()
    actors = _actors(connection, {row.statement_key for row in rows})
    texts = _texts(connection, {row.article for row in rows if row.shows})
    hidden = hidden_name(connection)
    found: dict[int, list[tuple[Any, Stated]]] = defaultdict(list)
    opposite: set[int] = set()
    for row in rows:
        own = row.depth == 0
        named = row.own_speaker if own else row.speaker
        one = Stated(
            key=row.key,
            statement=row.statement,
            article=row.article_id,
            file=row.file,
            url=row.url,
            title=row.title,
            publisher=row.publisher,
            published=row.published,
            story=row.story_id or row.article_id,
            speaker=None if not named or (not own and hidden(named)) else named,
            actors=tuple(actors[row.statement_key]) if own else (),
            kind=row.kind,
            stance=row.now_takes,
            depth=row.depth,
            spans=_spans(row.spans, row.text),
            shows=tuple(Span.of(texts[row.article], *part) for part in row.shows),
            confidence=row.confidence,
            states=row.polarity > 0 and bool(row.has_words),
        )
        order = (row.published or date.max, row.article, one.spans[0].start, row.ordinal)
        found[row.now_on].append((order, one))
        if row.polarity < 0 and row.has_words:
            opposite.add(row.key)
    in_order = {key: [one for _, one in sorted(listed, key=lambda pair: pair[0])] for key, listed in found.items()}
    return {key: _facing(listed, opposite) for key, listed in in_order.items()}


def turned(stance: Stance) -> Stance:
    """The stance on the opposite."""
    opposites: dict[Stance, Stance] = {"asserts": "disputes", "disputes": "asserts"}
    return opposites.get(stance, stance)


def _facing(listed: list[Stated], opposite: Collection[int]) -> list[Stated]:
    """Positions as they stand to the words that the claim is shown in.

    When nothing that is shown states the claim, and something (its key in ``opposite``) states the opposite, the claim
    is shown as that: who disputed the claim asserts it.
    """
    if any(one.states for one in listed) or not any(one.key in opposite for one in listed):
        return listed
    return [replace(one, stance=turned(one.stance), states=one.key in opposite) for one in listed]


def _spans(ranges: Sequence[Range], text: str) -> Spans:
    """The spans of a proposition, from its text."""
    found, at = [], 0
    for start, end in ranges:
        found.append(Span(start, end, text[at : at + end - start]))
        at += end - start + len(GAP)
    return tuple(found)


def _actors(connection: sa.Connection, statements: Iterable[int]) -> Mapping[int, list[str]]:
    """Ids of who made each of some current statements (by key)."""
    speakers, identities, actors = schema.current_speakers, schema.identities, schema.actors
    found: dict[int, list[str]] = defaultdict(list)
    for some in batched(statements):
        query = (
            sa.select(speakers.c.statement, sa.func.coalesce(identities.c.id, actors.c.id))
            .outerjoin_from(speakers, identities, identities.c.key == speakers.c.identity)
            .outerjoin(actors, actors.c.key == speakers.c.actor)
            .where(speakers.c.statement.in_(some))
            .order_by(speakers.c.statement, speakers.c.position)
        )
        for statement, id_ in connection.execute(query):
            if id_ is not None:
                found[statement].append(id_)
    return found


def _texts(connection: sa.Connection, wanted: Iterable[int]) -> dict[int, str]:
    table = schema.texts
    return {
        row.article: row.text
        for some in batched(wanted)
        for row in connection.execute(sa.select(table).where(table.c.article.in_(some)))
    }


def _answers(connection: sa.Connection, statements: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(
        (row.statement, row.answered)
        for some in batched(statements)
        for row in connection.execute(sa.select(answers).where(answers.c.statement.in_(some)))
    )


def _factchecks(connection: sa.Connection, keys: Sequence[int]) -> Mapping[int, list[Match]]:
    """What matches each claim, or a claim that was merged into it; of a fact-check the best score."""
    table, checks = schema.factcheck_matches, schema.factchecks
    now = sa.func.coalesce(claims.c.merged_into, claims.c.key).label("now_on")
    query = (
        sa.select(now, table.c.score, *checks.c)
        .join_from(table, claims, claims.c.key == table.c.claim)
        .join(checks, checks.c.key == table.c.factcheck)
        .where(claims.c.key.in_(keys) | claims.c.merged_into.in_(keys))
    )
    found: dict[int, dict[str, Match]] = defaultdict(dict)
    for row in connection.execute(query.order_by(table.c.score)):
        found[row.now_on][row.id] = Match(of_row(row), row.score)
    return defaultdict(
        list,
        {
            key: sorted(matches.values(), key=lambda one: (-one.score, one.factcheck.id))
            for key, matches in found.items()
        },
    )
