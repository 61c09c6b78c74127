"""What readings look like: on a terminal, as a web page, as a line of JSON."""

import json
import re
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from onrecord import Article, Reading, Span, Speaker, Statement
from onrecord.export import html, jsonl, text
from onrecord.export.marks import cut, printable
from onrecord.statements import ReaderInfo
from onrecord.text.paragraphs import paragraphs

READER = ReaderInfo("0.1.0", "en-test", "0" * 64)
NESTED = "Minister Bo said that Al claimed “the plan” failed, and that it was over.\n\nNobody else spoke."


def span(article: str, words: str) -> Span:
    start = article.index(words)
    return Span.of(article, start, start + len(words))


def statement(article: str, *content: str, cue: str = "", source: str = "", number: int = 1) -> Statement:
    return Statement(
        id=f"s{number}",
        kind="indirect",
        content=tuple(span(article, words) for words in content),
        cue=(span(article, cue),) if cue else (),
        source=(span(article, source),) if source else (),
        confidence=0.93,
    )


def reading(article: str, *statements: Statement, file: str | None = "a.txt") -> Reading:
    return Reading(Article(article, file=file), READER, statements)


@pytest.fixture
def nested() -> Reading:
    outer = statement(NESTED, "that Al claimed “the plan” failed", "that it was over", cue="said", source="Minister Bo")
    inner = statement(NESTED, "“the plan” failed", cue="claimed", source="Al", number=2)
    crossing = statement(NESTED, "plan” failed, and", number=3)
    return reading(NESTED, outer, inner, crossing)


