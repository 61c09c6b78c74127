"""Scoring statements against gold."""

import itertools
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import Article, GoldError, Reading, SaidAt, Span, Speaker, Statement
from onrecord.scoring import score_articles
from onrecord.scoring.acts import accuracy, by_class, macro_f1, score_acts
from onrecord.scoring.assignment import assign
from onrecord.scoring.ranking import average_precision
from onrecord.scoring.spans import right_attributions
from onrecord.scoring.speakers import same_speaker, score_speakers
from onrecord.statements import ReaderInfo
from onrecord.statements.model import Act

TEXT = 'Ann said: "We will win," and Bob denied he lied.\nCole called it "a sham" deal.\n'


def at(*parts: str) -> list[tuple[int, int]]:
    return [(TEXT.index(part), TEXT.index(part) + len(part)) for part in parts]


DIRECT = {"content": at('"We will win,"'), "source": at("Ann"), "cue": at("said")}
INDIRECT = {"content": at("he lied"), "source": at("Bob"), "cue": at("denied")}
MIXED = {"content": at('it "a sham" deal'), "source": at("Cole"), "cue": at("called")}
GOLD = [DIRECT, INDIRECT, MIXED]


def f1(predicted: list[dict[str, list[tuple[int, int]]]], measure: str = "attribution", kind: str = "all") -> float:
    return round(score_articles([(TEXT, GOLD, predicted)])[measure, kind].f1, 1)


def test_gold_against_itself_is_perfect_and_nothing_scores_nothing() -> None:
    assert all(score.f1 == 100 for score in score_articles([(TEXT, GOLD, GOLD)]).values())
    assert all(score.f1 == 0 for score in score_articles([(TEXT, GOLD, [])]).values())


def test_kinds_split_the_statements() -> None:
    scores = score_articles([(TEXT, GOLD, GOLD)])
    assert [scores["attribution", kind].gold for kind in ("all", "direct", "mixed", "indirect")] == [3, 1, 1, 1]


def test_a_wrong_source_costs_the_attribution_but_not_the_content() -> None:
    wrong = [dict(DIRECT, source=at("Bob")), INDIRECT, MIXED]
    assert f1(wrong) == 66.7
    assert f1(wrong, "content exact") == 100
    assert f1(wrong, "attribution", "direct") == 0


def test_half_of_the_content_is_enough_and_less_is_not() -> None:
    assert f1([dict(DIRECT, content=at("will win"))], "content J>=0.5", "direct") == 100
    assert f1([dict(DIRECT, content=at("win"))], "content J>=0.5", "direct") == 0


def test_a_double_is_a_false_positive() -> None:
    assert f1([*GOLD, DIRECT]) == pytest.approx(85.7)


def test_each_prediction_is_right_or_not() -> None:
    wrong = dict(MIXED, source=at("Bob"))
    assert right_attributions(TEXT, GOLD, [INDIRECT, wrong, DIRECT]) == [True, False, True]


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(GoldError, match="outside"):
        f1([{"content": [(0, 10_000)]}])


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 6), min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_assignment_has_the_greatest_sum(rows: list[list[int]]) -> None:
    weights = np.array(rows, float)
    pairs = assign(weights)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs) == min(weights.shape)
    wide = weights if weights.shape[0] <= weights.shape[1] else weights.T
    best = max(
        sum(wide[row, column] for row, column in enumerate(columns))
        for columns in itertools.permutations(range(wide.shape[1]), wide.shape[0])
    )
    assert sum(weights[pair] for pair in pairs) == best


@pytest.mark.parametrize(
    ("gold", "given", "right"),
    [
        ("Donald J. Trump", "Donald Trump", True),
        ("Elizabeth Warren", "Sen. Elizabeth Warren", True),
        ("Donald Trump", "Trump", False),
        ("Donald Trump", "Melania Trump", False),
        ("Ann Lee; Bo Chan", "Bo Chan; Ann Lee", True),
        ("Ann Lee; Bo Chan", "Ann Lee", False),
        ("Ann Lee", None, False),
    ],
)
def test_a_persons_name_must_be_the_whole_name(gold: str, given: str | None, right: bool) -> None:
    assert same_speaker({"name": gold, "type": "person"}, given) is right


def test_other_speakers_share_half_of_their_words() -> None:
    assert same_speaker({"name": "Clinton campaign", "type": "organisation"}, "the Clinton campaign")
    assert same_speaker({"name": "consumer groups", "type": "group", "aliases": ["media rivals"]}, "the media rivals")
    assert not same_speaker({"name": "two officials", "type": "anonymous"}, "voters")


