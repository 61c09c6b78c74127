"""The server under load: how long each page takes while an ``add`` runs, what memory it costs::

    python -m evaluation.web_bench --articles 10000

The record is made up, as in `evaluation.store_bench`, with mentions, addressees, wire copies, decisions, claims and
fact-checks besides: every statement has a position on a claim, every fifth on one that another founded.
Then ``onrecord serve`` and ``onrecord add`` run as programs of their own, and readers ask over HTTP, each for the next
page a second after they have one (``--pause 0``: at once). Addresses are drawn from the whole record, so that few are
asked for twice. Before, an article of 1,000 words is pasted while nothing else is asked for.

Printed: for each page the quantiles of its time from asking to the last byte, and the slowest answer; whatever was not
answered with 200; how much of a processor the server took; its memory.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import sqlalchemy as sa

from evaluation.store_bench import World
from onrecord.statements import Actor, FactCheck, ReaderInfo, Reading, Speaker, Statement, actor_id, statement_id
from onrecord.store import Record
from onrecord.store.claims import ClaimWriter, Position, Stance
from onrecord.store.corrections import Corrections
from onrecord.store.factchecks import FactChecks
from onrecord.store.positions import Founding, make
from onrecord.store.search import Search
from onrecord.store.upgrading import now
from onrecord.store.writer import Writer
from onrecord.text import Article, Span

STATEMENTS = 20
"""In an article."""
READERS = 8
WARM = 10.0
"""Seconds at the beginning that are not counted: what is kept for some time is computed for the first time then."""
PAGES = (
    "/",
    "/search",
    "/articles",
    "/statements",
    "/claims",
    "/claims/ID",
    "/actors",
    "/network",
    "/review",
    "/api/v1/search",
)
LIMIT = 150.0
"""Milliseconds within which 95 of 100 answers for each page are to come."""
_LAST = date(2025, 6, 30)
_DAYS = 900
_COPIED = 0.15
"""Of articles that are wire copies of an earlier one."""
_SHARED = 0.2
"""Of statements that are on a claim which another founded, copies apart."""
_CHECKED = 0.01
"""Of claims that have a fact-check."""
_WIDTH = 128
"""Numbers in the vector of a proposition."""
_JOINING = 100
"""Words, the most frequent, that nobody looks for alone, as "the" and "of" are."""
_HOST = "127.0.0.1"


class Town(World):
    """Articles in which people speak to and about each other."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._wire: tuple[str, list[tuple[str, list[tuple[str, int, int]]]], tuple[int, ...]] | None = None

    def article(self, number: int) -> tuple[Reading, tuple[int, ...]]:
        """An article and what was read in it, with its signature."""
        pick = self.random
        if self._wire is None or pick.random() > _COPIED:
            text, marks = self._written()
            self._wire = (text, marks, tuple(pick.getrandbits(32) for _ in range(128)))
        text, marks, signature = self._wire
        day = _LAST - timedelta(days=int(_DAYS * pick.random() ** 1.5))
        publisher = pick.choices(self.publishers, cum_weights=self.publisher_weights)[0]
        title = self.text(8).capitalize()
        article = Article(text, url=f"https://bench.example/{number}", title=title, publisher=publisher, published=day)
        return self._read(article, marks), signature

    def _written(self) -> tuple[str, list[tuple[str, list[tuple[str, int, int]]]]]:
        """A text; for each statement its speaker and (role or name mentioned, start, end)."""
        pick, parts, marks, at = self.random, list[str](), list[tuple[str, list[tuple[str, int, int]]]](), 0
        cast = pick.choices(self.people, cum_weights=self.people_weights, k=5)
        for _ in range(STATEMENTS):
            speaker, other = pick.choice(cast), pick.choice(cast)
            about = f" {other} " if pick.random() < 0.3 else " "
            content = f"“{self.text(pick.randint(4, 14)).capitalize()}{about}{self.text(pick.randint(3, 10))},”"
            told = pick.random() < 0.15
            cue = "told" if told else "said"
            tail = f"{speaker} {cue}" + (f" {pick.choice(cast)}" if told else "") + f" on Monday. {self.text(8)}.\n\n"
            after = at + len(content) + 1
            spans = [("content", at, at + len(content)), ("source", after, after + len(speaker))]
            spans.append(("cue", after + len(speaker) + 1, after + len(speaker) + 5))
            if told:
                begin = after + len(speaker) + 6
                spans.append(("addressee", begin, after + tail.index(" on Monday")))
            part = f"{content} {tail}"
            spans += [(name, at + one.start(), at + one.end()) for name in set(cast) for one in re.finditer(name, part)]
            marks.append((speaker, spans))
            parts.append(part)
            at += len(part)
        return "".join(parts), marks

    def _read(self, article: Article, marks: list[tuple[str, list[tuple[str, int, int]]]]) -> Reading:
        pick, text, id_ = self.random, article.text, article.id
        mentions: dict[str, list[Span]] = {}
        statements = []
        for speaker, spans in marks:
            roles: dict[str, tuple[Span, ...]] = {}
            for name, start, end in spans:
                if name in {"content", "source", "cue", "addressee"}:
                    roles[name] = (Span.of(text, start, end),)
                else:
                    mentions.setdefault(name, []).append(Span.of(text, start, end))
            who = actor_id(id_, speaker, "person")
            statements.append(
                Statement(
                    statement_id(id_, roles["content"], roles["source"], roles["cue"]),
                    "direct",
                    roles["content"],
                    roles["cue"],
                    roles["source"],
                    addressee=roles.get("addressee", ()),
                    framing=pick.choices(("neutral", "denying", "accusing", "praising"), (8, 1, 1, 1))[0],
                    speaker=Speaker(speaker, "person", (who,), "name", round(pick.random(), 4)),
                    confidence=round(pick.random(), 4),
                )
            )
        actors = [
            Actor(actor_id(id_, name, "person"), name, "person", tuple(spans), ("minister",))
            for name, spans in mentions.items()
        ]
        return Reading(article, ReaderInfo("0", "bench", "0" * 64), tuple(statements), tuple(actors))


