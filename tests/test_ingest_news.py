"""News agency formats and feeds: what becomes the text, and XML that is out to harm."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import InputError
from onrecord.ingest import Failure, articles
from onrecord.ingest.feeds import Entry, parse_feed
from onrecord.ingest.newsml import xml_articles
from onrecord.text import Article

XHTML = """<html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head><body>
<p>KESTRIA, March 11 (Tarn Press) - The port will reopen on
   Friday, <b>its</b> director said.</p><figure><figcaption>The port.</figcaption></figure>
<p>“We are ready,” said Ines Quill.<br/>Nobody asked further.</p></body></html>"""
NITF = """<nitf xml:lang="en"><head><title>Port</title><docdata><doc-id id-string="tp.4711"/>
<date.issue norm="20250311T101500Z"/></docdata><pubdata name="Tarn Press"/></head><body><body.head>
<hedline><hl1>Port to reopen</hl1><hl2>Cranes stand again</hl2></hedline><byline>By Tam Okafor</byline></body.head>
<body.content><p>The port will reopen on Friday.</p><media><media-caption>A crane.</media-caption></media>
<p>“We are ready,” said Ines Quill.</p></body.content><body.end><tagline>Ends</tagline></body.end></body></nitf>"""
G2 = """<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:tp.example,2025:1"
 xml:lang="en-US"><itemMeta><itemClass qcode="ninat:%(kind)s"/><provider><name>Tarn Press</name></provider>
<versionCreated>2025-03-12T00:00:00Z</versionCreated><pubStatus qcode="stat:%(status)s"/></itemMeta><contentMeta>
<contentCreated>2025-03-11T23:30:00-05:00</contentCreated><by>By Tam Okafor</by><headline>Port to reopen</headline>
</contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">%(body)s</inlineXML></contentSet></newsItem>"""


def g2(kind: str = "text", status: str = "usable", body: str = XHTML) -> bytes:
    return (G2 % {"kind": kind, "status": status, "body": body}).encode()


def only(data: bytes) -> Article:
    (found,) = xml_articles(data, "a.xml")
    assert isinstance(found, Article), found
    return found


def test_newsml_g2() -> None:
    article = only(g2())
    assert article.text.split("\n\n") == [
        "Port to reopen",
        "KESTRIA, March 11 (Tarn Press) - The port will reopen on Friday, its director said.",
        "“We are ready,” said Ines Quill.",
        "Nobody asked further.",
    ]
    assert (article.title, article.publisher, article.byline) == ("Port to reopen", "Tarn Press", "Tam Okafor")
    assert (article.published, article.language, article.ref) == (date(2025, 3, 11), "en", "tag:tp.example,2025:1")
    assert set(article.found_in.values()) == {"newsml-g2"}


def test_nitf_alone_and_within_newsml() -> None:
    article = only(NITF.encode())
    assert article.text.split("\n\n") == [
        "Port to reopen",
        "Cranes stand again",
        "The port will reopen on Friday.",
        "“We are ready,” said Ines Quill.",
    ]
    assert (article.ref, article.publisher, article.byline) == ("tp.4711", "Tarn Press", "Tam Okafor")
    assert (article.published, article.found_in["published"]) == (date(2025, 3, 11), "nitf")
    assert only(g2(body=NITF)).text.endswith("The port will reopen on Friday.\n\n“We are ready,” said Ines Quill.")


def test_text_laid_out_by_hand_keeps_its_paragraphs() -> None:
    body = "<html><body><p>First line\nof one.\n\n    Second one,\n he said.\n    Third.</p></body></html>"
    assert only(g2(body=body)).text.split("\n\n")[1:] == ["First line of one.", "Second one, he said.", "Third."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (g2(status="canceled"), "cancelled"),
        (g2(kind="picture"), "ninat:picture"),
        (g2(body="<html/>"), "no text"),
        (b"<nitf><body/></nitf>", "no text"),
    ],
)
def test_items_that_are_no_articles_cost_themselves(data: bytes, words: str) -> None:
    (failure,) = xml_articles(data, "a.xml")
    assert isinstance(failure, Failure)
    assert words in failure.reason


def test_a_message_of_several_items() -> None:
    items = [g2().split(b"?>", 1)[1], g2(kind="video").split(b"?>", 1)[1], g2().split(b"?>", 1)[1]]
    data = b"<newsMessage><itemSet>" + b"".join(items) + b"</itemSet></newsMessage>"
    assert [type(one) for one in xml_articles(data, "a.xml")] == [Article, Failure, Article]


ENTITIES = "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 20}'>" for n in range(12))
BOMB = f"<!DOCTYPE nitf [<!ENTITY a0 'ha'>{ENTITIES}]>"
OUTSIDE = "<!DOCTYPE nitf [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY h SYSTEM 'http://127.0.0.1:9/x'>]>"


