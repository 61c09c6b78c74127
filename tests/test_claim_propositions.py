"""Statements taken apart: what is denied, mentioned and said at second hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.claims.propositions import MOST, Proposition, propositions
from onrecord.statements import Reading
from onrecord.text import Span
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
        ("It was nonsense that the wall had moved, Ada Obi said.", "said", "It was nonsense that the wall had moved",
         "the wall had moved"),
        ("There was no truth in talk that the wall had moved, Ada Obi said.", "said",
         "There was no truth in talk that the wall had moved", "the wall had moved"),
        ("There is no basis for any suggestion that the wall had moved, Ada Obi said.", "said",
         "There is no basis for any suggestion that the wall had moved", "the wall had moved"),
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
        ("Ada Obi had no comment on reports that the wall had moved.", "had no comment on",
         "reports that the wall had moved"),
        ("Ada Obi declined to comment on the state of the wall.", "declined", "to comment on the state of the wall"),
        ("She was looking into how the wall had moved, Ada Obi said.", "said",
         "She was looking into how the wall had moved"),
        ("The ministry could not confirm what had moved the wall, Ada Obi said.", "said",
         "The ministry could not confirm what had moved the wall"),
        ("Ada Obi said her own office was looking into how the wall had moved.", "said",
         "her own office was looking into how the wall had moved"),
        ("It was examining whether the wall had moved, Ada Obi said.", "said",
         "It was examining whether the wall had moved"),
        ("It was for the judge to establish, Ada Obi said.", "said", "It was for the judge to establish"),
        ("“I am not going to get ahead of the engineers,” Ada Obi said.", "said",
         "“I am not going to get ahead of the engineers,”"),
        ("She would wait for the engineers' report, Ada Obi said.", "said", "She would wait for the engineers' report"),
        ("Engineers had not yet established why the wall moved, Ada Obi said.", "said",
         "Engineers had not yet established why the wall moved"),
    ],
)  # fmt: skip
def test_asking_and_leaving_open_takes_no_side(sentence: str, cue: str, content: str) -> None:
    assert [one.sign for one in parts(reading(sentence + "\n", [Said("Ada Obi", cue, content)]))] == ["neutral"]


@pytest.mark.parametrize(
    "content",
    [
        "An investigating judge had been appointed",
        "Its engineers had asked for access to the wall",
        "The questioned bill had been paid",
        "He was investigated for fraud in 2019",
        "The ministry of works could open the wall",
        "Wait for the bell is what the pupils are told",
    ],
)
def test_words_of_asking_further_on_leave_nothing_open(content: str) -> None:
    (one,) = parts(reading(f"{content}, Ada Obi said.\n", [Said("Ada Obi", "said", content)]))
    assert one.sign == "asserts"


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
    "reply",
    ["That is nonsense.", "Of course it didn’t.", "A complete fabrication.", "It never happened.",
     "That report is false."],
)  # fmt: skip
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


@pytest.mark.parametrize(
    "sentence",
    [
        # What no doubt is cast on, and what somebody else says.
        "“There is no question that the wall moved.” | said",
        "“They say there is no evidence that the wall moved.” | said",
        "“If there is no evidence that the wall moved, we can go home.” | said",
        "“Kurz says it is not true that the wall moved.” | said",
        # Opinions on what is so.
        "“It is absurd that families wait ten years for a home.” | said",
        "“It is wrong that nurses are paid less than porters.” | said",
        "“It was the wrong decision to close the plant.” | said",
        "“It would be wrong to comment on the inquiry.” | said",
        "“It was wrong and I apologise.” | said",
        "“It was a lie, and I am deeply sorry.” | said",
        "“It was a lie.” | admitted",
        "“It’s ridiculous.” | said",
        "“It is an invention by two brothers from Orsa.” | said",
        "“It was a lie that changed the course of the war.” | said",
        "“Fake and counterfeit goods cost a billion pounds a year.” | said",
        "“None of these claims are false.” | said",
        "“We do not deny that the wall moved.” | said",
        "“I can hardly deny that the wall moved.” | said",
        "“I denied it because I was ashamed.” | said",
        "“He rejected the claim that the wall had moved.” | said",
        # A claim with a denial beside it, or in it.
        "“The police rejected Mr Kurz’s claim that the wall had moved.” | said",
        "“Nobody disputes Mr Kurz’s claim that the wall had moved.” | said",
        "“The allegation that the books were false and had been altered was upheld.” | said",
    ],
)
def test_a_quotation_with_words_of_denial_in_it_is_not_always_a_denial(sentence: str) -> None:
    content, cue = sentence.split(" | ")
    article = reading(f"{content} Ada Obi {cue}.\n", [Said("Ada Obi", cue, content)])
    assert all(one.sign != "disputes" for one in parts(article))


@pytest.mark.parametrize(
    "cue",
    [
        "has not confirmed or denied",
        "did not immediately confirm or deny",
        "has neither confirmed nor denied",
        "has yet to confirm or deny",
        "declined to either confirm or deny",
        "did not explicitly deny",
        "refused to deny",
        "failed to deny",
        "stopped short of denying",
        "stopped short of dismissing",
        "has not ruled out",
        "refused to rule out",
        "doubted",
    ],
)
def test_a_denial_that_is_hedged_or_held_back_takes_no_side(cue: str) -> None:
    article = reading(f"Ada Obi {cue} that the wall had moved.\n", [Said("Ada Obi", cue, "that the wall had moved")])
    assert [one.sign for one in parts(article)] == ["neutral"]


@pytest.mark.parametrize(
    "cue",
    ["is not denying", "isn’t disputing", "hasn’t denied", "cannot deny", "won’t deny", "could hardly deny",
     "no longer denies"],
)  # fmt: skip
def test_a_denial_that_is_denied_disputes_nothing(cue: str) -> None:
    article = reading(f"Ada Obi {cue} that the wall had moved.\n", [Said("Ada Obi", cue, "that the wall had moved")])
    assert [one.sign for one in parts(article)] == ["asserts"]


@pytest.mark.parametrize(
    ("source", "sign"),
    [("No one", "asserts"), ("Few experts", "asserts"), ("A few experts", "disputes"), ("Ms Obi", "disputes")],
)
def test_what_nobody_disputes_is_not_disputed(source: str, sign: str) -> None:
    sentence = f"{source} disputes that the wall had moved.\n"
    article = reading(sentence, [Said(None, "disputes", "that the wall had moved")])
    (statement,) = article.statements
    sourced = replace(statement, source=(Span.of(sentence, 0, len(source)),))
    assert [one.sign for one in parts(replace(article, statements=(sourced,)))] == [sign]


@pytest.mark.parametrize(
    ("cue", "content", "sign", "what"),
    [
        ("denied", "that the deal was dead", "disputes", "the deal was dead"),
        ("denied", "the plans had been shelved", "disputes", "the plans had been shelved"),
        ("denied", "that his resignation was linked to the scandal", "disputes",
         "his resignation was linked to the scandal"),
        ("denied", "plans to close the hospital", "disputes", "plans to close the hospital"),
        ("rejected", "claims the deal was dead", "disputes", "claims the deal was dead"),
        ("denied", "the figures showed that crime was rising", "disputes", "the figures showed that crime was rising"),
        ("denied", "the report on the crash was late", "disputes", "the report on the crash was late"),
        ("denied", "the claim, made by a former aide, that the wall had moved", "disputes", "the wall had moved"),
        ("dismissed", "the claim that the wall had moved as nonsense", "disputes", "the wall had moved"),
        ("denied", "“any involvement in the plot”", "disputes", "any involvement in the plot"),
        ("rejected", "“any suggestion that the wall had moved”", "disputes", "the wall had moved"),
        ("disagreed", "that the wall had moved", "disputes", "the wall had moved"),
        ("ruled out", "that the wall had moved", "disputes", "the wall had moved"),
        ("ruled out", "the possibility that the wall had moved", "disputes", "the wall had moved"),
        ("rebuffed", "suggestions that the wall had moved", "disputes", "the wall had moved"),
        ("scotched", "rumours that the wall had moved", "disputes", "the wall had moved"),
        ("poured scorn on", "suggestions that the wall had moved", "disputes", "the wall had moved"),
        ("sought to quash", "rumours that the wall had moved", "disputes", "the wall had moved"),
        ("tried to knock down", "the wall", "asserts", "the wall"),
        ("cast doubt on", "the claim that the wall had moved", "disputes", "the wall had moved"),
        ("called", "the claim that the wall had moved “nonsense”", "disputes", "the wall had moved"),
        ("said", "she rejected the claim that the wall had moved", "disputes", "the wall had moved"),
        ("said", "she did not accept that the wall had moved", "disputes", "the wall had moved"),
        ("denied", "allegations of torture in the camps", "disputes", "torture in the camps"),
        ("denied", "any wrongdoing", "disputes", "any wrongdoing"),
        ("denied", "the charges", "disputes", "the charges"),
        ("denies", "a charge of murder", "disputes", "murder"),
        ("ruled out", "a coalition with the far right", "asserts", "a coalition with the far right"),
        ("cast doubt on", "the future of the wall", "asserts", "the future of the wall"),
        ("rebuffed", "Mr Kurz over dinner", "asserts", "Mr Kurz over dinner"),
        ("challenged", "the government to publish the report", "asserts", "the government to publish the report"),
        ("challenged", "Mr Kurz to a debate", "asserts", "Mr Kurz to a debate"),
        ("challenged", "the claim that the wall had moved", "disputes", "the wall had moved"),
        ("rejected", "legislation that would ban the fair", "asserts", "legislation that would ban the fair"),
        ("denied", "bail to the two brothers", "asserts", "bail to the two brothers"),
        ("denied", "entry to forty aid workers", "asserts", "entry to forty aid workers"),
        ("dismissed", "the coach after six games", "asserts", "the coach after six games"),
        ("called", "the ruling “wrong”", "asserts", "the ruling “wrong"),
        ("repeated", "Mr Kurz’s claim that the figures were false", "asserts",
         "Mr Kurz’s claim that the figures were false"),
        ("said", "he denied any part in it", "asserts", "he denied any part in it"),
    ],
)  # fmt: skip
def test_what_a_denying_word_denies_and_what_it_turns_down(cue: str, content: str, sign: str, what: str) -> None:
    (one,) = sides(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
    assert one == (sign, 0, what)


def test_all_that_is_denied_is_disputed() -> None:
    content = "that the wall had moved in May and that he had known about the cracks"
    article = reading(f"Ada Obi denied {content}.\n", [Said("Ada Obi", "denied", content)])
    assert [one.sign for one in parts(article)] == ["disputes", "disputes"]


def test_what_is_said_after_a_short_denial_is_not_denied() -> None:
    text = "Ada Obi denied it. “I was at home all night long.”\n"
    denial, alibi = parts(reading(text, [Said("Ada Obi", "denied", ["it", "“I was at home all night long.”"])]))
    assert (denial.sign, denial.points_back, alibi.sign) == ("disputes", True, "asserts")


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Obi, who denies wrongdoing, backed Mr Kurz’s claim that the wall had moved",
        "Ada Obi did not dispute Mr Kurz’s claim that the wall had moved",
        "Ada Obi backed Mr Kurz’s claim that the books were false",
        "Ada Obi spoke after the police rejected Mr Kurz’s claim that the wall had moved",
    ],
)
def test_a_denial_beside_anothers_claim_need_not_deny_it(sentence: str) -> None:
    article = reading(f"{sentence}, saying it was being mended.\n", [Said("Ada Obi", "saying", "it was being mended")])
    assert [(one.sign, one.depth) for one in parts(article)] == [("asserts", 0), ("neutral", 0), ("asserts", 1)]


@pytest.mark.parametrize(
    "content",
    [
        "Congress rejected the deal in May",
        "Orsa denied entry to two hundred people",
        "Nobody disputed that the wall had moved",
        "the police had rejected Mr Kurz’s claim that the wall had moved",
    ],
)
def test_what_others_turned_down_and_nobody_denied_has_no_denier(content: str) -> None:
    article = reading(f"Ada Obi said {content}.\n", [Said("Ada Obi", "said", content)])
    assert all(one.sign != "disputes" for one in parts(article))


@pytest.mark.parametrize(
    ("speaker", "content"), [("Orsa Police", "she rejected the claim that the wall had moved"),
                             ("Orsa Police", "she rejected Mr Kurz’s claim that the wall had moved")],
)  # fmt: skip
def test_a_pronoun_that_cannot_be_the_speaker_denies_for_somebody_else(speaker: str, content: str) -> None:
    article = reading(f"{speaker} said {content}.\n", [Said(speaker, "said", content)])
    (statement,) = article.statements
    police = replace(statement, speaker=replace(statement.speaker, type="organisation"))
    assert [one.sign for one in parts(replace(article, statements=(police,)))] == ["asserts"]


@pytest.mark.parametrize(
    "sentence",
    [
        "That isn’t true.",
        "It wasn’t true.",
        "That is nonsense, and everybody knows it.",
        "That’s categorically false.",
        "That is factually incorrect.",
        "It was an outright lie.",
        "A pack of lies.",
        "It’s fake news.",
        "It’s a hoax.",
        "They are all lies.",
        "Nothing could be further from the truth.",
        "These allegations are completely without merit.",
        "All these allegations are false.",
        "The allegations against me are false.",
        "None of these claims is true.",
        "There is absolutely no truth whatsoever to these allegations.",
        "I deny the allegations.",
        "I have always denied the allegations.",
    ],
)
def test_everyday_words_of_denial_point_back(sentence: str) -> None:
    (one,) = parts(reading(f"“{sentence}” Ada Obi said.\n", [Said("Ada Obi", "said", f"“{sentence}”")]))
    assert (one.points_back, one.sign) == (True, "disputes")


@pytest.mark.parametrize(
    ("cue", "content"),
    [
        ("said", "the allegations against her were false"),
        ("said", "all the allegations were false"),
        ("called", "the allegations “baseless”"),
        ("described", "the claims as “completely false”"),
        ("called", "the claim “flat-out false”"),
        ("called", "the mayor’s statement a “lie”"),
        ("said", "the claim was “baseless”"),
        ("denied", "the claims made by a former aide"),
    ],
)
def test_allegations_that_are_called_untrue_stand_elsewhere(cue: str, content: str) -> None:
    (one,) = parts(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
    assert (one.points_back, one.sign) == (True, "disputes")


def test_whose_claims_are_called_untrue_is_named() -> None:
    article = reading("Ada Obi said Ms Roth’s claims were untrue.\n",
                      [Said("Ada Obi", "said", "Ms Roth’s claims were untrue")])  # fmt: skip
    mine, hers = parts(article)
    assert (mine.sign, mine.whose, mine.points_back) == ("disputes", "Roth", True)
    assert (hers.sign, hers.depth, hers.speaker) == ("asserts", 1, "Roth")


@pytest.mark.parametrize(
    "sentence",
    [
        "It isn’t true that the wall moved in May.",
        "It is simply not true that the wall moved in May.",
        "It is wrong to suggest that the wall moved in May.",
        "It is a myth that the wall moved in May.",
        "I think it is not true that the wall moved in May.",
        "I categorically deny that the wall moved in May.",
        "We reject any suggestion that the wall moved in May.",
        "I don’t believe that the wall moved in May.",
    ],
)
def test_a_denial_in_the_first_person_disputes_what_it_names(sentence: str) -> None:
    article = reading(f"“{sentence}” Ada Obi said.\n", [Said("Ada Obi", "said", f"“{sentence}”")])
    assert [one for _, _, one in sides(article)] == ["the wall moved in May"]
    assert [one.sign for one in parts(article)] == ["disputes"]


@pytest.mark.parametrize(("cue", "sign"), [("said", "asserts"), ("denied", "disputes"), ("asked whether", "neutral")])
def test_a_sentence_too_long_to_be_looked_through_keeps_the_side_of_its_cue(cue: str, sign: str) -> None:
    long = "the claim that " + "a " * 20_000 + "is nonsense"
    (one,) = parts(reading(f"Ada Obi {cue} {long}.\n", [Said("Ada Obi", cue, long)]))
    assert (one.sign, one.points_back) == (sign, False)
    assert one.spans[0][1] - one.spans[0][0] == len(long)


@pytest.mark.parametrize(
    ("cue", "content", "sign", "compared"),
    [
        ("denied", "that any post had ever been moved", "disputes", "post had been moved"),
        ("denied", "that anyone had moved the wall", "disputes", "someone had moved the wall"),
        ("was asked", "whether any post had been moved", "neutral", "post had been moved"),
        ("denied", "that any of the posts had been moved", "disputes", "any of the posts had been moved"),
        ("said", "any post could be moved", "asserts", "any post could be moved"),
        ("accused", "Kelm of moving the posts", "asserts", "Kelm of moving the posts"),
    ],
)
def test_what_is_denied_asked_or_blamed_is_compared_as_somebody_would_assert_it(
    cue: str, content: str, sign: str, compared: str
) -> None:
    (one,) = parts(reading(f"Ada Obi {cue} {content}.\n", [Said("Ada Obi", cue, content)]))
    assert (one.sign, one.text) == (sign, compared)


def test_a_dateline_is_no_subject() -> None:
    text = "ORSA, March 4 (Wire) - Kelm had on Tuesday, Ada Obi said, been moving posts.\n"
    (one,) = parts(reading(text, [Said("Ada Obi", "said", "been moving posts")]))
    assert one.text.startswith("Kelm had on Tuesday")
