"""From files and feeds into the record: what is new is read, what is there is not, what fails costs itself alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from onrecord import Article, Reader, Record
from onrecord.errors import StoreError
from onrecord.ingest import Failure, articles
from onrecord.intake import Intake, Stored
from onrecord.store import Search, feeds

PORT = "“We will dredge the channel,” said Ada Obi, the harbour master.\n\nShe told reporters that work begins in May."
MORE = PORT + "\n\nMr Tull, a fisherman, denied that anyone had asked him."
BRIDGE = "The bridge will stay shut, Lena Ruiz said on Monday.\n\n“It is not safe,” the engineer said."


@pytest.fixture
def intake(where: str, reader: Reader) -> Iterator[tuple[Record, Intake]]:
    with Record.open(where) as record:
        yield record, Intake(record, reader, author="tests")


def states(results: Iterator[Stored | Failure]) -> list[str]:
    return ["failed" if isinstance(one, Failure) else one.outcome.state for one in results]


def test_an_article_is_added_once(intake: tuple[Record, Intake]) -> None:
    record, one = intake
    items = [Article(PORT, url="https://a.example/port"), Article(PORT, url="http://www.a.example/port#top")]
    assert states(one.add(items)) == ["added", "same"]
    assert record.count(Search()).articles == 1


def test_what_is_there_is_not_read_again(intake: tuple[Record, Intake]) -> None:
    record, one = intake

    class Unread:
        def read(self, *_: object) -> None:
            raise AssertionError("read again")

    assert states(one.add([Article(PORT)])) == ["added"]
    again = Intake(record, Unread(), author="tests")  # type: ignore[arg-type]
    assert states(again.add([Article(PORT)])) == ["same"]


def test_another_text_at_the_same_address_is_a_revision(intake: tuple[Record, Intake]) -> None:
    _, one = intake
    url = "https://a.example/port"
    first, second = one.add([Article(PORT, url=url), Article(MORE, url=url)])
    assert isinstance(first, Stored)
    assert isinstance(second, Stored)
    assert (second.outcome.state, second.outcome.revision) == ("revision", 2)
    assert [s.speaker.name for s in second.outcome.changes.appeared] == ["Tull"]
    assert not second.outcome.changes.vanished


def test_a_failure_costs_itself_alone(intake: tuple[Record, Intake]) -> None:
    record, one = intake
    german = Article("Der Minister sagte am Montag, die Brücke sei nicht sicher und werde bald wieder geöffnet. " * 4)
    items: list[Article | Failure] = [Failure("a.pdf", "not a text file"), german, Article(BRIDGE), Article("   \n")]
    assert states(one.add(items)) == ["failed", "failed", "added", "added"]
    assert record.count(Search()).articles == 1


def test_threads_keep_the_order(where: str, reader: Reader) -> None:
    texts = [f"The mayor of Town {n} said on Monday that bridge number {n} would close." for n in range(12)]
    with Record.open(where) as record:
        results = list(
            Intake(record, reader, threads=3).add([Article(text, ref=str(n)) for n, text in enumerate(texts)])
        )
    assert [one.name for one in results] == [str(n) for n in range(12)]


def test_a_record_that_cannot_be_written_to_ends_the_run(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "record.db"
    Record.open(path).close()
    with Record.open(path, write=False) as record, pytest.raises(StoreError, match="record"):
        list(Intake(record, reader).add([Article(PORT), Article(BRIDGE)]))


# ---------------------------------------------------------------------- the command line


def onrecord(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env={**os.environ, **more}, timeout=120, check=False
    )


def test_add_says_what_became_of_each(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text(PORT, encoding="utf-8")
    (tmp_path / "bridge.html").write_text(
        "<html><head><title>Bridge stays shut</title><meta property='og:site_name' content='The Courier'></head><body>"
        "<article><h1>Bridge stays shut</h1><p>The bridge will stay shut for at least a month, the chief engineer of "
        "the county, Lena Ruiz, said on Monday morning.</p><p>“It is not safe to walk on, let alone to drive on,” she "
        "told the county council in Barrow.</p></article></body></html>",
        encoding="utf-8",
    )
    database = tmp_path / "r.db"
    ran = onrecord("add", tmp_path, "nowhere.txt", "--record", database, "--published", "2025-02-19")
    assert ran.returncode == 1
    assert "nowhere.txt: No such file or directory" in ran.stderr
    assert "port.txt: 2 statements" in ran.stdout
    assert ran.stdout.endswith("2 articles added with 4 statements, 1 failed\n")
    again = onrecord("add", tmp_path, "--record", database)
    assert again.returncode == 0
    assert "in the record already" in again.stdout
    found = onrecord("search", "--speaker", "Ruiz", "--format", "csv", "--record", database)
    assert "The Courier" in found.stdout


@pytest.mark.parametrize("column", ["text", "words=content", "text="])
def test_a_column_that_is_none_is_wrong_use(tmp_path: Path, column: str) -> None:
    ran = onrecord("add", tmp_path, "--column", column, "--record", tmp_path / "r.db")
    assert ran.returncode == 2
    assert not (tmp_path / "r.db").exists()


def test_a_killed_run_is_finished_by_the_next(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - moments to kill at
    towns = ["Barrow", "Leeds", "Kestle", "Dunmore", "Tarn", "Ash", "Wick", "Holm"]
    for n in range(40):
        words = " ".join(chance.choice(towns) for _ in range(30))
        text = f"The mayor of {towns[n % 8]} said on Monday that road {n} to {words} would close.\n\nNobody was asked."
        (tmp_path / f"{n:02}.txt").write_text(text, encoding="utf-8")
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    assert onrecord("add", tmp_path, "--record", whole).returncode == 0
    for _ in range(4):
        command = [sys.executable, "-c", "from onrecord.cli import main; main()"]
        command += ["add", str(tmp_path), "--record", str(killed)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.4 + 0.6 * chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert onrecord("add", tmp_path, "--record", killed).returncode == 0
    exports = [onrecord("search", "--format", "jsonl", "--record", path).stdout for path in (whole, killed)]
    assert sorted(exports[0].splitlines()) == sorted(exports[1].splitlines())
    engine = sa.create_engine(f"sqlite:///{killed}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    engine.dispose()


def test_two_at_once_both_finish(tmp_path: Path) -> None:
    for side in "ab":
        (tmp_path / side).mkdir()
        for n in range(8):
            text = f"The mayor of Town {side}{n} said on Monday that bridge {n} would close in {side * 9}."
            (tmp_path / side / f"{n}.txt").write_text(text, encoding="utf-8")
    database = tmp_path / "r.db"
    codes: list[int] = []
    threads = [
        threading.Thread(
            target=lambda side=side: codes.append(onrecord("add", tmp_path / side, "--record", database).returncode)
        )
        for side in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0]
    with Record.open(database) as record:
        assert record.count(Search()).articles == 16


# ---------------------------------------------------------------------- feeds


class Site(BaseHTTPRequestHandler):
    """An outlet with a feed of three entries: two pages, and one that is gone."""

    pages: dict[str, str] = {}  # noqa: RUF012 - what a test's server serves
    asked: list[str] = []  # noqa: RUF012 - what was asked of it
    busy: set[str] = set()  # noqa: RUF012 - pages that it can't give just now
    hold = threading.Event()
    """Until this is set pages wait."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = self.pages.get(self.path)
        if body is None or self.path in self.busy:
            self.send_error(404 if body is None else 503)
            return
        if self.path not in {"/robots.txt", "/rss"}:
            self.hold.wait(60)
        if self.path == "/rss" and self.headers.get("If-None-Match") == '"1"':
            self.send_response(304)
            self.end_headers()
            return
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml" if self.path == "/rss" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        if self.path == "/rss":
            self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