@pytest.mark.parametrize(
    "data",
    [
        f"{BOMB}<nitf><body><body.content><p>Kept. &a12;</p></body.content></body></nitf>",
        f"{OUTSIDE}<nitf><body><body.content><p>Kept. &f;&h;</p></body.content></body></nitf>",
        "<nitf><body>" + "<p>" * 100_000,
        "<nitf "
        + " ".join(f'a{n}="x"' for n in range(1000))
        + "><body><body.content><p>Kept.</p></body.content></body></nitf>",
        "<rss><channel>" * 10_000,
        f"{BOMB.replace('nitf', 'rss')}<rss version='2.0'><channel><item><title>&a12;</title></item></channel></rss>",
        "\0<nitf>",
    ],
    ids=["entities", "files", "deep", "attributes", "deep feed", "feed entities", "nul"],
)
def test_hostile_xml_is_harmless(tmp_path: Path, data: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(data)
    started = time.monotonic()
    for found in articles(str(path)):
        assert isinstance(found, Failure) or found.text == "Kept."
    assert time.monotonic() - started < 5


def ninjs(tmp_path: Path, item: Any) -> list[Article | Failure]:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(item))
    return list(articles(str(path)))


def test_ninjs_of_all_versions(tmp_path: Path) -> None:
    first = {
        "uri": "urn:tp:1",
        "type": "text",
        "headline": "Port to reopen",
        "body_text": "flat",
        "body_xhtml": "<p>The port will reopen.</p><p>“Ready,” said Ines Quill.</p>",
        "byline": "By Tam Okafor",
        "versioncreated": "2025-03-12T01:00:00Z",
        "firstcreated": "2025-03-11T10:15:00Z",
        "copyrightholder": "Tarn Press",
        "language": "en-GB",
    }
    second = {
        "uri": "urn:tp:1",
        "headlines": [{"role": "sub", "value": "Cranes stand again"}, {"role": "main", "value": "Port to reopen"}],
        "bodies": [
            {"role": "plain", "contenttype": "text/plain", "value": "flat"},
            {"role": "html", "contenttype": "text/html", "value": first["body_xhtml"]},
        ],
        "by": "Tam Okafor",
        "versionCreated": "2025-03-11T10:15:00Z",
        "infoSources": [{"name": "Tarn Press"}],
        "language": "en",
    }
    one, two = ninjs(tmp_path, [first, second])
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert one.text == "Port to reopen\n\nThe port will reopen.\n\n“Ready,” said Ines Quill."
    assert two.text == one.text.replace("reopen\n", "reopen\n\nCranes stand again\n", 1)
    for article in (one, two):
        assert (article.title, article.publisher, article.byline) == ("Port to reopen", "Tarn Press", "Tam Okafor")
        assert (article.published, article.language, article.ref) == (date(2025, 3, 11), "en", "urn:tp:1")
        assert article.found_in["published"] == "ninjs"


@pytest.mark.parametrize(
    "item",
    [
        {"uri": "a:1", "headline": "A", "type": "picture", "body_text": "A caption."},
        {"uri": "a:1", "headline": "A", "body_text": "Text.", "pubstatus": "canceled"},
        {"uri": "a:1", "headline": ["A"], "bodies": "none", "versioncreated": {}},
        {"uri": "a:1", "headline": "A", "body_html": "<<<<", "bodies": [None, 7]},
    ],
)
def test_ninjs_that_is_no_text(tmp_path: Path, item: dict[str, Any]) -> None:
    assert [type(found) for found in ninjs(tmp_path, item)] in ([Failure], [Article])
    assert isinstance(ninjs(tmp_path, item)[0], Failure) or item.get("body_html")


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tp.example/"><title>T</title>
<entry><id>tag:1</id><title type="html">Port &lt;b&gt;to&lt;/b&gt; reopen</title><link href="news/1"/>
<published>2025-03-11T23:30:00-05:00</published><author><name>Tam Okafor</name></author></entry>
<entry><id>tag:2</id><link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/news/2"/></entry>
<entry><id>https://tp.example/news/3</id></entry>
<entry><id>tag:4</id><link href="javascript:alert(1)"/></entry>
<entry><id>tag:5</id><link href="/news/2#again"/></entry></feed>"""


def test_atom() -> None:
    entries, failures = parse_feed(ATOM.encode(), "https://tp.example/feed")
    assert entries[0].published == date(2025, 3, 11)
    assert entries[0].byline == "Tam Okafor"
    assert [one.url.removeprefix("https://tp.example/") for one in entries] == ["news/1", "news/2", "news/3"]
    assert [str(one) for one in failures] == ["https://tp.example/feed, entry 4: has no address"]


@pytest.mark.parametrize(
    "data",
    [
        b"<rss version='2.0'><channel><item><title>A & B</title><link>https://a.example/1</link></item>",
        b"\n\n<?xml version='1.0' encoding='utf-16'?><rss version='2.0'><item><link>https://a.example/1</link></item></rss>",
    ],
)
def test_malformed_feeds_give_what_they_hold(data: bytes) -> None:
    entries, _ = parse_feed(data, "https://a.example/feed")
    assert [one.url for one in entries] == ["https://a.example/1"]
    assert entries[0].published is None


@pytest.mark.parametrize("data", [b"", b"<html><body>Not here</body></html>", b"\xff\xfe", b"{}", b"<rss"])
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="feed"):
        parse_feed(data, "https://a.example/feed")
    assert Entry("a", "https://a.example/").title is None
