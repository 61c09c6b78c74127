"""What the record costs: adding, size, search, on a made-up record::

    python -m evaluation.store_bench --statements 1000000

The words are drawn by Zipf's law, publishers, speakers and days with some much more frequent than others. Articles go
in through the same writer as any, in transactions of a hundred; then filtered full-text searches are timed, each
a first page of 20 statements with everything that is shown of them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from onrecord.statements import Actor, ReaderInfo, Reading, SaidAt, Speaker, Statement, actor_id, statement_id
from onrecord.store import Record
from onrecord.store.search import Search
from onrecord.text import Article, Span

STATEMENTS = 30
"""In an article."""
_FIRST = date(2016, 1, 1)
_DAYS = 3_650
_INDEXES = ("statement_search", "article_search")
_KINDS, _ACTS = ("direct", "indirect", "mixed"), ("speech", "thought", "intention")
_FRAMINGS = ("neutral", "denying", "demanding", "promising", "doubting", "warning")


class World:
    """Names and words to make articles of; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - seeded on purpose
        syllables = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
        made = {"".join(self.random.choices(syllables, k=self.random.choice((2, 2, 3, 3, 4)))) for _ in range(60_000)}
        self.words = sorted(made)
        self.random.shuffle(self.words)
        self.weights = _zipf(len(self.words))
        self.people = [
            f"{one.title()} {other.title()}" for one, other in zip(self.words[:5000], self.words[5000:], strict=False)
        ]
        self.people_weights = _zipf(len(self.people))
        self.publishers = [f"The {word.title()} Post" for word in self.words[:60]]
        self.publisher_weights = _zipf(len(self.publishers))

    def text(self, length: int) -> str:
        """So many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=length))

    def reading(self, number: int) -> Reading:
        """An article and what was read in it."""
        pick = self.random
        parts, marks, at = [], [], 0
        cast = pick.choices(self.people, cum_weights=self.people_weights, k=5)
        for _ in range(STATEMENTS):
            speaker, words, rest = pick.choice(cast), self.text(pick.randint(6, 30)), self.text(6)
            part = f"{words}, {speaker} said on Monday at a press conference. {rest}.\n"
            said = at + len(words) + 2 + len(speaker) + 1
            marks.append((at, at + len(words), speaker, said))
            parts.append(part)
            at += len(part)
        text = "".join(parts)
        day = _FIRST + timedelta(days=int(_DAYS * pick.random() ** 0.7))
        publisher = pick.choices(self.publishers, cum_weights=self.publisher_weights)[0]
        article = Article(
            text, url=f"https://bench.example/{number}", title=self.text(8), publisher=publisher, published=day
        )
        id_, ids = article.id, {}
        for name in cast:
            ids[name] = actor_id(article.id, name, "person")
        statements = []
        for start, end, speaker, said in marks:
            content, cue = (Span(start, end, text[start:end]),), (Span(said, said + 4, "said"),)
            source = (Span(end + 2, said - 1, speaker),)
            named = pick.random() < 0.8
            when = SaidAt(Span.of(text, said + 5, said + 14), day, day) if pick.random() < 0.15 else None
            channel = (Span.of(text, said + 18, said + 36),) if pick.random() < 0.1 else ()
            statements.append(
                Statement(
                    statement_id(id_, content, source, cue),
                    pick.choices(_KINDS, (4, 5, 1))[0],  # type: ignore[arg-type]
                    content,
                    cue,
                    source,
                    pick.choices(_ACTS, (8, 1, 1))[0],  # type: ignore[arg-type]
                    pick.choices(_FRAMINGS, (70, 10, 8, 6, 4, 2))[0],
                    Speaker(speaker, "person", (ids[speaker],), "name", 0.9) if named else Speaker(),
                    channel=channel,
                    said_at=when,
                    confidence=round(pick.random(), 4),
                )
            )
        actors = [Actor(one, name, "person", (), ("minister",)) for name, one in ids.items()]
        return Reading(article, ReaderInfo("0", "bench", "0" * 64), tuple(statements), tuple(actors))

    def searches(self) -> Iterator[Search]:
        """Searches as people make them: a word of any frequency and one to three filters."""
        pick = self.random
        while True:
            frequent = self.words[int(len(self.words) * pick.random() ** 4)]
            other = self.words[int(300 * pick.random())]
            person = self.people[int(len(self.people) * pick.random() ** 2)]
            publisher = (self.publishers[int(len(self.publishers) * pick.random())].lower(),)
            since = _FIRST + timedelta(days=int(_DAYS * pick.random()))
            until = since + timedelta(days=pick.choice((7, 30, 365)))
            yield from (
                Search(frequent, publishers=publisher),
                Search(frequent, since=since, until=until),
                Search(other, kinds=("direct",), acts=("speech",)),
                Search(other, speaker=person),
                Search(f"{other} {frequent}", confidence=0.5),
                Search(f'"{other} {frequent}" OR {frequent}', framings=("denying",)),
                Search(f"{frequent} NOT {other}", publishers=publisher, since=since),
                Search(f"{other[:3]}*", publishers=publisher, kinds=("mixed",)),
                Search(other, channel="press conference", types=("person",)),
                Search(other, said_since=since, said_until=until),
                Search(other, speaker=person.split()[1], publishers=publisher),
                Search(frequent, acts=("speech",), by_story=True, until=until),
            )


def _zipf(count: int) -> list[float]:
    total, cumulated = 0.0, []
    for place in range(1, count + 1):
        total += 1 / (place + 2)
        cumulated.append(total)
    return cumulated


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--searches", type=int, default=600)
    parser.add_argument("--record", help="where to make the record; it is kept, and added to if it is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = arguments.record or str(Path(folder) / "bench.db")
        world = World(7)
        with Record.open(where) as record:
            for size in sorted(arguments.statements):
                fill(record, world, size)
                measure(record, world, arguments.searches)


def fill(record: Record, world: World, size: int) -> None:
    """Add articles until the record has so many statements."""
    with record.reading() as connection:
        there = connection.execute(sa.text("SELECT count(*) FROM articles")).scalar_one()
    spent, added = 0.0, 0
    while (there + added) * STATEMENTS < size:
        count = min(100, size // STATEMENTS + 1 - there - added)
        readings = [world.reading(there + added + one) for one in range(count)]
        begun = time.perf_counter()
        with record.writing("bench", "bench") as writer:
            for reading in readings:
                signature = [world.random.getrandbits(32) for _ in range(128)]
                writer.add(reading, signature)
        spent += time.perf_counter() - begun
        added += count
    if added:
        rate, cost = added * STATEMENTS / spent, 1000 * spent / added
        print(f"added {added:,} articles: {cost:.1f} ms an article, {rate:,.0f} statements/s", flush=True)


def measure(record: Record, world: World, searches: int) -> None:
    """Size and latencies."""
    with record.reading() as connection:
        statements, articles = (
            connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own names
            for table in ("statements", "articles")
        )
        texts = connection.execute(sa.text("SELECT sum(length(text)) FROM texts")).scalar_one()
        print(f"{statements:,} statements in {articles:,} articles, {texts / articles:,.0f} characters each")
        if connection.dialect.name == "sqlite":
            pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
            size = pages * connection.execute(sa.text("PRAGMA page_size")).scalar_one()
            index = sum(
                connection.execute(sa.text(f"SELECT sum(length(block)) FROM {table}_data")).scalar_one()  # noqa: S608
                for table in _INDEXES
            )
            print(
                f"size an article: {size / articles / 1000:.1f} kB, of which text {texts / articles / 1000:.1f}, "
                f"full-text index {index / articles / 1000:.1f}, rows and their indexes the rest"
            )
    taken: dict[str, list[float]] = {}
    for search, _ in zip(world.searches(), range(searches), strict=False):
        for name, one in (("by date", search), ("by relevance", _relevant(search))):
            begun = time.perf_counter()
            record.search(one, 20)
            taken.setdefault(name, []).append(time.perf_counter() - begun)
    for name, times in taken.items():
        print(f"search {name}: {_quantiles(times)} over {len(times)} filtered full-text searches", flush=True)


def _relevant(search: Search) -> Search:
    from dataclasses import replace

    return replace(search, sort="relevance")


def _quantiles(times: list[float]) -> str:
    ordered = sorted(times)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return " ".join(
        f"{name} {1000 * ordered[int(share * (len(ordered) - 1))]:.1f} ms" for name, share in shares.items()
    )


if __name__ == "__main__":
    main()
