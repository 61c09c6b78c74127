"""Files of every sort and folders of them: what each gives, and what a bad one costs."""

from __future__ import annotations

import builtins
import gzip
import io
import json
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from onrecord.errors import ExtraError
from onrecord.ingest import Failure, Options, articles
from onrecord.text import Article

TEXT = "“The lamp was dark,” said Ada Obi.\r\n\r\nNobody else saw it."
PAGE = (
    "<!doctype html><html lang=en><head><title>Buoy lamp dark</title></head><body><article><h1>Buoy lamp dark</h1>"
    "<p>The lamp on buoy four was dark all week, said Ada Obi, who keeps the harbour log.</p></article></body></html>"
)


def read(path: Path | str, **options: Any) -> list[Article | Failure]:
    return list(articles(str(path), Options(**options)))


def one(path: Path | str, **options: Any) -> Article:
    (found,) = read(path, **options)
    assert isinstance(found, Article), found
    return found


def reasons(found: list[Article | Failure]) -> list[str]:
    return [str(item) for item in found if isinstance(item, Failure)]


def test_a_text_file_is_left_as_it_is_and_takes_the_options(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    article = one(path, published=date(2025, 2, 19), publisher="Post", title="Lamp", url="https://a.example/1")
    assert (article.text, article.file, article.title) == (TEXT, str(path), "Lamp")
    assert article.found_in == dict.fromkeys(("published", "publisher", "title", "url"), "option")


def test_what_a_page_says_goes_before_the_options(tmp_path: Path) -> None:
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(PAGE.encode()))
    article = one(path, title="Other", published=date(2025, 2, 19))
    assert (article.title, article.found_in["title"], article.found_in["published"]) == (
        "Buoy lamp dark",
        "html",
        "option",
    )


def test_a_folder_is_walked_in_order_and_a_bad_file_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.txt").write_text("Second, he said.")
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "bad.xml").write_text("<nitf><body>")
    (tmp_path / "deep" / "rows.jsonl").write_text('{"text": "Third."}\n{"id": 2}\n{"text": "Fourth."}\n')
    (tmp_path / "deep" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    found = read(tmp_path)
    texts = [item.text[:14] for item in found if isinstance(item, Article)]
    assert texts == ["Buoy lamp dark", "Second, he sai", "Third.", "Fourth."]
    assert [reason.rpartition("/")[2][:22] for reason in reasons(found)] == [
        "bad.xml: not XML that ",
        "rows.jsonl, line 2: ha",
    ]
    (tmp_path / "empty").mkdir()
    assert "a folder without articles" in reasons(read(tmp_path / "empty"))[0]


@pytest.mark.parametrize("data", [TEXT, PAGE, '{"headline": "Lamp", "body_text": "Dark.", "uri": "a:1"}'])
def test_standard_input_is_read_by_what_it_looks_like(monkeypatch: pytest.MonkeyPatch, data: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    article = one("-")
    assert article.file is None
    assert article.title == {"“": None, "<": "Buoy lamp dark", "{": "Lamp"}[data[0]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("none.txt", None),
        ("a.pdf", b"%PDF-1.7"),
        ("a.zip", b"PK\x03\x04" + b"../../etc/passwd"),
        ("a.txt", b""),
        ("a.txt", b"\xff\xfe\xfd"),
        ("a.html", b""),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"a": }'),
        ("a.parquet", b"PAR1"),
        ("a.csv", b""),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}', mtime=0)[:-12]),
        ("a.txt.gz", b"\x1f\x8bnot gzip"),
        ("a.warc", b"WARC/1.0\r\nnot a header"),
        ("a.warc.gz", gzip.compress(b"WARC/1.0\r\n", mtime=0)[:-5]),
    ],
)
def test_what_is_no_article_is_one_failure_that_names_it(tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert str(failure).startswith(str(path))
    assert len(failure.reason) < 600


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(100_000_000), 1)
    for name in ("a.txt.gz", "a.jsonl.gz", "a.html.gz", "a.csv.gz"):
        (tmp_path / name).write_bytes(bomb)
        (failure,) = read(tmp_path / name)
        assert re.search("larger than 64 MiB|times its size|no line of column names", str(failure))


