"""Fetching: whom it reaches, what it honours, and how it ends, against real servers on this machine."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from onrecord.errors import FetchError
from onrecord.ingest import Failure, Options, articles
from onrecord.ingest.feeds import FeedState, poll
from onrecord.ingest.fetch import USER_AGENT, Fetched, Fetcher, NotModified, Pace, shown
from onrecord.ingest.network import addresses, is_public
from onrecord.ingest.reservations import header_refusal, page_refusal, parse_rules
from onrecord.text import Article

QUICK = Pace(delay=0, back_off=0.01, longest_wait=0.5, timeout=2, deadline=3)
PAGE = (
    b"<html lang=en><head><title>Bridge to close</title></head><body><h1>Bridge to close</h1><p>The Tarn bridge will "
    b"close for nine weeks from Monday, the county said.</p><p>No time is good, said Una Brandt.</p></body></html>"
)
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server that answers from a table; paths that it doesn't have are 404."""

    pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path not in {"/robots.txt", "/.well-known/tdmrep.json"}]


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on the loopback address."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers.items())))
            found = made.pages.get(self.path, (404, {}, b""))
            status, headers, body = found(self) if callable(found) else found
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), "Content-Type": "text/html", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow_private=True, pace=QUICK) as made:
        yield made


def test_a_page_is_fetched_once_its_robots_txt_was(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = (200, {"ETag": '"1"', "Content-Type": "text/html; charset=ISO-8859-1"}, PAGE)
    answer = fetcher.fetch(f"{site.url}/a")
    assert answer == Fetched(f"{site.url}/a", PAGE, "text/html", "iso-8859-1", '"1"')
    fetcher.fetch(f"{site.url}/a")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/.well-known/tdmrep.json", "/a", "/a"]
    assert site.asked[2][1]["User-Agent"] == USER_AGENT
    assert USER_AGENT.startswith("onrecord/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00::1]",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_nothing_but_public_addresses_without_leave(site: Site, host: str) -> None:
    with (
        Fetcher(pace=QUICK) as fetcher,
        pytest.raises(FetchError, match=r"not a public address|no address found|not an address"),
    ):
        fetcher.fetch(f"http://{host}:{site.url.rpartition(':')[2]}/a")
    assert site.asked == []


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e", "8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_every_answer_of_the_name_server_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, 1, 6, "", ("93.184.215.14", 80)), (socket.AF_INET, 1, 6, "", ("10.1.2.3", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(FetchError, match=r"10\.1\.2\.3"):
        addresses("rebinding.example", 80, allow_private=False)
    assert addresses("rebinding.example", 80, allow_private=True) == ["93.184.215.14", "10.1.2.3"]


def test_the_name_is_looked_up_once_and_the_checked_address_is_used(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = socket.getaddrinfo

    def answers(host: str, *rest: Any, **named: Any) -> object:
        if host != "paper.example":
            return real(host, *rest, **named)
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    site.pages["/a"] = (200, {}, PAGE)
    port = site.url.rpartition(":")[2]
    fetcher.fetch(f"http://paper.example:{port}/a")
    assert asked == ["paper.example"], "and the connection is kept"
    assert site.asked[-1][1]["Host"] == f"paper.example:{port}"


def test_a_redirect_to_the_local_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.ingest.network.is_public", lambda address: str(address) == "127.0.0.1")
    site.pages["/a"] = (302, {"Location": "http://10.0.0.7/admin"}, b"")
    with Fetcher(pace=QUICK) as fetcher, pytest.raises(FetchError, match=r"10\.0\.0\.7, which is not a public address"):
        fetcher.fetch(f"{site.url}/a")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://a.example/", "gopher://127.0.0.1:70/1"])
def test_a_redirect_to_another_scheme_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    site.pages["/a"] = (301, {"Location": location}, b"")
    with pytest.raises(FetchError, match=f"^{site.url}/a: not an"):
        fetcher.fetch(f"{site.url}/a")


def test_redirects_are_followed_to_an_end(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/a": (301, {"Location": "b"}, b""), "/b": (308, {"Location": "/c"}, b""), "/c": (200, {}, PAGE)}
    site.pages["/t"] = (302, {"Location": "/a"}, b"")
    site.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    answer = fetcher.fetch(f"{site.url}/a")
    assert isinstance(answer, Fetched)
    assert (answer.url, answer.moved_to) == (f"{site.url}/c", f"{site.url}/c")
    assert fetcher.fetch(f"{site.url}/t") == Fetched(f"{site.url}/c", PAGE, "text/html"), "not for good"
    with pytest.raises(FetchError, match="redirects"):
        fetcher.fetch(f"{site.url}/loop")


def test_robots_txt_is_obeyed(site: Site, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nDisallow: /private\n"
    site.pages |= {"/robots.txt": (200, {}, rules), "/a": (200, {}, PAGE), "/private/a": (200, {}, PAGE)}
    site.pages["/b"] = (302, {"Location": "/private/a"}, b"")
    assert isinstance(fetcher.fetch(f"{site.url}/a"), Fetched)
    for path in ("/private/a", "/b"):
        with pytest.raises(FetchError, match=r"its robots\.txt does not allow it"):
            fetcher.fetch(site.url + path)
    assert site.paths() == ["/a", "/b"]


def test_without_an_answer_for_robots_txt_nothing_is_fetched(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = (503, {}, b"")
    for _ in range(2):
        with pytest.raises(FetchError, match=r"robots\.txt can't be had"):
            fetcher.fetch(f"{site.url}/a")
    assert len(site.asked) == QUICK.attempts, "and it is not asked for again and again"
    assert site.paths() == []


def test_delays_between_requests_to_a_host(site: Site) -> None:
    site.pages |= {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 0.3\n"), "/a": (200, {}, PAGE)}
    with Fetcher(allow_private=True, pace=QUICK) as fetcher:
        started = time.monotonic()
        for _ in range(3):
            fetcher.fetch(f"{site.url}/a")
        assert 0.6 <= time.monotonic() - started < 2
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 3600\n")
    with Fetcher(allow_private=True, pace=QUICK) as fetcher:
        fetcher.fetch(f"{site.url}/a")
        with pytest.raises(FetchError, match="asks for 3600 seconds"):
            fetcher.fetch(f"{site.url}/a")


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({"TDM-Reservation": "1"}, PAGE, "reserves text and data mining"),
        ({"X-Robots-Tag": "noindex, nofollow"}, PAGE, "X-Robots-Tag: noindex"),
        ({"X-Robots-Tag": "onrecord: none"}, PAGE, "X-Robots-Tag: none"),
        ({}, PAGE.replace(b"<head>", b"<head><meta name='tdm-reservation' content='1'>"), "tdm-reservation"),
        ({}, PAGE.replace(b"<head>", b'<head><META content="noindex,follow" name="robots">'), "robots: noindex"),
    ],
)
def test_reservations_are_honoured_in_words(
    site: Site, fetcher: Fetcher, headers: dict[str, str], body: bytes, words: str
) -> None:
    site.pages["/a"] = (200, headers, body)
    with pytest.raises(FetchError, match=words):
        fetcher.fetch(f"{site.url}/a")


def test_what_is_no_reservation() -> None:
    assert header_refusal([("tdm-reservation", "0"), ("x-robots-tag", "googlebot: noindex, nofollow")]) is None
    assert header_refusal([("x-robots-tag", "max-snippet: 20, unavailable_after: 1 Jan 2030")]) is None
    assert page_refusal(b"<meta name=robots content='index, follow'><meta name=description content=noindex>") is None


def test_tdmrep_json_is_honoured() -> None:
    rules = parse_rules(
        b"", b'[{"location": "/news/*.html$", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]'
    )
    assert "tdmrep" in (rules.refusal("https://a.example/news/1.html") or "")
    assert rules.refusal("https://a.example/news/1.htm") is None
    assert parse_rules(b"\xff\0", b"{").refusal("https://a.example/") is None


def test_trouble_that_passes_is_waited_out(site: Site, fetcher: Fetcher) -> None:
    answers = iter([(503, {}, b""), (429, {"Retry-After": "0"}, b""), (200, {}, PAGE)])
    site.pages["/a"] = lambda _: next(answers)
    assert isinstance(fetcher.fetch(f"{site.url}/a"), Fetched)
    site.pages["/b"] = (429, {"Retry-After": "86400"}, b"")
    with pytest.raises(FetchError, match="asks to wait 86400 seconds") as refused:
        fetcher.fetch(f"{site.url}/b")
    assert refused.value.status == 429
    site.pages["/c"] = (500, {}, b"")
    with pytest.raises(FetchError, match="it answers 500"):
        fetcher.fetch(f"{site.url}/c")
    assert site.paths().count("/c") == QUICK.attempts


def test_what_is_not_there(site: Site, fetcher: Fetcher) -> None:
    site.pages["/gone"] = (410, {}, b"")
    for path, status in (("/none", 404), ("/gone", 410)):
        with pytest.raises(FetchError) as error:
            fetcher.fetch(site.url + path)
        assert error.value.status == status


def test_only_what_has_changed(site: Site, fetcher: Fetcher) -> None:
    def page(request: BaseHTTPRequestHandler) -> Answer:
        same = request.headers["If-None-Match"] == '"7"' and request.headers["If-Modified-Since"] == "then"
        return (304, {}, b"") if same else (200, {"ETag": '"7"', "Last-Modified": "then"}, PAGE)

    site.pages["/a"] = page
    answer = fetcher.fetch(f"{site.url}/a")
    assert isinstance(answer, Fetched)
    assert fetcher.fetch(answer.url, answer.etag, answer.last_modified) == NotModified(answer.url)


def test_sizes_count_unpacked_and_are_bounded(site: Site) -> None:
    site.pages["/small"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE))
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(300_000_000), 1))
    site.pages["/cut"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-9])
    site.pages["/odd"] = (200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(PAGE)))
    with Fetcher(allow_private=True, pace=QUICK, largest=2**20) as fetcher:
        answer = fetcher.fetch(f"{site.url}/small")
        assert isinstance(answer, Fetched)
        assert answer.data == PAGE
        for path, words in (("/bomb", "larger than 1 MiB"), ("/cut", "cut off"), ("/odd", "not asked for")):
            with pytest.raises(FetchError, match=words):
                fetcher.fetch(site.url + path)


def test_a_server_that_drips_is_cut_off_at_the_deadline() -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
                        connection.send(bytes([byte]))
                        time.sleep(0.05)
                except OSError:
                    continue

    threading.Thread(target=drip, daemon=True).start()
    pace = Pace(delay=0, back_off=0, attempts=1, timeout=5, deadline=0.5)
    started = time.monotonic()
    with Fetcher(allow_private=True, pace=pace) as fetcher, pytest.raises(FetchError, match=r"took too long|timed out"):
        fetcher.fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/a")
    assert time.monotonic() - started < 2
    listening.close()


def test_all_that_an_address_takes_has_an_end(site: Site) -> None:
    def slow(answer: Answer) -> Callable[[BaseHTTPRequestHandler], Answer]:
        def answered(_: BaseHTTPRequestHandler) -> Answer:
            time.sleep(0.3)
            return answer

        return answered

    site.pages |= {f"/{step}": slow((302, {"Location": f"/{step + 1}"}, b"")) for step in range(7)}
    site.pages |= {"/7": (200, {}, PAGE), "/robots.txt": slow((200, {}, b""))}
    for pace in (Pace(delay=0, attempts=1, deadline=3, whole=0.7), Pace(delay=5, attempts=1, deadline=3, whole=0.7)):
        started = time.monotonic()
        with Fetcher(allow_private=True, pace=pace) as fetcher:
            with pytest.raises(FetchError, match="not had within 1 seconds"):
                fetcher.fetch(f"{site.url}/0")
            assert time.monotonic() - started < 1.5
    with Fetcher(allow_private=True, pace=Pace(delay=0, attempts=1, deadline=3, whole=0.2)) as fetcher:
        with pytest.raises(FetchError, match="not had within 0 seconds"):
            fetcher.fetch(f"{site.url}/7")
        site.pages["/robots.txt"] = (200, {}, b"")
        assert isinstance(fetcher.fetch(f"{site.url}/7"), Fetched), "its robots.txt can be had now"


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "http://[::", "http://a b/", "http://exa\nmple/", "https:///x"]
)
def test_what_is_no_address(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError):
        fetcher.fetch(url)


