"""Which fact-checks are about a claim."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.claims.matching import LEAST, Matcher, stems
from onrecord.neural.sentences import SentenceEncoder

CHECKS = [
    "The night ferry to Orsa was cancelled forty times last year. Did the Orsa ferry fail to sail 40 times?",
    "A wind farm off Orsa kills thousands of gulls. Do turbines kill Orsa's gulls?",
    "The mayor of Velm paid for his holiday with city money. Was the mayor's trip paid by the city?",
    "Tap water in Velm has more lead than is allowed. Is there lead in the water of Velm?",
    *(f"Shop number {number} in Tarn sells bread below its price" for number in range(80)),
]


@pytest.fixture(scope="module")
def matcher() -> tuple[Matcher, SentenceEncoder]:
    encoder = SentenceEncoder.load()
    return Matcher(CHECKS, encoder.encode(CHECKS)), encoder


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("last year the ferry to Orsa did not leave port on forty nights", 0),
        ("“Those turbines slaughter our gulls.”", 1),
        ("Velm's mayor went on holiday at the taxpayer's expense", 2),
        ("there was too much lead in what comes out of Velm's taps", 3),
    ],
)
def test_the_fact_check_of_a_claim_comes_first(
    matcher: tuple[Matcher, SentenceEncoder], claim: str, expected: int
) -> None:
    found = matcher[0].best(claim, matcher[1].encode([claim])[0], 3)
    assert found[0][0] == expected
    assert len(found) == 3
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_claim_that_nobody_checked_scores_low(matcher: tuple[Matcher, SentenceEncoder]) -> None:
    claim = "The prime minister of Tarsia met the pope in the spring of 1988."
    assert matcher[0].best(claim, matcher[1].encode([claim])[0])[0][1] < LEAST


def test_one_fact_check_alone_is_found_by_its_own_claim_and_by_no_other() -> None:
    encoder = SentenceEncoder.load()
    check = "Traffic through the strait has fallen by 40 per cent"
    matcher = Matcher([check], encoder.encode([check]))
    claims = {
        "traffic through the strait has fallen by 40 per cent since Sunday": True,
        "the strait was dredged in 1954": False,
        "ferries will run again in May": False,
    }
    for claim, about in claims.items():
        ((_, score),) = matcher.best(claim, encoder.encode([claim])[0])
        assert (score >= LEAST) == about


def test_without_fact_checks_nothing_is_found() -> None:
    assert Matcher([], np.zeros((0, 4), np.float32)).best("anything", np.ones(4, np.float32)) == []


def test_a_claim_without_words_finds_by_its_vector() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert Matcher(["a ferry", "a gull", "lead"], vectors).best("…", vectors[1], 1)[0][0] == 1


def test_stems_leave_out_common_words_and_endings() -> None:
    assert stems("The Mayor's ferries were sailing") == ["mayor", "ferry", "sail"]
