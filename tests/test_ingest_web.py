"""Web pages: what becomes the text, what the page says of itself, and pages that are out to break the reader."""

import gzip
import time
from datetime import date
from pathlib import Path

import pytest

from onrecord import Article, InputError
from onrecord.ingest import read_file
from onrecord.ingest.files import LARGEST
from onrecord.ingest.html import decode_page
from onrecord.ingest.web import read_page

URL = "https://www.harbourpost.example/news/2025/03/11/ferry-fares?utm_source=mail"
BODY = (
    "<p>The Tarn bridge will close for nine weeks from Monday, the county said.</p>"
    "<p>“There is no good time to close a bridge,” said Una Brandt, who runs the roads department.</p>"
    "<p>Shopkeepers in Lower Tarn asked for the work to wait until the autumn, and were told it could not.</p>"
)


@pytest.fixture(scope="module")
def page(root: Path) -> bytes:
    """A page in the manner of a local paper."""
    return (root / "tests" / "data" / "harbour-post.html").read_bytes()


def made(head: str = "", body: str = BODY, html: str = "") -> Article:
    return read_page(f"<html {html}><head>{head}</head><body><article>{body}</article></body></html>", "made.html", URL)


def test_the_text_is_headline_standfirst_and_body_and_nothing_else(page: bytes) -> None:
    assert read_page(page, "page", URL).text.split("\n\n") == [
        "Ferry fares to rise by a tenth & more",
        "Islanders say the increase will keep families apart",
        "Fares on the four island routes will rise by a tenth in May, the Harbour Board said on Tuesday.",
        "“Fuel costs us twice what it did,” said Mara Lindqvist, the board's chair. “We held out as long as we could.”",
        "Islanders were not convinced. “My mother sees the children once a month,” said Oswin Pell, of Little Tarn.",
        "Mara Lindqvist told the council in January that fares would stay as they were until the summer at least.",
    ]


def test_the_metadata_and_where_each_was_found(page: bytes) -> None:
    article = read_page(page, "page", URL)
    assert article.title == "Ferry fares to rise by a tenth & more"
    assert (article.publisher, article.byline) == ("Harbour Post", "Ines Quill, Tam Okafor")
    assert article.published == date(2025, 3, 11), "the day where it was written, not the day in Greenwich"
    assert article.url == "https://www.harbourpost.example/news/2025/03/11/ferry-fares"
    assert article.language == "en"
    assert article.found_in == {
        "title": "json-ld",
        "publisher": "json-ld",
        "byline": "json-ld",
        "published": "json-ld",
        "language": "json-ld",
        "url": "canonical",
    }


def test_without_json_ld_meta_elements_and_the_page_itself_tell() -> None:
    article = made(
        '<title>Bridge to close | The Tarn Courier</title><meta property="og:site_name" content="The Tarn Courier">'
        '<meta property="article:published_time" content="2024-02-29T08:00:00Z"><meta name="byl" content="By Jo Ash">',
        html='lang="en"',
    )
    assert (article.title, article.publisher) == ("Bridge to close", "The Tarn Courier")
    assert (article.byline, article.published) == ("Jo Ash", date(2024, 2, 29))
    assert article.url == "https://www.harbourpost.example/news/2025/03/11/ferry-fares?utm_source=mail"
    assert {article.found_in[name] for name in ("published", "publisher")} == {"opengraph"}
    assert (article.found_in["byline"], article.found_in["url"], article.found_in["title"]) == (
        "meta",
        "fetched",
        "html",
    )


def test_htmldate_is_the_last_resort_and_is_named() -> None:
    body = f"<h1>Bridge to close</h1><p class='date'>Published: 4 March 2023</p>{BODY}"
    article = read_page(f"<html><body><article>{body}</article></body></html>", "page")
    assert "Published" not in article.text
    assert article.published == date(2023, 3, 4)
    assert article.found_in["published"] == "htmldate"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Kept", }',
        '<!-- {"@type": "NewsArticle", "headline": "Kept"} -->',
        '[{"@type": "BreadcrumbList"}, [{"@type": "http://schema.org/NewsArticle", "headline": "Kept"}]]',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": ["Kept"], "author": [null, 7, {}]}}',
        '{"@type": "NewsArticle", "headline": "Kept\n"}; window.x = 1',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Kept", "datePublished": "0000-99-99"}\n//]]>',
    ],
)
def test_json_ld_of_every_sort(script: str) -> None:
    assert made(f'<script type="application/ld+json">{script}</script>').title == "Kept"


@pytest.mark.parametrize("script", ["{", "[" * 100_000, '{"@type": {"a": 1}}', "null", "", '"NewsArticle"', "\ud800"])
def test_broken_json_ld_costs_only_itself(script: str) -> None:
    article = made(f'<script type="application/ld+json">{script}</script><meta property="og:title" content="Bridge">')
    assert (article.title, article.found_in["title"]) == ("Bridge", "opengraph")


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://evil.example/other", URL),
        ("javascript:alert(1)", URL),
        ("file:///etc/passwd", URL),
        ("https://www.harbourpost.example/", URL),
        ("http://[::bad", URL),
        ("//harbourpost.example/a#part", "https://harbourpost.example/a"),
        ("https://user:secret@m.harbourpost.example:443/a", "https://m.harbourpost.example/a"),
    ],
)
def test_a_page_speaks_only_for_its_own_site(canonical: str, expected: str) -> None:
    assert made(f'<link rel="canonical" href="{canonical}">').url == expected


