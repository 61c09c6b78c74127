"""Claims in the record: what was judged is kept, and shown with both sides as far as its statements are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from onrecord import GroundingError, Record, StoreError
from onrecord.claims.grouper import Grouper
from onrecord.statements import FactCheck
from onrecord.store import Claim, ClaimSearch, Search, schema
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.store.claims import ClaimWriter, Position
from onrecord.store.corrections import Corrections, Fix
from onrecord.store.factchecks import FactChecks
from onrecord.store.registry import Registry
from tests.claim_articles import Said, reading
from tests.claim_samples import LATER, SAFE, SAFE_OR_NOT, Dam, Put, dry, later, whole, wire
from tests.store_samples import article, read


def by_text(record: Record, search: ClaimSearch | None = None) -> dict[str, Claim]:
    return {one.text: one for one in record.claims(search)}


def stances(claim: Claim) -> list[tuple[str | None, str, int]]:
    return [(one.speaker, one.stance, one.depth) for one in claim.statements]


SAFE_TEXT, GATES_TEXT = "the dam is safe for another ten years", "the gates were sold"


def test_a_claim_shows_who_asserts_and_who_disputes_it(record: Record) -> None:
    _, ids = whole(record)
    claims = by_text(record)
    assert list(claims) == [GATES_TEXT, SAFE_TEXT], "the one that appeared last comes first"
    safe = claims[SAFE_TEXT]
    assert stances(safe) == [
        ("Ada Obi", "asserts", 0), ("Bo Iyer", "asserts", 0), ("Cy Dunn", "disputes", 0), ("Ada Obi", "disputes", 0),
    ]  # fmt: skip
    assert (safe.first, safe.stories, safe.disputed, safe.denied_only) == (date(2025, 3, 1), 3, True, False)
    assert safe.clearest.statement == ids["ada"]
    first, _, third, _ = safe.statements
    assert (first.file, first.publisher, first.article, first.story) == ("dry.txt", "The Quay", dry().id, dry().id)
    assert [(span.start, span.end, span.text) for span in first.spans] == [(14, 51, SAFE_TEXT)]
    assert [span.text for span in third.shows] == ["denied"]
    assert [(one.statement, other.statement) for one, other in safe.changes] == [(ids["ada"], ids["again"])]


def test_nobody_changes_sides_within_one_article_nor_is_it_known_on_which_they_stood_there(record: Record) -> None:
    both = reading(
        "Ada Obi said the dam is safe. Ada Obi denied that the dam is safe.\n",
        [Said("Ada Obi", "said", "the dam is safe"), Said("Ada Obi", "denied", "that the dam is safe")],
        date(2025, 3, 1),
    )
    after = reading(
        "Ada Obi denied that the dam is safe, at a meeting in Orm.\n",
        [Said("Ada Obi", "denied", "that the dam is safe")],
        date(2025, 4, 1),
        "b.txt",
    )
    grouper = Grouper.load()
    for said in (both, after):
        with record.writing("test") as writer:
            writer.add(said)
            grouper.group(writer, grouper.prepare(said))
    (claim,) = by_text(record).values()
    assert [stance for _, stance, _ in stances(claim)] == ["asserts", "disputes", "disputes"]
    assert claim.changes == ()


def test_a_claim_known_only_from_its_denial_says_so_and_names_who_is_said_to_claim_it(record: Record) -> None:
    _, ids = whole(record)
    gates = by_text(record)[GATES_TEXT]
    assert (gates.denied_only, gates.disputed) == (True, True)
    assert stances(gates) == [("Di Eno", "disputes", 0), ("Cy Dunn", "asserts", 1)]
    assert {one.statement for one in gates.statements} == {ids["di"]}
    assert gates.changes == ()


def test_the_same_input_gives_the_same_ids_and_is_placed_once(record: Record) -> None:
    dam, _ = whole(record)
    before = [one.id for one in record.claims()]
    with record.writing() as writer:
        claims = ClaimWriter(writer)
        dam.place(claims, dry(), [replace(SAFE[0], stance="neutral")])
        assert claims.found([(read(dry()).statements[0].id, 0)]) == [dam.keys["safe"]]
        assert writer.connection.execute(sa.select(sa.func.count()).select_from(schema.positions)).scalar_one() == 6
    assert [one.id for one in record.claims()] == before
    assert stances(by_text(record)[SAFE_TEXT])[0] == ("Ada Obi", "asserts", 0)
    with record.reading() as connection:
        actions = connection.scalars(sa.select(schema.log.c.target).where(schema.log.c.action == "grouped"))
        assert list(actions) == [dry().id, wire().id, later().id]


def test_what_has_no_position_is_known(record: Record) -> None:
    dam = Dam(record)
    first, second = dam.add(wire(), SAFE_OR_NOT[:1])
    with record.writing() as writer:
        claims = ClaimWriter(writer)
        assert claims.ungrouped(wire().id) == {second}
        Corrections(writer).reject(second)
        assert claims.ungrouped(wire().id) == set()
        Corrections(writer).reject(first)
        assert claims.members([1]) == []
        assert claims.ungrouped("0" * 24) == set()


def test_grouping_gets_back_what_it_placed(record: Record) -> None:
    dam, ids = whole(record)
    with record.writing() as writer:
        claims = ClaimWriter(writer)
        stored = list(claims.vectors(0))
        assert [(claim, vector[0]) for _, claim, _, vector in stored] == [
            (dam.keys["safe"], 0), (dam.keys["safe"], 0), (dam.keys["safe"], 1),
            (dam.keys["safe"], 0), (dam.keys["gates"], 1), (dam.keys["gates"], 2),
        ]  # fmt: skip
        keys = [key for key, *_ in stored]
        assert keys == sorted(keys)
        assert [key for key, *_ in claims.vectors(keys[3])] == keys[4:]
        members = claims.members([keys[5], keys[0], 10**6])
        assert [(one.key, one.statement, one.speaker, one.depth, one.text) for one in members] == [
            (keys[5], ids["di"], "Cy Dunn", 1, GATES_TEXT), (keys[0], ids["ada"], "Ada Obi", 0, SAFE_TEXT),
        ]  # fmt: skip
        assert (members[1].published, members[1].story, members[1].current) == (date(2025, 3, 1), None, True)
        first = claims.claim_members([dam.keys["safe"], dam.keys["gates"], 10**6], limit=2)
        assert {claim: [one.key for one in listed] for claim, listed in first.items()} == {
            dam.keys["safe"]: keys[:2], dam.keys["gates"]: keys[4:], 10**6: [],
        }  # fmt: skip


BAD = [
    ({"spans": ((10, 10),)}, GroundingError, "empty"),
    ({"spans": ((0, 5000),)}, GroundingError, "outside"),
    ({"shows": ((-1, 4),)}, GroundingError, "outside"),
    ({"spans": ()}, StoreError, "needs the words"),
    ({"claim": 10**6}, StoreError, "no claim"),
    ({"statement": "f" * 24}, StoreError, "no current statement"),
    ({"stance": "lies"}, StoreError, "(?i)constraint"),
    ({"confidence": 1.5}, StoreError, "(?i)constraint"),
    ({"depth": 0, "speaker": "Ada Obi"}, StoreError, "(?i)constraint"),
]


@pytest.mark.parametrize(("change", "error", "words"), BAD)
def test_a_position_that_cannot_be_is_refused_whole(
    record: Record, change: dict[str, object], error: type[Exception], words: str
) -> None:
    dam = Dam(record)
    ids = dam.add(wire(), SAFE_OR_NOT[:1])
    good = Position(ids[1], 0, dam.keys["safe"], "disputes", 0, None, ((3, 9),), (), 0.5, b"")
    with pytest.raises(error, match=words), record.writing() as writer:
        ClaimWriter(writer).place(wire().id, [replace(good, ordinal=1), replace(good, **change)])  # type: ignore[arg-type]
    assert [len(one.statements) for one in record.claims()] == [1]


FROZEN = ["claims", "positions", "answers", "factchecks"]


@pytest.mark.parametrize("table", FROZEN)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_what_was_judged_is_never_changed(record: Record, table: str, change: str) -> None:
    _, ids = whole(record)
    with record.writing() as writer:
        ClaimWriter(writer).answer([(ids["cy"], ids["ada"])])
        FactChecks(writer).add(FactCheck("the dam is safe", "Unproven", "Dam Desk"))
    column = next(iter(schema.metadata.tables[table].c)).name
    with pytest.raises(StoreError, match="never changed or deleted"), record.writing() as writer:
        writer.connection.exec_driver_sql(change.format(table, column, column))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "another text of this length, more or"},
        {"spans": [[0, 3]]},
        {"spans": []},
        {"shows": [[5, 5]]},
        {"shows": [[0, 100_000]]},
    ],
)
def test_the_database_refuses_a_position_that_is_not_the_articles_text(
    record: Record, change: dict[str, object]
) -> None:
    whole(record)
    table = schema.positions
    with record.reading() as connection:
        row = dict(connection.execute(sa.select(table).limit(1)).mappings().one())
    with pytest.raises(StoreError, match="not that of the article"), record.writing() as writer:
        writer.connection.execute(sa.insert(table), {**row, "key": 10**6, "ordinal": 77, **change})


def test_positions_of_odd_texts_and_of_several_pieces_come_back_as_they_were(record: Record) -> None:
    of = article("Ada Obi said: odd \0 \ud800 𝔘 … the dam … holds today\n")
    statement = record_one(record, of)
    start = of.text.index("odd")
    parts = ((start, start + 9), (of.text.index("holds"), len(of.text) - 1))
    with record.writing() as writer:
        claims = ClaimWriter(writer)
        (key,) = claims.found([(statement, 0)])
        claims.place(of.id, [Position(statement, 0, key, "asserts", 0, None, parts, (parts[1],), 1.0, b"\0\xff")])
    (claim,) = record.claims()
    assert [(span.start, span.end) for span in claim.statements[0].spans] == list(parts)
    for span in (*claim.statements[0].spans, *claim.statements[0].shows):
        span.check(of.text)


def record_one(record: Record, of: object) -> str:
    reading = read(of)  # type: ignore[arg-type]
    record.add(reading)
    return reading.statements[0].id


def test_copies_of_one_story_count_once(record: Record) -> None:
    dam = Dam(record)
    signature = tuple(range(128))
    dam.add(wire("Wire"), SAFE_OR_NOT, signature)
    dam.add(wire("The Quay"), SAFE_OR_NOT, signature)
    (claim,) = record.claims()
    assert (len(claim.statements), claim.stories) == (4, 1)
    assert {one.story for one in claim.statements} == {min(wire("Wire").id, wire("The Quay").id)}


def test_only_what_is_shown_is_shown_of_a_claim(record: Record) -> None:
    _, ids = whole(record)
    with record.writing() as writer:
        Corrections(writer).reject(ids["cy"])
        Corrections(writer).change(ids["bo"], Fix(speakers=(("Flo Ga", "person"),)))
    assert stances(by_text(record)[SAFE_TEXT])[1:3] == [("Flo Ga", "asserts", 0), ("Ada Obi", "disputes", 0)]
    with record.writing() as writer:
        Registry(writer).suppress("Cy Dunn")
        Registry(writer).suppress("Ada Obi")
    claims = by_text(record)
    assert stances(claims["the dam at Lomé is safe for a decade"]) == [("Flo Ga", "asserts", 0)]
    assert stances(claims[GATES_TEXT]) == [("Di Eno", "disputes", 0), (None, "asserts", 1)]
    assert list(record.claims(ClaimSearch(Search(speaker="Cy Dunn")))) == []
    with record.writing() as writer:
        Registry(writer).restore("Cy Dunn")
        assert [one.speaker for one in ClaimWriter(writer).claim_members([2])[2]] == ["Di Eno", "Cy Dunn"]


def test_positions_stay_when_a_statement_vanishes_and_come_back_with_it(record: Record) -> None:
    dam, ids = whole(record)
    full = read(wire(), reader="two")
    with record.writing() as writer:
        writer.reread(replace(full, statements=full.statements[:1]))
        vanished = ClaimWriter(writer).members([3])[0]
        assert (vanished.speaker, vanished.current) == ("Cy Dunn", False)
        with pytest.raises(StoreError, match="no current statement"):
            ClaimWriter(writer).answer([(ids["cy"], ids["ada"])])
    assert ids["cy"] not in {one.statement for one in by_text(record)[SAFE_TEXT].statements}
    with record.writing() as writer:
        writer.reread(read(wire(), reader="three"))
        assert ClaimWriter(writer).ungrouped(wire().id) == set()
    assert ids["cy"] in {one.statement for one in by_text(record)[SAFE_TEXT].statements}
    assert list(dam.keys) == ["safe", "gates"]


def test_of_a_page_that_was_revised_the_latest_text_is_shown(record: Record) -> None:
    dam, ids = whole(record)
    text = LATER.replace("it is not safe", "it was never safe")
    new = article(text, "The Quay", "2025-04-01", url="https://e.example/later")
    dam.add(new, [Put("safe", "it was never safe", "disputes")])
    claims = by_text(record)
    assert list(claims) == [SAFE_TEXT], "the new text's other statement has no position"
    assert claims[SAFE_TEXT].statements[-1].text == "it was never safe"
    assert ids["again"] not in {one.statement for one in claims[SAFE_TEXT].statements}


def test_answers_and_fact_checks_are_shown(record: Record) -> None:
    dam, ids = whole(record)
    one = FactCheck(
        "Lomé's dam is safe", "Half true", "Dam Desk", "Ada Obi", "https://check.example/1", date(2025, 3, 9)
    )
    other = replace(one, rating="Unproven", url=None, date=None)
    with record.writing() as writer:
        claims, checks = ClaimWriter(writer), FactChecks(writer)
        claims.answer([(ids["cy"], ids["bo"]), (ids["cy"], ids["bo"]), (ids["di"], ids["ada"])])
        claims.answer([(ids["cy"], ids["bo"])])
        assert [checks.add(one), checks.add(one, b"\1\2"), checks.add(other, b"\3\4")] == [True, False, True]
        assert [(kept.factcheck, kept.vector) for kept in checks.each()] == [(one, b"\1\2"), (other, b"\3\4")]
        assert [kept.factcheck for kept in checks.each(after=1)] == [other]
        for score in (0.4, 0.6):
            checks.match(dam.keys["safe"], one.id, score)
        checks.match(dam.keys["safe"], other.id, 0.9)
        with pytest.raises(StoreError, match="no such fact-check"):
            checks.match(dam.keys["safe"], "f" * 24, 0.5)
        with pytest.raises(StoreError, match="no claim"):
            checks.match(10**6, one.id, 0.5)
    (safe,) = record.claims(ClaimSearch(checked=True))
    assert safe.answers == ((ids["cy"], ids["bo"]),), "only between statements of the claim"
    assert [(match.factcheck.rating, match.score) for match in safe.factchecks] == [
        ("Unproven", 0.9),
        ("Half true", 0.6),
    ]
    assert safe.factchecks[1].factcheck == one


SEARCHES = [
    (Search(), [GATES_TEXT, SAFE_TEXT]),
    (Search("lomé"), [SAFE_TEXT]),
    (Search("dam NOT lomé"), [SAFE_TEXT]),
    (Search("dentist"), []),
    (Search(speaker="Cy Dunn"), [GATES_TEXT, SAFE_TEXT]),
    (Search(speaker="Bo"), [SAFE_TEXT]),
    (Search(speaker="dunn cy"), []),
    (Search(speaker="?!"), []),
    (Search("gates", speaker="Cy Dunn"), [GATES_TEXT]),
    (Search("gates", speaker="Bo Iyer"), []),
    (Search(publishers=("WIRE",)), [SAFE_TEXT]),
    (Search(since=date(2025, 3, 15)), [GATES_TEXT, SAFE_TEXT]),
    (Search(until=date(2025, 3, 15)), [SAFE_TEXT]),
    (Search(framings=("denying",), since=date(2025, 3, 15)), [GATES_TEXT]),
]


def test_claims_are_found_by_what_holds_of_one_of_their_statements(record: Record) -> None:
    whole(record)
    for search, texts in SEARCHES:
        assert [one.text for one in record.claims(ClaimSearch(search))] == texts, search
    assert [one.text for one in record.claims(ClaimSearch(disputed=True))] == [GATES_TEXT, SAFE_TEXT]
    assert list(record.claims(ClaimSearch(checked=True))) == []


def test_a_claim_is_found_by_its_id_or_the_beginning_of_it(record: Record) -> None:
    whole(record)
    ids = [one.id for one in record.claims()]
    for id_ in ids:
        found = record.claim(id_[:9].upper())
        assert found is not None
        assert found.id == id_
    assert [record.claim(none) for none in ("", "%", "ffffffff", "safe dam")] == [None] * 4
    with record.writing() as writer:
        for at in range(20):
            ClaimWriter(writer).found([("0" * 24, at)])
    with record.reading() as connection:
        every = [one[:1] for one in connection.scalars(sa.select(schema.claims.c.id))]
    first = next(one for one in every if every.count(one) > 1)
    with pytest.raises(StoreError, match="several claims begin so"):
        record.claim(first)


def test_pages_follow_one_another_while_the_record_grows(record: Record) -> None:
    dam = Dam(record)
    for day in range(1, 8):
        of = article(f"Ada Obi said: wall number {day} holds\n", "The Quay", f"2025-05-0{day}")
        dam.add(of, [Put(f"wall {day}", f"wall number {day} holds")])
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = record.claim_page(ClaimSearch(), 2, cursor)
        seen += [one.text for one in page.claims]
        cursor = page.cursor
        if cursor is None:
            break
        new = article(f"Bo Iyer said: more after {len(seen)}\n", "The Quay", "2025-06-01")
        dam.add(new, [Put(str(len(seen)), f"more after {len(seen)}")])
    assert seen == [f"wall number {day} holds" for day in range(7, 0, -1)]
    for bad in ("x", "1", "1.", "1.2.3", "9" * 30 + ".1"):
        with pytest.raises(StoreError, match="not a cursor"):
            record.claim_page(ClaimSearch(), 2, bad)


def test_pages_of_disputed_claims_skip_the_others(record: Record) -> None:
    dam = Dam(record)
    for day in range(1, 10):
        of = article(
            f"Ada Obi said: wall {day} holds\nAda Obi denied: wall {day} holds at all\n", "Q", f"2025-05-0{day}"
        )
        second = Put(f"wall {day}", f"wall {day} holds at all", "disputes" if day % 3 else "asserts")
        own = Put(f"wall {day}", f"wall {day} holds")
        dam.add(of, [own, second] if day % 2 else [replace(own, stance="neutral"), second])
    texts = [one.text for one in record.claims(ClaimSearch(disputed=True))]
    assert texts == [f"wall {day} holds" for day in (8, 4, 2)], "nobody but Ada Obi disputes the others"
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        page = record.claim_page(ClaimSearch(disputed=True), 1, cursor)
        seen += [one.text for one in page.claims]
        cursor = page.cursor
    assert (seen, cursor) == (texts, None)


def test_the_text_is_that_of_the_clearest_statement_in_whatever_order(record: Record) -> None:
    of = [
        article(f"Ada Obi said: {words}\n", "Q", f"2025-05-0{day}")
        for day, words in enumerate(["it is safe for ten more years", "safe", "the dam is safe for years to come"], 1)
    ]
    dam = Dam(record)
    for one in of:
        dam.add(one, [Put("safe", one.text.partition(": ")[2].strip())])
    (claim,) = record.claims()
    assert (claim.text, claim.first) == ("the dam is safe for years to come", date(2025, 5, 1))


DENIALS = "Bo Iyer said: fares will not rise again this year\nCy Dunn said: that claim is nonsense, and you know it\n"


def opposed(record: Record) -> tuple[str, str, str]:
    """One who says that fares rise, one who says the opposite, one who only points at that; ids of the statements."""
    dam = Dam(record)
    (ada,) = dam.add(article("Ada Obi said: fares will rise\n", "Q", "2025-03-02"), [Put("fares", "fares will rise")])
    bo, cy = dam.add(
        article(DENIALS, "Q", "2025-03-01"),
        [
            Put("fares", "fares will not rise again this year", "disputes", polarity=-1),
            Put("fares", "that claim is nonsense, and you know it", "asserts", vector=False),
        ],
    )
    return ada, bo, cy


def test_the_text_is_of_words_that_state_the_claim(record: Record) -> None:
    ada, _, _ = opposed(record)
    (claim,) = record.claims()
    assert (claim.text, claim.clearest.statement) == ("fares will rise", ada)
    assert [one.states for one in claim.statements] == [False, False, True]
    assert [one.stance for one in claim.statements] == ["disputes", "asserts", "asserts"]


def test_where_only_the_opposite_is_stated_the_claim_is_shown_as_that(record: Record) -> None:
    ada, bo, cy = opposed(record)
    with record.writing() as writer:
        Corrections(writer).reject(ada)
    (claim,) = record.claims()
    assert claim.text == "fares will not rise again this year"
    assert stances(claim) == [("Bo Iyer", "asserts", 0), ("Cy Dunn", "disputes", 0)], "nobody disputes his own words"
    with record.writing() as writer:
        ClaimDecisions(writer).take(claim.id, cy, "asserts")
        ClaimDecisions(writer).take(claim.id, bo, "neutral")
    (claim,) = record.claims()
    assert stances(claim) == [("Bo Iyer", "neutral", 0), ("Cy Dunn", "asserts", 0)]
    with record.writing() as writer:
        Corrections(writer).undo(ada)
    (claim,) = record.claims()
    assert stances(claim) == [("Bo Iyer", "neutral", 0), ("Cy Dunn", "disputes", 0), ("Ada Obi", "asserts", 0)]
