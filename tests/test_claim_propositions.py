"""Statements taken apart: what is denied, mentioned and said at second hand."""

from __future__ import annotations

import pytest

from onrecord.claims.propositions import MOST, Proposition, propositions
from onrecord.statements import Reading
from tests.claim_articles import Said, reading


def parts(article: Reading) -> list[Proposition]:
    found = propositions(article)
    text = article.article.text
    for one in found:
        assert all(0 <= start < end <= len(text) for start, end in (*one.spans, *one.shows))
    return found


def sides(article: Reading) -> list[tuple[str, int, str]]:
    text = article.article.text
    return [(one.sign, one.depth, " ".join(text[a:b] for a, b in one.spans)) for one in parts(article)]


def test_a_statement_of_one_sentence_is_one_proposition() -> None:
    article = reading("The dam is safe, Ada Obi said.\n", [Said("Ada Obi", "said", "The dam is safe")])
    assert sides(article) == [("asserts", 0, "The dam is safe")]


def test_a_longer_quotation_is_cut_into_its_sentences_without_marks() -> None:
    text = "“The wall cracked in May. Nobody came. Why?” Ada Obi said. “We wrote to them four times.”\n"
    article = reading(
        text,
        [Said("Ada Obi", "said", ["“The wall cracked in May. Nobody came. Why?”", "“We wrote to them four times.”"])],
    )
    assert sides(article) == [("asserts", 0, "The wall cracked in May"), ("asserts", 0, "We wrote to them four times")]


def test_an_interrupted_sentence_is_one_proposition() -> None:
    text = "“The wall,” Ada Obi said, “has been cracked since May.”\n"
    article = reading(text, [Said("Ada Obi", "said", ["“The wall,”", "“has been cracked since May.”"])])
    (one,) = parts(article)
    assert one.text == "The wall has been cracked since May"
    assert len(one.spans) == 2


@pytest.mark.parametrize(
    ("sentence", "cue", "content", "what"),
    [
        ("Ada Obi denied that the wall had moved.", "denied", "that the wall had moved", "the wall had moved"),
        ("Ada Obi rejected the claim that the wall had moved.", "rejected", "the claim that the wall had moved",
         "the wall had moved"),
        ("Ada Obi rejected what she called an “insinuation” that the wall had moved.", "rejected",
         "what she called an “insinuation” that the wall had moved", "the wall had moved"),
        ("Ada Obi does not accept that the wall had moved.", "does not accept", "that the wall had moved",
         "the wall had moved"),
        ("It was not true that the wall had moved, Ada Obi said.", "said", "It was not true that the wall had moved",
         "the wall had moved"),
        ("There was no evidence that the wall had moved, Ada Obi said.", "said",
         "There was no evidence that the wall had moved", "the wall had moved"),
        ("The claim that the wall had moved was nonsense, Ada Obi said.", "said",
         "The claim that the wall had moved was nonsense", "the wall had moved"),
    ],
)  # fmt: skip
def test_what_is_denied_is_disputed_and_the_words_show_it(sentence: str, cue: str, content: str, what: str) -> None:
    article = reading(sentence + "\n", [Said("Ada Obi", cue, content)])
    (one,) = parts(article)
    assert (one.sign, one.depth) == ("disputes", 0)
    assert [sentence[a:b] for a, b in one.spans] == [what]
    assert one.shows


@pytest.mark.parametrize(
    ("sentence", "cue", "content"),
    [
        ("Ada Obi rejected calls to resign.", "rejected", "calls to resign"),
        ("Ada Obi did not dispute the figure.", "did not dispute", "the figure"),
        ("“We did not move the wall,” Ada Obi insisted.", "insisted", "“We did not move the wall,”"),
        ("Ada Obi said he had lied before.", "said", "he had lied before"),
        ("“Nobody denies that the wall moved,” Ada Obi said.", "said", "“Nobody denies that the wall moved,”"),
    ],
)
def test_turning_down_agreeing_and_speaking_of_denials_dispute_nothing(sentence: str, cue: str, content: str) -> None:
    found = parts(reading(sentence + "\n", [Said("Ada Obi", cue, content)]))
    assert all(one.sign != "disputes" for one in found)