def page(headline: str, first: str, second: str) -> str:
    return (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{first}</p><p>{second}</p>"
        "</article></body></html>"
    )


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    address = f"http://127.0.0.1:{server.server_port}"
    entries = "".join(
        f"<item><title>{name}</title><link>{address}/{name}</link><guid>{name}</guid></item>"
        for name in ("port", "gone", "bridge")
    )
    Site.asked.clear()
    Site.busy.clear()
    Site.hold.set()
    Site.pages.clear()
    Site.pages.update(
        {
            "/robots.txt": "User-agent: *\nAllow: /\n",
            "/rss": f"<rss version='2.0'><channel><title>News</title>{entries}</channel></rss>",
            "/port": page(
                "Channel to be dredged",
                "The channel will be dredged from May, the harbour master, Ada Obi, said on Monday after a meeting.",
                "“We have waited for eleven years, and we have the money at last,” she told reporters at the quay.",
            ),
            "/bridge": page(
                "Bridge stays shut",
                "The bridge will stay shut for a month, the county’s chief engineer, Lena Ruiz, said on Monday.",
                "“It is not safe to walk on, let alone to drive on,” she told the county council in Barrow that night.",
            ),
        }
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_is_followed_polled_and_left(tmp_path: Path, site: str) -> None:
    database, url = tmp_path / "r.db", f"{site}/rss"

    def feed(*arguments: str) -> subprocess.CompletedProcess[str]:
        return onrecord("feed", *arguments, "--record", str(database))

    assert feed("add", url, "--publisher", "The Courier").stdout == f"{url}: followed\n"
    assert feed("add", url).stdout == f"{url}: followed already\n"
    first = feed("poll", "--allow-private")
    assert first.returncode == 1
    assert f"{site}/gone" in first.stderr
    assert first.stdout.endswith("2 articles added with 4 statements, 1 failed\n")
    assert feed("poll", "--allow-private").stdout == "0 articles added with 0 statements\n"  # not due yet
    asked = len(Site.asked)
    unchanged = feed("poll", url, "--allow-private")
    assert unchanged.returncode == 0
    assert set(Site.asked[asked:]) <= {"/robots.txt", "/.well-known/tdmrep.json", "/rss"}
    with Record.open(database) as record:
        assert {one.article["publisher"] for one in record.each(Search())} == {"The Courier"}
    assert "The Courier" in feed("list").stdout
    assert feed("remove", url).returncode == 0
    assert feed("list").stdout == ""
    missing = feed("remove", url)
    assert missing.returncode == 1
    assert "not followed" in missing.stderr


def test_a_page_that_was_busy_is_asked_for_again(tmp_path: Path, site: str) -> None:
    database, url = str(tmp_path / "r.db"), f"{site}/rss"
    onrecord("feed", "add", url, "--record", database)
    Site.busy.add("/bridge")
    first = onrecord("feed", "poll", "--allow-private", "--record", database)
    assert f"{site}/bridge" in first.stderr
    assert first.stdout.endswith("1 article added with 2 statements, 2 failed\n")
    Site.busy.clear()
    second = onrecord("feed", "poll", url, "--allow-private", "--record", database)
    assert second.stdout.endswith("1 article added with 2 statements, 1 failed\n")
    asked = len(Site.asked)
    assert onrecord("feed", "poll", url, "--allow-private", "--record", database).returncode == 0
    assert set(Site.asked[asked:]) <= {"/robots.txt", "/.well-known/tdmrep.json", "/rss"}, "what is gone stays gone"


def test_a_feed_that_is_left_while_it_is_polled_stays_left(tmp_path: Path, site: str) -> None:
    database, url = str(tmp_path / "r.db"), f"{site}/rss"
    onrecord("feed", "add", url, "--record", database)
    Site.hold.clear()
    try:
        with ThreadPoolExecutor(1) as pool:
            polling = pool.submit(onrecord, "feed", "poll", "--allow-private", "--record", database)
            while "/port" not in Site.asked:
                assert not polling.done()
                time.sleep(0.05)
            assert onrecord("feed", "remove", url, "--record", database).returncode == 0
            Site.hold.set()
            assert "2 articles added" in polling.result().stdout
    finally:
        Site.hold.set()
    assert onrecord("feed", "list", "--record", database).stdout == ""


def test_a_feed_that_moves_to_where_another_was_left_is_still_followed(record: Record) -> None:
    old, new = "https://a.example/rss", "https://a.example/feed"
    with record.writing() as writer:
        feeds.follow(writer, old, None)
        feeds.follow(writer, new, None)
        feeds.leave(writer, new)
        feeds.polled(writer, old, {"url": new, "etag": '"2"'}, 60)
    assert [(one.url, one.etag) for one in record.feeds()] == [(old, '"2"')]
    with record.writing() as writer:
        feeds.follow(writer, new, None)
        feeds.polled(writer, old, {"url": new}, 60)
    assert [one.url for one in record.feeds()] == [new]


def test_a_dead_feed_waits_and_says_why(tmp_path: Path, site: str) -> None:
    database = tmp_path / "r.db"
    Site.pages["/rss"] = "<html><body>No feed here</body></html>"
    onrecord("feed", "add", f"{site}/rss", "--record", database)
    ran = onrecord("feed", "poll", "--allow-private", "--record", database)
    assert ran.returncode == 1
    listed = onrecord("feed", "list", "--record", database).stdout
    assert "failed 1 times" in listed


def test_private_addresses_are_refused(tmp_path: Path, site: str) -> None:
    ran = onrecord("add", f"{site}/port", "--record", tmp_path / "r.db")
    assert ran.returncode == 1
    assert Site.asked == []
    allowed = onrecord("add", f"{site}/port", "--allow-private", "--record", tmp_path / "r.db")
    assert allowed.returncode == 0


def test_sources_give_failures_not_errors(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 nothing")
    (one,) = articles(str(tmp_path / "x.pdf"))
    assert isinstance(one, Failure)
