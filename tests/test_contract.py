"""The public contract: every line that ``read --format jsonl`` prints, and its JSON Schema."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from onrecord import Actor, Article, Reader, Reading, SaidAt, Span, Speaker, Statement, reading_from_json
from onrecord.export import jsonl
from onrecord.ingest import find_files, read_file
from onrecord.statements import ReaderInfo
from onrecord.statements.codec import reading_schema

TEXT = "“Ja,” said Ada Obi \U0001f600\ud800 to the BBC in Bonn on Tuesday. “Nein.”"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


FULL = Reading(
    Article(TEXT, "7", "a.txt", "https://example.org/a", "Ja", "The Outlet", date(2025, 2, 19)),
    ReaderInfo("0.1.0", "en-0.1.0", "0" * 64),
    (
        Statement(
            id="s1",
            kind="direct",
            content=(span("“Ja,”"), span("“Nein.”")),
            cue=(span("said"),),
            source=(span("Ada Obi"),),
            act="thought",
            framing="claimed",
            speaker=Speaker(
                "Ada Obi", "person", ("p1",), "name", 0.98765, (("Ada Obi", "p1", 0.98765), ("Al", None, 0.1))
            ),
            addressee=(span("the BBC"),),
            channel=(span("BBC"),),
            place=(span("Bonn"),),
            said_at=SaidAt(span("on Tuesday"), date(2025, 2, 18), None),
            checkable=0.5,
            claim_type="number",
            confidence=0.93,
        ),
        Statement(id="s2", kind="indirect", content=(span("\U0001f600\ud800"),), within="s1"),
    ),
    (Actor("p1", "Ada Obi", "person", (span("Ada Obi"),), ("Minister",)),),
)


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    Draft202012Validator.check_schema(reading_schema())
    return Draft202012Validator(reading_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_committed_schema_is_the_code_s(root: Path) -> None:
    committed = (root / "docs" / "reading.schema.json").read_text(encoding="utf-8")
    assert committed == json.dumps(reading_schema(), indent=2) + "\n", "write the file anew, with this right side"


def test_a_reading_with_every_field_is_valid(schema: Draft202012Validator) -> None:
    schema.validate(json.loads(jsonl.line(FULL)))
    schema.validate(json.loads(jsonl.line(FULL, with_text=True)))


def test_a_line_read_back_is_the_reading() -> None:
    value = json.loads(jsonl.line(FULL, with_text=True))
    back = reading_from_json(value)
    assert back.article == FULL.article
    assert back.statements[1] == FULL.statements[1]
    assert back.statements[0].speaker.candidates == (("Ada Obi", "p1", 0.9877), ("Al", None, 0.1)), "four digits"
    assert jsonl.line(back, with_text=True) == jsonl.line(FULL, with_text=True)


BROKEN: list[tuple[list[str | int], Any]] = [
    (["schema"], 2),
    (["article", "published"], "19 February"),
    (["article", "sha256"], "abc"),
    (["statements", 0, "kind"], "quoted"),
    (["statements", 0, "content"], []),
    (["statements", 0, "cue"], None),
    (["statements", 0, "confidence"], 1.5),
    (["statements", 0, "speaker", "type"], "robot"),
    (["statements", 0, "source", 0, "start"], -1),
    (["statements", 0, "publisher"], "The Outlet"),
]


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_the_schema_refuses_what_the_contract_does(
    schema: Draft202012Validator, path: list[str | int], value: object
) -> None:
    line = json.loads(jsonl.line(FULL))
    inside = line
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    assert [list(error.absolute_path) for error in schema.iter_errors(line)] in ([path], [path[:-1]])


def test_every_line_about_real_articles_is_valid_and_grounded(
    reader: Reader, schema: Draft202012Validator, gold_folder: Path
) -> None:
    count = 0
    for path in find_files([str(gold_folder)]):
        reading = reader.read(read_file(path))
        value = json.loads(jsonl.line(reading, with_text=True))
        schema.validate(value)
        text = value["article"]["text"]
        for statement in value["statements"]:
            count += 1
            for role in ("content", "cue", "source"):
                assert all(text[one["start"] : one["end"]] == one["text"] for one in statement[role])
    assert count > 100
