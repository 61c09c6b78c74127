"""Statements that take no side, and what reporters put beside others' words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.claims.propositions import propositions
from onrecord.statements import Reading
from onrecord.text import Span
from tests.claim_articles import Said, reading


def sides(article: Reading) -> list[tuple[str, int, str]]:
    text = article.article.text
    return [(one.sign, one.depth, " ".join(text[a:b] for a, b in one.spans)) for one in propositions(article)]


def sourced(article: Reading, source: str) -> Reading:
    """The same with words that say who makes the last statement."""
    *before, last = article.statements
    start = article.article.text.index(source)
    span = Span.of(article.article.text, start, start + len(source))
    return replace(article, statements=(*before, replace(last, source=(span,))))


@pytest.mark.parametrize(
    ("cue", "content"),
    [
        ("refused", "to release the film"),
        ("declined Wednesday", "to release the film"),
        ("did not immediately respond to", "a request for comment"),
        ("withdrew the claim", "that the wall had moved"),
        ("never claimed", "that the wall had moved"),
        ("is facing calls", "to resign over the wall"),
        ("recalled", "its ambassador"),
    ],
)
def test_who_refuses_withdraws_or_says_nothing_takes_no_side(cue: str, content: str) -> None:
    (one,) = propositions(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
    assert one.sign == "neutral"


def test_who_is_wrong_to_say_something_has_said_it() -> None:
    sentence = "Ada Obi said Mr Kurz was wrong to say that the wall had moved. Tom Kurz said it had.\n"
    said = [
        Said("Ada Obi", "said", "Mr Kurz was wrong to say that the wall had moved"),
        Said("Tom Kurz", "said", "it had"),
    ]
    mine, his, _ = propositions(reading(sentence, said))
    assert (mine.sign, mine.depth, mine.text) == ("disputes", 0, "the wall had moved")
    assert (his.sign, his.depth, his.speaker) == ("asserts", 1, "Tom Kurz")


def test_a_denial_behind_a_claim_is_not_part_of_it() -> None:
    sentence = "Tom Kurz's claim that the wall had moved was rejected by Ada Obi. Ada Obi said it was firm.\n"
    said = [
        Said("Tom Kurz", "claim", "that the wall had moved was rejected by Ada Obi"),
        Said("Ada Obi", "said", "it was firm"),
    ]
    his, hers, _ = propositions(reading(sentence, said))
    assert (his.sign, his.depth, his.text) == ("asserts", 0, "the wall had moved")
    assert (hers.sign, hers.depth, hers.speaker) == ("disputes", 1, "Ada Obi")


def test_contrary_to_what_somebody_said() -> None:
    sentence = "Contrary to what Tom Kurz said, the wall had moved, according to Ada Obi.\n"
    article = sourced(reading(sentence, [Said("Tom Kurz", "said", "the wall had moved")]), "Tom Kurz")
    assert [one.sign for one in propositions(article)] == ["disputes"]


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        (
            "The report is contrary to what Tom Kurz said: “The wall is safe and sound.”",
            "“The wall is safe and sound.”",
        ),
        ("That is contrary to what Tom Kurz said, that the wall was safe.", "that the wall was safe"),
    ],
)
def test_what_something_is_contrary_to_was_said(sentence: str, content: str) -> None:
    article = sourced(reading(sentence + "\n", [Said("Tom Kurz", "said", content)]), "Tom Kurz")
    assert [one.sign for one in propositions(article)] == ["asserts"]


def test_scorn_before_or_behind_what_is_dismissed_is_not_part_of_it() -> None:
    for content in ("as nonsense a report that the wall had moved", "a report that the wall had moved as nonsense"):
        article = reading(f"Ada Obi dismissed {content}.\n", [Said("Ada Obi", "dismissed", content)])
        (one,) = propositions(article)
        assert (one.sign, one.text) == ("disputes", "the wall had moved")


def test_an_account_that_is_called_fiction_stands_elsewhere() -> None:
    for content in ("that account “pure fiction”", "her account absurd", "that a fairy tale"):
        (one,) = propositions(reading(f"Ada Obi called {content}.\n", [Said("Ada Obi", "called", content)]))
        assert (one.sign, one.points_back) == ("disputes", True), content


@pytest.mark.parametrize(
    ("cue", "content"),
    [
        ("said", "forty workers were dismissed by Tom Kurz"),
        ("said", "his appeal to stay in the country was denied by Judge Roth"),
        ("said", "the bid to reopen the mine was rejected by Tom Kurz"),
        ("said", "a plan to build the dam was rejected by the Kestrian Senate"),
        ("said", "critics say Tom Kurz was wrong to say that the wall had moved"),
        ("said", "nobody was wrong to say that the wall had moved"),
        ("said", "she doubted Kurz was wrong to say that the wall had moved"),
        ("said", "Kurz was hardly wrong to say that the wall had moved"),
        ("called", "her critics ridiculous"),
        ("called", "the new railway line absurd"),
        ("called", "the number laughable"),
        ("said", "Kestria had expelled twelve diplomats over the wall"),
        ("said", "the president should recall the ambassador from Kestria at once"),
        ("said", "the bank did not discuss the merger with its rivals"),
        ("said", "the company did not know that the wall was unsafe"),
        ("said", "the police are investigating the mayor over the wall"),
        ("said", "he was also investigated for fraud in 2019"),
        ("said", "he refused to sign the deal with the builders"),
        ("said", "it had declined to 4 percent in March"),
        ("said", "the job was one for which he was rejected"),
    ],
)
def test_what_only_sounds_like_a_denial_or_a_refusal_is_asserted(cue: str, content: str) -> None:
    found = propositions(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
    assert [one.sign for one in found] == ["asserts"]


@pytest.mark.parametrize("cue", ["refused to accept", "refuses to believe"])
def test_who_refuses_to_accept_something_denies_it(cue: str) -> None:
    content = "that the wall had moved"
    (one,) = propositions(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
    assert (one.sign, one.text) == ("disputes", "the wall had moved")


def test_what_is_voted_down_is_not_denied() -> None:
    content = "what the company called its final contract offer"
    article = reading(f"Ada Obi voted to reject {content}.\n", [Said("Ada Obi", "voted to reject", content)])
    assert [one.sign for one in propositions(article)] == ["asserts"]


def within(sentence: str, outer: Said, inner: Said, source: str) -> Reading:
    """Two statements, the second one inside the first, said by the words given."""
    article = sourced(reading(sentence, [outer, inner]), source)
    first, second = article.statements
    return replace(article, statements=(first, replace(second, within=first.id)))


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
