"""Filters, order, pages, stories, revisions: what search shows of a record."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
import sqlalchemy as sa

from onrecord import Record, Statement, StoreError
from onrecord.store import Search, schema
from onrecord.store.current import Current, put
from onrecord.store.finding import effective
from onrecord.store.outcomes import Outcome
from onrecord.store.revisions import document
from onrecord.store.stories import VALUES
from tests.store_samples import article, read

MORNING = """Ada Obi said in an interview on 2025-02-10: “The dam holds.”
Ada Obi hopes: to visit the dam
The Harbour Board denied on 2025-01-05: that the dam leaks
some residents said: the dam leaks
"""
EVENING = "Bo Iyer told reporters: “The dam must go.”\nObi said: nothing\n"
ROLES = {"Ada Obi": "Defence Secretary"}


@pytest.fixture
def dam(record: Record) -> Record:
    """Six statements in two dated articles, one in an undated one."""
    record.add(read(article(MORNING, "The Morning Post", "2025-02-11", title="Dam row"), ROLES))
    record.add(read(article(EVENING, "Evening Star", "2025-03-01", url="https://star.example/dam"), ROLES))
    record.add(read(article("Ada Obi said: the dam is old\n")))
    return record


FILTERS = [
    (Search(), 7),
    (Search(speaker="obi"), 4),
    (Search(speaker="Ada Obi"), 3),
    (Search(speaker="Obi Ada"), 0),
    (Search(role="defence secretary"), 2),
    (Search(channel="interview"), 1),
    (Search(publishers=("the morning post",)), 4),
    (Search(publishers=("Morning Post",)), 0),
    (Search(publishers=("Evening Star", "THE MORNING POST")), 6),
    (Search(types=("organisation",)), 1),
    (Search(types=("none",)), 1),
    (Search(types=("person", "none")), 6),
    (Search(kinds=("direct",)), 2),
    (Search(acts=("intention",)), 1),
    (Search(acts=("speech", "intention")), 7),
    (Search(framings=("denying",)), 1),
    (Search(framings=("neutral", "denying")), 7),
    (Search(since=date(2025, 2, 12)), 2),
    (Search(until=date(2025, 2, 11)), 4),
    (Search(since=date(2025, 2, 11), until=date(2025, 3, 1)), 6),
    (Search(said_since=date(2025, 2, 10)), 1),
    (Search(said_until=date(2025, 2, 9)), 1),
    (Search(said_since=date(2025, 1, 1), said_until=date(2025, 2, 28)), 2),
    (Search(said_since=date(2025, 2, 28), said_until=date(2025, 1, 1)), 0),
    (Search("dam", said_since=date(2025, 1, 5), said_until=date(2025, 1, 5)), 1),
    (Search(confidence=0.6), 6),
    (Search(statuses=("confirmed",)), 0),
    (Search(statuses=("unreviewed", "rejected")), 7),
    (Search("dam", kinds=("direct",), publishers=("Evening Star",)), 1),
    (Search("leaks", framings=("denying",), types=("organisation",)), 1),
    (Search("leaks", speaker="…"), 0),
]


def test_what_can_be_checked(record: Record) -> None:
    made = read(
        article("Ada Obi said: forty quays are open\nBo Iyer said: we love the dam\nBo Iyer said: so it goes\n")
    )
    shares = (0.9, 0.2, None)
    record.add(replace(made, statements=tuple(map(_with_share, made.statements, shares))))
    assert [record.count(Search(checkable=least)).statements for least in (0.0, 0.1, 0.5, 0.95)] == [3, 2, 1, 0]


def _with_share(statement: Statement, share: float | None) -> Statement:
    return replace(statement, checkable=share)


@pytest.mark.parametrize(("search", "expected"), FILTERS, ids=str)
def test_filters(dam: Record, search: Search, expected: int) -> None:
    assert len(dam.search(search, 99).found) == dam.count(search).statements == len(list(dam.each(search))) == expected


def test_newest_first_and_undated_last(dam: Record) -> None:
    days = [found.article["published"] for found in dam.each(Search())]
    assert days == ["2025-03-01"] * 2 + ["2025-02-11"] * 4 + [None]


def test_relevance_puts_first_what_has_more_of_the_query(dam: Record) -> None:
    best = dam.search(Search("dam OR leaks", sort="relevance")).found
    assert {found.statement.content[0].text for found in best[:2]} == {"that the dam leaks", "the dam leaks"}
    keys = [found.key for found in best]
    pages = dam.search(Search("dam OR leaks", sort="relevance"), 4)
    rest = dam.search(Search("dam OR leaks", sort="relevance"), 4, pages.cursor)
    assert [found.key for found in (*pages.found, *rest.found)] == keys
    assert rest.cursor is None


def test_relevance_goes_on_with_the_rest_by_date(dam: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.search.RANKED", 3)
    search = Search("dam OR leaks", sort="relevance")
    keys = [found.key for found in dam.each(search)]
    by_date = [found.key for found in dam.each(Search("dam OR leaks"))]
    assert sorted(keys[:3]) == sorted(by_date[:3])
    assert keys[3:] == by_date[3:]
    seen, cursor = [], None
    while True:
        page = dam.search(search, 2, cursor)
        assert page.found
        seen += [found.key for found in page.found]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == keys


@pytest.mark.parametrize("text", ["", "dam"])
def test_pages_hold_each_statement_once_while_the_record_grows(dam: Record, text: str) -> None:
    before = [found.key for found in dam.each(Search(text))]
    seen, cursor = [], None
    for round_ in range(20):
        page = dam.search(Search(text), 2, cursor)
        seen += [found.key for found in page.found]
        cursor = page.cursor
        if cursor is None:
            break
        dam.add(read(article(f"Cy Dee said: dam number {round_}\n", published="2025-04-01")))
    assert seen == before


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1; DROP", "9" * 30, "²", "r", "rr1", "r-1"])
def test_a_cursor_that_no_search_gave_is_refused(dam: Record, cursor: str) -> None:
    with pytest.raises(StoreError, match="cursor"):
        dam.search(Search(), 2, cursor)


def test_the_context_is_the_paragraph_around(dam: Record) -> None:
    found = dam.search(Search("speaker:iyer")).found
    context = dam.contexts(found)[0]
    assert context.text == "Bo Iyer told reporters: “The dam must go.”"
    assert context.start == 0
    assert context.whole == (True, True)
    short = dam.contexts(found, 6)[0]
    assert short.text == "“The dam must go.”"
    assert short.whole == (False, True)


def correct(record: Record, text: str, status: str) -> None:
    """Give the one statement that a query finds another status, as a correction does."""
    with record.writing() as writer:
        table = schema.current_statements
        row = writer.connection.execute(sa.select(table).where(table.c.content == text)).one()
        statement = effective(writer.connection, [row.key])[row.key]
        home = writer.connection.execute(sa.select(schema.articles).where(schema.articles.c.key == row.article)).one()
        put(writer.connection, home, [Current(row.key, row.article, statement, status=status)])  # type: ignore[arg-type]


def test_rejected_and_suppressed_statements_are_hidden_unless_asked_for(dam: Record) -> None:
    correct(dam, "the dam leaks", "rejected")
    correct(dam, "that the dam leaks", "suppressed")
    correct(dam, "“The dam holds.”", "confirmed")
    assert dam.count(Search()).statements == 5
    assert dam.count(Search("leaks")).statements == 0
    assert dam.count(Search("leaks", statuses=("rejected",))).statements == 1
    assert dam.count(Search(statuses=("suppressed", "rejected"))).statements == 2
    assert [found.status for found in dam.each(Search("dam", statuses=("confirmed",)))] == ["confirmed"]


def integrity(record: Record) -> None:
    """Check SQLite's full-text index against its tables."""
    if not record.name.endswith(".db"):
        return
    with record.writing() as writer:
        for index in ("statement_search", "article_search"):
            writer.connection.execute(
                sa.text(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            )
        assert writer.connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert writer.connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []


def test_the_index_follows_every_change(dam: Record) -> None:
    correct(dam, "the dam leaks", "rejected")
    with dam.writing() as writer:
        writer.reread(read(article(MORNING, "The Morning Post", "2025-02-11", title="Dam row"), reader="newer"))
    assert dam.count(Search("leaks", statuses=("rejected",))).statements == 0
    assert dam.count(Search("leaks")).statements == 2
    assert dam.count(Search(role="defence")).statements == 0
    integrity(dam)


def signature(seed: int, share: float = 1.0) -> list[int]:
    """A signature that agrees with that of the same seed and share 1 in this share of its values."""
    own, other = random.Random(seed), random.Random(repr((seed, share)))  # noqa: S311 - seeded on purpose
    values = [own.getrandbits(32) for _ in range(VALUES)]
    return [value if place < share * VALUES else other.getrandbits(32) for place, value in enumerate(values)]


WIRE = "Ada Obi said: the dam holds\nBo Iyer said: it leaks\n"


def copies(record: Record, order: tuple[int, ...] = (0, 1, 2)) -> list[Outcome]:
    """A wire report at three publishers, each near the one before, and an article of its own."""
    shares = (1.0, 0.75, 0.5)
    texts = (WIRE, "DAM ROW\n" + WIRE, WIRE.partition("\n")[0] + "\n")
    outcomes = []
    for one in order:
        told = article(texts[one], f"P{one}", f"2025-02-1{one}", url=f"https://p{one}.example/")
        outcomes.append(record.add(read(told), tuple(signature(1, shares[one]))))
    record.add(read(article("Ada Obi said: the dam holds\n", "Apart")), tuple(signature(2)))
    return outcomes


def test_copies_are_one_story_whatever_the_order(where: str) -> None:
    stories = set()
    orders = list(permutations(range(3))) if where.endswith(".db") else [(0, 1, 2)]
    for number, order in enumerate(orders):
        with Record.open(f"{where}{number}" if where.endswith(".db") else where) as record:
            outcomes = copies(record, order)
            assert outcomes[-1].copies == 2
            found = list(record.each(Search()))
            stories.add(tuple(sorted((one.article["publisher"], one.story) for one in found)))
    assert len(stories) == 1
    assert len({story for publisher, story in stories.pop() if publisher != "Apart"}) == 1


def test_two_stories_become_one_when_an_article_is_a_copy_of_both(record: Record) -> None:
    half = VALUES // 2
    left, right = signature(1), signature(2)
    for name, values in (("L1", left), ("L2", left), ("R1", right), ("R2", right)):
        record.add(read(article(WIRE, name)), tuple(values))
    assert record.count(Search()).stories == 2
    both = record.add(read(article(WIRE, "B")), (*left[:half], *right[half:]))
    assert both.copies == 4
    counts = record.count(Search())
    assert (counts.statements, counts.articles, counts.stories) == (10, 5, 1)


def test_by_story_the_same_words_count_once(record: Record) -> None:
    copies(record)
    assert record.count(Search()).statements == 6
    once = [(one.article["publisher"], one.statement.content[0].text) for one in record.each(Search(by_story=True))]
    assert once == [("P2", "the dam holds"), ("P1", "it leaks"), ("Apart", "the dam holds")]
    assert record.count(Search(by_story=True)).statements == 3
    assert record.count(Search("dam", publishers=("P0",), by_story=True)).statements == 1
    assert record.count(Search("article:dam", publishers=("P0", "P1"), by_story=True)).statements == 2
    assert record.count(Search(until=date(2025, 2, 10), by_story=True)).statements == 2


@pytest.mark.parametrize("bad", [(1, 2), (2**32,) * VALUES, (-1,) * VALUES, ("a",) * VALUES])
def test_what_is_no_signature_is_refused(record: Record, bad: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="128 whole numbers"):
        record.add(read(article(WIRE)), bad)
    assert record.count(Search()).statements == 0


def test_texts_too_short_for_a_signature_are_no_copies(record: Record) -> None:
    for number in range(3):
        assert record.add(read(article(f"Ada Obi said: {number}\n")), (2**32 - 1,) * VALUES).copies == 0


FIRST = "Ada Obi said: the dam holds\nBo Iyer said: the lake is full to the brim today\nCy Dee said: go\n"
SECOND = "Ada Obi said: the dam holds\nBo Iyer said: the lake is nearly full to the brim today\nEli Fox said: stay\n"


def test_a_changed_text_at_the_same_url_is_a_revision_that_says_what_changed(record: Record) -> None:
    url = "https://www.e.example/a/?b=1&utm_source=x#top"
    record.add(read(article(FIRST, url=url)))
    outcome = record.add(read(article(SECOND, url="http://e.example/a?b=1", title="New headline")))
    assert (outcome.state, outcome.revision, outcome.copies) == ("revision", 2, 1)
    changes = outcome.changes
    assert [one.content[0].text for one in changes.appeared] == ["stay"]
    assert [one.content[0].text for one in changes.vanished] == ["go"]
    assert [(a.content[0].text[:16], b.content[0].text[:18]) for a, b in changes.changed] == [
        ("the lake is full", "the lake is nearly")
    ]
    assert record.count(Search()).statements == 3
    assert record.count(Search("go")).statements == 0
    assert record.count(Search(revisions=True)).statements == 6
    assert record.count(Search(revisions=True)).stories == 1
    again = record.add(read(article(FIRST, url=url)))
    assert (again.state, again.revision) == ("same", 1)


def test_a_statement_put_in_another_mouth_is_changed(record: Record) -> None:
    record.add(read(article("Ada Obi said: the dam holds\n", url="https://e.example/a")))
    outcome = record.add(read(article("Bo Iyer said: the dam holds\n", url="https://e.example/a")))
    [(before, after)] = outcome.changes.changed
    assert (before.speaker.name, after.speaker.name) == ("Ada Obi", "Bo Iyer")


def test_a_moved_statement_is_not_a_change(record: Record) -> None:
    record.add(read(article("Ada Obi said: a\nBo Iyer said: b\n", url="https://e.example/a")))
    moved = record.add(read(article("Update\nBo Iyer said: b\nAda Obi said: a\n", url="https://e.example/a")))
    assert not moved.changes


def test_articles_without_a_url_are_no_revisions_of_each_other(record: Record) -> None:
    assert record.add(read(article(FIRST))).state == "added"
    assert record.add(read(article(SECOND))).state == "added"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://e.example/a", "https://WWW.e.example:443/a/#x", True),
        ("https://e.example/a?id=1&fbclid=2", "https://e.example/a?id=1", True),
        ("https://e.example/a?id=1", "https://e.example/a?id=2", False),
        ("https://e.example/a", "https://e.example/A", False),
        ("https://e.example:8080/a", "https://e.example/a", False),
        ("https://[bad/a", "https://[bad/b", False),
        ("urn:x:1", "urn:x:1", True),
        (" https://e.example/a ", "https://e.example/a", True),
    ],
)
def test_addresses_of_one_page(one: str, other: str, same: bool) -> None:
    assert (document(one) == document(other)) is same


