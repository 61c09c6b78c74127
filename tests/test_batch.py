"""Batches on one machine: the same rows whoever reads them and whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from onrecord import Article, Reader, Record
from onrecord.batch import Work, is_batch, readings, schema
from onrecord.batch.dedup import _groups
from onrecord.batch.inputs import pieces, survey, units
from onrecord.batch.places import Place
from onrecord.batch.running import Progress, Request, run
from onrecord.cli.batch import line
from onrecord.errors import BatchError, InputError
from onrecord.ingest import Failure
from onrecord.intake import Intake, Stored
from onrecord.store import Search
from tests.batch_samples import ACCIDENTS, archive, batch, content, jsonl, nearly_full, row, rows


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("batch") / "archive")


@pytest.fixture(scope="module")
def whole(source: Path) -> Path:
    """What an undisturbed run gives."""
    output = source.parent / "whole"
    report = batch(source, output, signatures=True)
    assert (report.articles, report.shards, report.missing) == (22, 12, 0)
    return output


@pytest.fixture
def accidents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles that crash the reader or keep it busy for ever."""
    (tmp_path / "sitecustomize.py").write_text(ACCIDENTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


# ---------------------------------------------------------------------- what comes out


def test_a_batch_gives_what_the_reader_gives(whole: Path, reader: Reader) -> None:
    found = [one for one in readings(str(whole)) if not isinstance(one, Failure)]
    assert {one.article.ref or one.article.url for one in found} > {f"r{n}" for n in range(14)}
    assert sum(len(one.statements) for one in found) == len(rows(whole, "statements")) > 30
    for one in found:
        assert one == reader.read(one.article), "nothing is lost on the way through the tables"


def test_spans_hold_their_text_and_tables_know_each_other(whole: Path) -> None:
    texts = {one["id"]: one for one in rows(whole, "articles")}
    for one in rows(whole, "statements"):
        for span in one["content"] + one["cue"] + one["source"]:
            assert texts[one["article_id"]]["text"][span["start"] : span["end"]] == span["text"]
    assert sum(one["statements"] for one in texts.values()) == len(rows(whole, "statements"))
    assert all(Article(one["text"], url=one["url"], publisher=one["publisher"]).id == id_ for id_, one in texts.items())


def test_what_gives_no_article_is_among_the_errors(source: Path, whole: Path) -> None:
    errors = {(one["kind"], one["reason"].removeprefix(str(source))) for one in rows(whole, "errors")}
    reasons = " ".join(reason for _, reason in errors)
    for words in (
        "b.jsonl, line 2: has no text in 'text'",
        "b.jsonl, line 3: not JSON",
        "h.xml: a feed, whose articles lie elsewhere",
        "k.jsonl.gz: its compressed content is broken",
    ):
        assert words in reasons
    assert {kind for kind, reason in errors if "g.txt" in reason} == {"language"}
    assert len(errors) == 5


def test_the_manifest_says_what_is_there(whole: Path) -> None:
    manifest = json.loads((whole / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["counts"]["articles"] == 22
    hashes = {name: sha256 for shard in manifest["shards"] for name, sha256 in shard["files"].items()}
    assert {name for name in content(whole) if "/" in name} == set(hashes)
    assert {name: hashlib.sha256(content(whole)[name]).hexdigest() for name in hashes} == hashes
    assert not list(whole.rglob("*.part"))


def test_rows_depend_on_neither_workers_nor_shards(source: Path, whole: Path, tmp_path: Path) -> None:
    batch(source, tmp_path / "two", signatures=True, workers=2)
    assert content(tmp_path / "two") == content(whole)
    batch(source, tmp_path / "large", signatures=True, most=100)
    for name in ("statements", "articles", "errors"):
        assert rows(tmp_path / "large", name) == rows(whole, name)


def test_addresses_do_as_well_as_paths(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_bytes(jsonl([row(n) for n in range(4)]))
    (tmp_path / "in" / "b.txt").write_text(row(4)["text"], encoding="utf-8")
    report = batch(f"file://{tmp_path}/in", f"file://{tmp_path}/out")
    assert (report.articles, report.errors.total()) == (5, 0)
    files = {one["file"] for one in rows(tmp_path / "out", "articles")}
    assert files == {f"file://{tmp_path}/in/a.jsonl", f"file://{tmp_path}/in/b.txt"}
    assert not list((tmp_path / "out").rglob("*.part"))
    with pytest.raises(BatchError, match="holds a batch already"):
        batch(f"file://{tmp_path}/in", f"file://{tmp_path}/out")


@settings(deadline=None, max_examples=30)  # each writes and reads a file
@given(st.integers(1, 9), st.integers(0, 30))
def test_pieces_are_all_of_the_input_in_order(tmp_path_factory: pytest.TempPathFactory, most: int, count: int) -> None:
    path = tmp_path_factory.mktemp("pieces") / "a.jsonl"
    path.write_bytes(jsonl([row(n) for n in range(count)]))
    (unit,) = units(survey(str(path)), most)
    found = list(pieces(unit, Work(), most))
    names = [name for piece in found for name in piece.items["name"].to_pylist()]
    assert names == [f"{path}, line {n + 1}" for n in range(count)]
    assert all(piece.items.num_rows <= most for piece in found)
    assert [piece.last for piece in found] == [False] * (len(found) - 1) + [True]
    assert [piece.shard for piece in found] == sorted({piece.shard for piece in found})
    assert schema.unpacked(schema.packed(found[0].items)) == found[0].items


# ---------------------------------------------------------------------- what happens meanwhile


@pytest.mark.usefixtures("accidents")
def test_what_crashes_or_hangs_the_reader_costs_itself_alone(tmp_path: Path) -> None:
    good = [row(n) for n in range(6)]
    bad = [{"id": "x", "text": "“SEGFAULT,” said Ada Obi."}, {"id": "y", "text": "“FOREVER,” said Ada Obi."}]
    for name, lines in (("good", good), ("bad", [*good[:2], bad[0], *good[2:5], bad[1], good[5]])):
        (tmp_path / f"{name}.jsonl").write_bytes(jsonl(lines))
        batch(tmp_path / f"{name}.jsonl", tmp_path / name, most=8, timeout=5)
    errors = rows(tmp_path / "bad", "errors")
    assert [one["kind"] for one in errors] == ["crash", "timeout"]
    assert "bad.jsonl, line 3: crashed the reader (SIGSEGV), 2 times" in errors[0]["reason"]
    assert "bad.jsonl, line 7: took longer than 5 s" in errors[1]["reason"]
    assert rows(tmp_path / "bad", "statements") == rows(tmp_path / "good", "statements")
    assert [one["ref"] for one in rows(tmp_path / "bad", "articles")] == [
        one["ref"] for one in rows(tmp_path / "good", "articles")
    ]


def children() -> Iterator[int]:
    """The processes that this one's workers read in."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == str(os.getpid()) and b"onrecord.batch.child" in command:
            yield int(process.name)


@pytest.mark.usefixtures("accidents")
def test_a_worker_that_is_killed_is_replaced(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLOWLY", "0.2")
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        # Once: what is killed twice over the same article is put aside, as a crash of that article would be.
        while not over.wait(1.5) and not killed:
            for process in children():
                os.kill(process, signal.SIGKILL)
                killed.append(process)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        batch(source, tmp_path / "out", signatures=True, workers=2)
    finally:
        over.set()
        killer.join()
    assert killed
    assert content(tmp_path / "out") == content(whole)


def onrecord(*arguments: str | Path, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **more)


@pytest.mark.usefixtures("accidents")
def test_a_run_that_is_killed_is_finished_by_the_next(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLOWLY", "0.3")
    command: list[str | Path] = [
        "batch",
        source,
        tmp_path / "out",
        "--resume",
        "--shard",
        "3",
        "--dedup",
        "--max-errors",
        "1",
    ]
    chance = random.Random(7)  # noqa: S311 - moments to kill at
    seen = []
    for shards in (0, 2, 6):
        process = onrecord(*command, "--workers", "2")
        while len(seen := list((tmp_path / "out" / "shards").glob("*.json"))) < shards and process.poll() is None:
            time.sleep(0.05)
        time.sleep(chance.random())
        process.kill()
        process.communicate()
    assert 6 <= len(seen) < 12
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "statements").iterdir()}
    monkeypatch.setenv("SLOWLY", "0")
    last = onrecord(*command)
    out, err = last.communicate()
    assert last.returncode == 1, err
    assert "22 articles with" in out
    assert "of them by earlier runs" in out
    assert content(tmp_path / "out") == content(whole)
    assert len([path for path, stamp in stamps.items() if path.stat().st_mtime_ns == stamp]) >= 6, "not read again"


def test_a_full_disk_stops_a_run_that_can_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(n) for n in range(9)]))
    batch(tmp_path / "a.jsonl", tmp_path / "whole")
    with nearly_full(tmp_path / "drive") as filler:
        output = tmp_path / "drive" / "out"
        with pytest.raises(BatchError, match="can't be written: No space left on device"):
            batch(tmp_path / "a.jsonl", output)
        assert not list(output.rglob("*.part"))
        filler.unlink()
        batch(tmp_path / "a.jsonl", output, begin="resume")
        assert content(output) == content(tmp_path / "whole")


def test_an_input_that_vanishes_is_read_when_it_is_back(source: Path, whole: Path, tmp_path: Path) -> None:
    mine = tmp_path / source.name
    shutil.copytree(source, mine)
    gone = [mine / "d.parquet", mine / "f.txt"]

    def vanish(progress: Progress) -> None:
        for path in gone if progress.stage == "reading" else []:
            if path.exists():
                path.rename(path.with_suffix(".away"))

    work = Work(signatures=True)
    request = Request(str(mine), str(tmp_path / "out"), work, most=3, most_errors=1.0)
    report = run(request, vanish)
    assert report.missing == 2
    assert not json.loads((tmp_path / "out" / "manifest.json").read_text()).get("complete")
    missing = [one["reason"] for one in rows(tmp_path / "out", "errors") if one["kind"] == "missing"]
    assert missing == [f"{path}: No such file or directory" for path in gone]
    with pytest.raises(BatchError, match=r"d\.parquet is gone, .*f\.txt is gone"):
        run(replace(request, begin="resume"))
    for path in gone:
        path.with_suffix(".away").rename(path)
    assert run(replace(request, begin="resume")).missing == 0
    strip = [dict(one, file=Path(one["file"]).name) for one in rows(tmp_path / "out", "articles")]
    assert strip == [dict(one, file=Path(one["file"]).name) for one in rows(whole, "articles")]
    assert rows(tmp_path / "out", "statements") == rows(whole, "statements")


# ---------------------------------------------------------------------- what is refused


def test_an_output_is_not_taken_over_by_accident(source: Path, whole: Path, tmp_path: Path) -> None:
    output = tmp_path / "whole"
    shutil.copytree(whole, output)
    work = Work(signatures=True)
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: batch(source, output, True), "holds a batch already"),
        (lambda: batch(source, output, begin="resume"), "begun with signatures True, now it is False"),
        (lambda: batch(source, output, begin="resume", work=replace(work, force=True)), "with force False, now it is"),
        (lambda: batch(source, output, True, begin="resume", most=4), "shards of 3 items, now they are to have 4"),
        (lambda: batch(source / "b.jsonl", output, True, begin="resume"), "its input was given as"),
    ]
    for attempt, words in refused:
        with pytest.raises(BatchError, match=words):
            attempt()
    value = json.loads((output / "manifest.json").read_text())
    value["reader"]["model"] = "en-0.0.1"
    (output / "manifest.json").write_text(json.dumps(value))
    with pytest.raises(BatchError, match=r"begun by onrecord .* with model en-0\.0\.1, this is"):
        batch(source, output, True, begin="resume")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear Ada")
    for begin in ("new", "resume", "anew"):
        with pytest.raises(BatchError, match=r"holds what is not of a batch \(letter\.txt\)"):
            batch(source, tmp_path / "mine", begin=begin)
    assert content(output) == content(whole)


def test_what_was_not_begun_can_be_resumed_and_what_is_done_is_not_read(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    assert batch(tmp_path / "a.jsonl", tmp_path / "out", begin="resume").articles == 1
    before = content(tmp_path / "out")
    monkeypatch.setattr("onrecord.batch.worker.Worker.read", None)
    again = batch(tmp_path / "a.jsonl", tmp_path / "out", begin="resume")
    assert (again.articles, again.earlier, again.rate) == (1, 1, 0.0)
    assert content(tmp_path / "out") == before
    output = tmp_path / "whole"
    shutil.copytree(whole, output)
    assert batch(source, output, True, begin="resume").copies == parquet.read_table(whole / "copies.parquet").num_rows


def test_anew_removes_what_was_there(whole: Path, tmp_path: Path) -> None:
    output = tmp_path / "whole"
    shutil.copytree(whole, output)
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    batch(tmp_path / "a.jsonl", output, begin="anew")
    assert len(rows(output, "articles")) == 1
    assert not rows(output, "errors")


def test_too_many_errors_stop_a_run(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "a"}, row(1), {"id": "b"}]))
    with pytest.raises(BatchError, match=r"2 of 3 items failed, more than --max-errors 0\.2 allows"):
        batch(tmp_path / "a.jsonl", tmp_path / "out", most_errors=0.2)
    assert batch(tmp_path / "a.jsonl", tmp_path / "out", begin="resume", most_errors=0.7).articles == 1


def test_an_input_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no files with articles"):
        batch(tmp_path / "empty", tmp_path / "out")
    with pytest.raises(InputError, match="No such file or directory"):
        batch(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------- copies; into a record


def test_copies_are_found_over_shards(tmp_path: Path) -> None:
    story = " ".join(
        f"The council of Barrow heard on day {n} that pier {n * 7} needs {n * n} new piles." for n in range(30)
    )
    texts = [story, "Nobody in Wick was asked.", story.replace("The council", "A council", 1), "", story.upper()]
    lines = [{"id": str(n), "url": f"https://c.example/{n}", "text": text} for n, text in enumerate(texts)]
    (tmp_path / "a.jsonl").write_bytes(jsonl(lines))
    report = batch(tmp_path / "a.jsonl", tmp_path / "out", signatures=True, most=1)
    ids = {one["ref"]: one["id"] for one in rows(tmp_path / "out", "articles")}
    found = {
        (one["article_id"], one["story"]) for one in parquet.read_table(tmp_path / "out/copies.parquet").to_pylist()
    }
    copies = [ids["0"], ids["2"], ids["4"]]
    assert report.copies == 3
    assert found == {(one, min(copies)) for one in copies}


@settings(deadline=None)  # the first one imports the fingerprint's packages
@given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), max_size=12), st.randoms())
def test_groups_do_not_depend_on_the_order(kinds: list[list[int]], chance: random.Random) -> None:
    signatures = np.array([[one[place % 3] for place in range(128)] for one in kinds], np.uint32).reshape(-1, 128)
    order = list(range(len(kinds)))
    chance.shuffle(order)
    first = {frozenset(group) for group in _groups(signatures)}
    assert {frozenset(order[one] for one in group) for group in _groups(signatures[order])} == first
    together = {one for group in first for one in group}
    assert {n for n in order if kinds.count(kinds[n]) > 1} <= together, "equal signatures are always found"
    for group in first:
        assert all(any(m != n and np.mean(signatures[m] == signatures[n]) >= 0.45 for m in group) for n in group)


def test_a_record_takes_a_batch_without_reading_again(whole: Path, tmp_path: Path) -> None:
    class Unread:
        def read(self, *_: object) -> None:
            raise AssertionError("read again")

    with Record.open(tmp_path / "r.db") as record:
        intake = Intake(record, Unread(), author="tests")  # type: ignore[arg-type]
        states = [one.outcome.state for one in intake.add(readings(str(whole))) if isinstance(one, Stored)]
        assert states == ["added"] * 22
        kept = {one.statement.id: one.statement for one in record.each(Search())}
        for reading in readings(str(whole)):
            assert not isinstance(reading, Failure)
            assert all(kept[one.id] == one for one in reading.statements)


def test_what_was_altered_since_is_refused(whole: Path, tmp_path: Path) -> None:
    assert is_batch(str(whole))
    assert not is_batch(str(whole / "articles"))
    shutil.copytree(whole, tmp_path / "out")
    (tmp_path / "out" / "statements" / "0000000-000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(BatchError, match=r"statements/0000000-000000\.parquet: is not the file that was written"):
        list(readings(str(tmp_path / "out")))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_reading_an_output_starts_no_thread(tmp_path: Path) -> None:
    """Arrow's pool, still starting when a short process ended, made it end with SIGABRT."""
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(n) for n in range(3)]))
    process = onrecord("batch", "a.jsonl", "out", cwd=tmp_path)
    assert (process.communicate()[1], process.returncode) == ("", 0)
    parquet.write_table(parquet.read_table(tmp_path / "out" / "articles"), tmp_path / "rows.parquet")
    program = """
from pathlib import Path
from pyarrow import parquet
from onrecord.batch import readings
from onrecord.ingest import Options, articles
def threads():
    names = [one.read_text() for one in Path("/proc/self/task").glob("*/comm")]
    return len([one for one in names if not one.startswith("jemalloc")])  # that of Arrow's memory is no harm
before = threads()
print(len(list(readings("out"))), threads() - before)
print(len(list(articles("rows.parquet", Options()))), threads() - before)
"""
    found = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["3", "0", "3", "0"]


# ---------------------------------------------------------------------- the command line


def test_the_command_line_says_what_it_came_to(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"body": row(n)["text"], "id": n} for n in range(3)]))
    command = ("batch", "a.jsonl", "out", "--column", "text=body", "--publisher", "The Post", "--without-text")
    process = onrecord(*command, cwd=tmp_path)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert out.startswith("3 articles with ")
    assert "words a second on a core; a worker took at most" in out
    assert {(one["publisher"], one["text"]) for one in rows(tmp_path / "out", "articles")} == {("The Post", None)}
    refused = onrecord(*command, cwd=tmp_path)
    assert "--resume" in refused.communicate()[1]
    assert refused.returncode == 1
    added = onrecord("add", "out", "--record", "r.db", cwd=tmp_path)
    assert "made --without-text; a record needs it" in added.communicate()[1]
    assert added.returncode == 1


@pytest.mark.parametrize(
    "wrong", [("--resume", "--anew"), ("--address", "auto"), ("--max-errors", "2"), ("--column", "x")]
)
def test_wrong_use_is_told_from_failure(wrong: tuple[str, ...], tmp_path: Path) -> None:
    process = onrecord("batch", tmp_path, tmp_path / "out", *wrong)
    process.communicate()
    assert process.returncode == 2


def test_the_bar_says_how_long_it_will_take() -> None:
    progress = Progress("reading", done=60_000_000, total=100_000_000, articles=300, before=20_000_000)
    assert line(progress, 60.0) == " 60% of 100 MB, 300 articles, 5.0 a second, 0:01:00 left"
    assert line(replace(progress, done=20_000_000), 0.0) == " 20% of 100 MB, 300 articles"


def test_a_place_shows_a_file_when_it_is_whole(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "new"))
    assert place.read("a/b.json") is None
    place.write("a/b.json", b"{}")
    place.write("a/b.json", b"[]")
    assert place.read("a/b.json") == b"[]"
    assert place.sizes("a") == {"b.json": 2}
    place.delete("a/b.json")
    place.delete("a/b.json")
    assert place.sizes("a") == {}
