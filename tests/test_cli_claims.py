"""``onrecord claims``, ``factchecks`` and the exports of claims: what they print, and how they end."""

from __future__ import annotations

import csv
import io
import itertools
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from onrecord import Record
from onrecord.export.claims import COLUMNS
from onrecord.statements import FactCheck
from onrecord.store import schema
from onrecord.store.claims import ClaimWriter
from onrecord.store.factchecks import FactChecks
from tests.claim_samples import Dam, Put, dry, whole, wire
from tests.command import Run, runner
from tests.store_samples import article
from tests.test_claim_review import REVIEW

COMMAND = [sys.executable, "-c", "from onrecord.cli import main; main()"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; the exit code, standard output and standard error."""
    return runner(monkeypatch, capsys, 110)


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A record of two claims, which the environment names; ids of statements by who made them, and of the claims."""
    path = tmp_path / "record.db"
    with Record.open(path) as record:
        dam, known = whole(record)
        check = FactCheck("Lomé's dam is safe", "Half \x1b[31mtrue", "Dam Desk", None, "https://desk.example/1")
        with record.writing() as writer:
            ClaimWriter(writer).answer([(known["cy"], known["bo"])])
            FactChecks(writer).add(check)
            FactChecks(writer).match(dam.keys["safe"], check.id, 0.75)
        gates, safe = (one.id for one in record.claims())
    monkeypatch.setenv("ONRECORD_RECORD", str(path))
    return {**known, "gates": gates, "safe": safe}


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_line_is_a_claim_as_the_contract_has_it(run: Run, ids: dict[str, str]) -> None:
    code, out, err = run("claims", "--format", "jsonl")
    assert (code, err) == (0, "")
    gates, safe = objects(out)
    assert list(safe) == [
        "claim", "text", "text_of", "first", "stories", "disputed", "denied_only", "statements", "answers",
        "factchecks", "changes",
    ]  # fmt: skip
    assert (safe["claim"], safe["text"], safe["first"], safe["stories"]) == (
        ids["safe"], "the dam is safe for another ten years", "2025-03-01", 3,
    )  # fmt: skip
    assert safe["text_of"] == ids["ada"]
    assert safe["answers"] == [[ids["cy"], ids["bo"]]]
    assert safe["changes"] == [[ids["ada"], ids["again"]]]
    assert safe["factchecks"] == [
        {"publisher": "Dam Desk", "rating": "Half \x1b[31mtrue", "url": "https://desk.example/1", "date": None,
         "claim": "Lomé's dam is safe", "score": 0.75}
    ]  # fmt: skip
    first, third = safe["statements"][0], safe["statements"][2]
    text = dry().text
    start = text.index("the dam")
    assert {name: value for name, value in first.items() if name not in {"actors", "confidence"}} == {
        "statement": ids["ada"], "article": dry().id, "file": "dry.txt", "url": dry().url, "title": None,
        "publisher": "The Quay", "published": "2025-03-01", "story": dry().id, "speaker": "Ada Obi", "kind": "indirect",
        "stance": "asserts", "depth": 0, "text": "the dam is safe for another ten years", "shows": [],
        "spans": [{"start": start, "end": len(text) - 1, "text": text[start:-1]}],
    }  # fmt: skip
    assert [one["text"] for one in third["shows"]] == ["denied"]
    assert (gates["denied_only"], [(one["depth"], one["stance"], one["speaker"]) for one in gates["statements"]]) == (
        True, [(0, "disputes", "Di Eno"), (1, "asserts", "Cy Dunn")],
    )  # fmt: skip


def test_every_claim_is_printed_without_a_limit(run: Run, tmp_path: Path) -> None:
    texts = [f"wall {at} holds" for at in range(230)]
    with Record.open(tmp_path / "many.db") as record:
        of = article("".join(f"Ada Obi said: {text}\n" for text in texts), "Q")
        Dam(record).add(of, [Put(text, text) for text in texts])
    _, out, _ = run("claims", "--format", "jsonl", "--record", tmp_path / "many.db")
    assert {one["text"] for one in objects(out)} == set(texts)
    _, out, _ = run("claims", "--format", "jsonl", "--limit", 3, "--record", tmp_path / "many.db")
    assert len(objects(out)) == 3
    _, out, _ = run("claims", "--record", tmp_path / "many.db")
    assert out.endswith("20 claims; more with --limit\n")


def test_a_table_says_who_asserts_and_who_disputes(run: Run, ids: dict[str, str]) -> None:
    _, out, _ = run("claims")
    gates, safe = out.split("\n\n")[:2]
    assert gates.splitlines() == [
        "the gates were sold",
        "  asserted by Cy Dunn (at second hand)",
        "  disputed by Di Eno",
        f"  first on 2025-04-01 · 1 story · known only from its denial · {ids['gates']}",
    ]
    assert safe.splitlines() == [
        "the dam is safe for another ten years",
        "  asserted by Ada Obi, Bo Iyer",
        "  disputed by Cy Dunn, Ada Obi",
        f"  first on 2025-03-01 · 3 stories · disputed · 1 fact-check · changed over time · {ids['safe']}",
    ]
    assert out.endswith("2 claims\n")


def test_one_claim_is_shown_with_both_sides_in_columns(run: Run, ids: dict[str, str]) -> None:
    code, out, _ = run("claims", ids["safe"][:8])
    assert code == 0
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[:3] == [
        "the dam is safe for another ten years",
        "in the words of Ada Obi, 2025-03-01, The Quay",
        f"first on 2025-03-01 · 3 stories · disputed · 1 fact-check · changed over time · {ids['safe']}",
    ]
    head = next(line for line in lines if line.startswith("asserts"))
    column = head.index("disputes")
    rows = [(line[:column].strip(), line[column:].strip()) for line in lines[lines.index(head) + 1 :]]
    assert rows[0] == ("Ada Obi", "Cy Dunn")
    assert rows[1] == ("the dam is safe for another ten years", "the dam is safe at all")
    assert rows[2][1].startswith("[denied] 2025-03-02 · Wire")
    said = "Bo Iyer, 2025-03-02, Wire: the dam at Lomé is safe for a decade"
    assert lines[lines.index("answers") + 1 :][:2] == [
        "  Cy Dunn, 2025-03-02, Wire: the dam is safe at all", f"    answers {said}",
    ]  # fmt: skip
    assert lines[lines.index("changed over time") + 1 :][:2] == [
        "  Ada Obi, 2025-03-01, The Quay: the dam is safe for another ten years",
        "    then Ada Obi, 2025-04-01, The Quay: it is not safe",
    ]
    assert "    Dam Desk · Half \\x1b[31mtrue · undated · 0.75" in lines
    assert "\x1b" not in out
    assert "“" not in out, "a paraphrase stands in no quotation marks"


def test_claims_are_chosen_by_what_is_said_of_them(run: Run, ids: dict[str, str]) -> None:
    def found(*arguments: object) -> list[str]:
        _, out, _ = run("claims", *arguments, "--format", "jsonl")
        return [one["claim"] for one in objects(out)]

    both = [ids["gates"], ids["safe"]]
    assert found("--disputed") == both
    assert found("--checked") == [ids["safe"]]
    assert found("lomé") == found("--publisher", "wire") == found("--until", "2025-03-15") == [ids["safe"]]
    assert found("gates", "--speaker", "Di Eno") == [ids["gates"]]
    assert found("--since", "2025-05-01") == found("dentist") == found("ffffffff") == []
    assert found(ids["gates"].upper()) == [ids["gates"]]


def test_people_decide_on_claims_and_take_it_back(run: Run, ids: dict[str, str]) -> None:
    def claims() -> dict[str, list[str]]:
        _, out, _ = run("claims", "--format", "jsonl")
        return {one["claim"]: [each["statement"] for each in one["statements"]] for one in objects(out)}

    before = claims()
    code, out, _ = run("claims", ids["gates"], "--merge", ids["safe"], "--reason", "the same", "--by", "Ines")
    assert code == 0
    assert "in the words of Ada Obi" in out
    assert list(claims()) == [ids["safe"]]
    run("claims", ids["gates"], "--undo")
    assert claims() == before
    _, out, _ = run("claims", ids["safe"], "--split", f"{ids['bo']}, {ids['cy'][:10]}", "--format", "jsonl")
    (new,) = objects(out)
    assert claims()[new["claim"]] == [ids["bo"], ids["cy"]]
    run("claims", new["claim"], "--undo")
    assert claims() == before
    _, out, _ = run("claims", ids["gates"], "--stance", "neutral", "--statement", ids["di"], "--format", "jsonl")
    assert [each["stance"] for each in objects(out)[0]["statements"]] == ["neutral", "asserts"]
    run("correct", ids["di"], "--undo")
    _, out, _ = run("log", "--format", "jsonl")
    done = [(one["action"], one["author"], one["reason"]) for one in objects(out)]
    assert ("merged", "Ines", "the same") in done
    assert [action for action, *_ in done if action not in {"grouped", "added", "upgrade"}] == [
        *("merged", "split", "split from its claim", "split from its claim", "undone", "undone", "stance corrected"),
        "undone",
    ]


WRONG = [
    (("claims", "--merge", "aaaaaaaa"), "needs the claim"),
    (("claims", "aaaaaaaa", "--merge", "b", "--undo"), "two decisions"),
    (("claims", "aaaaaaaa", "--stance", "asserts"), "go together"),
    (("claims", "aaaaaaaa", "--statement", "aaaa"), "go together"),
    (("claims", "--format", "csv"), "'csv' is not one of"),
    (("factchecks", "import"), "Missing argument"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_wrong_use_ends_with_2(run: Run, ids: dict[str, str], arguments: tuple[str, ...], words: str) -> None:
    del ids
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())


def test_what_the_record_lacks_is_named(run: Run, ids: dict[str, str]) -> None:
    code, out, err = run("claims", "ffffffff", "--merge", ids["safe"])
    assert (code, out) == (1, "")
    assert "no claim whose id begins so; `onrecord claims` shows ids" in err


def test_the_table_of_actors_and_claims(run: Run, ids: dict[str, str], tmp_path: Path) -> None:
    code, out, _ = run("export", "claims-csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["actor"], row["claim"], row["stance"], row["depth"], row["date"]) for row in rows] == [
        ("Di Eno", ids["gates"], "disputes", "0", "2025-04-01"),
        ("Cy Dunn", ids["gates"], "asserts", "1", "2025-04-01"),
        ("Ada Obi", ids["safe"], "asserts", "0", "2025-03-01"),
        ("Bo Iyer", ids["safe"], "asserts", "0", "2025-03-02"),
        ("Cy Dunn", ids["safe"], "disputes", "0", "2025-03-02"),
        ("Ada Obi", ids["safe"], "disputes", "0", "2025-04-01"),
    ]
    assert rows[2]["actor_ids"] == rows[5]["actor_ids"] != ""
    assert (rows[4]["shows"], rows[4]["claim_text"]) == ("denied", "the dam is safe for another ten years")
    run("export", "claims-csv", "gates", "-o", tmp_path / "gates.csv")
    with (tmp_path / "gates.csv").open(newline="", encoding="utf-8") as file:
        assert [row["actor"] for row in csv.DictReader(file)] == ["Di Eno", "Cy Dunn"]
    _, lines, _ = run("export", "claims-jsonl")
    assert lines == run("claims", "--format", "jsonl")[1]


def test_no_cell_of_a_claim_is_run_as_a_formula(run: Run, tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.db") as record:
        Dam(record).add(article("Ada Obi said: =1+1 holds\n", "@Q"), [Put("x", "=1+1 holds")])
    _, out, _ = run("export", "claims-csv", "--record", tmp_path / "record.db")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["text"], row["claim_text"], row["publisher"]) == ("'=1+1 holds", "'=1+1 holds", "'@Q")


def test_a_claims_stream_ends_quietly_when_nobody_reads_on(ids: dict[str, str]) -> None:
    del ids
    with subprocess.Popen(
        [*COMMAND, "claims", "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


def test_fact_checks_are_imported_once(run: Run, ids: dict[str, str], tmp_path: Path) -> None:
    del ids
    file, broken = tmp_path / "checks.json", tmp_path / "broken.csv"
    file.write_text(json.dumps([REVIEW, {**REVIEW, "claimReviewed": ""}, {**REVIEW, "url": None}]))
    broken.write_text("a,b\n1,2\n")
    code, out, err = run("factchecks", "import", broken, file)
    assert (code, out) == (1, "2 added, 2 failed, 3 about a claim here\n")
    first, second = err.splitlines()
    assert first.startswith(f"onrecord: {broken}: has no column for the claim: name it claim or claimReviewed or ")
    assert second == f"onrecord: {file}, item 2: has no claim"
    file.write_text(json.dumps(REVIEW))
    assert run("factchecks", "import", file) == (0, "1 same\n", "")


def test_an_import_of_fact_checks_that_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    file, target = tmp_path / "checks.jsonl", tmp_path / "record.db"
    file.write_text("".join(json.dumps({"claim": f"wall {at} holds", "rating": "Odd"}) + "\n" for at in range(1200)))
    Record.open(target).close()
    arguments = [*COMMAND, "factchecks", "import", str(file), "--record", str(target)]

    def there() -> int:
        with Record.open(target, write=False) as record, record.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(schema.factchecks)).scalar_one())

    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as run:
        for _ in itertools.count():  # until it has begun to write
            if run.poll() is not None or there():
                break
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
    kept = there()
    assert kept % 500 == 0
    assert kept > 0
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (done.returncode, there()) == (0, 1200), done.stderr


def test_the_commands_need_a_record(run: Run, tmp_path: Path) -> None:
    code, _, err = run("claims", "--record", tmp_path / "none.db")
    assert code == 1
    assert "there is no record" in err
    assert wire().publisher == "Wire"