class Talk:
    """Puts the statements of articles on claims; those of a wire copy on the claims of the wire."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - seeded on purpose
        self._vectors = np.random.default_rng(seed)
        self._claims: list[int] = []
        self._last: tuple[str, list[tuple[int, Stance]]] = ("", [])

    def place(self, writer: Writer, reading: Reading) -> None:
        """Give each statement of an article one position."""
        claims, text = ClaimWriter(writer), reading.article.text
        if text != self._last[0]:
            self._last = (text, self._found(writer, [one.id for one in reading.statements]))
        vectors = self._vectors.standard_normal((len(reading.statements), _WIDTH))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        positions = [
            Position(one.id, 0, claim, stance, 0, None, ((one.content[0].start + 1, one.content[0].end - 2),),
                     ((one.cue[0].start, one.cue[0].end),) if stance == "disputes" else (), 0.9,
                     vector.astype(np.float16).tobytes())
            for one, (claim, stance), vector in zip(reading.statements, self._last[1], vectors, strict=True)
        ]  # fmt: skip
        claims.place(reading.article.id, positions)

    def _found(self, writer: Writer, statements: list[str]) -> list[tuple[int, Stance]]:
        """The claim and the stance of each statement: on one that is there, or on a new one."""
        pick = self._random
        new = [one for one in statements if not self._claims or pick.random() >= _SHARED]
        made = make(writer.connection, writer.numbers, [Founding(one, 0) for one in new], now())
        keys = dict(zip(new, made.values(), strict=True))
        stances: tuple[Stance, ...] = ("asserts", "disputes", "neutral")
        checks, found = FactChecks(writer), list[tuple[int, Stance]]()
        for one in statements:
            if one in keys:
                found.append((keys[one], "asserts"))
            else:  # some are spoken of much more than others
                known = self._claims[int(len(self._claims) * pick.random() ** 3)]
                found.append((known, pick.choices(stances, (6, 2, 2))[0]))
        for key in keys.values():
            if pick.random() < _CHECKED:
                one_check = FactCheck(f"The claim {key}", "Half true", "The Desk", url=f"https://desk.example/{key}")
                checks.add(one_check)
                checks.match(key, one_check.id, round(pick.random(), 2))
        self._claims += keys.values()
        return found


@dataclass(slots=True)
class Asked:
    """What became of the requests for one kind of page."""

    times: list[float] = field(default_factory=list)
    """Seconds."""
    lost: list[str] = field(default_factory=list)


class Reader(threading.Thread):
    """Asks for one page after another over one connection, until told to stop."""

    def __init__(self, port: int, addresses: Iterator[tuple[str, str]], stop: threading.Event, pause: float) -> None:
        super().__init__()
        self._port, self._addresses, self._stop_at, self._pause = port, addresses, stop, pause
        self.asked = {page: Asked() for page in PAGES}
        self._counted_from = time.perf_counter() + WARM

    def run(self) -> None:
        """Ask."""
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=60)
        self._stop_at.wait(self._pause * random.random())  # noqa: S311 - people do not begin at once
        while not self._stop_at.is_set():
            page, address = next(self._addresses)
            begun = time.perf_counter()
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                answer.read()
            except OSError as error:
                self.asked[page].lost.append(f"{address}: {error}")
                connection.close()
                continue
            if begun >= self._counted_from:
                self.asked[page].times.append(time.perf_counter() - begun)
            if answer.status != 200:
                self.asked[page].lost.append(f"{address}: {answer.status}")
            self._stop_at.wait(self._pause)
        connection.close()


def build(record: Record, town: Town, size: int) -> None:
    """Fill an empty record with so many articles and some decisions; one that has articles is left as it is."""
    with record.reading() as connection:
        if connection.execute(sa.text("SELECT count(*) FROM articles")).scalar_one():
            return
    talk = Talk(7)
    for first in range(0, size, 100):
        with record.writing("bench", "bench") as writer:
            for number in range(first, min(first + 100, size)):
                reading, signature = town.article(number)
                writer.add(reading, signature)
                talk.place(writer, reading)
    for one in record.search(Search(), 100).found[::4]:
        with record.writing("bench", "looks right") as writer:
            Corrections(writer).confirm(one.statement.id)


def known_ids(record: Record) -> dict[str, list[str]]:
    """The ids of all that has a page, by table."""
    with record.reading() as connection:
        return {
            table: list(connection.scalars(sa.text(f"SELECT id FROM {table}")))  # noqa: S608 - our own names
            for table in ("articles", "statements", "claims", "identities")
        }


def addresses(ids: dict[str, list[str]], town: Town, seed: int) -> Iterator[tuple[str, str]]:
    """Kinds of page in turn, each with an address from all over the record."""
    pick = random.Random(seed)  # noqa: S311 - seeded on purpose
    known = ids["identities"]  # in order of how early they came: whoever is spoken of most is looked up most

    def searched() -> str:
        words = town.words[_JOINING + int((len(town.words) - _JOINING) * pick.random() ** 4)]
        filters = pick.choice(
            (
                {},
                {"kind": "direct"},
                {"speaker": pick.choice(town.people[:500])},
                {"by": "story"},
                {"publisher": pick.choice(town.publishers)},
                {"since": str(_LAST - timedelta(days=pick.randrange(_DAYS)))},
            )
        )
        return urlencode({"q": words, **filters})

    def claimed() -> str:
        one = pick.choice(({"disputed": "true"}, {"checked": "true"}, {"speaker": pick.choice(town.people[:500])}))
        since = pick.choice(({}, {"since": str(_LAST - timedelta(days=pick.randrange(_DAYS)))}))
        return urlencode({**one, **since})

    def network() -> str:
        until = _LAST - timedelta(days=pick.randrange(60))
        relation = pick.choice(("about", "answers", "addresses"))
        return urlencode({"relation": relation, "since": str(until - timedelta(days=29)), "until": str(until)})

    made: dict[str, Callable[[], str]] = {
        "/": lambda: "/",
        "/search": lambda: f"/search?{searched()}",
        "/articles": lambda: f"/articles/{pick.choice(ids['articles'])}",
        "/statements": lambda: f"/statements/{pick.choice(ids['statements'])}",
        "/claims": lambda: f"/claims?{pick.choice((claimed, searched))()}",
        "/claims/ID": lambda: f"/claims/{ids['claims'][int(len(ids['claims']) * pick.random() ** 3)]}",
        "/actors": lambda: f"/actors/{quote(known[int(len(known) * pick.random() ** 2)])}",
        "/network": lambda: f"/network?{network()}",
        "/review": lambda: f"/review?skip={pick.randrange(20)}",
        "/api/v1/search": lambda: f"/api/v1/search?{searched()}",
    }
    while True:
        for page in pick.sample(PAGES, len(PAGES)):
            yield page, made[page]()


@contextlib.contextmanager
def program(*arguments: str, errors: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``onrecord`` as a program of its own, ended with the block."""
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", *arguments]
    with errors.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind((_HOST, 0))
        return int(found.getsockname()[1])


