"""A record written out and restored: byte for byte the same again, whatever happens on the way."""

from __future__ import annotations

import itertools
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from onrecord import GroundingError, InputError, Record
from onrecord.export import jsonl
from onrecord.store import Search, schema
from onrecord.store.corrections import Corrections, Fix
from onrecord.store.dumping import dumped
from onrecord.store.registry import Registry, entries
from onrecord.store.restoring import Restorer
from tests.harbour import TEXT, article, asked, fears, read, said, sign, with_speaker

ODD = "odd \0 \ud800 𝔘 \u2028 "


def lively(record: Record) -> None:
    """Put something of everything into a record."""
    of, copy = article(), article(TEXT, "https://post.example/wire", "The Harbour Post")
    alone = article(ODD + TEXT, "https://e.example/odd", "Ödd \ud800")
    record.add(read(of), tuple(range(128)), author="Jon")
    record.add(read(copy), tuple(range(128)))
    record.add(read(alone), tuple(range(500, 628)))
    with record.writing("Ines", "checked") as writer:
        chosen = Corrections(writer)
        chosen.confirm(sign(of).id)
        chosen.change(fears(of).id, Fix(speakers=(("Bo Iyer", "person"),), framing=ODD))
        chosen.note(fears(of).id, "see the tape")
        chosen.reject(asked(of).id)
        chosen.undo(asked(of).id)
        chosen.reject(asked(copy).id)
        start = TEXT.index("its chair")
        chosen.add(copy.id, Fix(content=((start, start + 9),), speakers=(("Di Eno", "person"),)))
        chosen.change(fears(copy).id, Fix(speakers=(("Cy Dunn", "person"),)))
    with record.writing("Jon", "new reader") as writer:
        writer.reread(read(of, with_speaker(sign(of), of, "Cy Dunn"), fears(of), model="two"))
    new = article(TEXT.replace("fears delays", "fears no delays") + "\nCorrected.\n")
    record.add(read(new, sign(new), said(new, "The harbour board fears no delays", "Bo Iyer", "said"), asked(new)))
    with record.writing("Ines", "registry") as writer:
        registry = Registry(writer)
        registry.merge("Bo Iyer", "Di Eno")
        registry.move("Ada Obi", [sign(alone).id], "Ada Obi (Leeds)")
        registry.merge("Cy Dunn", "Ada Obi")
        registry.split("Cy Dunn")


def hide(record: Record) -> None:
    with record.writing("Ines", "court order") as writer:
        Registry(writer).suppress("Cy Dunn")
        Registry(writer).suppress(article(ODD + TEXT, "https://e.example/odd", "Ödd \ud800").id)
        Registry(writer).suppress("Bo Iyer")
        Registry(writer).restore("Bo Iyer")


def written(record: Record, search: Search | None = None) -> str:
    with record.reading() as connection:
        return "".join(map(jsonl.object_line, dumped(connection, search)))


def restore(record: Record, lines: str) -> list[str]:
    restorer = Restorer()
    states: list[str] = []
    for line in lines.splitlines():
        with record.writing() as writer:
            states.append(restorer.restore(writer, json.loads(line)))
    return states


def shown(record: Record) -> list[dict[str, Any]]:
    every = Search(statuses=("unreviewed", "confirmed", "corrected", "rejected"), revisions=True)
    return sorted((jsonl.found_object(one) for one in record.each(every)), key=lambda one: str(one["id"]))


@pytest.mark.parametrize("hidden", [False, True], ids=["all", "suppressed"])
def test_what_is_restored_is_written_out_the_same(record: Record, tmp_path: Path, hidden: bool) -> None:
    lively(record)
    if hidden:
        hide(record)
    lines = written(record)
    with Record.open(tmp_path / "copy.db") as copy:
        assert set(restore(copy, lines)) == {"added"}
        assert written(copy) == lines
        assert shown(copy) == shown(record)
        assert people(copy) == people(record)
        assert set(restore(copy, lines)) == {"same"}
        assert written(copy) == lines
    assert ("Cy Dunn" in "".join(json.dumps(one) for one in objects_without_text(lines))) is not hidden
    if hidden:
        restore(record, lines)
        assert written(record) == lines, "the export adds nothing to the record that it is of"


def people(record: Record) -> list[tuple[str, int]]:
    """Who speaks, and how often."""
    with record.reading() as connection:
        return [(one.name, one.statements) for one in entries(connection) if one.statements]


def objects_without_text(lines: str) -> list[dict[str, Any]]:
    """The lines, without the texts of articles, which hold whom they hold."""
    values = [json.loads(line) for line in lines.splitlines()]
    for value in values:
        value.get("article", {}).pop("text", None)
        for one in value.get("statements", ()):
            for role in ("content", "cue", "source"):
                one.pop(role)
        for event in value.get("record", {}).get("corrections", ()):
            event["payload"].pop("seen", None)
    return values


