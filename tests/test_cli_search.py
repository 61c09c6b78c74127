"""``onrecord search`` and ``onrecord who``: what they print, and how they end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from onrecord import Record
from onrecord.export.table import COLUMNS, guarded, unguarded
from onrecord.statements import statement_from_json
from onrecord.statements.codec import reading_schema
from onrecord.store import Search
from tests.command import Run, runner
from tests.store_samples import article, read

TEXT = """Ada Obi said in an interview on 2025-02-10: “The dam holds, =1+1 or not.”
Ada Obi hopes: to visit the dam
The Harbour Board denied: that the dam leaks
some residents said: -the dam leaks
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; the exit code, standard output and standard error."""
    return runner(monkeypatch, capsys, 120)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record of four statements in one article and thirty in others, which the environment names."""
    path = tmp_path / "record.db"
    with Record.open(path) as record:
        row = article(TEXT, "The Post", "2025-02-11", title="Dam row", url="https://post.example/dam")
        record.add(read(row, {"Ada Obi": "Defence Secretary"}))
        for number in range(30):
            record.add(read(article(f"Bo Iyer said: quay {number} is open\n")))
    monkeypatch.setenv("ONRECORD_RECORD", str(path))
    return path


def test_a_table_shows_speech_in_its_context(run: Run, path: Path) -> None:
    code, out, err = run("search", "dam", "--record", path)
    assert (code, err) == (0, "")
    assert "Ada Obi · 2025-02-11 · The Post · Dam row\n" in out
    assert "  Ada Obi said in an interview on 2025-02-10: [“The dam holds, =1+1 or not.”]\n" in out
    assert out.index("holds") < out.index("[that the dam leaks]") < out.index("some residents said: [-the dam leaks]")
    assert "to visit" not in out
    assert out.endswith("3 of 3 statements in 1 article\n")


@pytest.mark.usefixtures("path")
def test_paraphrase_is_never_in_quotation_marks(run: Run) -> None:
    _, out, _ = run("search", "leaks", "--act", "all")
    assert not set("\"'“”‘’«»") & set(out)


@pytest.mark.usefixtures("path")
def test_a_table_has_twenty_and_says_how_many_there_are(run: Run) -> None:
    _, out, _ = run("search", "quay")
    assert out.count("Bo Iyer · undated") == 20
    assert out.endswith("20 of 30 statements in 30 articles\n")
    assert run("search", "quay", "--limit", 3)[1].endswith("3 of 30 statements in 30 articles\n")


@pytest.mark.usefixtures("path")
def test_a_word_of_the_article_alone_is_hinted_at(run: Run) -> None:
    code, out, err = run("search", "residents interview")
    assert (code, out) == (0, "0 of 0 statements in 0 articles\n")
    assert "3 statements are in articles whose text has that; search for article:(residents interview)" in err


def test_jsonl_is_the_contract_with_article_and_status_and_has_no_limit(run: Run, path: Path) -> None:
    code, out, err = run("search", "--format", "jsonl")
    assert (code, err) == (0, "")
    values = [json.loads(line) for line in out.splitlines()]
    assert len(values) == 34
    schema = reading_schema()
    defs = {"$defs": schema["$defs"]}
    for value in values:
        extra = {name: value.pop(name) for name in ("article", "status", "story")}
        jsonschema.validate(value, schema["properties"]["statements"]["items"] | defs)
        jsonschema.validate(extra["article"], schema["properties"]["article"] | defs)
        assert extra["status"] == "unreviewed"
        assert "text" not in extra["article"]
    with Record.open(path, write=False) as record:
        assert [statement_from_json(value) for value in values] == [one.statement for one in record.each(Search())]