def answers(port: int, seconds: float = 60.0) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            fetch(port, "/index.json")
            return
        if time.monotonic() > until:
            raise SystemExit("the server did not begin to answer")
        time.sleep(0.1)


def fetch(port: int, address: str, form: dict[str, str] | None = None, cookie: str = "") -> tuple[str, str]:
    """The text of a page and the cookie that came with it."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=60)
    headers = {"Cookie": cookie} if cookie else {}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST" if form else "GET", address, urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return text, (answer.getheader("Set-Cookie") or "").partition(";")[0]


def cost(process: int) -> tuple[float, float]:
    """Processor time of a process in seconds, and the most memory it has held, in MB."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    most = re.search(r"VmHWM:\s+(\d+) kB", status)
    ticks = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks, int(most[1]) / 1000 if most else 0.0


def quantile(times: list[float], share: float) -> float:
    """In milliseconds."""
    return 1000 * sorted(times)[int(share * (len(times) - 1))]


def load(port: int, record: Record, town: Town, seconds: float, pause: float) -> dict[str, Asked]:
    """What `READERS` readers see in so many seconds."""
    stop, ids = threading.Event(), known_ids(record)
    readers = [Reader(port, addresses(ids, town, seed), stop, pause) for seed in range(READERS)]
    for one in readers:
        one.start()
    time.sleep(WARM + seconds)
    stop.set()
    whole = {page: Asked() for page in PAGES}
    for one in readers:
        one.join()
        for page, asked in one.asked.items():
            whole[page].times += asked.times
            whole[page].lost += asked.lost
    return whole


