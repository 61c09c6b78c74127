"""``onrecord export``, ``import`` and ``reread``: what they write, and how they end."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord import Reader, Record
from onrecord.cli import main
from onrecord.export import parquet
from onrecord.store import Search
from onrecord.store.corrections import Corrections, Fix
from tests.command import Run, runner
from tests.harbour import TEXT, article, read, sign

COMMAND = [sys.executable, "-c", "from onrecord.cli import main; main()"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; the exit code, standard output and standard error."""
    return runner(monkeypatch, capsys)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record of twelve statements, one rejected, one corrected, which the environment names."""
    path = tmp_path / "record.db"
    with Record.open(path) as record:
        copies = [article(f"{TEXT}\nNumber {n}, \ud800.\n", f"https://e.example/{n}") for n in range(4)]
        for of in copies:
            record.add(read(of))
        with record.writing() as writer:
            Corrections(writer).reject(sign(copies[-1]).id)
    monkeypatch.setenv("ONRECORD_RECORD", str(path))
    return path


def test_the_rows_are_those_that_search_finds(run: Run, path: Path, tmp_path: Path) -> None:
    for arguments in ((), ("pilots",), ("--speaker", "Ada Obi"), ("--status", "all"), ("nothing of it",)):
        with Record.open(path, write=False) as record:
            searched = run("search", *arguments, "--format", "jsonl")[1]
            number = len(searched.splitlines())
            assert number == len(list(record.each(Search()))) or arguments
        assert run("export", "jsonl", *arguments)[1] == searched
        rows = list(csv.DictReader(io.StringIO(run("export", "csv", *arguments)[1])))
        target = tmp_path / "rows.parquet"
        assert run("export", "parquet", *arguments, "-o", target) == (0, "", "")
        table = pq.read_table(target)
        ids = [json.loads(line)["id"] for line in searched.splitlines()]
        assert [row["id"] for row in rows] == table.column("id").to_pylist() == ids


@pytest.mark.usefixtures("path")
def test_parquet_holds_the_contract(run: Run) -> None:
    done = subprocess.run([*COMMAND, "export", "parquet"], capture_output=True, check=True)
    file = pq.ParquetFile(io.BytesIO(done.stdout))
    assert file.schema_arrow == parquet.schema()
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    table = file.read()
    lines = [json.loads(line) for line in run("export", "jsonl")[1].splitlines()]
    for row, line in zip(table.to_pylist(), lines, strict=True):
        assert str(row["article"].pop("published")) == line["article"].pop("published")
        assert line["article"].pop("found_in") == {}
        assert row == line
    assert table.schema.field("content").type == pa.list_(parquet.schema().field("content").type.value_type)


@pytest.mark.usefixtures("path")
def test_without_pyarrow_the_error_names_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, out, err = run("export", "parquet")
    assert (code, out) == (1, "")
    assert "pip install 'onrecord[scale]'" in err


def test_a_file_appears_whole_or_not_at_all(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "rows.jsonl"
    assert run("export", "jsonl", "-o", target)[0] == 1
    target.parent.mkdir()
    target.write_text("before")
    target.chmod(0o640)
    monkeypatch.setattr("onrecord.export.jsonl.found_line", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_raising("export", "jsonl", "-o", target, monkeypatch=monkeypatch)
    assert [one.name for one in target.parent.iterdir()] == ["rows.jsonl"]
    assert target.read_text() == "before"
    monkeypatch.undo()
    assert run("export", "jsonl", "-o", target, "--record", path) == (0, "", "")
    assert len(target.read_text().splitlines()) == 11
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def run_raising(*arguments: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
    main()


@pytest.mark.usefixtures("path")
def test_the_whole_record_goes_out_and_in_again(run: Run, tmp_path: Path) -> None:
    export, copy = tmp_path / "export.jsonl", tmp_path / "copy.db"
    assert run("export", "jsonl", "--with-text", "-o", export)[0] == 0
    assert run("import", "jsonl", export, "--record", copy) == (0, "4 added\n", "")
    assert run("export", "jsonl", "--with-text", "--record", copy)[1] == export.read_text()
    lines = export.read_bytes().splitlines(keepends=True)
    bad = [
        lines[0],
        b"{}\n",
        b"[1]\n",
        b"\xff\n",
        b'{"schema": 1, "article": {}}\n',
        b"\n",
        b"[" * 99999 + b"\n",
        lines[1],
    ]
    (tmp_path / "bad.jsonl").write_bytes(b"".join(bad))
    code, out, err = run("import", "jsonl", tmp_path / "bad.jsonl", "--record", tmp_path / "other.db")
    assert (code, out) == (1, "2 added, 5 failed\n")
    assert [line.split(": ")[2] for line in err.splitlines()] == ["line 2", "line 3", "line 4", "line 5", "line 7"]
    assert run("import", "jsonl", tmp_path / "none.jsonl", "--record", copy)[0] == 1
    assert run("export", "csv", "--with-text")[0] == 2
    assert run("export", "jsonl", "--with-text", "--limit", "3")[0] == 2
    part = run("export", "jsonl", "--with-text", "article:number", "--speaker", "Ada Obi")[1].splitlines()
    assert len(part) == 3, "whole articles, of those that hold what is found"


def test_reread_says_what_changed_and_does_nothing_twice(
    run: Run, path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "load", lambda _: reader)
    with Record.open(path) as record:
        of = next(iter(record.each(Search()))).article["id"]
        (target,) = (one.statement.id for one in record.each(Search(article=of, speaker="Cy Dunn")))
        with record.writing() as writer:
            Corrections(writer).change(target, Fix(speakers=(("Cy Dunne", "person"),)))
    code, out, err = run("reread", "--verbose")
    assert (code, err) == (0, "")
    assert "4 of 4 articles read again\n" in out
    assert "corrections: " in out
    assert run("reread")[1].startswith("0 of 0 articles read again\n")
    assert run("reread", "--all")[1].startswith("0 of 4 articles read again, 4 as before\n")
    with Record.open(path) as record:
        assert [one.statement.speaker.name for one in record.each(Search(article=of, speaker="Dunne"))] == ["Cy Dunne"]


def test_a_reread_killed_at_any_moment_is_finished_by_the_next(
    run: Run, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [article(f"{TEXT}\nNumber {number}.\n", f"https://e.example/{number}") for number in range(40)]
    for name in ("killed.db", "whole.db"):
        with Record.open(tmp_path / name) as record, record.writing() as writer:
            for of in articles:
                writer.add(read(of))
    arguments = [*COMMAND, "reread", "--record", str(tmp_path / "killed.db")]
    chance, done = random.Random(3), 0  # noqa: S311 - a moment, not a secret
    for _ in itertools.count():
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and newer(tmp_path / "killed.db") <= done:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
        done = newer(tmp_path / "killed.db")
        if done >= 20:
            break
    monkeypatch.setattr(Reader, "load", lambda _: reader)
    for name in ("killed.db", "whole.db"):
        assert run("reread", "--record", tmp_path / name)[0] == 0
    after = []
    for name in ("killed.db", "whole.db"):
        with Record.open(tmp_path / name) as record:
            after.append([replace(one, key=0) for one in record.each(Search())])
    assert after[0] == after[1]
    assert newer(tmp_path / "killed.db") == 40


def newer(path: Path) -> int:
    """How many articles have a second reading."""
    import sqlalchemy as sa

    from onrecord.store.schema import readings

    with Record.open(path, write=False) as record, record.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).where(readings.c.model != "one")).scalar_one())