def test_csv_has_every_statement_and_slot_and_loses_nothing(run: Run, path: Path) -> None:
    code, out, _ = run("search", "--publisher", "the post", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows), tuple(rows[0])) == (0, 4, COLUMNS)
    with Record.open(path, write=False) as record:
        for row, found in zip(rows, record.each(Search(publishers=("the post",))), strict=True):
            spans = found.statement.content
            assert unguarded(row["content"]) == " … ".join(span.text for span in spans)
            assert row["content_offsets"] == ";".join(f"{span.start}-{span.end}" for span in spans)
            assert row["article_url"] == "https://post.example/dam"
    by_content = {row["content"]: row for row in rows}
    assert by_content["'-the dam leaks"]["speaker"] == ""
    said = by_content["“The dam holds, =1+1 or not.”"]
    assert (said["said"], said["said_latest"], said["channel"]) == ("on 2025-02-10", "2025-02-10", "in an interview")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", "'=1", "''=1", "'a", "", "a=1", "'"])
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert guarded(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--speaker", "ada obi"), 2),
        (("--role", "defence secretary", "--act", "speech"), 1),
        (("--type", "organisation", "--type", "none"), 2),
        (("--kind", "direct"), 1),
        (("--act", "intention"), 1),
        (("--framing", "denying"), 1),
        (("--channel", "interview"), 1),
        (("--publisher", "The Post", "--since", "2025-02-11", "--until", "2025-02-11"), 4),
        (("--said-since", "2025-02-01", "--said-until", "2025-02-28"), 1),
        (("--min-confidence", "0.95"), 0),
        (("--checkable", "0.1"), 0),  # these readings have no such score
        (("--status", "rejected", "--status", "suppressed"), 0),
        (("--status", "all"), 34),
        (("--by", "story"), 34),
        (("--sort", "relevance", "dam"), 4),
        (("--limit", "2"), 2),
    ],
)
@pytest.mark.usefixtures("path")
def test_every_filter_reaches_the_search(run: Run, arguments: tuple[str, ...], expected: int) -> None:
    code, out, _ = run("search", *arguments, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, expected)


@pytest.mark.parametrize(
    "arguments",
    [("--kind", "x"), ("--since", "May"), ("--limit", "0"), ("--min-confidence", "2"), ("--checkable", "2")],
)
@pytest.mark.usefixtures("path")
def test_wrong_use_is_2(run: Run, arguments: tuple[str, str]) -> None:
    assert run("search", *arguments)[0] == 2


def test_without_a_record_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    for command in ("search", "who"):
        code, out, err = run(command, "x", "--record", tmp_path / "none.db")
        assert (code, out) == (1, "")
        assert "there is no record; `onrecord add` makes one" in err
    assert list(tmp_path.iterdir()) == []


def test_hostile_names_do_not_steer_the_terminal(run: Run, path: Path) -> None:
    with Record.open(path) as record:
        evil = "Eve Dropper said: \x1b[2J boo \u202eoob\n"
        record.add(read(article(evil, publisher="\x1b[31mP\nQ", title="[bold]T[/bold]\x07")))
    for arguments in (("search", "boo"), ("who", "eve dropper")):
        out = run(*arguments)[1]
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "[bold]T[/bold]\\x07" in run("search", "boo")[1]


@pytest.mark.usefixtures("path")
def test_who_shows_one_and_plots_the_months(run: Run) -> None:
    code, out, err = run("who", "ada obi")
    assert (code, err) == (0, "")
    assert "Ada Obi · person\n2 statements in 1 article\n" in out
    assert "  Defence Secretary · 1 article, 2025-02-11\n" in out
    assert "channels in an interview 1\n" in out
    assert "publishers The Post 2\n" in out
    assert "  2025-02 " + "█" * 60 + " 2\n" in out


def test_who_lists_those_whom_a_name_fits(run: Run, path: Path) -> None:
    with Record.open(path) as record:
        record.add(read(article("Ben Obi said: no\nObi said: yes\n")))
    code, out, err = run("who", "Obi")
    assert code == 0
    assert out.startswith("Obi: 2 fit; give the full name of one\n  Ada Obi · person · 2 statements · ")
    assert "Ben Obi" in out
    assert "1 statement in 1 article by someone whom the article calls no more than that" in err
    id_ = out.splitlines()[2].rpartition(" ")[2]
    assert "Ben Obi · person" in run("who", id_)[1]


@pytest.mark.usefixtures("path")
def test_who_as_json(run: Run) -> None:
    code, out, _ = run("who", "the harbour board", "--format", "jsonl")
    value = json.loads(out)
    assert code == 0
    assert (value["name"], value["type"], value["statements"]) == ("The Harbour Board", "organisation", 1)
    assert value["months"] == {"2025-02": 1}
    assert value["framings"] == {"denying": 1}


@pytest.mark.usefixtures("path")
def test_who_nobody(run: Run) -> None:
    code, out, err = run("who", "Nemo")
    assert (code, out) == (1, "")
    assert "nobody of this name speaks in the record" in err
