"""Invented archives for tests of batches, and what happens to those who read them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from onrecord.batch import Request, Work, run
from onrecord.batch.running import Report

TOWNS = ("Barrow", "Leeds", "Kestle", "Dunmore", "Tarn", "Ash", "Wick", "Holm")
GERMAN = "Der Minister sagte am Montag, die Brücke sei nicht sicher und werde bald wieder geöffnet. " * 4

ACCIDENTS = """
import os, sys
if "onrecord.batch.child" in sys.orig_argv:
    import ctypes, time
    from onrecord.reading import Reader
    real = Reader.read

    def read(self, article, force=False):
        if "SEGFAULT" in article.text:
            ctypes.string_at(0)
        while "FOREVER" in article.text:
            pass
        time.sleep(float(os.environ.get("SLOWLY", "0")))
        return real(self, article, force)

    Reader.read = read
"""
"""A ``sitecustomize`` that makes reading crash in native code, hang or take long, in the processes that read alone."""


def row(number: int) -> dict[str, Any]:
    """An article as a row."""
    town = TOWNS[number % len(TOWNS)]
    text = (
        f"“We will close road {number},” said Ada Obi, the mayor of {town}.\n\n"
        f"She told reporters on Monday that the works in {town} would take {number + 2} weeks."
    )
    url = f"https://courier.example/{number}"
    return {"id": f"r{number}", "url": url, "publisher": "The Courier", "published": "2025-02-19", "text": text}


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    """JSON Lines."""
    return "".join(json.dumps(one) + "\n" for one in rows).encode()


def archive(folder: Path) -> Path:
    """A folder with 21 articles in files of many sorts, among them some that give none."""
    folder.mkdir()
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(jsonl([row(n) for n in range(5)])))
    (folder / "b.jsonl").write_bytes(jsonl([row(5), {"id": "e", "text": " "}]) + b"{not JSON\n" + jsonl([row(6)]))
    (folder / "c.csv").write_text(table([row(n) for n in range(7, 10)]), encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist([row(n) for n in range(10, 14)]), folder / "d.parquet")
    (folder / "e.warc.gz").write_bytes(b"".join(page(n) for n in range(14, 17)))
    (folder / "f.txt").write_text(row(17)["text"], encoding="utf-8")
    (folder / "g.txt").write_text(GERMAN, encoding="utf-8")
    (folder / "h.xml").write_text("<rss version='2.0'><channel><title>News</title></channel></rss>", encoding="utf-8")
    (folder / "i.jsonl.xz").write_bytes(lzma.compress(jsonl([row(n) for n in range(18, 20)])))
    cut = pa.compress(jsonl([row(20), {**row(21), "text": "Bo Iyer said no.\ud800"}]), "zstd", asbytes=True)
    (folder / "j.jsonl.zst").write_bytes(cut)
    (folder / "k.jsonl.gz").write_bytes(gzip.compress(b"{}")[:-9])
    return folder


def table(rows: list[dict[str, Any]]) -> str:
    """CSV with a header."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def page(number: int) -> bytes:
    """A web page as a record of a crawl, packed."""
    one = row(number)
    paragraphs = "".join(f"<p>{part}</p>" for part in one["text"].split("\n\n"))
    html = f"<html lang=en><head><title>Road {number}</title></head><body><article><h1>Road {number} to close</h1>"
    payload = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}{paragraphs}</article></body></html>"
    )
    body = payload.encode()
    about = f"WARC-Type: response\r\nWARC-Target-URI: {one['url']}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
    about += "WARC-Date: 2025-02-19T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    head = f"WARC/1.0\r\n{about}Content-Length: {len(body)}\r\n\r\n"
    return gzip.compress(head.encode() + body + b"\r\n\r\n", 1)


def batch(source: Path | str, output: Path | str, signatures: bool = False, **more: Any) -> Report:
    """Run a batch of small shards that may fail as much as they like."""
    settings: dict[str, Any] = {"most": 3, "most_errors": 1.0, "work": Work(signatures=signatures), **more}
    return run(Request(str(source), str(output), **settings))


def rows(output: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table of an output, sorted; of the errors, too."""
    if name == "errors":
        lines = [line for path in (output / name).glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
        return sorted((json.loads(line) for line in lines), key=lambda one: (one["name"], one["reason"]))
    found = [one for path in (output / name).glob("*.parquet") for one in parquet.read_table(path).to_pylist()]
    return sorted(found, key=lambda one: (one.get("article_id", ""), one["id"], one.get("ref") or ""))


def content(output: Path) -> dict[str, bytes]:
    """The files of an output but its manifest, which has run times in it."""
    found = {str(path.relative_to(output)): path for path in output.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "manifest.json"}


@contextmanager
def nearly_full(drive: Path) -> Iterator[Path]:
    """A drive of its own, with a file on it that leaves 60 kB; skips the test where none can be mounted."""
    drive.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(drive)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a drive that fills up can be mounted by root alone")
    try:
        filler = drive / "filler"
        filler.write_bytes(bytes(2**20 - 60_000))
        yield filler
    finally:
        subprocess.run(["umount", "--lazy", str(drive)], check=True)  # noqa: S607 - where umount lies differs