def test_the_standfirst_is_not_said_twice() -> None:
    first = "The Tarn bridge will close for nine weeks from Monday, the county said."
    article = made(f'<meta name="description" content="{first}">', f"<h1>Bridge to close</h1>{BODY}")
    assert article.text.count(first) == 1
    cut = made(f'<meta name="description" content="{first[:50]}…">', f"<h1>Bridge to close</h1>{BODY}")
    assert cut.text == article.text


def test_a_description_that_the_page_does_not_show_is_no_text() -> None:
    article = made('<meta name="description" content="Everything about bridges, on one page">', f"<h1>Shut</h1>{BODY}")
    assert "Everything about bridges" not in article.text


def test_quoted_pleas_and_short_repeats_stay() -> None:
    article = made(body=BODY + "<p>“Sign up for the choir,” she told them all.</p><p>No.</p><p>No.</p>")
    assert "“Sign up for the choir,”" in article.text
    assert article.text.count("No.") == 2


def test_a_body_in_several_containers_is_read_whole() -> None:
    part = "".join(
        f"<p>Paragraph {number} of the long report says what witness {number} told the inquiry.</p>"
        for number in range(9)
    )
    other = part.replace("Paragraph", "Section").replace("inquiry", "council")
    body = f"<div class='chunk'>{part}</div><div class='gap'><a href='/x'>x</a></div><div class='chunk'>{other}</div>"
    text = read_page(f"<html><body><h1>Report</h1><main>{body}</main></body></html>", "p").text
    assert text.count("Paragraph") == text.count("Section") == 9


def test_article_body_in_json_ld_serves_when_the_page_shows_a_part() -> None:
    lines = [
        f"Witness {number} told the inquiry that the lamp on buoy {number} had been dark all week."
        for number in range(12)
    ]
    body = "\\n".join(lines)
    script = f'{{"@type": "NewsArticle", "headline": "Buoys", "articleBody": "{body}"}}'
    article = made(
        f'<script type="application/ld+json">{script}</script>', "".join(f"<p>{one}</p>" for one in lines[:3])
    )
    assert article.text.split("\n\n") == ["Buoys", *lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "latin-1"])
def test_declared_and_undeclared_encodings(encoding: str) -> None:
    text = "<html><body><p>Zoë said the café would reopen, and that naïve questions were welcome.</p></body></html>"
    assert decode_page(text.encode(encoding)) == text
    assert decode_page(text.encode("cp1251", "replace"), "cp1251") == text.encode("cp1251", "replace").decode("cp1251")


def test_one_bad_byte_costs_one_character() -> None:
    page = f"<html><meta charset=utf-8><body><h1>Zoë</h1>{BODY}</body></html>".encode().replace(b"nine", b"ni\xffe")
    article = read_page(page, "page")
    assert "for ni\ufffde weeks" in article.text
    assert "“There is no good time" in article.text


@pytest.mark.parametrize(
    "odd", ["\x01", "\x0c", "&#2;", "&#x1F;", "&#0;", "&#xD800;", "&#xFFFF;", "\ufffe", "&#11", "&#99999999;"]
)
def test_characters_that_xml_may_not_hold(odd: str) -> None:
    article = made(
        body=f"{BODY}<p>Lower{odd} Tarn<svg>x</svg>{odd} waits, she said, for an answer to come.</p><form>x</form>{odd}"
    )
    assert "no good time" in article.text
    assert "waits, she said" in article.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"\0\0\0",
        b"<html></html>",
        b"<!doctype html><html><head><title>Only a title</title></head><body></body></html>",
        b"<html><body><p>Too short.</p></body></html>",
        b"<" * 100_000,
        b"<html><body>" + b"<div>" * 100_000 + b"text" + b"</div>" * 100_000,
        b"<html><body>" + b"<p>a" * 250_000,
        b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><html><body>&b;</body></html>",
        bytes(range(256)) * 500,
    ],
    ids=["empty", "blank", "nul", "no body", "title", "short", "open", "deep", "many", "entities", "binary"],
)
def test_what_holds_no_article_is_refused_in_words_and_at_once(data: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match=r"^bad\.html: "):
        read_page(data, "bad.html")
    assert time.monotonic() - started < 5


def test_a_page_of_100_megabytes_is_refused_and_a_large_one_read() -> None:
    with pytest.raises(InputError, match="larger than 64 MiB"):
        read_page(b"<html><body><p>" + b"word " * (LARGEST // 4), "big.html")
    assert "no good time" in made(body=BODY + f"<!-- {'x' * 10_000_000} -->").text


def test_nesting_that_pages_do_reach_is_read() -> None:
    assert "no good time" in made(body="<div>" * 900 + BODY + "</div>" * 900).text


def test_read_takes_pages_and_prefers_their_own_day(page: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"\xef\xbb\xbf\n" + page)
    article = read_file(str(path), published=date(1999, 1, 1))
    assert (article.published, article.file, article.title) == (
        date(2025, 3, 11),
        str(path),
        "Ferry fares to rise by a tenth & more",
    )
    assert gzip.decompress(gzip.compress(page)) == page