ROWS = [
    {"id": 7, "text": TEXT, "title": "Lamp", "published": "2025-02-19T10:00:00Z", "byline": ["A. Obi", "B. Pell"]},
    {"id": "8", "text": "   "},
    {"id": "9", "text": "Three, she said.", "published": "next week", "url": "https://a.example/9"},
]


def test_json_lines(tmp_path: Path) -> None:
    lines = [json.dumps(row) for row in ROWS]
    path = tmp_path / "rows.jsonl"
    path.write_text("\ufeff" + "\n".join([*lines, "{broken", "[1]", "", '{"text": "\\ud83d lone"}']), encoding="utf-8")
    found = read(path, publisher="Post")
    first, third = found[0], found[2]
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert (first.text, first.ref, first.file, first.byline) == (TEXT, "7", str(path), "A. Obi, B. Pell")
    assert (first.published, first.publisher) == (date(2025, 2, 19), "Post")
    assert first.found_in == {"title": "column", "byline": "column", "published": "column", "publisher": "option"}
    assert (third.published, third.url) == (None, "https://a.example/9")
    assert [reason.removeprefix(str(path))[:20] for reason in reasons(found)] == [
        ", line 2: has no tex",
        ", line 4: not JSON (",
        ", line 5: not a JSON",
    ]
    assert isinstance(found[-1], Article)


