"""Adding to the record: what goes in comes out, nothing twice, nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from onrecord import Article, GroundingError, Reader, Reading, Record, Span, Statement, StoreError
from onrecord.statements import Actor, ReaderInfo, SaidAt, Speaker, actor_id, article_to_json, statement_id
from onrecord.store import Search, loading, schema
from onrecord.store.names import identity_id

TEXT = "“We’ll sign it 🖋,” Ada Obi told reporters in Lomé on Tuesday.\n\nThe minister, Obi, fears delays.\n"


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def by_hand(article: Article, model: str = "one") -> Reading:
    """A reading with every slot filled, of an article that begins with `TEXT`."""
    text = article.text
    content, cue, source = ((span(text, words),) for words in ("“We’ll sign it 🖋,”", "told", "Ada Obi"))
    obi = actor_id(article.id, "Ada Obi", "person")
    first = Statement(
        statement_id(article.id, content, source, cue),
        "direct",
        content,
        cue,
        source,
        speaker=Speaker("Ada Obi", "person", (obi,), "name", 0.98, (("Bo Iyer", None, 0.01), ("Ada Obi", obi, 0.98))),
        addressee=(span(text, "reporters"),),
        place=(span(text, "Lomé"),),
        said_at=SaidAt(span(text, "on Tuesday"), date(2025, 2, 18), date(2025, 2, 18)),
        checkable=0.25,
        claim_type="event",
        confidence=0.93,
    )
    rest, fears, minister = ((span(text, words),) for words in ("delays", "fears", "The minister, Obi,"))
    second = Statement(
        statement_id(article.id, rest, minister, fears), "indirect", rest, fears, minister, act="thought",
        framing="doubting", within=first.id, confidence=0.5,
    )  # fmt: skip
    actors = (
        Actor(obi, "Ada Obi", "person", (span(text, "Ada Obi"), span(text, "Obi,")), ("minister",)),
        Actor(actor_id(article.id, "Iyer", "person"), "Iyer", "person"),
    )
    return Reading(article, ReaderInfo("0.1.0", model, "0" * 64), (first, second), actors)


def counts(record: Record) -> dict[str, int]:
    """Rows of every table, the log and counters left out."""
    with record.reading() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in schema.metadata.tables.items()
            if name not in {"log", "counters"}
        }


def stored(record: Record, key: int = 1) -> Reading:
    with record.reading() as connection:
        return loading.reading(connection, key)


def test_what_goes_in_comes_out(record: Record) -> None:
    article = Article(TEXT, "r1", "a.txt", "https://e.example/a", "Ünder way", "The Post", date(2025, 2, 19), "en",
                      "By Cy Dee", {"title": "option"})  # fmt: skip
    reading = by_hand(article)
    outcome = record.add(reading)
    assert (outcome.state, outcome.article, outcome.statements) == ("added", article.id, 2)
    assert stored(record) == reading
    assert stored(record).article.found_in == {"title": "option"}
    assert next(record.each(Search())).article == article_to_json(article)


def test_a_real_reading_comes_out_equal(record: Record, reader: Reader, gold_folder: Path) -> None:
    for number, path in enumerate(sorted(gold_folder.glob("*.txt"))[:3], 1):
        reading = reader.read(Article(path.read_text(encoding="utf-8"), file=path.name))
        record.add(reading)
        assert stored(record, number) == reading


def test_adding_twice_adds_nothing(record: Record) -> None:
    article = Article(TEXT, url="https://e.example/a?id=1&utm_source=x")
    assert record.known(article) is None
    record.add(by_hand(article))
    before = counts(record)
    again = replace(article, title="Another title", url="http://www.e.example/a/?id=1#top", publisher="Elsewhere")
    for reading in (by_hand(article), by_hand(article, "two"), by_hand(again)):
        outcome = record.add(reading)
        assert (outcome.state, outcome.article, outcome.statements) == ("same", article.id, 0)
        assert record.known(reading.article) == outcome
    assert counts(record) == before


ODD = ["a\0b", "\ud800 \udfff", "𝔘\U0001f9d1\u200d\U0001f680é\u0301\r\n\u2028", "\ufeffx", "'; DROP TABLE articles; --"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_characters_come_out_as_they_went_in(record: Record, odd: str) -> None:
    article = Article(f"{odd}{TEXT}{odd}", title=odd, publisher=odd, file=odd, url=f"https://e.example/{odd}",
                      found_in={odd: odd})  # fmt: skip
    reading = by_hand(article)
    whole = (Span.of(article.text, 0, len(article.text)),)
    extra = Statement(statement_id(article.id, whole, (), ()), "mixed", whole, framing=odd, claim_type=odd,
                      speaker=Speaker(odd, "group", (actor_id(article.id, odd, "group"),), "name", 1))  # fmt: skip
    named = Actor(actor_id(article.id, odd, "group"), odd, "group", whole, (odd,))
    reading = replace(reading, statements=(*reading.statements, extra), actors=(*reading.actors, named))
    record.add(reading)
    assert stored(record) == reading
    assert stored(record).article.id == article.id


def test_characters_that_the_record_keeps_for_itself_are_refused_in_words(record: Record) -> None:
    with pytest.raises(StoreError, match=r"U\+10F123"):
        record.add(by_hand(Article(TEXT + "\U0010f123")))
    assert set(counts(record).values()) == {0}


def test_an_article_without_text_is_refused(record: Record) -> None:
    with pytest.raises(StoreError, match=r"a\.txt: has no text"):
        record.add(Reading(Article("", file="a.txt"), ReaderInfo("0", "m", "0")))


def broken(change: Callable[[Reading], Reading]) -> Reading:
    return change(by_hand(Article(TEXT)))


@pytest.mark.parametrize(
    "reading",
    [
        broken(lambda one: replace(one, article=replace(one.article, text="x" + TEXT))),
        broken(lambda one: replace(one, actors=(Actor("a", "A", "person", (Span(0, 1, "x"),)),))),
        broken(lambda one: replace(one, statements=(replace(one.statements[0], place=(Span(2, 2, ""),)),))),
    ],
    ids=["shifted text", "mention", "empty span"],
)
def test_what_is_not_in_the_text_is_refused_and_nothing_of_it_kept(record: Record, reading: Reading) -> None:
    with pytest.raises(GroundingError):
        record.add(reading)
    assert set(counts(record).values()) == {0}


BAD_SPANS = [(0, 3, "“Wi"), (1, 3, "“W"), (0, 0, ""), (-1, 1, "“W"), (96, 99, "y.\n"), (5, 2, "x")]


@pytest.mark.parametrize(("start", "end", "text"), BAD_SPANS)
@pytest.mark.parametrize("table", ["spans", "mentions"])
def test_the_database_itself_refuses_a_span_that_is_not_its_slice(
    record: Record, table: str, start: int, end: int, text: str
) -> None:
    record.add(by_hand(Article(TEXT)))
    row = {"position": 9, "start": start, "end": end, "text": text}
    with record.reading() as connection:
        key = connection.execute(sa.select(sa.func.min(schema.statements.c.key))).scalar_one()
    row |= {"statement": key, "role": "content"} if table == "spans" else {"actor": 1}
    with pytest.raises(StoreError, match="offsets"), record.writing() as writer:
        writer.connection.execute(sa.insert(schema.metadata.tables[table]), row)
    with record.writing() as writer:
        good = row | {"start": 1, "end": 17, "text": TEXT[1:17]}
        writer.connection.execute(sa.insert(schema.metadata.tables[table]), good)


FROZEN = ["articles", "texts", "readings", "statements", "spans", "actors", "mentions", "roles", "attributions", "log"]


@pytest.mark.parametrize("table", FROZEN)
def test_the_database_itself_refuses_to_change_or_delete_what_is_recorded(record: Record, table: str) -> None:
    record.add(by_hand(Article(TEXT, title="A", url="https://e.example/a")))
    before = counts(record)
    target = schema.metadata.tables[table]
    text = next(column for column in target.c if column.name in {"id", "text", "role", "model", "action", "actor_id"})
    for change in (sa.delete(target), sa.update(target).values({text: "changed"})):
        with pytest.raises(StoreError, match="never changed or deleted"), record.writing() as writer:
            writer.connection.execute(change)
    assert counts(record) == before


def test_a_transaction_that_raises_keeps_nothing(record: Record) -> None:
    def half() -> None:
        with record.writing() as writer:
            writer.add(by_hand(Article(TEXT)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert set(counts(record).values()) == {0}
    with record.writing() as writer:
        for number in range(3):
            writer.add(by_hand(Article(f"{TEXT}{number}")))
    assert counts(record)["statements"] == 6


def test_the_log_says_who_when_and_why(record: Record) -> None:
    with record.writing("Ines", "for the dossier") as writer:
        writer.add(by_hand(Article(TEXT)))
    with record.reading() as connection:
        last = connection.execute(sa.select(schema.log).order_by(schema.log.c.key.desc())).first()
    assert last is not None
    assert (last.author, last.reason, last.action, last.target) == (
        "Ines", "for the dossier", "added", Article(TEXT).id,
    )  # fmt: skip
    assert last.details == {"statements": 2, "revision": 1}
    assert last.at.endswith("Z")


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (("Ada Obi", "Dr. ADA  Obi"), True),
        (("José Peña", "Jose Pena"), True),
        (("Ada Obi", "Ada Obé-Lin"), False),
        (("J. D. Vane", "J.D. Vane"), True),
    ],
)
def test_people_are_linked_by_their_full_names(names: tuple[str, str], one: bool) -> None:
    assert (identity_id(names[0], "person") == identity_id(names[1], "person")) is one


@pytest.mark.parametrize("name", ["Obi", "Mr Obi", "Minister Obi", "A. Obi", "", "…"])
def test_nobody_is_linked_by_a_surname(name: str) -> None:
    assert identity_id(name, "person") is None


def test_only_people_and_organisations_are_linked() -> None:
    assert identity_id("Harbour Board", "organisation")
    assert identity_id("Ada Obi", "person") != identity_id("Ada Obi", "organisation")
    for kind in ("group", "document", "anonymous", "author"):
        assert identity_id("Harbour Board", kind) is None


def test_an_article_read_by_a_newer_reader_keeps_both_readings(record: Record) -> None:
    article = Article(TEXT)
    record.add(by_hand(article))
    newer = by_hand(article, "two")
    newer = replace(newer, statements=(replace(newer.statements[0], framing="promising"),))
    with record.writing() as writer:
        outcome = writer.reread(newer)
        assert writer.reread(newer).state == "same"
    assert outcome.state == "reread"
    assert [(a.framing, b.framing) for a, b in outcome.changes.changed] == [("neutral", "promising")]
    assert [one.act for one in outcome.changes.vanished] == ["thought"]
    assert stored(record, 2) == newer
    assert stored(record, 1) == by_hand(article)
    assert counts(record)["current_statements"] == 1
    with pytest.raises(StoreError, match="add it first"), record.writing() as writer:
        writer.reread(by_hand(Article(TEXT + "!")))