def test_speakers_are_counted_over_the_statements_found() -> None:
    text = "Ann Lee said she won. He denied it was so. Bo Chan told reporters on Monday that they lost."
    gold = [
        {"content": [[13, 20]], "source_text": "Ann Lee", "speaker": {"name": "Ann Lee", "type": "person"}},
        {"content": [[32, 41]], "source_text": "He", "speaker": {"name": "Bo Chan", "type": "person"}},
        {
            "content": [[76, 90]],
            "source_text": "Bo Chan",
            "speaker": {"name": "Bo Chan", "type": "person"},
            "addressee": "reporters",
            "date": "2025-02-17",
        },
    ]
    at_monday = SaidAt(Span.of(text, 66, 75), date(2025, 2, 17), date(2025, 2, 17))
    statements = (
        Statement("1", "indirect", (Span.of(text, 13, 20),), speaker=Speaker("Ann Lee", "person", ("a",), "name", 0.9)),
        Statement("2", "indirect", (Span.of(text, 32, 41),)),
        Statement(
            "3",
            "indirect",
            (Span.of(text, 76, 90),),
            speaker=Speaker("Chan", "person", ("b",), "name", 0.9),
            addressee=(Span.of(text, 56, 65),),
            said_at=at_monday,
        ),
    )
    reading = Reading(Article(text), ReaderInfo("0", "m", "0" * 64), statements)
    scores = score_speakers([(text, gold, reading), (text, gold[:1], None)])
    assert [scores.outcomes["all", one] for one in ("right", "wrong", "unattributed", "missed")] == [1, 1, 1, 1]
    assert scores.outcomes["pronoun", "unattributed"] == 1
    assert scores.slots["addressee"].f1 == scores.slots["date"].f1 == 100


def test_acts_and_framings_are_counted_over_the_statements_found() -> None:
    text = "Ann said she won. Bo denied it was so. Cy claimed they lost. Di voted to go."
    gold = [
        {"content": [[9, 16]], "act": "speech", "framing": "neutral"},
        {"content": [[28, 37]], "act": "speech", "framing": "denying"},
        {"content": [[50, 59]], "act": "speech", "framing": "doubting"},
        {"content": [[70, 75]], "act": "other", "framing": "neutral"},
    ]
    given: list[tuple[int, int, Act, str]] = [
        (9, 16, "speech", "neutral"),
        (28, 37, "speech", "denying"),
        (50, 59, "thought", "denying"),
    ]
    statements = tuple(
        Statement(str(start), "indirect", (Span.of(text, start, end),), act=act, framing=framing)
        for start, end, act, framing in given
    )
    reading = Reading(Article(text), ReaderInfo("0", "m", "0" * 64), statements)
    scores = score_acts([(text, gold, reading), (text, gold, None)])
    assert scores.act == {("speech", "speech"): 2, ("speech", "thought"): 1}
    assert accuracy(scores.framing).f1 == pytest.approx(200 / 3)
    assert (accuracy(scores.framing).gold, accuracy(scores.framing).predicted) == (3, 3)
    framings = {name: (round(one.precision), round(one.recall)) for name, one in by_class(scores.framing).items()}
    assert framings == {"denying": (50, 100), "doubting": (0, 0), "neutral": (100, 100)}
    assert macro_f1(scores.framing) == pytest.approx((200 / 3 + 0 + 100) / 3)


def test_gold_without_acts_scores_none() -> None:
    text = "Ann said she won."
    statement = Statement("1", "indirect", (Span.of(text, 9, 16),))
    reading = Reading(Article(text), ReaderInfo("0", "m", "0" * 64), (statement,))
    scores = score_acts([(text, [{"content": [[9, 16]]}], reading)])
    assert not scores.act
    assert not scores.framing
    assert macro_f1(scores.act) == accuracy(scores.act).f1 == 0


def test_average_precision_is_the_mean_of_the_precision_at_each_right_one() -> None:
    scores, right = np.array([0.1, 0.9, 0.5, 0.7]), np.array([True, True, False, True])
    assert average_precision(scores, right) == pytest.approx((1 + 1 + 3 / 4) / 3)
    assert average_precision(scores, ~right) == pytest.approx(1 / 3)
    assert average_precision(np.zeros(2), np.array([False, True])) == pytest.approx(1 / 2), "equal ones stay in order"