def test_a_table_may_hold_pages(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"text": PAGE, "title": "Given"}) + "\n" + json.dumps({"text": "<p>kept as it is</p>"}))
    page, fragment = read(path)
    assert isinstance(page, Article)
    assert isinstance(fragment, Article)
    assert page.text.startswith("Buoy lamp dark\n\nThe lamp on buoy four")
    assert (page.title, page.found_in["title"]) == ("Given", "column")
    assert fragment.text == "<p>kept as it is</p>"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_every_sort(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "rows.csv"
    quoted = TEXT.replace('"', '""')
    rows = [
        ["key", "content_original", "date"],
        ["7", f'"{quoted}"', "2025-02-19"],
        ["8", "", ""],
        ["9", "Short \0 one", ""],
    ]
    path.write_bytes("\n".join(delimiter.join(row) for row in rows).encode(encoding))
    columns = {"id": "key", "text": "content_original", "published": "date"}
    first, second, third = read(path, columns=columns)
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert (first.text, first.ref, first.published) == (TEXT, "7", date(2025, 2, 19))
    assert "row 3: has no text in 'content_original'" in str(second)
    assert third.text == "Short \0 one"


def test_a_row_in_another_encoding_costs_that_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("text\nfine\ncafé\n".encode("cp1252"))
    assert "name the file's encoding with --encoding" in reasons(read(path))[0]
    assert [item.text for item in read(path, encoding="cp1252") if isinstance(item, Article)] == ["fine", "café"]


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("body,when\nx,y\n")
    assert "has no column 'text', but 'body', 'when'; say which" in reasons(read(path))[0]
    assert "has no column 'day'" in reasons(read(path, columns={"text": "body", "published": "day"}))[0]


def test_a_huge_field_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("text\n" + "word " * 1_000_000 + '\n"open quote\n')
    found = read(path)
    assert isinstance(found[0], Article)
    assert len(found[0].text) == 5_000_000


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = {
        "id": list(range(600)),
        "text": [f"Row {number}, he said." for number in range(599)] + [None],
        "published": [datetime(2025, 2, 19, 12)] * 600,  # noqa: DTZ001 - as Parquet gives it
        "tags": [["a"]] * 600,
    }
    parquet.write_table(pa.table(table), path)
    found = read(path)
    assert len(found) == 600
    assert isinstance(found[300], Article)
    assert (found[300].text, found[300].ref, found[300].published) == ("Row 300, he said.", "300", date(2025, 2, 19))
    assert reasons(found) == [f"{path}, row 600: has no text in 'text'"]


Record = tuple[str, str, dict[str, str], bytes]
Write = Callable[[list[Record], bool], Path]


@pytest.fixture
def warc(tmp_path: Path) -> Write:
    """Writes a WARC file of records (type, address, HTTP headers and status, body), packed record by record."""

    def write(records: list[Record], packed: bool) -> Path:
        path = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
        with path.open("wb") as file:
            for kind, url, headers, body in records:
                status = headers.pop("status", "200 OK")
                first = "GET / HTTP/1.1" if kind == "request" else f"HTTP/1.1 {status}"
                lines = [first, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
                payload = "\r\n".join(lines).encode() + body
                named = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Record-ID": "<urn:uuid:1>"}
                named |= {"WARC-Date": "2025-03-11T00:00:00Z", "Content-Type": "application/http; msgtype=response"}
                about = "".join(f"{name}: {value}\r\n" for name, value in named.items())
                record = f"WARC/1.0\r\n{about}Content-Length: {len(payload)}\r\n\r\n".encode() + payload + b"\r\n\r\n"
                file.write(gzip.compress(record, 1) if packed else record)
        return path

    return write


HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_gives_the_pages_that_were_answered(warc: Write, packed: bool) -> None:
    page = PAGE.encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    path = warc(
        [
            ("response", "https://www.post.example/1", dict(HTML), page),
            ("request", "https://www.post.example/1", dict(HTML), b""),
            ("revisit", "https://www.post.example/1", dict(HTML), b""),
            ("response", "https://www.post.example/x", {**HTML, "status": "404 Not Found"}, page),
            ("response", "https://www.post.example/pic", {"Content-Type": "image/png"}, b"\x89PNG"),
            (
                "response",
                "https://www.post.example/../../etc/passwd",
                {**HTML, "Content-Encoding": "gzip"},
                gzip.compress(page),
            ),
            ("response", "https://www.post.example/3", {**HTML, "Transfer-Encoding": "chunked"}, chunked),
            ("response", "https://www.post.example/empty", dict(HTML), b""),
        ],
        packed,
    )
    found = read(path)
    urls = [item.url for item in found if isinstance(item, Article)]
    assert [url.rpartition("/")[2] for url in urls if url] == ["1", "passwd", "3"]
    assert all(
        item.file == str(path) and item.found_in["url"] == "fetched" for item in found if isinstance(item, Article)
    )
    assert reasons(found) == [f"{path}, https://www.post.example/empty: an empty page"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_that_is_cut_off_gives_what_was_there(warc: Write, packed: bool) -> None:
    record: Record = ("response", "https://www.post.example/1", dict(HTML), PAGE.encode() + b" " * 3000)
    path = warc([record, ("response", "https://www.post.example/2", dict(HTML), bytes(range(256)) * 99)], packed)
    path.write_bytes(path.read_bytes()[:-400])
    found = read(path)
    assert isinstance(found[0], Article)
    assert len(found) == 2
    assert "broken or cut off after record 2" in reasons(found)[0]


def test_a_bomb_in_a_warc_is_refused(warc: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.ingest.archives.LARGEST_RECORD", 80 * 2**20)
    bomb = gzip.compress(bytes(200_000_000), 1)
    path = warc([("response", "https://www.post.example/1", {**HTML, "Content-Encoding": "gzip"}, bomb)], True)
    assert "larger than 64 MiB" in reasons(read(path))[0]
    path = warc([("response", "https://www.post.example/1", dict(HTML), bytes(200_000_000))], True)
    assert "not read on" in reasons(read(path))[0]


def test_a_missing_extra_names_the_command_that_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in {"lxml", "pyarrow", "trafilatura", "httpx", "warcio", "feedparser"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    for name in [name for name in sys.modules if name.startswith("onrecord.ingest.")]:
        if name.rpartition(".")[2] not in {"files", "items", "sources", "tables", "ninjs", "dates", "compressed"}:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    for name, extra in (("a.html", "ingest"), ("a.xml", "ingest"), ("a.warc", "ingest"), ("a.parquet", "scale")):
        (tmp_path / name).write_text("x")
        with pytest.raises(ExtraError, match=rf"pip install 'onrecord\[{extra}\]'"):
            read(tmp_path / name)
    with pytest.raises(ExtraError, match=r"onrecord\[ingest\]"):
        read("https://a.example/")
    (tmp_path / "a.jsonl").write_text('{"text": "Yes."}')
    (tmp_path / "a.csv").write_text("text\nYes.\n")
    assert one(tmp_path / "a.jsonl").text == one(tmp_path / "a.csv").text == "Yes."
