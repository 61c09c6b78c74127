"""Propositions joined into claims: whatever the models say, the sides must come out right and nothing may move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from claim_articles import Said, reading
from numpy.typing import NDArray

from onrecord.claims.answers import answers
from onrecord.claims.grouping import Known, Placed, place
from onrecord.claims.index import Index
from onrecord.claims.propositions import propositions
from onrecord.claims.relation import Judge
from onrecord.statements import Reading

SAME, OPPOSITE, OTHER = (0.95, 0.02, 0.03), (0.02, 0.95, 0.03), (0.05, 0.05, 0.9)


class Table:
    """A pair model that knows some pairs of texts, in either order; all others are different things."""

    def __init__(self, known: Mapping[tuple[str, str], tuple[float, float, float]]) -> None:
        self._known = {frozenset(pair): value for pair, value in known.items()}

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([self._known.get(frozenset(pair), OTHER) for pair in pairs], np.float32)


def grouped(
    article: Reading,
    table: Mapping[tuple[str, str], tuple[float, float, float]],
    known: Sequence[Known] = (),
) -> list[Placed]:
    found = propositions(article)
    vectors = np.full((len(found), 4), 0.5, np.float32)  # everything is near everything
    return place(found, vectors, [known] * len(found), article.article.published, Judge(Table(table)))


def article(*said: tuple[str, str, str], published: date | None = None) -> Reading:
    text = "".join(f"{who} {cue} {content}.\n\n" for who, cue, content in said)
    return reading(text, [Said(*one) for one in said], published)


SAFE, CRACKED, BUILT = "the dam is safe", "the dam has cracked", "the dam was built in 1954"


def test_the_same_words_are_one_claim_and_other_words_another() -> None:
    one, two, three = grouped(
        article(("Ada Obi", "said", SAFE), ("Tom Kurz", "said", SAFE), ("Tom Kurz", "said", BUILT)), {}
    )
    assert (one.claim, two.claim, three.claim) == (-1, -1, -2)
    assert {one.stance, two.stance, three.stance} == {"asserts"}


def test_who_says_the_opposite_disputes_the_claim() -> None:
    one, two = grouped(article(("Ada Obi", "said", SAFE), ("Tom Kurz", "said", CRACKED)), {(SAFE, CRACKED): OPPOSITE})
    assert one.claim == two.claim
    assert (one.stance, two.stance, two.polarity) == ("asserts", "disputes", -1)


def test_who_denies_the_opposite_asserts_the_claim() -> None:
    one, two = grouped(
        article(("Ada Obi", "said", SAFE), ("Tom Kurz", "denied", f"that {CRACKED}")), {(SAFE, CRACKED): OPPOSITE}
    )
    assert one.claim == two.claim
    assert (one.stance, two.stance) == ("asserts", "asserts")


def test_a_claim_known_only_from_its_denial_exists() -> None:
    (one,) = grouped(article(("Tom Kurz", "denied", f"that {CRACKED}")), {})
    assert (one.claim, one.stance) == (-1, "disputes")


def test_the_side_of_a_known_claim_is_counted_from_how_it_was_put_first() -> None:
    known = [Known(7, -1, CRACKED, 0.9)]  # claim 7 is that the dam is safe; this proposition states the opposite
    (one,) = grouped(article(("Ada Obi", "said", SAFE)), {(SAFE, CRACKED): OPPOSITE}, known)
    assert (one.claim, one.stance, one.polarity) == (7, "asserts", 1)


def test_unsure_is_apart_and_more_so_for_opposites() -> None:
    for relation in ((0.4, 0.3, 0.3), (0.1, 0.6, 0.3)):
        one, two = grouped(
            article(("Ada Obi", "said", SAFE), ("Tom Kurz", "said", CRACKED)), {(SAFE, CRACKED): relation}
        )
        assert one.claim != two.claim


def test_the_contrary_a_year_later_disputes_nothing() -> None:
    known = [Known(7, 1, SAFE, 0.9, date(2024, 1, 1))]
    later = article(("Tom Kurz", "said", CRACKED), published=date(2025, 3, 1))
    (one,) = grouped(later, {(SAFE, CRACKED): OPPOSITE}, known)
    assert (one.claim, one.stance) == (-1, "asserts")


def test_a_bare_denial_is_about_what_somebody_else_said_before_it() -> None:
    said = article(("Ada Obi", "said", SAFE), ("Ada Obi", "said", BUILT), ("Tom Kurz", "rejected", "the claim"))
    one, two, three = grouped(said, {})
    assert (three.claim, three.stance) == (two.claim, "disputes")
    assert one.claim != three.claim


def test_a_bare_denial_names_whose_words_it_means() -> None:
    said = article(
        ("Ada Obi", "said", SAFE), ("Eve Roth", "said", BUILT), ("Tom Kurz", "rejected", "Ms Obi’s account of it")
    )
    one, _, three, four = grouped(said, {})
    assert (three.claim, three.stance) == (one.claim, "disputes")
    assert (four.claim, four.stance, four.proposition.depth, four.proposition.speaker) == (
        one.claim,
        "asserts",
        1,
        "Ada Obi",
    )


def test_a_bare_denial_of_nothing_accuses_nobody() -> None:
    (one,) = grouped(article(("Tom Kurz", "rejected", "the claim")), {})
    assert one.stance == "neutral"


def test_asking_takes_no_side_and_answers_nobody() -> None:
    said = article(("Ada Obi", "said", SAFE), ("Tom Kurz", "asked", f"whether {SAFE}"))
    one, two = placed = grouped(said, {})
    assert (one.claim, two.stance) == (two.claim, "neutral")
    assert answers(said, placed) == []


def test_answers_are_who_disputes_and_who_replies() -> None:
    said = article(
        ("Ada Obi", "said", SAFE),
        ("Tom Kurz", "said", CRACKED),
        ("Eve Roth", "said", BUILT),
        ("Ada Obi", "retorted", "“So what”"),
    )
    one, two, three, four = said.statements
    found = answers(said, grouped(said, {(SAFE, CRACKED): OPPOSITE}))
    assert found == [(two.id, one.id), (four.id, three.id)]


def test_the_index_finds_what_a_full_comparison_finds() -> None:
    random = np.random.default_rng(3)
    rows = random.standard_normal((70_000, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = Index(8)
    for start in range(0, len(rows), 999):
        index.add(range(start + 1, min(start + 999, len(rows)) + 1), rows[start : start + 999])
    assert (len(index), index.last) == (70_000, 70_000)
    found = index.search(rows[:3], 5, 0.5)
    for query, best in enumerate(found):
        cosines = rows @ rows[query]
        wanted = np.argsort(-cosines)[:5] + 1
        assert [key for key, _ in best] == wanted.tolist()
        assert best[0][0] == query + 1
    assert index.search(rows[:1], 5, 1.1) == [[]]
