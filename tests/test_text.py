"""Spans, paragraphs, sentences, articles."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import Article, GroundingError, Span
from onrecord.text.paragraphs import paragraphs, sentences, sentences_by_paragraph
from onrecord.text.spans import merge_ranges


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    text = "\ufeff Head \r\n\r\n  One.\u2028Two\n \t\n"
    assert [text[a:b] for a, b in paragraphs(text)] == ["\ufeff Head", "One.", "Two"]


def test_sentences_end_at_marks_but_not_at_abbreviations() -> None:
    text = "Mr. Lee met Sen. A. B. Cole on Sept. 9. “It went well.” They left! Did they?"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Mr. Lee met Sen. A. B. Cole on Sept. 9.",
        "“It went well.”",
        "They left!",
        "Did they?",
    ]


@given(st.text(max_size=80))
def test_paragraphs_and_sentences_cover_all_that_is_not_space(text: str) -> None:
    covered: set[int] = set()
    for start, end in paragraphs(text):
        assert text[start:end] == text[start:end].strip() != ""
        for a, b in sentences(text, start, end):
            assert start <= a < b <= end
            covered.update(range(a, b))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= covered


def test_sentences_by_paragraph_are_those_of_each() -> None:
    text = "Mr. A came. He left.\n\n  One line\n"
    assert sentences_by_paragraph(text) == tuple(tuple(sentences(text, *one)) for one in paragraphs(text))
    assert paragraphs(text, 7) == [(start + 7, end + 7) for start, end in paragraphs(text)]


def test_a_span_holds_its_slice_or_is_refused() -> None:
    span = Span.of("naïve 👍 text", 6, 7)
    assert span.text == "👍"
    span.check("naïve 👍 text")
    with pytest.raises(GroundingError):
        span.check("naive  👍 text")
    for start, end in ((3, 3), (-1, 2), (0, 99)):
        with pytest.raises(GroundingError):
            Span.of("short", start, end)


def test_article_id_hashes_publisher_url_and_text_but_not_the_path() -> None:
    one = Article("Text", file="a.txt", url="https://example.org/1")
    assert one.id == Article("Text", file="b.txt", url="https://example.org/1").id
    assert len({one.id, Article("Text").id, Article("Text.").id, Article("Text", publisher="Gazette").id}) == 4


def test_a_lone_surrogate_can_be_hashed() -> None:
    assert Article("\ud800").sha256 != Article("?").sha256


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda t: (t[0], t[0] + t[1]))))
def test_merged_ranges_hold_the_same_characters(ranges: list[tuple[int, int]]) -> None:
    merged = merge_ranges(ranges)
    assert {i for a, b in ranges for i in range(a, b)} == {i for a, b in merged for i in range(a, b)}
    assert all(end < start for (_, end), (start, _) in pairwise(merged))
