"""What people decide on claims: shown at once, undone, kept through newer readings, revisions, and exports."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord import GroundingError, InputError, OnrecordError, Record, StoreError
from onrecord.statements import FactCheck
from onrecord.store import Claim, trail
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.store.claims import ClaimWriter
from onrecord.store.corrections import Corrections
from onrecord.store.factchecks import FactChecks
from onrecord.store.registry import Registry
from onrecord.store.restoring import Restorer
from tests.claim_samples import LATER, Dam, Put, dry, later, whole, wire
from tests.store_samples import article, read
from tests.test_restoring import restore, written


def decide(record: Record, what: str, *arguments: Any) -> Any:
    with record.writing("Ines", "checked") as writer:
        return getattr(ClaimDecisions(writer), what)(*arguments)


def groups(record: Record) -> list[tuple[str, list[str]]]:
    """The claims: id, and who said what of each."""
    return [(one.id, [f"{each.speaker} {each.stance}" for each in one.statements]) for one in record.claims()]


def on(record: Record, statement: str) -> Claim:
    """The claim that a statement is on."""
    return next(one for one in record.claims() if statement in {each.statement for each in one.statements})


def generation(record: Record) -> int:
    with record.writing() as writer:
        return ClaimWriter(writer).generation()


def test_two_claims_are_one_until_that_is_undone(record: Record) -> None:
    dam, ids = whole(record)
    before = groups(record)
    gates, safe = (one[0] for one in before)
    assert generation(record) == 0
    assert decide(record, "merge", gates[:8], safe[:8]) == safe
    first = generation(record)
    assert first > 0
    (merged,) = record.claims()
    assert (merged.id, len(merged.statements)) == (safe, 6)
    found = record.claim(gates)
    assert found is not None
    assert found.id == safe
    with record.writing() as writer:
        claims = ClaimWriter(writer)
        assert claims.found([(ids["di"], 0)]) == [dam.keys["safe"]], "what grouping founded there was merged into it"
        assert {claim for _, claim, *_ in claims.vectors(0)} == {dam.keys["safe"]}
    of = article("Flo Ga said: the gates are there\n", "The Quay", "2025-05-01")
    dam.add(of, [Put("gates", "the gates are there")])
    assert len(record.claims().__next__().statements) == 7
    with pytest.raises(StoreError, match="one claim already"):
        decide(record, "merge", gates, safe)
    decide(record, "undo", safe)
    assert [one for one in groups(record) if one[0] != safe] == [
        (gates, ["Di Eno disputes", "Cy Dunn asserts"])
    ]  # fmt: skip
    assert generation(record) > first
    with pytest.raises(StoreError, match="nothing to undo"):
        decide(record, "undo", gates)


def test_claims_are_merged_in_chains_and_one_link_is_undone(record: Record) -> None:
    dam = Dam(record)
    for day in range(1, 5):
        of = article(f"Ada Obi said: wall {day} holds\n", "The Quay", f"2025-05-0{day}")
        dam.add(of, [Put(str(day), f"wall {day} holds")])
    one, two, three, four = [each for each, _ in groups(record)][::-1]
    decide(record, "merge", one, two)
    decide(record, "merge", three, four)
    decide(record, "merge", two, three)
    assert [id_ for id_, _ in groups(record)] == [four]
    decide(record, "undo", one)
    assert [id_ for id_, _ in groups(record)] == [four, two]


def test_statements_are_split_from_a_claim_until_that_is_undone(record: Record) -> None:
    dam, ids = whole(record)
    before = groups(record)
    safe = before[1][0]
    new = decide(record, "split", safe, [ids["cy"][:9], ids["bo"]])
    assert dict(groups(record)) == {
        before[0][0]: before[0][1],
        safe: ["Ada Obi asserts", "Ada Obi disputes"],
        new: ["Bo Iyer asserts", "Cy Dunn disputes"],
    }
    with record.writing() as writer:
        claims = ClaimWriter(writer)
        key = claims.members([2])[0].claim
        assert key not in dam.keys.values()
        assert [one.key for one in claims.claim_members([key])[key]] == [2, 3]
    decide(record, "undo", new)
    assert groups(record) == before
    assert decide(record, "split", safe, [ids["bo"]]) == new, "the same decision gives the same id"
    with record.writing() as writer:
        Corrections(writer).undo(ids["bo"])
    assert groups(record) == before


def test_what_was_split_can_be_merged_and_split_again(record: Record) -> None:
    _, ids = whole(record)
    safe = on(record, ids["ada"]).id
    new = decide(record, "split", safe, [ids["bo"]])
    decide(record, "merge", new, safe)
    assert on(record, ids["bo"]).id == safe
    again = decide(record, "split", safe, [ids["bo"]])
    assert again not in {new, safe}
    assert on(record, ids["bo"]).id == again
    decide(record, "undo", again)
    assert on(record, ids["bo"]).id == safe
    decide(record, "undo", safe)
    assert on(record, ids["bo"]).id == new


def test_a_stance_is_corrected_and_at_second_hand_stays(record: Record) -> None:
    _, ids = whole(record)
    gates = on(record, ids["di"]).id
    decide(record, "take", gates, ids["di"], "neutral")
    claim = on(record, ids["di"])
    assert [(one.depth, one.stance) for one in claim.statements] == [(0, "neutral"), (1, "asserts")]
    assert not claim.disputed
    with record.reading() as connection:
        line = list(trail.lines(connection, statement=ids["di"]))[-1]
    assert (line.author, line.reason, line.action) == ("Ines", "checked", "stance corrected")
    assert (line.details["claim"], line.details["stance"]) == (gates, "neutral")
    assert trail.said(line) == f"claim {gates}, stance neutral"
    decide(record, "undo", gates)
    assert on(record, ids["di"]).disputed


def test_what_was_decided_survives_other_readings_and_revisions(record: Record) -> None:
    dam, ids = whole(record)
    safe = on(record, ids["ada"]).id
    decide(record, "take", safe, ids["again"], "neutral")
    new = decide(record, "split", safe, [ids["cy"]])
    with record.writing() as writer:
        full = read(wire(), reader="two")
        content = full.statements[1].content[0]
        shorter = replace(content, end=content.end - len(" at all"), text=content.text.removesuffix(" at all"))
        writer.reread(
            replace(full, statements=(full.statements[0], replace(full.statements[1], id="a" * 24, content=(shorter,))))
        )
        assert ClaimWriter(writer).ungrouped(wire().id) == set()
    assert on(record, ids["cy"]).id == new
    longer = article(LATER + "Flo Ga said: well\n", "The Quay", "2025-04-01", url="https://e.example/later")
    again, _, _ = dam.add(longer, [Put("safe", "it is not safe", "disputes")])
    now = next(one for one in on(record, again).statements if one.statement == again)
    assert (on(record, again).id, now.stance) == (safe, "neutral"), "carried to the revision of the page"


def test_a_speaker_who_was_moved_stays_so_in_a_revision(record: Record) -> None:
    of = article("Ada Obi said: the dam holds\n", "The Quay", "2025-04-01", url="https://e.example/a")
    record.add(read(of))
    with record.writing() as writer:
        Registry(writer).move("Ada Obi", [read(of).statements[0].id], "Ada Obi (Leeds)")
    record.add(read(article(of.text + "Flo Ga said: well\n", "The Quay", "2025-04-01", url="https://e.example/a")))
    assert [one.statements for one in record.named("Ada Obi (Leeds)").identities] == [1]


MISTAKES = [
    ("merge", ("ffffffff", "SAFE"), "no claim whose id begins so; `onrecord claims`"),
    ("merge", ("SAFE", "SAFE"), "one claim already"),
    ("split", ("SAFE", ["di"]), "is not a statement of the claim"),
    ("split", ("SAFE", ["ada", "bo", "cy", "again"]), "nothing to split them from"),
    ("split", ("SAFE", []), "name the statements"),
    ("split", ("SAFE", ["ffffffff"]), "no statement"),
    ("take", ("SAFE", "di", "asserts"), "is not a statement of the claim"),
    ("undo", ("SAFE",), "nothing to undo"),
]


@pytest.mark.parametrize(("what", "arguments", "words"), MISTAKES)
def test_mistakes_are_named_and_change_nothing(
    record: Record, what: str, arguments: tuple[Any, ...], words: str
) -> None:
    _, ids = whole(record)
    safe, before = on(record, ids["ada"]).id, groups(record)

    def known(one: Any) -> Any:
        if isinstance(one, list):
            return [known(each) for each in one]
        return safe if one == "SAFE" else ids.get(one, one)

    with pytest.raises(StoreError, match=words):
        decide(record, what, *map(known, arguments))
    assert groups(record) == before
    assert generation(record) == 0


def lively(record: Record) -> dict[str, str]:
    """A record with something of everything that concerns claims."""
    dam, ids = whole(record)
    one = FactCheck("Lomé's dam is safe \ud800", "Half true", "Dam Desk", "Ada Obi")
    with record.writing() as writer:
        ClaimWriter(writer).answer([(ids["cy"], ids["bo"]), (ids["again"], ids["bo"])])
        FactChecks(writer).add(one, b"\0\1\xff")
        FactChecks(writer).add(replace(one, rating="Unproven"))
        FactChecks(writer).match(dam.keys["safe"], one.id, 0.123456789)
    safe, gates = on(record, ids["ada"]).id, on(record, ids["di"]).id
    new = decide(record, "split", safe, [ids["bo"], ids["cy"]])
    decide(record, "merge", gates, new)
    decide(record, "take", new, ids["cy"], "neutral")
    decide(record, "merge", new, safe)
    decide(record, "undo", safe)
    of = article("Flo Ga said: the gates are there\n", "The Quay", "2025-05-01")
    dam.keys["new"] = 3
    dam.add(of, [Put("new", "the gates are there", polarity=-1)])
    return ids


@pytest.mark.parametrize("hidden", [False, True], ids=["all", "suppressed"])
def test_what_is_restored_is_written_out_the_same(record: Record, tmp_path: Path, hidden: bool) -> None:
    lively(record)
    if hidden:
        with record.writing() as writer:
            Registry(writer).suppress("Cy Dunn")
    lines = written(record)
    with Record.open(tmp_path / "copy.db") as copy:
        assert set(restore(copy, lines)) == {"added"}
        assert written(copy) == lines
        assert groups(copy) == groups(record)
        assert [one.factchecks for one in copy.claims()] == [one.factchecks for one in record.claims()]
        assert [one.answers for one in copy.claims()] == [one.answers for one in record.claims()]
        assert set(restore(copy, lines)) == {"same"}
        assert written(copy) == lines
    if hidden:
        assert all("Cy Dunn" not in str(one["record"]["positions"]) for one in articles(lines))
    restore(record, lines)
    assert written(record) == lines, "the export adds nothing to the record that it is of"


def articles(lines: str) -> list[dict[str, Any]]:
    return [value for value in map(json.loads, lines.splitlines()) if "record" in value]


def test_positions_are_added_to_an_article_that_is_there(record: Record, tmp_path: Path) -> None:
    whole(record)
    lines = written(record)
    with Record.open(tmp_path / "copy.db") as copy:
        for of in (dry(), wire(), later()):
            copy.add(read(of))
        states = restore(copy, lines)
        assert states[:3] == ["completed"] * 3
        assert groups(copy) == groups(record)


def altered(kind: str, one: dict[str, Any]) -> None:
    position = one["record"]["positions"][0]
    if kind == "words":
        position["text"] = "x" * len(position["text"])
    elif kind == "range":
        position["shows"] = [[0, 10**6]]
    elif kind == "claim":
        position["claim"]["ordinal"] = 5
    elif kind == "stance":
        position["stance"] = "lies"
    else:
        del position["vector"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("words", GroundingError), ("range", GroundingError), ("claim", InputError), ("stance", StoreError),
     ("nothing", InputError)],
)  # fmt: skip
def test_an_altered_position_is_refused_with_its_article(tmp_path: Path, kind: str, error: type[OnrecordError]) -> None:
    with Record.open(tmp_path / "record.db") as record:
        whole(record)
        value = articles(written(record))[0]
    altered(kind, value)
    with Record.open(tmp_path / "copy.db") as copy:
        with pytest.raises(error), copy.writing() as writer:
            Restorer().restore(writer, value)
        assert list(copy.claims()) == []


def test_an_altered_fact_check_is_refused(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.db") as record:
        lively(record)
        value = json.loads(written(record).splitlines()[-1])
    value["factcheck"]["rating"] = "True"
    with (
        Record.open(tmp_path / "copy.db") as copy,
        pytest.raises(InputError, match="was altered"),
        copy.writing() as writer,
    ):
        Restorer().restore(writer, value)