@pytest.mark.parametrize("url", [None, "", " "])
def test_no_address(url: str | None) -> None:
    assert document(url) is None


def test_who_a_name_fits(dam: Record) -> None:
    named = dam.named("ADA  OBI")
    [ada] = named.identities
    assert (ada.name, ada.type, ada.statements, named.unlinked) == ("Ada Obi", "person", 3, 0)
    by_surname = dam.named("Obi")
    assert [one.name for one in by_surname.identities] == ["Ada Obi"]
    assert (by_surname.unlinked, by_surname.unlinked_articles) == (1, 1)
    dam.add(read(article("Ben Obi said: no\n")))
    assert [one.name for one in dam.named("obi").identities] == ["Ada Obi", "Ben Obi"]
    assert dam.named("ob").identities == ()
    assert dam.named(ada.id).identities == (ada,)
    assert dam.count(Search(identity=ada.id)).statements == 3


def test_what_the_record_has_of_someone(dam: Record) -> None:
    dam.add(read(article("Ada Obi said in an interview: two\n", "Evening Star", "2024-12-24"), {"Ada Obi": "MP"}))
    profile = dam.profile(dam.named("ada obi").identities[0])
    assert (profile.identity.statements, profile.articles, profile.stories) == (4, 3, 3)
    assert dict(profile.acts) == {"speech": 3, "intention": 1}
    assert profile.channels == (("in an interview", 2),)
    assert dict(profile.publishers) == {"The Morning Post": 2, "Evening Star": 1, None: 1}
    assert [(one.role, one.articles, str(one.first)) for one in profile.roles] == [
        ("Defence Secretary", 1, "2025-02-11"),
        ("MP", 1, "2024-12-24"),
    ]
    assert profile.months == (("2024-12", 1), ("2025-01", 0), ("2025-02", 2))
    assert profile.undated == 1
