"""Who is taken for one, told apart, or left out: by a person, undoable, on what is in the record and what comes."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord import Record, StoreError
from onrecord.statements import actor_id
from onrecord.store import Search, registry, review, trail, views
from onrecord.store.corrections import Corrections, Fix
from onrecord.store.registry import Registry
from onrecord.store.stories import VALUES
from tests.harbour import TEXT, article, asked, fears, read, said, sign

EVERY = Search(statuses=("unreviewed", "confirmed", "corrected", "rejected", "suppressed"), revisions=True)
OTHER = "“They never asked me,” Adaeze Obi told the Quay on Monday.\n"


def do(record: Record, what: str, *arguments: Any) -> Any:
    with record.writing("Ines", "court order") as writer:
        return getattr(Registry(writer), what)(*arguments)


def listed(record: Record, name: str = "") -> list[tuple[str, int, tuple[str, ...]]]:
    with record.reading() as connection:
        return [(one.name, one.statements, one.also) for one in registry.entries(connection, name)]


def statuses(record: Record) -> dict[str, str]:
    return {one.statement.id: one.status for one in record.each(EVERY)}


def two_articles(record: Record) -> tuple[str, str, str]:
    """Ids of the statements of Ada Obi, Cy Dunn, and Adaeze Obi."""
    one, other = article(), article(OTHER, "https://e.example/other", "The Harbour Post")
    record.add(read(one))
    theirs = said(other, "“They never asked me,”", "Adaeze Obi", "told", "Adaeze Obi")
    record.add(read(other, theirs))
    return sign(one).id, asked(one).id, theirs.id


def test_two_who_are_one(record: Record) -> None:
    two_articles(record)
    assert do(record, "merge", "adaeze obi", "Ms Ada Obi") == 1
    assert listed(record) == [("Ada Obi", 2, ("Adaeze Obi",)), ("Cy Dunn", 1, ())]
    assert listed(record, "Adaeze") == [("Ada Obi", 2, ("Adaeze Obi",))]
    (found,) = record.named("Adaeze Obi").identities
    assert (found.name, found.statements) == ("Ada Obi", 2)
    later = article(OTHER + "More soon.\n", "https://e.example/later")
    record.add(read(later, said(later, "“They never asked me,”", "Adaeze Obi", "told", "Adaeze Obi")))
    assert listed(record, "Ada")[0] == ("Ada Obi", 3, ("Adaeze Obi",)), "statements to come are theirs, too"
    assert do(record, "split", "Adaeze Obi") == 3
    assert listed(record) == [("Adaeze Obi", 2, ()), ("Ada Obi", 1, ()), ("Cy Dunn", 1, ())]
    with record.reading() as connection:
        actions = [(one.action, one.details["name"]) for one in trail.lines(connection, actor="Adaeze Obi")]
    assert actions == [("merged", "Adaeze Obi"), ("split", "Adaeze Obi")]


def test_merges_follow_one_another_and_come_apart_in_any_order(record: Record) -> None:
    two_articles(record)
    do(record, "merge", "Adaeze Obi", "Ada Obi")
    do(record, "merge", "Ada Obi", "Cy Dunn")
    assert listed(record) == [("Cy Dunn", 3, ("Ada Obi", "Adaeze Obi"))]
    with pytest.raises(StoreError, match="one already"):
        do(record, "merge", "Cy Dunn", "Adaeze Obi")
    do(record, "split", "Adaeze Obi")
    assert listed(record) == [("Cy Dunn", 2, ("Ada Obi",)), ("Adaeze Obi", 1, ())]
    do(record, "split", "Ada Obi")
    assert listed(record) == [("Ada Obi", 1, ()), ("Adaeze Obi", 1, ()), ("Cy Dunn", 1, ())]
    with pytest.raises(StoreError, match="was not merged"):
        do(record, "split", "Ada Obi")


def test_no_revision_of_a_suppressed_page_is_listed(record: Record) -> None:
    first, other = article(), article(publisher="The Harbour Post", url="https://e.example/copy")
    later = article(TEXT + "\nThe vote is on Friday, the board has said since.\n")
    for one in (first, other, later):
        record.add(read(one), tuple(range(VALUES)))
    with record.reading() as connection:
        copies = views.article(connection, other.id)
        assert copies is not None
        assert [one["id"] for one in copies.copies] == [later.id]
    do(record, "suppress", first.id)
    with record.reading() as connection:
        shown, _ = views.newest_articles(connection, 10)
        copies = views.article(connection, other.id)
    assert [one["id"] for one in shown] == [other.id]
    assert copies is not None
    assert copies.copies == ()


def test_totals_count_what_a_search_finds(record: Record) -> None:
    def sizes() -> tuple[int, int]:
        with record.reading() as connection:
            return views.sizes(connection)

    two_articles(record)
    assert sizes() == (2, 4)
    record.add(read(article(TEXT + "\nMore soon.\n")))
    assert sizes() == (2, 4), "an earlier revision does not count"
    latest = [one.statement.id for one in record.each(Search())]
    with record.writing() as writer:
        Corrections(writer).reject(latest[1])
    assert sizes() == (2, 3) == (2, record.count(Search()).statements)
    do(record, "suppress", "Ada Obi")
    assert sizes()[1] == record.count(Search()).statements
    do(record, "suppress", article().id)
    assert sizes() == (1, 1) == (record.count(Search()).articles, record.count(Search()).statements)
    do(record, "restore", "Ada Obi")
    do(record, "suppress", article(OTHER, "https://e.example/other", "The Harbour Post").id)
    assert sizes() == (0, 0)


def test_two_of_one_name_are_told_apart(record: Record) -> None:
    one, other = article(), article(TEXT + "\nElsewhere.\n", "https://e.example/b")
    record.add(read(one))
    record.add(read(other))
    new = do(record, "move", "Ada Obi", [sign(other).id[:12]], "Ada Obi (Leeds)")
    assert listed(record, "Obi") == [("Ada Obi", 1, ()), ("Ada Obi (Leeds)", 1, ())]
    assert [one.statement.id for one in record.each(Search(identity=new))] == [sign(other).id]
    with record.writing() as writer:
        writer.reread(read(other, model="two"))
    assert [one.statement.id for one in record.each(Search(identity=new))] == [sign(other).id], "a newer reader agrees"
    with pytest.raises(StoreError, match="not its speaker"):
        do(record, "move", "Ada Obi", [asked(one).id], "Ada Obi (Hull)")
    assert do(record, "move", "Ada Obi", [sign(one).id], new) == new
    assert listed(record, "Leeds") == [("Ada Obi (Leeds)", 2, ())]
    with record.writing() as writer:
        Corrections(writer).undo(sign(other).id)
    assert listed(record, "Obi") == [("Ada Obi", 1, ()), ("Ada Obi (Leeds)", 1, ())]


def test_who_is_suppressed_is_left_out_everywhere(record: Record) -> None:
    first, second, third = two_articles(record)
    with record.writing() as writer:
        Corrections(writer).change(fears(article()).id, Fix(speakers=(("Ada Obi", "person"), ("Bo Iyer", "person"))))
    assert do(record, "suppress", "Ada Obi") == 1
    assert {id_ for id_, status in statuses(record).items() if status == "suppressed"} == {first, fears(article()).id}
    assert {one.statement.id for one in record.each(Search())} == {second, third}
    assert [one.name for one in record.named("Ada Obi").identities] == []
    assert listed(record) == [("Adaeze Obi", 1, ()), ("Cy Dunn", 1, ()), ("Bo Iyer", 0, ())]
    with record.reading() as connection:
        assert {one.found.statement.id for one in review.doubts(connection, 99)} == {second, third}
        tombstone = list(trail.lines(connection))[-1]
    assert (tombstone.action, tombstone.author, tombstone.reason) == ("suppressed", "Ines", "court order")
    assert "Obi" not in str(tombstone.details), "the log has the id, not the name"
    later = article(TEXT + "\nMore soon.\n", "https://e.example/later")
    record.add(read(later))
    assert statuses(record)[sign(later).id] == "suppressed", "what comes later, too"
    candidates = [one.statement.speaker.candidates for one in record.each(Search(article=later.id, types=("none",)))]
    assert candidates == [()], "nor is she considered"
    with pytest.raises(StoreError, match="suppressed already"):
        do(record, "suppress", "Ada Obi")
    do(record, "restore", "Ada Obi")
    assert set(statuses(record).values()) == {"unreviewed", "corrected"}
    assert ("Ada Obi", 3, ()) in listed(record)


def test_suppression_and_merges_go_together(record: Record) -> None:
    first, second, third = two_articles(record)
    do(record, "suppress", "Adaeze Obi")
    do(record, "merge", "Adaeze Obi", "Ada Obi")
    found = statuses(record)
    assert (found[first], found[second], found[third]) == ("suppressed", "unreviewed", "suppressed")
    do(record, "split", "Adaeze Obi")
    found = statuses(record)
    assert (found[first], found[third]) == ("unreviewed", "suppressed")
    do(record, "restore", "Adaeze Obi")
    assert set(statuses(record).values()) == {"unreviewed"}


def test_a_suppressed_article_takes_its_revisions_along(record: Record) -> None:
    two_articles(record)
    assert do(record, "suppress", article().id) == 1
    assert {one.article["url"] for one in record.each(Search())} == {"https://e.example/other"}
    new = article(TEXT + "\nThis article was corrected.\n")
    record.add(read(new))
    assert {one.article["url"] for one in record.each(Search())} == {"https://e.example/other"}
    assert do(record, "restore", article().id) == 2
    assert len(list(record.each(Search()))) == 4


def test_an_actor_known_in_one_article_alone_can_be_suppressed(record: Record) -> None:
    of = article()
    record.add(read(of, said(of, "“Nobody asked the pilots,”", "Cy Dunn", "said", "Dunn"), sign(of)))
    assert do(record, "suppress", actor_id(of.id, "Dunn", "person")) == 1
    assert [one.statement.id for one in record.each(Search())] == [sign(of).id]


MISTAKES = [
    ("merge", ("Nobody Here", "Ada Obi"), "nobody in the record"),
    ("merge", ("Ada Obi", "ada obi"), "one already"),
    ("merge", ("'; DROP TABLE identities; --", "Ada Obi"), "nobody in the record"),
    ("suppress", ("",), "nobody in the record"),
    ("suppress", ("Obi",), "nobody in the record"),
    ("restore", ("Ada Obi",), "nothing to undo"),
    ("move", ("Ada Obi", ["ffff"], "x"), "no statement"),
]


@pytest.mark.parametrize(("what", "arguments", "words"), MISTAKES)
def test_a_mistake_is_named(record: Record, what: str, arguments: tuple[Any, ...], words: str) -> None:
    two_articles(record)
    before = listed(record)
    with pytest.raises(StoreError, match=words):
        do(record, what, *arguments)
    assert listed(record) == before


def test_a_name_of_two_identities_asks_for_an_id(record: Record) -> None:
    one = article()
    record.add(read(one))
    do(record, "move", "Ada Obi", [sign(one).id], "Cy Dunn")
    with pytest.raises(StoreError, match="give the id of one"):
        do(record, "suppress", "Cy Dunn")


def test_review_begins_with_the_least_certain(record: Record) -> None:
    of = article()
    sure = said(of, "“Nobody asked the pilots,”", "Cy Dunn", "said", "Cy Dunn", 0.95, 0.9)
    record.add(read(of, sign(of), fears(of), sure))
    with record.reading() as connection:
        found = [(one.found.statement.id, one.certainty) for one in review.doubts(connection, 2)]
    assert found == [(fears(of).id, 0.4), (sign(of).id, 0.8)]
    with record.writing() as writer:
        Corrections(writer).confirm(fears(of).id)
    with record.reading() as connection:
        assert [one.found.statement.id for one in review.doubts(connection, 9)] == [sign(of).id, sure.id]
