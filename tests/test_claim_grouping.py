"""Propositions joined into claims: whatever the models say, the sides must come out right and nothing may move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from onrecord.claims.answers import answers
from onrecord.claims.around import Company, Standing, Surroundings
from onrecord.claims.grouping import Known, Placed, place
from onrecord.claims.index import Index
from onrecord.claims.propositions import propositions
from onrecord.claims.relation import Judge
from onrecord.statements import Reading
from tests.claim_articles import Said, reading

SAME, OPPOSITE, UNSURE = (0.98, 0.01, 0.01), (0.01, 0.98, 0.01), (0.1, 0.8, 0.1)
SAFE, CRACKED, BUILT = "the dam is safe", "the dam has cracked", "the dam was built in 1954"
TOPICS = {SAFE: 0, CRACKED: 0}
Scores = Mapping[tuple[str, str], tuple[float, float, float]]


class Table:
    """A pair model that knows some pairs of texts, in either order; all others it takes for the same."""

    def __init__(self, known: Scores) -> None:
        self._known = {frozenset(pair): value for pair, value in known.items()}

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([self._known.get(frozenset(pair), SAME) for pair in pairs], np.float32)


def grouped(article: Reading, table: Scores, known: Sequence[Known] = ()) -> list[Placed]:
    """With vectors that are the same for texts on one topic, and at right angles for others."""
    found = propositions(article)
    topics = dict(TOPICS)
    vectors = np.zeros((len(found), 40), np.float32)
    for number, one in enumerate(found):
        vectors[number, topics.setdefault(one.text, len(topics))] = 1
    standing = Standing(article.article.text, found, [])
    return place(found, vectors, [known] * len(found), article.article.published, Judge(Table(table)), standing)


def article(*said: tuple[str, str, str], published: date | None = None) -> Reading:
    text = "".join(f"{who} {cue} {content}.\n\n" for who, cue, content in said)
    return reading(text, [Said(*one) for one in said], published)


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


def test_what_is_hardly_about_the_claim_stays_apart() -> None:
    (one,) = grouped(article(("Ada Obi", "said", SAFE)), {}, [Known(7, 1, CRACKED, 0.6)])
    assert one.claim == -1


def test_one_statement_of_a_claim_that_fits_is_not_enough_where_the_others_do_not() -> None:
    known = [Known(7, 1, CRACKED, 0.9), *[Known(7, 1, BUILT, 0.5)] * 3]
    assert grouped(article(("Ada Obi", "said", SAFE)), {}, known)[0].claim == -1
    assert grouped(article(("Ada Obi", "said", SAFE)), {}, known[:1])[0].claim == 7


def test_nobody_is_a_denier_unless_it_is_plain() -> None:
    said = article(("Ada Obi", "said", SAFE), ("Tom Kurz", "said", CRACKED))
    one, two = grouped(said, {(SAFE, CRACKED): UNSURE})
    assert (one.claim, two.stance) == (two.claim, "neutral")


def test_one_speaker_takes_one_side() -> None:
    said = article(("Ada Obi", "said", SAFE), ("Ada Obi", "said", CRACKED), ("Ada Obi", "denied", f"that {CRACKED}"))
    one, two, three = grouped(said, {(SAFE, CRACKED): OPPOSITE})
    assert {two.claim, three.claim} == {one.claim}
    assert (two.stance, two.polarity) == ("asserts", 1)
    assert (three.stance, three.polarity) == ("asserts", -1)


def test_words_of_denial_tell_more_than_what_was_made_of_an_earlier_remark() -> None:
    said = article(("Tom Kurz", "said", CRACKED), ("Ada Obi", "said", SAFE), ("Ada Obi", "denied", f"that {CRACKED}"))
    one, two, three = grouped(said, {(SAFE, CRACKED): SAME})  # a mistake
    assert {two.claim, three.claim} == {one.claim}
    assert (two.stance, three.stance) == ("asserts", "disputes")


def test_a_speaker_who_plainly_says_the_opposite_later_has_changed_sides() -> None:
    known = [Known(7, 1, SAFE, 0.99, date(2025, 1, 1), speaker="Ada Obi")]
    later = article(("Ada Obi", "said", CRACKED), published=date(2025, 1, 9))
    (one,) = grouped(later, {(SAFE, CRACKED): (0.001, 0.998, 0.001)}, known)
    assert (one.claim, one.stance) == (7, "disputes")


def test_what_another_event_has_joins_when_it_is_all_but_the_same() -> None:
    near = Known(7, 1, SAFE, 0.99, related=False, company=Company(paragraph=1.0, wide=1.0))
    far = Known(7, 1, SAFE, 0.8, related=False)
    assert grouped(article(("Tom Kurz", "said", CRACKED)), {}, [far])[0].claim == -1
    assert grouped(article(("Tom Kurz", "said", CRACKED)), {}, [near])[0].claim == 7
    (one,) = grouped(article(("Tom Kurz", "said", CRACKED)), {(SAFE, CRACKED): OPPOSITE}, [near])
    assert (one.claim, one.stance) == (-1, "asserts")


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


@pytest.mark.parametrize(
    ("cue", "content"),
    [
        ("denies", "any wrongdoing"),
        ("denied", "the charges"),
        ("denied", "reports of torture in the camps"),
        ("rejected", "Ms Obi’s claims of fraud"),
        ("rejected", "claims about the fire"),
        ("said", "“It was wrong and I apologise.”"),
        ("said", "“It’s ridiculous.”"),
    ],
)
def test_what_says_itself_what_is_meant_is_not_about_the_last_statement(cue: str, content: str) -> None:
    one, *others = grouped(article(("Ada Obi", "said", BUILT), ("Tom Kurz", cue, content)), {})
    assert all(other.claim != one.claim for other in others)


def test_a_bare_denial_is_not_about_what_was_said_long_before() -> None:
    talk = [("Tom Kurz", "added", f"there were {number} sheep on the hill") for number in range(9)]
    near, far = (
        grouped(article(("Ada Obi", "said", SAFE), *between, ("Tom Kurz", "rejected", "the claim")), {})
        for between in (talk[:2], talk)
    )
    assert (near[-1].claim, near[-1].stance) == (near[0].claim, "disputes")
    assert (far[-1].claim == far[0].claim, far[-1].stance) == (False, "neutral")


def test_who_admits_what_they_denied_asserts_it() -> None:
    one, two = grouped(
        article(("Tom Kurz", "denied", f"that {CRACKED}"), ("Tom Kurz", "admitted", f"that {CRACKED}")), {}
    )
    assert one.claim == two.claim
    assert (one.stance, two.stance) == ("disputes", "asserts")


def test_who_says_later_what_they_denied_has_changed_sides() -> None:
    known = [Known(7, 1, CRACKED, 0.9, date(2025, 1, 1), speaker="Tom Kurz", stance="disputes")]
    for published, stance in ((date(2025, 1, 9), "asserts"), (date(2025, 1, 1), "disputes")):
        (one,) = grouped(article(("Tom Kurz", "said", CRACKED), published=published), {}, known)
        assert (one.claim, one.stance) == (7, stance)


def test_a_remark_that_is_hardly_about_it_repeats_no_denial() -> None:
    known = [Known(7, 1, CRACKED, 0.9, speaker="Tom Kurz", stance="disputes")]
    (one,) = grouped(article(("Tom Kurz", "said", BUILT)), {}, known)
    assert (one.claim, one.stance) == (7, "neutral")
    (one,) = grouped(article(("Tom Kurz", "said", BUILT)), {}, [replace(known[0], cosine=1.0)])
    assert (one.claim, one.stance) == (7, "disputes")


def test_who_says_no_to_a_question_disputes_what_was_asked() -> None:
    said = article(
        ("Eve Roth", "asked", f"whether {CRACKED}"),
        ("Tom Kurz", "said", "“Absolutely not.”"),
    )
    asked, answered = grouped(said, {})
    assert (answered.claim, answered.stance) == (asked.claim, "disputes")


def test_who_says_no_to_a_request_disputes_nothing() -> None:
    said = reading(
        "“Will you resign from the council now?” Eve Roth asked.\n\n“Absolutely not,” Tom Kurz said.\n",
        [
            Said("Eve Roth", "asked", "“Will you resign from the council now?”"),
            Said("Tom Kurz", "said", "“Absolutely not,”"),
        ],
    )
    asked, answered = grouped(said, {})
    assert (answered.claim, answered.stance) == (asked.claim, "neutral")


def test_an_answer_is_about_the_question() -> None:
    said = article(
        ("Ada Obi", "said", SAFE),
        ("Eve Roth", "asked", "whether he would resign"),
        ("Tom Kurz", "said", "“Absolutely not.”"),
    )
    one, two, three = grouped(said, {})
    assert (three.claim, three.stance) == (two.claim, "neutral")
    assert one.claim != two.claim


@pytest.mark.parametrize(
    ("cue", "content", "stance"),
    [
        ("denied", "the allegation", "disputes"),
        ("denied", "it", "disputes"),
        ("said", "“The allegations are false.”", "disputes"),
        ("did not dispute", "the claim", "asserts"),
        ("disputed", "that account", "asserts"),
        ("said", "“That is nonsense.”", "asserts"),
        ("said", "“That is a lie, and the report shows it.”", "asserts"),
    ],
)
def test_behind_a_denial_the_allegation_is_what_was_denied(cue: str, content: str, stance: str) -> None:
    one, two = grouped(article(("Tom Kurz", "denied", f"that {CRACKED}"), ("Eve Roth", cue, content)), {})
    assert (one.claim, one.stance) == (two.claim, "disputes")
    assert two.stance == stance


@pytest.mark.parametrize("words", ["denial", "claim", "account"])
def test_who_rejects_anothers_denial_asserts_what_the_other_denied(words: str) -> None:
    one, two, three = grouped(
        article(("Tom Kurz", "denied", f"that {CRACKED}"), ("Ada Obi", "rejected", f"Mr Kurz’s {words}")), {}
    )
    assert {one.claim} == {two.claim, three.claim}
    assert (two.stance, three.stance, three.proposition.depth) == ("asserts", "disputes", 1)


def test_the_pair_model_is_asked_once_about_a_pair() -> None:
    class Counting(Table):
        asked = 0

        def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
            self.asked += len(pairs)
            return super().score(pairs)

    model = Counting({(SAFE, CRACKED): (0.001, 0.998, 0.001)})
    said = article(("Ada Obi", "said", CRACKED), published=date(2025, 1, 9))
    found = propositions(said)
    known = [Known(7, 1, SAFE, 0.99, date(2025, 1, 1), speaker="Ada Obi")]
    standing = Standing(said.article.text, found, [])
    (one,) = place(found, np.ones((1, 1), np.float32), [known], said.article.published, Judge(model), standing)
    assert (one.stance, model.asked) == ("disputes", 1)


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


def test_words_that_the_other_paragraph_has_count_the_more_the_rarer_they_are() -> None:
    here = "Ada Obi spoke of the turbine at Orsa.\n\n“Not one of them,” she said of the turbine.\n"
    there = "The turbine had three cracks, Tom Kurz said in Orsa.\n\nThe weather at Orsa was dry in Orsa.\n"
    found = propositions(reading(here, [Said("she", "said of the turbine", "Not one of them")]))
    others = Surroundings(there)
    standing = Standing(here, found, [others])
    cracks, weather = (others.around(there.index(one), one) for one in ("three cracks", "dry in Orsa"))
    assert standing.company(0, cracks).paragraph == 0.0, "it says neither cracks nor turbine itself"
    turbine = others.around(there.index("The turbine"), "The turbine had three cracks")
    assert 0 < standing.company(0, turbine).paragraph < 1
    assert standing.company(0, turbine).paragraph > standing.company(0, weather).paragraph
    assert standing.beside(0, 0).together
    again = Surroundings(here).around(here.index("Not one"), "Not one of them")
    assert standing.company(0, again).together, "it is this article, read before"
    copy = Surroundings(f"A copy.\n\n{here}")
    assert standing.company(0, copy.around(here.index("Not one") + 9, "Not one of them")).together