class Words(HTMLParser):
    """The text of a page's article, without the numbers; and every tag of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.links, self.ids = "", list[str](), list[str](), list[str]()
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "p" in self._open and "a" not in self._open and "li" not in self._open:
            self.text += data


def test_roles_are_told_apart_without_colour(nested: Reading) -> None:
    shown = text.view(nested, width=200)
    assert (
        "{1:Minister Bo} <1:said> [1:that {2:Al} <2:claimed> [2:“the [3:plan” failed]2]1, and] [1:that it was over]"
        in shown
    )
    assert "\x1b" not in shown


def test_roles_are_told_apart_by_colour(nested: Reading) -> None:
    shown = text.view(nested, width=200, colour=True)
    styles = {
        words: re.search(rf"\x1b\[([\d;]+)m{words}", shown) for words in ("Minister Bo", "said", "that it was over")
    }
    assert len({match.group(1) for match in styles.values() if match}) == 3


def test_the_table_has_a_row_for_every_statement(nested: Reading) -> None:
    rows = text.view(nested, width=160).splitlines()[-3:]
    assert re.match(
        r" 1  indirect  Minister Bo +said +that Al claimed “the plan” failed … that it was over +0\.93", rows[0]
    )
    assert re.match(r" 3  indirect  unattributed +plan” failed, and +0\.93", rows[2])


def test_a_speaker_is_named_with_the_source_as_written() -> None:
    article = "She said no."
    one = Statement("s", "indirect", (span(article, "no"),), source=(span(article, "She"),), speaker=Speaker("Ada Obi"))
    assert "Ada Obi (She)" in text.view(reading(article, one), width=120)


def test_a_candidate_below_the_threshold_is_never_shown_as_the_speaker() -> None:
    article = "No, it was said."
    one = Statement("s", "indirect", (span(article, "No"),), speaker=Speaker(candidates=(("Ada Obi", None, 0.4),)))
    for shown in (text.view(reading(article, one)), html.section(reading(article, one))):
        assert "unattributed" in shown
        assert "Ada" not in shown


def test_paraphrase_gets_no_quotation_marks() -> None:
    article = "Ada Obi said the dam would hold."
    one = statement(article, "the dam would hold", cue="said", source="Ada Obi")
    assert not re.search("[“”«»]", text.view(reading(article, one)))
    section = html.section(reading(article, one))
    assert not re.search("[“”«»]|&quot;|<q\\b|&ldquo;", section)
    assert not re.search('"[^"<>=]*the dam would hold', section)


@pytest.mark.parametrize("width", [20, 40, 75, 76, 100])
def test_no_line_is_wider_than_the_terminal(nested: Reading, width: int) -> None:
    wide = "教授は「ダムは持つ」と述べた。" * 9 + " \U0001f600" * 30
    long = reading(wide + "\n" + "x" * 500, statement(wide, "ダムは持つ", source="教授"), file="folder/" * 30 + "a.txt")
    for one in (nested, long):
        assert max(map(cell_len, text.view(one, width).splitlines())) <= width


HOSTILE = (
    "One \x1b[31mred\x1b]0;title\x07 \x9b2J \u202eevil\u2066 \ud800 \0 \x08\r\n"
    'Two <script>alert(1)</script> & "x"\u2028Three'
)


def test_nothing_steers_the_terminal() -> None:
    everything = Statement(
        "s",
        "direct",
        (Span.of(HOSTILE, 0, len(HOSTILE)),),
        source=(Span.of(HOSTILE, 4, 12),),
        speaker=Speaker("\x1b[2J\u202e"),
    )
    shown = text.view(reading(HOSTILE, everything, file="\x1b[31m\n.txt"), width=90)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert r"\x1b[31m" in shown
    assert r"\u202eevil" in shown


def test_the_page_escapes_what_it_is_given() -> None:
    everything = Statement(
        "s",
        "direct",
        (Span.of(HOSTILE, 0, len(HOSTILE)),),
        source=(Span.of(HOSTILE, 4, 12),),
        speaker=Speaker("<b>\"'&"),
    )
    page = "".join(html.page([reading(HOSTILE, everything, file="<img src=x>.txt")]))
    assert set(Words(page).tags).isdisjoint({"script", "img", "b"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", page)
    page.encode()


def test_the_page_shows_the_article_whole_and_in_order(nested: Reading) -> None:
    page = Words("".join(html.page([nested])))
    assert NESTED.replace("\n\n", "") in page.text


def test_the_page_needs_no_network_and_its_links_lead_somewhere(nested: Reading) -> None:
    source = "".join(html.page([nested, nested]))
    page = Words(source)
    assert len(page.ids) == len(set(page.ids)), "two articles share no anchors"
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert "http:" not in source.replace("http-equiv", "")
    assert "https:" not in source
    assert "url(" not in source
    assert re.search("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-[^']+'", source)
    assert page.tags.count("section") == 2


def test_the_page_tells_the_roles_apart(nested: Reading) -> None:
    section = html.section(nested)
    assert 'aria-label="source of statement 1">1</a><span class="source begins ends">Minister Bo</span>' in section
    assert '<span class="cue">said</span>' in section
    assert '<span class="content source begins ends">Al</span>' in section, "a source within a content is both"
    assert section.count("content of statement 1") == 2 * 2, "a number at each of its two spans: title and label"


def test_a_nested_statement_names_the_one_around_it() -> None:
    article = "Bo said Al claimed it failed."
    outer = statement(article, "Al claimed it failed")
    inner = Statement("s2", "indirect", (span(article, "it failed"),), within="s1")
    assert "within statement 1" in html.section(reading(article, outer, inner))


def test_a_reading_without_statements_is_shown() -> None:
    empty = reading("Nothing was said.", file=None)
    assert text.view(empty).splitlines()[:2] == ["standard input", "0 statements"]
    assert "0 statements" in html.section(empty)


def test_a_line_of_json_is_one_line_of_utf_8() -> None:
    article = "“Ja\ud800\u2028\x85\x9b” 😀 naïve"
    one = Statement("s", "direct", (Span.of(article, 0, 8),))
    line = jsonl.line(Reading(Article(article, published=date(2025, 2, 19)), READER, (one,)), with_text=True)
    assert line.splitlines(keepends=True) == [line]
    assert "😀 naïve" in line
    value = json.loads(line.encode())
    assert value["article"]["text"] == article
    assert value["statements"][0]["content"] == [{"start": 0, "end": 8, "text": article[:8]}]
    assert "text" not in json.loads(jsonl.line(reading(article)))["article"]


ARTICLES = st.text(st.sampled_from("ab “”\n\r \u2028é😀\x1b"), min_size=1, max_size=60)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    article = draw(ARTICLES)
    offsets = st.integers(0, len(article))
    ranges = st.tuples(offsets, offsets).map(sorted).filter(lambda pair: pair[0] < pair[1])
    roles = st.lists(ranges, min_size=1, max_size=2).map(lambda pairs: tuple(Span.of(article, *pair) for pair in pairs))
    statements = st.lists(
        st.builds(Statement, id=st.uuids().map(str), kind=st.just("mixed"), content=roles, cue=roles, source=roles)
    )
    return reading(article, *draw(statements))


def joined(pieces: Sequence[tuple[int, int]]) -> tuple[int, int]:
    assert all(before[1] == after[0] for before, after in pairwise(pieces))
    return pieces[0][0], pieces[-1][1]


@given(readings())
def test_pieces_cover_each_paragraph_and_know_their_spans(one: Reading) -> None:
    cuts = list(cut(one.article.text, one.statements))
    assert [joined([(piece.start, piece.end) for piece in pieces]) for pieces in cuts] == paragraphs(one.article.text)
    for pieces in cuts:
        for piece in pieces:
            expected = sum(
                span.start <= piece.start and piece.end <= span.end
                for statement in one.statements
                for role in (statement.content, statement.cue, statement.source)
                for span in role
            )
            assert len(piece.over) == expected
        assert sum(len(piece.opens) for piece in pieces) == sum(len(piece.closes) for piece in pieces)


@given(readings())
def test_any_reading_can_be_shown(one: Reading) -> None:
    assert "\x1b" not in text.view(one, 30)
    shown = Words("".join(html.page([one]))).text
    assert "".join(printable(one.article.text[start:end]) for start, end in paragraphs(one.article.text)) in shown
