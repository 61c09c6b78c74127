"""Scores of claims, on cases small enough to count by hand."""

from __future__ import annotations

import pytest

from onrecord.scoring.claims import Claims, score_claims, stands_for

GOLD: Claims = {
    "safe": {"a": "asserts", "b": "asserts", "c": "disputes"},
    "built": {"d": "asserts"},
    "paid": {"c": "asserts", "e": "neutral"},
}


def test_what_equals_the_gold_is_right_throughout() -> None:
    scores = score_claims(GOLD, GOLD)
    assert (scores.pairs.f1, scores.bcubed, scores.macro_f1) == (100, (100, 100, 100), 100)


def test_everything_apart_has_no_pairs() -> None:
    scores = score_claims(GOLD, {item: {item: "asserts"} for item in "abcde"})
    assert (scores.pairs.gold, scores.pairs.predicted, scores.pairs.f1) == (4, 0, 0)
    assert scores.bcubed[0] == 100
    assert scores.bcubed[1] < 60


def test_everything_together_has_all_pairs_and_little_precision() -> None:
    scores = score_claims(GOLD, {"all": dict.fromkeys("abcde", "asserts")})
    assert (scores.pairs.precision, scores.pairs.recall) == (40, 100)
    assert scores.stances["disputes"].f1 == 0
    assert scores.stances["asserts"].recall == 50  # one claim of the gold is aligned with it


def test_missing_statements_stand_alone_and_unknown_ones_play_no_part() -> None:
    scores = score_claims(GOLD, {"x": {"a": "asserts", "b": "asserts", "unknown": "disputes"}})
    assert (scores.pairs.right_gold, scores.pairs.gold, scores.pairs.precision) == (1, 4, 100)
    assert scores.stances["disputes"].predicted == 0


@pytest.mark.parametrize(("side", "precision"), [("disputes", 100), ("asserts", 0)])
def test_a_denier_who_is_none_costs_precision(side: str, precision: float) -> None:
    found: Claims = {"x": {"a": "asserts", "b": "asserts", "c": "disputes" if side == "disputes" else "asserts"}}
    assert score_claims(GOLD, found).stances["disputes"].precision == precision
    wrong: Claims = {"x": {"a": "disputes", "b": "asserts", "c": "disputes"}}
    assert score_claims(GOLD, wrong).stances["disputes"].precision == 50


def test_each_gold_statement_is_found_by_that_which_shares_most_content() -> None:
    gold = {"g1": [(0, 20)], "g2": [(30, 40), (50, 60)], "g3": [(100, 200)]}
    found = {"a": [(0, 12)], "b": [(0, 19)], "c": [(30, 60)], "d": [(190, 230)], "e": [(300, 310)]}
    assert stands_for(found, gold) == {"b": "g1", "c": "g2"}