def test_passwords_are_not_shown(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = (200, {}, PAGE)
    assert shown("https://user:secret@a.example/x") == "https://a.example/x"
    address = site.url.replace("//", "//user:secret@")
    answer = fetcher.fetch(f"{address}/a")
    assert isinstance(answer, Fetched)
    assert "secret" not in answer.url
    with pytest.raises(FetchError) as error:
        fetcher.fetch(f"{address}/none")
    assert "secret" not in str(error.value)


def test_an_address_is_a_source(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = (200, {}, PAGE)
    (found,) = articles(f"{site.url}/a", Options(publisher="The Tarn Courier"), fetcher)
    assert isinstance(found, Article)
    assert (found.title, found.url, found.file) == ("Bridge to close", f"{site.url}/a", None)
    (refused,) = articles(f"{site.url}/a")
    assert isinstance(refused, Failure)
    assert "--allow-private" in refused.reason


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tarn Courier</title>
<item><title>One</title><link>/a</link>
<guid isPermaLink="false">g1</guid><pubDate>Tue, 11 Mar 2025 23:30:00 -0400</pubDate></item>
<item><title>Nothing to follow</title></item>
<item><title>Two</title><link>/missing</link></item></channel></rss>"""


def test_a_feed_is_a_source_and_one_bad_entry_costs_that_entry(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/feed": (200, {"Content-Type": "application/rss+xml"}, FEED.encode()), "/a": (200, {}, PAGE)}
    found = list(articles(f"{site.url}/feed", None, fetcher))
    assert [type(one) for one in found] == [Article, Failure, Failure]
    article = found[0]
    assert isinstance(article, Article)
    assert (str(article.published), article.found_in["published"]) == ("2025-03-11", "feed")
    assert "404" in str(found[1])
    assert "has no address" in str(found[2])


def test_polling_costs_nothing_when_nothing_is_new(site: Site, fetcher: Fetcher) -> None:
    def feed(request: BaseHTTPRequestHandler) -> Answer:
        return (304, {}, b"") if request.headers["If-None-Match"] == '"f"' else (200, {"ETag": '"f"'}, FEED.encode())

    site.pages |= {"/new": feed, "/old": (301, {"Location": "/new"}, b"")}
    first = poll(FeedState(f"{site.url}/old"), fetcher)
    assert [(one.id, one.url, one.title) for one in first.entries] == [
        ("g1", f"{site.url}/a", "One"),
        (f"{site.url}/missing", f"{site.url}/missing", "Two"),
    ]
    assert len(first.failures) == 1
    assert first.state == FeedState(f"{site.url}/new", '"f"'), "a feed that has moved for good is asked there"
    second = poll(first.state, fetcher)
    assert (second.entries, second.changed, second.state) == ((), False, first.state)


def test_dead_feeds(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/gone": (410, {}, b""), "/page": (200, {}, PAGE), "/empty": (200, {}, b"")}
    gone = poll(FeedState(f"{site.url}/gone", failures=2), fetcher)
    assert (gone.state.gone, gone.state.failures, gone.changed) == (True, 3, False)
    for path in ("/page", "/empty", "/none"):
        dead = poll(FeedState(site.url + path), fetcher)
        assert (dead.state.gone, dead.state.failures, len(dead.failures)) == (False, 1, 1)
    assert FeedState("x", failures=3).pause(600) == 4800
    assert FeedState("x", failures=99).pause(600) == 7 * 24 * 3600


def test_a_connection_error_is_said_in_words(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(FetchError, match="can't be had"):
        fetcher.fetch(f"http://127.0.0.1:{port}/")