@pytest.mark.parametrize(
    ("sentence", "cue", "content"),
    [
        ("Ada Obi was asked whether the wall had moved.", "was asked", "whether the wall had moved"),
        ("Ada Obi declined to say whether the wall had moved.", "declined to say", "whether the wall had moved"),
        ("It was too early to say whether the wall had moved, Ada Obi said.", "said",
         "It was too early to say whether the wall had moved"),
        ("“Did the wall move or not?” Ada Obi said.", "said", "“Did the wall move or not?”"),
    ],
)  # fmt: skip
def test_asking_and_leaving_open_takes_no_side(sentence: str, cue: str, content: str) -> None:
    assert [one.sign for one in parts(reading(sentence + "\n", [Said("Ada Obi", cue, content)]))] == ["neutral"]


def test_a_claim_at_second_hand_is_its_authors_too() -> None:
    sentence = "Ada Obi dismissed Mr Kurz’s claim that the wall had moved. Tomas Kurz said he had seen it.\n"
    article = reading(
        sentence,
        [
            Said("Ada Obi", "dismissed", "Mr Kurz’s claim that the wall had moved"),
            Said("Tomas Kurz", "said", "he had seen it"),
        ],
    )
    mine, his, _ = parts(article)
    assert (mine.sign, mine.depth, mine.speaker) == ("disputes", 0, "Ada Obi")
    assert (his.sign, his.depth, his.speaker) == ("asserts", 1, "Tomas Kurz")
    assert mine.spans == his.spans


def test_who_tells_of_anothers_denial_takes_no_side() -> None:
    sentence = "Ada Obi noted that Mr Kurz had denied moving the wall in May.\n"
    mine, his = parts(reading(sentence, [Said("Ada Obi", "noted", "that Mr Kurz had denied moving the wall in May")]))
    assert (mine.sign, mine.depth) == ("neutral", 0)
    assert (his.sign, his.depth, his.speaker) == ("disputes", 1, "Kurz")


def test_what_the_sentence_says_of_anothers_claim_counts_too() -> None:
    sentence = "Ada Obi hit back at Mr Kurz’s claim that the wall had moved, saying he should visit an optician.\n"
    article = reading(sentence, [Said("Ada Obi", "saying", "he should visit an optician")])
    assert [(one.sign, one.depth) for one in parts(article)] == [("asserts", 0), ("disputes", 0), ("asserts", 1)]


@pytest.mark.parametrize(
    "reply", ["That is nonsense.", "Of course it didn’t.", "A complete fabrication.", "It never happened."]
)
def test_a_reply_without_words_of_its_own_points_back(reply: str) -> None:
    article = reading(f"“{reply}” Ada Obi said.\n", [Said("Ada Obi", "said", f"“{reply}”")])
    (one,) = parts(article)
    assert (one.points_back, one.sign) == (True, "disputes")


@pytest.mark.parametrize("content", ["“", "…", "no", "“No.”", "x" * 3000, "a and that b; c, but d e f g h"])
def test_odd_contents_give_propositions_too(content: str) -> None:
    article = reading(f"{content} Ada Obi said.\n", [Said("Ada Obi", "said", content)])
    assert {one.statement for one in parts(article)} == {one.id for one in article.statements}


def test_a_speech_is_no_list_of_claims() -> None:
    content = " ".join(f"We built school number {number} last year." for number in range(20))
    found = parts(reading(f"“{content}” Ada Obi said.\n", [Said("Ada Obi", "said", f"“{content}”")]))
    assert len(found) == MOST
    assert [one.ordinal for one in found] == list(range(MOST))