def report(whole: dict[str, Asked]) -> bool:
    """Print it; whether every page came in time and none was lost."""
    for page, asked in whole.items():
        if asked.times:
            p50, p95, slowest = (quantile(asked.times, share) for share in (0.5, 0.95, 1))
            print(f"{page:16} {len(asked.times):5}  p50 {p50:6.1f}  p95 {p95:6.1f}  slowest {slowest:6.1f} ms")
    lost = [one for asked in whole.values() for one in asked.lost]
    print(f"lost: {len(lost)}", *lost[:5], sep="\n  ")
    return not lost and all(quantile(asked.times, 0.95) <= LIMIT for asked in whole.values() if asked.times)


def pasted(port: int, town: Town) -> None:
    """Time reading a pasted article of 1,000 words, from sending the form to the last byte of the page."""
    text = ""
    while len(text.split()) < 1_000:
        speaker = town.random.choice(town.people)
        text += f"“{town.text(12).capitalize()},” {speaker} said on Monday. {town.text(10).capitalize()}.\n\n"
    front, cookie = fetch(port, "/")
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', front)
    assert token  # noqa: S101 - the page has a form
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        fetch(port, "/read", {"csrf": token[1], "text": text}, cookie)
        times.append(time.perf_counter() - begun)
    print(f"pasted article of 1,000 words: first {times[0]:.2f} s, best of five {min(times):.2f} s")


def main() -> None:
    """Build, serve, ask, print; exits 1 when a page was too slow or lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds for which a reader looks at a page")
    parser.add_argument("--record", help="where to make the record; it is kept, and used as it is if it is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = arguments.record or str(folder / "record.db")
        town = Town(7)
        with Record.open(path) as record:
            build(record, town, arguments.articles)
            extra = folder / "more.jsonl"
            rows = (town.article(arguments.articles + number)[0].article for number in range(5_000))
            with extra.open("w", encoding="utf-8") as out:
                for one in rows:
                    row = {"text": one.text + town.text(9), "url": one.url, "published": str(one.published)}
                    out.write(json.dumps(row) + "\n")
            port = free_port()
            with program("serve", "--port", str(port), "--record", path, errors=folder / "serve.log") as server:
                answers(port)
                pasted(port, town)
                with program("add", str(extra), "--force", "--record", path, errors=folder / "add.log") as adding:
                    spent, _ = cost(server.pid)
                    whole = load(port, record, town, arguments.seconds, arguments.pause)
                    print(f"`add` ran until the end: {adding.poll() is None}")
                fine = report(whole)
                after, memory = cost(server.pid)
                number = sum(len(asked.times) for asked in whole.values())
                share = (after - spent) / (WARM + arguments.seconds)
                print(f"{number / arguments.seconds:.1f} pages/s; {share:.0%} of a processor")
                print(f"the server's memory, model and all: {memory:.0f} MB at most")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
