"""Whether a statement can be checked, and as what: the shipped weights, and the reader that gives the score."""

from __future__ import annotations

from itertools import product

import pytest

from onrecord import Article, Reader
from onrecord.reading.checkable import OPEN, checkable, claim_type, words_of

CLAIMS = [
    ("the harbour took in 4,300 ships last year", "quantity"),
    ("“Half of our nurses have left since the spring.”", "quantity"),
    ("prices in Velm had risen faster than in any other town", "comparison"),
    ("the governor vetoed the ferry bill on Monday", "event"),
    ("the blast was caused by a leaking pipe", "cause"),
    ("the constitution does not allow a third term", "law"),
    ("the town was founded by salt traders in 1612", "history"),
    ("the chairman's cousin owns the quarry", "other"),
]
VIEWS = [
    "“We will rebuild this town, I promise you.”",
    "that it was a disgrace",
    "“What do you want from us?”",
    "“I hope they find peace.”",
    "to look into the matter",
    "he was proud of his team",
]


@pytest.mark.parametrize(("claim", "view"), list(product([claim for claim, _ in CLAIMS], VIEWS)))
def test_a_claim_scores_higher_than_a_view(claim: str, view: str) -> None:
    assert checkable(claim)[0] > checkable(view)[0]


@pytest.mark.parametrize(("text", "kind"), CLAIMS)
def test_the_type_follows_the_words(text: str, kind: str) -> None:
    assert claim_type(text, words_of(text)) == kind


def test_a_type_is_given_from_a_half_on() -> None:
    share, kind = checkable("the council spent £40m on 1,200 new homes in March")
    assert (share >= 0.5, kind) == (True, "quantity")
    share, kind = checkable("“We will not give up, and I hope you will not.”")
    assert (share < 0.5, kind) == (True, None)


@pytest.mark.parametrize(
    ("act", "framing"),
    [("intention", "neutral"), ("speech", "promising"), ("speech", "demanding"), ("speech", "asking")],
)
def test_what_is_not_asserted_scores_less(act: str, framing: str) -> None:
    text = "the council spent £40m on 1,200 new homes in March"
    assert checkable(text, act, framing)[0] == pytest.approx(OPEN * checkable(text)[0], abs=1e-4)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " ", "\n", "…", "ÄÖÜ", "9" * 400, "a" * 5000])
def test_any_text_has_a_score(text: str) -> None:
    assert 0 <= checkable(text)[0] <= 1


def test_a_reading_has_the_scores(reader: Reader) -> None:
    text = "The mayor said that 1,200 homes were sold in 2019.\n\n“I love this town,” Ada Obi told reporters."
    statements = reader.read(Article(text)).statements
    assert [one.claim_type for one in statements] == ["quantity", None]
    assert all(one.checkable == checkable(one.content[0].text, one.act, one.framing)[0] for one in statements)
