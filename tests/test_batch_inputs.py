"""Batches and what people have: odd files, odd names, files that lie in the way or change while they are read."""

from __future__ import annotations

import gzip
import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from onrecord import Article, Reader
from onrecord.batch import Work, read_batch, schema
from onrecord.batch.core import Trouble
from onrecord.batch.inputs import InputFile, Unit, fingerprint, pieces, survey, units
from onrecord.batch.manifest import foreign
from onrecord.batch.places import Place
from onrecord.batch.running import Progress, Request, run
from onrecord.errors import BatchError
from onrecord.ingest import Options, articles
from tests.batch_samples import ACCIDENTS, batch, content, jsonl, row, rows


@pytest.fixture
def accidents(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles that crash the reader."""
    folder = tmp_path_factory.mktemp("accidents")
    (folder / "sitecustomize.py").write_text(ACCIDENTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


# ---------------------------------------------------------------------- what lies in the way


def test_what_no_batch_has_written_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    names = {
        "articles/letter.txt": "articles/letter.txt",
        "articles/2024/letter.txt": "articles/2024",
        "articles/0000000-000000.parquet": "articles/0000000-000000.parquet",
        "errors/.0000000-000000.part": "errors/.0000000-000000.part",
        "input.parquet": "input.parquet",
        "copies.parquet": "copies.parquet",
        "notes.part": "notes.part",
        "readings/a.txt": "readings",
        "input.parquet/a.txt": "input.parquet",
    }
    for number, (name, shown) in enumerate(names.items()):
        mine = tmp_path / str(number) / name
        mine.parent.mkdir(parents=True)
        parquet.write_table(pa.table({"name": ["Ada"], "size": [1]}), mine)
        assert foreign(Place(str(tmp_path / str(number)))) == [shown]
        assert foreign(Place(f"file://{tmp_path}/{number}")) == [shown]
    output = tmp_path / "0"
    for begin in ("new", "resume", "anew"):
        with pytest.raises(BatchError, match=r"holds what is not of a batch \(articles/letter\.txt\)"):
            batch(tmp_path / "a.jsonl", output, begin=begin)
    assert list(content(output)) == ["articles/letter.txt"]


def test_a_run_removes_its_own_files_alone(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(n) for n in range(4)]))
    output = tmp_path / "out"
    batch(tmp_path / "a.jsonl", output, signatures=True)
    mine = {"notes.part", "articles/letter.txt", "shards/tsconfig.json", "shards/a.jsonl"}
    stopped = {"articles/.0000000-000000.parquet.a_b0c1d2.part", "errors/0000000-000000.jsonl.12.part"}
    (output / "errors").mkdir()
    for name in {*mine, *stopped, ".manifest.json.abcdefgh.part"}:
        (output / name).write_text("{}")
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    batch(tmp_path / "a.jsonl", output, begin="anew")
    made = {"input.parquet", "articles/0000000-000000.parquet", "statements/0000000-000000.parquet"}
    assert set(content(output)) == mine | made
    assert batch(tmp_path / "a.jsonl", output, begin="resume").articles == 1
    assert set(content(output)) == mine | made


def test_a_batch_that_was_stopped_while_it_began_begins_again(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    batch(tmp_path / "a.jsonl", tmp_path / "whole")
    output = tmp_path / "out"
    (output / "articles").mkdir(parents=True)
    (output / "input.parquet").write_bytes((tmp_path / "whole" / "input.parquet").read_bytes())
    (output / ".manifest.json.abcdefgh.part").write_text("{")
    batch(tmp_path / "a.jsonl", output)
    assert content(output) == content(tmp_path / "whole")


def test_a_batch_does_not_write_to_where_it_reads(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "articles").mkdir(parents=True)
    (corpus / "articles" / "a.txt").write_text(row(1)["text"])
    parquet.write_table(pa.Table.from_pylist([row(2)]), corpus / "input.parquet")
    (tmp_path / "link").symlink_to(corpus)
    (corpus / "manifest.json").write_text(json.dumps({"format": 1}))
    before = content(corpus)
    for source, output in (
        (corpus / "articles", corpus),
        (corpus / "input.parquet", corpus),
        (corpus, corpus),
        (corpus, corpus / "out"),
        (tmp_path / "link" / "articles", corpus),
        (f"file://{corpus}/articles", corpus),
        (corpus / "articles", f"file://{corpus}"),
    ):
        for begin in ("new", "resume", "anew"):
            with pytest.raises(BatchError, match="the output is the input, lies in it or holds it"):
                batch(source, output, begin=begin)
    assert content(corpus) == before
    assert len(rows(corpus, "articles")) == 0


# ---------------------------------------------------------------------- what changes meanwhile


class _StoppedError(Exception):
    """A run is stopped."""


def test_the_rest_of_an_archive_that_vanished_is_not_forgotten(tmp_path: Path) -> None:
    archive, away = tmp_path / "a.jsonl", tmp_path / "away"
    archive.write_bytes(jsonl([row(n) for n in range(7)]))
    batch(archive, tmp_path / "whole")
    request = Request(str(archive), str(tmp_path / "out"), most=3, most_errors=1.0)

    def stop(progress: Progress) -> None:
        if progress.articles:
            raise _StoppedError

    def vanish(progress: Progress) -> None:
        if progress.stage == "reading" and archive.exists():
            archive.rename(away)

    with pytest.raises(_StoppedError):
        run(request, stop)
    request = replace(request, begin="resume")
    report = run(request, vanish)
    assert report.missing == 1
    assert report.earlier >= 1
    (missing,) = rows(tmp_path / "out", "errors")
    assert missing == {"name": str(archive), "kind": "missing", "reason": f"{archive}: No such file or directory"}
    assert not json.loads((tmp_path / "out" / "manifest.json").read_text()).get("complete")
    away.rename(archive)
    assert run(request).missing == 0
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.parametrize("address", ["", "file://"])
def test_a_file_that_can_not_be_read_just_now_is_read_by_the_next_run(address: str, tmp_path: Path) -> None:
    source, away = tmp_path / "in" / "a.txt", tmp_path / "away"
    source.parent.mkdir()
    source.write_text(row(1)["text"])
    request = Request(f"{address}{tmp_path}/in", str(tmp_path / "out"), most_errors=1.0)

    def in_the_way(progress: Progress) -> None:
        if progress.stage == "reading" and not away.exists():
            source.rename(away)
            source.mkdir()

    assert run(request, in_the_way).missing == 1
    assert [one["kind"] for one in rows(tmp_path / "out", "errors")] == ["missing"]
    source.rmdir()
    away.rename(source)
    report = run(replace(request, begin="resume"))
    assert (report.articles, report.errors.total()) == (1, 0)


def test_a_store_that_can_not_be_reached_just_now_says_nothing_of_its_files(reader: Reader) -> None:
    name = "nosuchstore://bucket/a.txt"
    item = {"name": name, "kind": schema.FILE, "file": name, "data": b"0", "url": None, "charset": None}
    items = pa.RecordBatch.from_pylist([item], schema.items())
    (found,) = read_batch(items, reader, Work()).to_pylist()
    assert found["failure"]["kind"] == "missing"
    assert found["failure"]["reason"].startswith(f"{name}: can't be reached (Unrecognized filesystem type")
    unit = Unit(0, "jsonl", (InputFile("nosuchstore://bucket/a.jsonl", 1, "0"),))
    (piece,) = pieces(unit, Work(), 256)
    assert piece.items["kind"].to_pylist() == [schema.MISSING]


@pytest.mark.usefixtures("accidents")
def test_an_article_of_several_in_a_file_that_crashes_the_reader_costs_itself(tmp_path: Path) -> None:
    bad = {"id": "x", "text": "“SEGFAULT,” said Ada Obi."}
    (tmp_path / "a.json").write_bytes(json.dumps([row(0), bad, row(1)]).encode())
    batch(tmp_path / "a.json", tmp_path / "out")
    assert {one["ref"] for one in rows(tmp_path / "out", "articles")} == {"r0", "r1"}
    (error,) = rows(tmp_path / "out", "errors")
    assert error["kind"] == "crash"
    assert error["reason"] == f"{tmp_path}/a.json, item 2: crashed the reader (SIGSEGV), 2 times"


def test_what_can_not_be_found_costs_what_comes_after_it(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps([row(0), row(1), row(2)]).encode())
    (unit,) = units(survey(str(path)), 256)
    (piece,) = pieces(unit, Work(), 256)
    steps: list[tuple[int, int]] = []
    bad = {(0, 1): Trouble("a", "crash", "to read"), (0, 4): Trouble("a", "crash", "to find")}
    found = read_batch(piece.items, reader, Work(), bad, began=lambda *step: steps.append(step)).to_pylist()
    assert [one["failure"] and one["failure"]["reason"] for one in found] == ["to read", None, "to find"]
    assert steps == [(0, 0), (0, 2), (0, 3)]


def test_the_share_of_errors_is_that_of_articles(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps([*map(row, range(4)), {"id": "e", "text": " "}]).encode())
    assert batch(tmp_path / "a.json", tmp_path / "out", most_errors=0.2).articles == 4
    with pytest.raises(BatchError, match=r"1 of 5 items failed, more than --max-errors 0\.1 allows"):
        batch(tmp_path / "a.json", tmp_path / "few", most_errors=0.1)


def test_what_lies_in_the_folder_of_the_user_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("queue", "numpy"):
        (tmp_path / f"{name}.py").write_text(f"open('{tmp_path}/was-run', 'w').close()")
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    monkeypatch.chdir(tmp_path)
    assert batch("a.jsonl", "out").articles == 1
    assert not (tmp_path / "was-run").exists()


# ---------------------------------------------------------------------- what files are called


@pytest.mark.parametrize("query", ["", "?region=north"])
def test_files_at_an_address_may_be_called_anything(query: str, tmp_path: Path) -> None:
    names = {
        "a b.txt": "a%20b.txt",
        "année=2025/c#d.txt": "ann%C3%A9e=2025/c%23d.txt",
        "e?f.jsonl": "e%3Ff.jsonl",
        "%41.txt": "%2541.txt",
        "g+h.JSONL.gz": "g+h.JSONL.gz",
    }
    for number, name in enumerate(names):
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        lines = jsonl([row(number), {"id": "x"}])
        text = row(number)["text"].encode()
        path.write_bytes(gzip.compress(lines) if "h.J" in name else lines if "json" in name else text)
    address = f"file://{tmp_path}/in"
    report = batch(f"{address}{query}", tmp_path / "out")
    assert report.articles == len(names)
    wanted = {f"{address}/{name}{query}" for name in names.values()}
    assert {one["file"] for one in rows(tmp_path / "out", "articles")} == wanted
    assert {one["name"] for one in rows(tmp_path / "out", "errors")} == {
        f"{address}/{name}{query}, line 2" for name in names.values() if "json" in name.lower()
    }
    files = survey(f"{address}{query}")
    assert fingerprint(f"{address}{query}", files) == fingerprint(address, survey(address))
    assert [unit.kind for unit in units(files, 9)] == ["jsonl", "jsonl", "files"]


# ---------------------------------------------------------------------- what files hold


def read(path: Path | str, reader: Reader, work: Work | None = None) -> list[dict[str, Any]]:
    """What the core of a batch gives for an input of one piece."""
    (unit,) = units(survey(str(path)), 256)
    (piece,) = pieces(unit, work or Work(), 256)
    found: list[dict[str, Any]] = read_batch(piece.items, reader, work or Work()).to_pylist()
    return found


def test_a_batch_follows_no_link_wherever_a_feed_begins(reader: Reader, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        link = f"http://127.0.0.1:{server.getsockname()[1]}/1"
        feed = f"<rss version='2.0'><channel><item><title>A</title><link>{link}</link></item></channel></rss>"
        for name, text in (("a.xml", feed), ("b.xml", f"<x>{feed}</x>"), ("c.rss", f"News\n{feed}")):
            path = tmp_path / name
            path.write_text(text)
            reason = f"{path}: a feed, whose articles lie elsewhere; `onrecord add` fetches them"
            assert [str(one) for one in articles(str(path), Options(fetch=False, allow_private=True))] == [reason]
            assert [one["failure"]["reason"] for one in read(path, reader)] == [reason]
        assert [str(one) for one in articles(link, Options(fetch=False))] == [f"{link}: No such file or directory"]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_an_odd_cell_of_a_parquet_file_costs_itself(reader: Reader, tmp_path: Path) -> None:
    texts = [row(n)["text"].encode() for n in range(4)]
    texts[1] = b"\xff" + texts[1]
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    year_10000 = 253_402_300_800_000_000
    days = pa.array([0, 0, year_10000, 0], pa.timestamp("us"))
    columns = {
        "text": pa.StringArray.from_buffers(4, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))),
        "published": days,
        "title": pa.array([b"Pier", b"Pier", b"Pier", b"\xff"]),
        "byline": pa.array([[b"Bo Iyer", b"Ada Obi"]] * 4),
    }
    zoned = pa.array([0] * 4, pa.timestamp("us", tz="Nowhere/Else"))
    tables = {
        "odd": columns,
        "binary": {**columns, "text": pa.array(texts)},
        "zoned": {"text": columns["text"], "published": zoned},
    }
    for name, held in tables.items():
        path = tmp_path / f"{name}.parquet"
        parquet.write_table(pa.table(held), path)
        first, second, *rest = read(path, reader)
        assert second["failure"]["reason"].startswith(f"{path}, row 2: its text can't be read ('utf-8' codec")
        found = [one["article"] for one in (first, *rest)]
        assert [one["text"].encode() for one in found] == [texts[0], *texts[2:]]
        if name != "zoned":
            assert [str(one["published"]) for one in found] == ["1970-01-01", "None", "1970-01-01"]
            assert [one["title"] for one in found] == ["Pier", "Pier", None]
            assert {one["byline"] for one in found} == {"Bo Iyer, Ada Obi"}
        added = [one for one in articles(str(path)) if isinstance(one, Article)]
        assert [reader.read(one).article.id for one in added] == [one["id"] for one in found]
        assert [(one.title, one.published) for one in added] == [(one["title"], one["published"]) for one in found]
