"""What people decide on statements: shown at once, undone, kept through newer readings and revisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import GroundingError, Record, Statement, StoreError
from onrecord.statements import statement_id
from onrecord.store import Found, Search, loading, review, schema, trail
from onrecord.store.corrections import Corrections, Fix
from tests.harbour import TEXT, article, asked, fears, read, said, sign, spans, with_speaker

EVERY = Search(statuses=("unreviewed", "confirmed", "corrected", "rejected", "suppressed"), revisions=True)


def shown(record: Record, search: Search = EVERY) -> dict[str, Found]:
    return {one.statement.id: one for one in record.each(search)}


def decide(record: Record, what: str, *arguments: Any, by: str = "Ines") -> Any:
    with record.writing(by, "checked") as writer:
        return getattr(Corrections(writer), what)(*arguments)


def at(words: str, text: str = TEXT) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in spans(text, words))


def added(record: Record) -> tuple[str, str, str]:
    """Ids of three statements in a record."""
    of = article()
    record.add(read(of))
    return sign(of).id, fears(of).id, asked(of).id


def test_a_confirmed_statement_is_certain(record: Record) -> None:
    first, *_ = added(record)
    decide(record, "confirm", first[:8])
    found = shown(record)[first]
    assert found.status == "confirmed"
    assert (found.statement.confidence, found.statement.speaker.confidence) == (1, 1)
    assert replace(found.statement, confidence=0.9, speaker=sign(article()).speaker) == sign(article())


def test_a_speaker_is_named_and_found_by_name_at_once(record: Record) -> None:
    _, second, _ = added(record)
    decide(record, "change", second, Fix(speakers=(("Bo Iyer", "person"),)))
    found = shown(record, Search(speaker="Bo Iyer"))[second]
    assert (found.status, found.statement.speaker.name, found.statement.speaker.type) == (
        "corrected", "Bo Iyer", "person",
    )  # fmt: skip
    assert (found.statement.speaker.confidence, found.statement.speaker.candidates) == (1, ())
    assert record.named("Bo Iyer").identities[0].statements == 1
    with record.reading() as connection:
        reading = loading.reading(connection, 1)
    assert reading == read(article()), "what was read stays as it was"


def test_a_speaker_who_is_wrong_can_be_taken_away_or_be_several(record: Record) -> None:
    first, second, _ = added(record)
    decide(record, "change", first, Fix(speakers=()))
    decide(record, "change", second, Fix(speakers=(("Ada Obi", "person"), ("Harbour Board", "organisation"))))
    found = shown(record)
    assert found[first].statement.speaker.name is None
    assert found[second].statement.speaker.name == "Ada Obi; Harbour Board"
    assert [one.statements for one in record.named("Ada Obi").identities] == [1]
    assert [one.statements for one in record.named("Harbour Board").identities] == [1]


def test_spans_are_fixed_and_the_id_stays(record: Record) -> None:
    _, second, _ = added(record)
    fix = Fix(content=at("fears delays"), source=at("The harbour board"), cue=(), channel=at("reporters"),
              place=at("Lomé"), said_at=at("on Tuesday")[0], days=(date(2025, 2, 18), date(2025, 2, 18)),
              kind="mixed", act="thought", framing="doubting")  # fmt: skip
    decide(record, "change", second, fix)
    one = shown(record, Search(text='content:"fears delays" NOT chair'))[second].statement
    assert [span.text for span in (*one.content, *one.source, *one.channel, *one.place)] == [
        "fears delays", "The harbour board", "reporters", "Lomé",
    ]  # fmt: skip
    assert (one.cue, one.kind, one.act, one.framing) == ((), "mixed", "thought", "doubting")
    assert one.said_at is not None
    assert (one.said_at.span.text, one.said_at.earliest) == ("on Tuesday", date(2025, 2, 18))
    decide(record, "change", second, Fix(days=(None, date(2025, 2, 19))))
    later = shown(record)[second].statement
    assert later.said_at == replace(one.said_at, earliest=None, latest=date(2025, 2, 19))


def test_what_is_no_statement_is_shown_no_more(record: Record) -> None:
    first, second, third = added(record)
    decide(record, "reject", first)
    assert set(shown(record, Search())) == {second, third}
    assert shown(record)[first].status == "rejected"
    decide(record, "undo", first)
    assert shown(record, Search())[first].statement == sign(article())
    assert shown(record)[first].status == "unreviewed"


def test_a_note_leaves_the_statement_as_it_is(record: Record) -> None:
    first, *_ = added(record)
    decide(record, "note", first, "heard the tape")
    assert shown(record)[first].status == "unreviewed"
    with record.reading() as connection:
        line = list(trail.lines(connection, statement=first))[-1]
    assert (line.action, line.author, line.reason, line.details["note"]) == (
        "noted", "Ines", "checked", "heard the tape",
    )  # fmt: skip


def test_a_missed_statement_is_added(record: Record) -> None:
    of = article()
    record.add(read(of, sign(of)))
    fix = Fix(content=at("Nobody asked the pilots"), source=at("Cy Dunn"), cue=at("said"),
              speakers=(("Cy Dunn", "person"),))  # fmt: skip
    event = decide(record, "add", of.id[:10], fix)
    found = shown(record, Search(speaker="Cy Dunn", text="pilots"))[event.target]
    expected = statement_id(of.id, *(spans(of.text, words) for words in ("Nobody asked the pilots", "Cy Dunn", "said")))
    assert (event.target, found.status, found.statement.confidence) == (expected, "corrected", 1)
    assert found.statement.kind == "direct"
    with pytest.raises(StoreError, match="correct it instead"):
        decide(record, "add", of.id, fix)
    decide(record, "change", expected, Fix(framing="complaining"))
    decide(record, "undo", expected)
    decide(record, "undo", expected)
    assert set(shown(record)) == {sign(of).id}
    again = decide(record, "add", of.id, fix)
    assert again.target == expected
    assert shown(record)[expected].statement.framing == "neutral"


def test_the_log_tells_what_was_and_what_is(record: Record) -> None:
    first, *_ = added(record)
    decide(record, "change", first, Fix(framing="promising"), by="Ines")
    decide(record, "undo", first, by="Jon")
    with record.reading() as connection:
        lines = list(trail.lines(connection, statement=first))
        assert list(trail.lines(connection, since=date(2999, 1, 1))) == []
    assert [(one.action, one.author) for one in lines] == [("corrected", "Ines"), ("undone", "Jon")]
    assert (lines[0].details["was"], lines[0].details["now"]) == ({"framing": "neutral"}, {"framing": "promising"})
    assert lines[1].details["undone"] == lines[0].details["correction"]


MISTAKES: list[tuple[str, tuple[Any, ...], type[Exception], str]] = [
    ("confirm", ("ffffffff",), StoreError, "no statement"),
    ("confirm", ("'; DROP TABLE log; --",), StoreError, "no statement"),
    ("confirm", ("",), StoreError, "no statement"),
    ("confirm", ("%",), StoreError, "no statement"),
    ("undo", ("FIRST",), StoreError, "nothing to undo"),
    ("note", ("FIRST", " "), StoreError, "empty"),
    ("change", ("FIRST", Fix()), StoreError, "nothing to correct"),
    ("change", ("FIRST", Fix(content=())), StoreError, "has a content"),
    ("change", ("FIRST", Fix(content=((5, 5),))), GroundingError, "empty or outside"),
    ("change", ("FIRST", Fix(cue=((5, 99999),))), GroundingError, "empty or outside"),
    ("change", ("FIRST", Fix(speakers=((" ", "person"),))), StoreError, "has a name"),
    ("change", ("FIRST", Fix(days=(None, None))), StoreError, "name their characters"),
    ("change", ("FIRST", Fix(said_at=(1, 2), days=(date(2025, 2, 2), date(2025, 2, 1)))), StoreError, "first day"),
    ("add", ("ffffffff", Fix()), StoreError, "no article"),
    ("add", ("ffffffff", Fix(content=((0, 5),))), StoreError, "no article"),
]


@pytest.mark.parametrize(("what", "arguments", "error", "words"), MISTAKES)
def test_a_mistake_is_named_and_changes_nothing(
    record: Record, what: str, arguments: tuple[Any, ...], error: type[Exception], words: str
) -> None:
    first, *_ = added(record)
    before = shown(record)
    with pytest.raises(error, match=words):
        decide(record, what, *(first if one == "FIRST" else one for one in arguments))
    assert shown(record) == before
    with record.reading() as connection:
        assert connection.execute(sa.select(schema.corrections)).all() == []


def test_a_correction_cannot_be_changed_in_the_database(record: Record) -> None:
    first, *_ = added(record)
    decide(record, "reject", first)
    for change in (sa.delete(schema.corrections), sa.update(schema.corrections).values(author="x")):
        with pytest.raises(StoreError, match="never changed or deleted"), record.writing() as writer:
            writer.connection.execute(change)


def test_decisions_survive_a_newer_reader(record: Record) -> None:
    first, second, third = added(record)
    of = article()
    decide(record, "confirm", first)
    decide(record, "change", second, Fix(speakers=(("Bo Iyer", "person"),)))
    decide(record, "reject", third)
    longer = said(of, "The harbour board fears delays, its chair", "Bo Iyer", "said", None)
    newer = read(of, with_speaker(sign(of), of, "Cy Dunn"), longer, asked(of), model="two")
    with record.writing() as writer:
        outcome = writer.reread(newer)
    assert (outcome.placed, outcome.unplaced) == (3, ())
    assert [(a.id, b.id) for a, b in outcome.changes.changed] == [(second, second)], "its content grew"
    found = shown(record)
    assert set(found) == {first, second, third}, "those that people decided on keep their ids"
    assert found[first].statement.speaker.name == "Ada Obi", "what was confirmed is what was seen"
    assert (found[first].status, found[third].status) == ("confirmed", "rejected")
    assert found[second].statement.speaker.name == "Bo Iyer"
    assert found[second].statement.content == longer.content, "what nobody fixed follows the newer reader"
    decide(record, "undo", second)
    assert set(shown(record)) == {first, longer.id, third}


def test_what_is_not_found_again_is_listed_never_moved(record: Record) -> None:
    first, second, third = added(record)
    of = article()
    decide(record, "change", second, Fix(framing="doubting"))
    with record.writing() as writer:
        outcome = writer.reread(read(of, sign(of), asked(of), model="two"))
    assert (outcome.placed, outcome.unplaced) == (0, (second,))
    assert set(shown(record)) == {first, third}
    with record.reading() as connection:
        (waiting,) = review.unplaced(connection)
    assert (waiting.statement, waiting.seen["content"][0]["text"]) == (second, "The harbour board fears delays")
    with pytest.raises(StoreError, match="not found again"):
        decide(record, "confirm", second)
    with record.writing() as writer:
        writer.reread(read(of, model="three"))
    assert shown(record)[second].statement.framing == "doubting", "found again, so it holds again"
    with record.reading() as connection:
        assert review.unplaced(connection) == []


def test_an_unplaced_decision_goes_when_it_is_undone(record: Record) -> None:
    _, second, _ = added(record)
    of = article()
    decide(record, "reject", second)
    with record.writing() as writer:
        writer.reread(read(of, sign(of), model="two"))
    decide(record, "undo", second)
    with record.reading() as connection:
        assert review.unplaced(connection) == []
    with record.writing() as writer:
        assert writer.reread(read(of, model="three")).unplaced == ()
    assert shown(record)[second].status == "unreviewed"


def test_what_a_person_added_stays_through_any_reading(record: Record) -> None:
    of = article()
    record.add(read(of, sign(of)))
    fix = Fix(content=at("“Nobody asked the pilots,”"), source=at("Cy Dunn"),
              speakers=(("Cy Dunn", "person"),))  # fmt: skip
    target = decide(record, "add", of.id, fix).target
    for model, statements in (("two", [sign(of)]), ("three", [sign(of), asked(of)]), ("four", [asked(of)])):
        with record.writing() as writer:
            assert writer.reread(read(of, *statements, model=model)).unplaced == ()
        found = shown(record)
        assert target in found
        assert len(found) == (2 if model == "three" else len(statements) + (model == "two")), "never twice"
        assert (found[target].status, found[target].statement.speaker.name) == ("corrected", "Cy Dunn")


def nested_ids(of: Any) -> tuple[Statement, Statement]:
    outer = said(of, "The harbour board fears delays, its chair Bo Iyer said", "Cy Dunn", "told", "Cy Dunn")
    return outer, said(of, "The harbour board fears delays, its chair", "Bo Iyer", "said", "Bo Iyer")


def test_a_statement_within_another_is_not_taken_for_it(record: Record) -> None:
    of = article()
    outer, inner = nested_ids(of)
    record.add(read(of, inner))
    decide(record, "reject", inner.id)
    with record.writing() as writer:
        outcome = writer.reread(read(of, outer, model="two"))
    assert outcome.unplaced == (inner.id,)
    assert shown(record)[outer.id].status == "unreviewed"


def test_the_id_that_people_know_is_the_one_that_others_lie_within(record: Record) -> None:
    of = article()
    record.add(read(of, fears(of)))
    decide(record, "confirm", fears(of).id)
    longer = said(of, "The harbour board fears delays, its chair", "Bo Iyer", "said", None)
    inside = replace(asked(of), within=longer.id)
    with record.writing() as writer:
        writer.reread(read(of, longer, inside, model="two"))
    assert shown(record)[inside.id].statement.within == fears(of).id


def test_decisions_go_with_a_revision_of_the_article(record: Record) -> None:
    first, _, third = added(record)
    decide(record, "change", first, Fix(speakers=(("Ada Obi-Mensah", "person"),), place=at("Lomé")), by="Jon")
    decide(record, "reject", third)
    new = article("Correction: an earlier headline was wrong.\n\n" + TEXT.replace("delays", "long delays"))
    outcome = record.add(read(new, sign(new), said(new, "The harbour board fears long delays", "Bo Iyer", "said"),
                              asked(new)))  # fmt: skip
    assert (outcome.state, outcome.placed, outcome.unplaced) == ("revision", 2, ())
    found = shown(record, Search(statuses=EVERY.statuses))
    moved = found[sign(new).id]
    assert (moved.status, moved.statement.speaker.name, moved.statement.place[0].text) == (
        "corrected", "Ada Obi-Mensah", "Lomé",
    )  # fmt: skip
    assert new.text[moved.statement.place[0].start :].startswith("Lomé")
    assert found[asked(new).id].status == "rejected"
    assert shown(record)[first].status == "corrected", "the old revision keeps its own"
    with record.reading() as connection:
        events = connection.execute(sa.select(schema.corrections)).all()
    assert {one.author for one in events if one.target == sign(new).id} == {"Jon"}
    decide(record, "undo", sign(new).id)
    assert shown(record)[sign(new).id].status == "unreviewed"
    assert shown(record)[first].status == "corrected"


def test_nothing_is_decided_on_an_earlier_revision(record: Record) -> None:
    first, second, _ = added(record)
    decide(record, "reject", first)
    decide(record, "confirm", second)
    new = article(TEXT.replace("fears delays", "fears no delays"))
    record.add(read(new, sign(new), asked(new)))
    before = shown(record)
    fix = Fix(content=at("Pilots vote"), framing="warning")
    for what, *arguments in (("confirm", first), ("reject", second), ("change", first, fix), ("note", first, "why"),
                             ("add", article().id, fix)):  # fmt: skip
        with pytest.raises(StoreError, match=f"newer revision, the article {new.id}"):
            decide(record, what, *arguments)
    assert shown(record) == before
    decide(record, "undo", first)
    assert shown(record)[first].status == "unreviewed", "what was decided there before can be taken back"


def test_what_a_revision_changed_is_listed_for_review(record: Record) -> None:
    _, second, third = added(record)
    decide(record, "confirm", second)
    decide(record, "confirm", third)
    new = article(TEXT.replace("fears delays", "fears no delays"))
    changed = said(new, "The harbour board fears no delays", "its chair Bo Iyer", "said")
    outcome = record.add(read(new, sign(new), changed, asked(new)))
    assert (outcome.placed, outcome.unplaced) == (1, (second,))
    assert shown(record)[changed.id].status == "unreviewed"
    with record.reading() as connection:
        (waiting,) = review.unplaced(connection)
    assert (waiting.statement, waiting.article["id"]) == (second, new.id)
    back = article(TEXT + "\nMore soon.\n")
    outcome = record.add(read(back))
    assert (outcome.placed, outcome.unplaced) == (2, ()), "the words are back, and so is what was decided"


def test_a_look_alike_is_not_taken_for_the_statement(record: Record) -> None:
    twice = "“No,” Ada Obi said.\n\nThe mayor was asked next.\n\n“No,” he said.\n\nIt rained on the quay.\n"
    old = article(twice)
    record.add(read(old, said(old, "“No,”", "Ada Obi", "said", "Ada Obi")))
    decide(record, "confirm", said(old, "“No,”", "Ada Obi", "said").id)
    new = article(twice.replace("“No,” Ada Obi said.\n\n", ""))
    outcome = record.add(read(new, said(new, "“No,”", "he", "said", None)))
    assert len(outcome.unplaced) == 1
    assert [one.status for one in shown(record, Search(article=new.id)).values()] == ["unreviewed"]


OPERATIONS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["confirm", "reject", "note", "framing", "speaker", "undo"])),
    max_size=12,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS, number=st.uuids())
def test_undoing_gives_what_was_before(record: Record, operations: list[tuple[int, str]], number: Any) -> None:
    of = article(f"{TEXT}\n{number}\n", url=None)
    record.add(read(of))
    ids = [sign(of).id, fears(of).id, asked(of).id]

    def state() -> dict[str, tuple[str, Statement]]:
        return {id_: (one.status, one.statement) for id_, one in shown(record, replace(EVERY, article=of.id)).items()}

    history: dict[str, list[tuple[str, Statement]]] = {id_: [] for id_ in ids}
    for which, what in operations:
        id_ = ids[which]
        if what == "undo":
            if history[id_]:
                decide(record, "undo", id_)
                assert state()[id_] == history[id_].pop()
            continue
        history[id_].append(state()[id_])
        fix = Fix(framing=f"f{len(history[id_])}") if what == "framing" else Fix(speakers=(("Di Eno", "person"),))
        arguments = {"note": ("why",), "framing": (fix,), "speaker": (fix,)}.get(what, ())
        decide(record, "change" if what in {"framing", "speaker"} else what, id_, *arguments)
    before = state()
    with record.writing() as writer:
        writer.reread(read(of, model=str(number)))
    assert state() == before, "the same statements read by another reader"
    for id_ in ids:
        while history[id_]:
            decide(record, "undo", id_)
            assert state()[id_] == history[id_].pop()
    assert set(state()) == set(ids)