def test_what_was_left_out_stays_out_of_what_is_restored(record: Record, tmp_path: Path) -> None:
    lively(record)
    hide(record)
    odd = article(ODD + TEXT, "https://e.example/odd", "Ödd \ud800")
    with Record.open(tmp_path / "copy.db") as copy:
        restore(copy, written(record))
        copy.add(read(odd))
        later = article("Again.\n\n" + TEXT, "https://e.example/again")
        copy.add(read(later))
        found = {one.statement.id for one in copy.each(Search())}
    assert sign(odd).id not in found
    assert sign(later).id in found
    assert asked(later).id not in found


def test_a_part_is_the_articles_that_hold_what_is_found(record: Record, tmp_path: Path) -> None:
    lively(record)
    search = Search(publishers=("The Harbour Post",))
    lines = written(record, search)
    assert [json.loads(line)["article"]["publisher"] for line in lines.splitlines()] == ["The Harbour Post"]
    with Record.open(tmp_path / "part.db") as part:
        restore(part, lines)
        assert [one.statement for one in part.each(search)] == [one.statement for one in record.each(search)]


def test_an_export_completes_a_record_that_has_the_articles(record: Record, tmp_path: Path) -> None:
    lively(record)
    with Record.open(tmp_path / "older.db") as older:
        older.add(read(article()))
        assert set(restore(older, written(record))) == {"completed", "added"}
        assert shown(older) == shown(record)


def test_a_plain_reading_with_text_is_added(record: Record) -> None:
    line = jsonl.line(read(article()), with_text=True)
    assert restore(record, line) == ["added"]
    assert restore(record, line) == ["same"]
    assert [one.statement.id for one in record.each(Search())] == [sign(article()).id, fears(article()).id,
                                                                    asked(article()).id]  # fmt: skip


def changed(lines: str, change: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(lines.splitlines()[0])
    change(value)
    return value


BROKEN: list[tuple[Any, type[Exception], str]] = [
    (lambda one: one["article"].pop("text"), InputError, "with-text"),
    (lambda one: one["article"].update(text="x"), GroundingError, "hash differs"),
    (lambda one: one["article"].update(publisher="Another"), InputError, "not that of its publisher"),
    (lambda one: one["statements"][0]["content"][0].update(start=3), GroundingError, "does not hold"),
    (lambda one: one["record"]["earlier"][0]["statements"][0]["cue"][0].update(end=9), GroundingError, "does not hold"),
    (lambda one: one["record"]["corrections"][0].update(author="Mallory"), InputError, "was altered"),
    (lambda one: one["record"].pop("log"), InputError, "not a line of an export"),
    (lambda one: one["record"].update(signature="!"), InputError, "not a line of an export"),
    (lambda one: one.update(schema=99), InputError, "schema 99"),
    (lambda one: one.update(article=[]), InputError, "not a line of an export|with-text"),
]


@pytest.mark.parametrize(("change", "error", "words"), BROKEN)
def test_what_was_altered_is_refused_whole(
    record: Record, tmp_path: Path, change: Any, error: type[Exception], words: str
) -> None:
    lively(record)
    value = changed(written(record), change)
    with Record.open(tmp_path / "copy.db") as copy:
        with pytest.raises(error, match=words), copy.writing() as writer:
            Restorer().restore(writer, value)
        with copy.reading() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(schema.articles)).scalar_one() == 0


COMMAND = [sys.executable, "-c", "from onrecord.cli import main; main()"]


def many(path: Path, number: int) -> str:
    """A record of as many articles, corrected here and there, written out."""
    with Record.open(path) as record:
        for at in range(number):
            of = article(f"{TEXT}\nNumber {at}.\n", f"https://e.example/{at}")
            with record.writing("Ines", "many") as writer:
                writer.add(read(of))
                if at % 3 == 0:
                    Corrections(writer).reject(sign(of).id)
        return written(record)


def test_an_import_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    lines = many(tmp_path / "whole.db", 60)
    (tmp_path / "export.jsonl").write_text(lines, encoding="utf-8")
    target = tmp_path / "copy.db"
    arguments = [*COMMAND, "import", "jsonl", str(tmp_path / "export.jsonl"), "--record", str(target)]
    chance = random.Random(7)  # noqa: S311 - a moment, not a secret
    cut = 0
    for _ in range(4):
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            for _ in itertools.count():  # until it has begun to write
                if run.poll() is not None or (target.exists() and target.stat().st_size):
                    break
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.4))
            run.send_signal(signal.SIGKILL)
        cut += run.returncode == -signal.SIGKILL
    assert cut, "it was killed at least once"
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with Record.open(target) as copy:
        assert written(copy) == lines
        with copy.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_two_imports_at_once_both_finish(tmp_path: Path) -> None:
    lines = many(tmp_path / "whole.db", 20)
    (tmp_path / "export.jsonl").write_text(lines, encoding="utf-8")
    target = tmp_path / "copy.db"
    arguments = [*COMMAND, "import", "jsonl", str(tmp_path / "export.jsonl"), "--record", str(target)]
    runs = [subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], ends
    with Record.open(target) as copy:
        after = [json.loads(line) for line in written(copy).splitlines()]
    key = "article"
    assert sorted(one[key]["id"] for one in after) == sorted(json.loads(line)[key]["id"] for line in lines.splitlines())
