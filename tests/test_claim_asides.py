"""Statements that take no side, and what reporters put beside others' words."""

from __future__ import annotations

from dataclasses import replace

from onrecord.claims.propositions import propositions
from onrecord.statements import Reading
from onrecord.text import Span
from tests.claim_articles import Said, reading


def sides(article: Reading) -> list[tuple[str, int, str]]:
    text = article.article.text
    return [(one.sign, one.depth, " ".join(text[a:b] for a, b in one.spans)) for one in propositions(article)]


def test_a_refusal_to_do_or_answer_takes_no_side() -> None:
    for cue, content in (("refused", "to release the film"), ("declined Wednesday", "to release the film"),
                         ("did not immediately respond to", "a request for comment")):  # fmt: skip
        (one,) = propositions(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
        assert one.sign == "neutral", cue


def test_what_is_voted_down_is_not_denied() -> None:
    content = "what the company called its final contract offer"
    article = reading(f"Ada Obi voted to reject {content}.\n", [Said("Ada Obi", "voted to reject", content)])
    assert [one.sign for one in propositions(article)] == ["asserts"]


def within(sentence: str, outer: Said, inner: Said, source: str) -> Reading:
    """Two statements, the second one inside the first, said by the words given."""
    article = reading(sentence, [outer, inner])
    first, second = article.statements
    start = sentence.index(source)
    second = replace(second, within=first.id, source=(Span.of(sentence, start, start + len(source)),))
    return replace(article, statements=(first, second))


def test_what_the_reporter_puts_behind_a_content_is_not_its_speakers() -> None:
    sentence = "Ada Obi said Tom Kurz took bribes, which Kurz denies.\n"
    outer = Said("Ada Obi", "said", "Tom Kurz took bribes, which Kurz denies")
    article = within(sentence, outer, Said("Tom Kurz", "denies", "which"), "Kurz")
    assert sides(article) == [("asserts", 0, "Tom Kurz took bribes"), ("disputes", 0, "which")]
    assert propositions(article)[1].points_back


def test_what_nobody_has_said_is_said_by_who_says_so() -> None:
    sentence = "“Nobody told me to move the wall,” Ada Obi said.\n"
    outer = Said("Ada Obi", "said", "“Nobody told me to move the wall,”")
    article = within(sentence, outer, Said(None, "told", "to move the wall"), "Nobody")
    assert [one.sign for one in propositions(article)] == ["asserts", "neutral"]
