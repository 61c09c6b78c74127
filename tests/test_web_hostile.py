"""A feed of somebody who means harm, served over HTTP and added: nothing of it runs in the browser."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from onrecord import Reader, Record
from onrecord.store import Search
from tests import browser

OWNED = "document.title='owned'"
FEED = f"""<?xml version="1.0"?><?xml-stylesheet href="javascript:{OWNED}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>&lt;script&gt;{OWNED}&lt;/script&gt; Daily</title><link>javascript:{OWNED}</link>
<item><title><![CDATA[Storm <script>{OWNED}</script> nears <img src=x onerror={OWNED}>]]></title>
<link>SITE/storm?a=1&amp;b="&gt;&lt;svg onload={OWNED}&gt;</link><guid>one</guid>
<dc:creator><![CDATA["><svg onload={OWNED}>]]></dc:creator>
<description><![CDATA[<style>*{{display:none}}</style><body onload={OWNED}>]]></description>
<pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate></item>
<item><title>\u202erobrah eht fo\u202c &lt;/title&gt;&lt;script&gt;{OWNED}&lt;/script&gt;</title>
<link>SITE/harbour</link><guid>javascript:{OWNED}</guid><dc:creator>\u0410da \u200bObi</dc:creator></item>
<item><title>No article</title><link>javascript:{OWNED}</link></item>
<item><title>No article either</title><link>data:text/html,&lt;script&gt;{OWNED}&lt;/script&gt;</link></item>
</channel></rss>"""
_HEAD = (
    f'<html><head><title>Storm <script>{OWNED}</script></title><base href="https://evil.example/">'
    f'<meta http-equiv="refresh" content="0;url=javascript:{OWNED}"><meta name="author" content=\'"><img src=x '
    f'onerror={OWNED}>\'><meta property="og:site_name" content="&lt;svg onload={OWNED}&gt; Post">'
    f'<link rel="canonical" href="javascript:{OWNED}"><script>{OWNED}</script><style>*{{display:none}}</style></head>'
)
STORM = f"""{_HEAD}<body onload="{OWNED}"><article><h1 onclick="{OWNED}">Storm nears</h1>
<p>“The storm will reach &lt;script&gt;{OWNED}&lt;/script&gt; us by night,” Ada Obi, the mayor, said on Monday.
“&lt;img src=x onerror={OWNED}&gt; is no way to warn anybody.” <iframe src="javascript:{OWNED}"></iframe></p>
<p>Tom &lt;b onmouseover={OWNED}&gt;Brede&lt;/b&gt; said that the town would close its gates at the “earliest hour
\u202eelbissop\u202c”, according to javascript:{OWNED} and two others who had seen the plan on Sunday.</p>
<p>“"&gt;&lt;svg onload={OWNED}&gt; and {{{{ 7 * 7 }}}},” said \u0410d\u0430 Obi, who wrote to the council.</p>
<form action="https://evil.example/"><button formaction="javascript:{OWNED}">More</button></form>
</article></body></html>"""
HARBOUR = f"""<html><head><title>The harbour</title></head><body><article><p>“The harbour
<a href="javascript:{OWNED}">stays open</a> whatever the weather does this week,” Petra Vance told reporters in Port
Ansel, where boats were tied up by the dozen on Monday.</p><p>Petra Vance denied that
&lt;/title&gt;&lt;script&gt;{OWNED}&lt;/script&gt; the pier had been sold to anybody at all in the spring.</p>
</article></body></html>"""


class Site(BaseHTTPRequestHandler):
    """Serves the feed and its articles; everything else is not there."""

    def do_GET(self) -> None:
        """Answer."""
        host = f"http://{self.headers['Host']}"
        path = self.path.partition("?")[0]
        found = {
            "/feed": ("application/rss+xml", FEED.replace("SITE", host)),
            "/storm": ("text/html; charset=utf-8", STORM),
            "/harbour": ("text/html; charset=utf-8", HARBOUR),
        }.get(path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", found[0] if found else "text/plain")
        self.end_headers()
        self.wfile.write((found[1] if found else "").encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record to which the feed was added by the command."""
    path = tmp_path_factory.mktemp("hostile") / "record.db"
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    feed = f"http://127.0.0.1:{server.server_port}/feed"
    arguments = ["add", feed, "--allow-private", "--record", str(path)]
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", *arguments]
    ended = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    server.shutdown()
    thread.join()
    server.server_close()
    assert ended.returncode == 1, "two of its addresses are none of an article"
    assert "2 articles added" in ended.stdout, ended.stdout + ended.stderr
    return path


@pytest.fixture(scope="module")
def addresses(fed: Path) -> list[str]:
    """Every page on which something of the feed may stand."""
    with Record.open(fed) as record:
        found = list(record.each(Search()))
        claims = [one.id for one in record.claims()]
    assert len(found) >= 4
    assert claims
    articles = {one.article["id"] for one in found}
    actors = {actor for one in found for actor in one.statement.speaker.actors}
    pages = [f"/articles/{one}" for one in articles] + [f"/articles/{one}/annotate" for one in articles]
    pages += [f"/statements/{one.statement.id}" for one in found] + [f"/claims/{one}" for one in claims]
    pages += [f"/actors/{one}" for one in actors]
    return [*pages, "/", "/search", "/claims", "/review", "/network?since=2025-01-01", "/actors?name=obi"]


def test_nothing_of_a_hostile_feed_runs_or_steers_a_page(fed: Path, addresses: list[str], reader: Reader) -> None:
    with browser.chromium() as chromium, browser.serving(fed, reader) as address:
        watched = browser.Watched(chromium.new_context(), address)
        blocked = browser.blocked(watched.page)
        for path in addresses:
            page = watched.go(path)
            page.wait_for_load_state("networkidle")
            assert browser.harm(page) == [], path
            assert page.url.startswith(address)
            for one in page.locator("main a, main [data-numbers], main .card, main .entry").all()[:12]:
                one.dispatch_event("mouseover")
                if one.get_attribute("href") is None:
                    one.dispatch_event("click")
            expect(page).to_have_title(re.compile(r"· onrecord$"))
        texts = [
            watched.go(one).locator("#text").inner_text() for one in addresses if one.count("/") == 2 and "art" in one
        ]
        (shown,) = [one for one in texts if "storm" in one]
        for said in (f"<script>{OWNED}</script>", f"<img src=x onerror={OWNED}>", "{{ 7 * 7 }}", "<svg onload="):
            assert said in shown.replace(" \n", " "), "it is shown as the text that it is"
        assert (blocked, watched.faults) == ([], [])
        watched.page.context.close()
