"""Acts and framings: what the reporting words say of a statement."""

import pytest

from onrecord.reading.acts import FRAMINGS, act_of


@pytest.mark.parametrize(
    ("cues", "framing"),
    [
        ("said says saying told wrote writes tweeted explained confirmed agreed put advised", "neutral"),
        ("claimed claims alleged purported", "doubting"),
        ("admitted admits acknowledged conceded apologised apologized", "conceding"),
        ("denied denies denying rejected", "denying"),
        ("urged urges demanded begged", "demanding"),
        ("pledged pledges pledging promised vowed swore", "promising"),
        ("asked asks questioned grilled", "asking"),
        ("accused blamed criticised criticized", "accusing"),
        ("warned warns threatened", "warning"),
        ("praised welcomed", "praising"),
        ("argued insists stressed maintains defended", "arguing"),
    ],
)
def test_verbs_of_speech(cues: str, framing: str) -> None:
    for cue in cues.split():
        assert act_of(cue, quoted=False) == ("speech", framing), cue
        assert act_of(cue, quoted=True) == ("speech", framing), cue
    assert framing in FRAMINGS


@pytest.mark.parametrize("cue", ["thought", "thinks", "believes", "knew", "fears", "doubted"])
def test_verbs_of_thought(cue: str) -> None:
    assert act_of(cue, quoted=False) == ("thought", "neutral")


def test_a_quoted_thought_stays_one_only_if_it_was_thought() -> None:
    assert act_of("thought", quoted=True) == ("thought", "neutral")
    assert act_of("believes", quoted=True) == ("speech", "neutral")


@pytest.mark.parametrize(
    "cue",
    ["plans to", "intends", "hopes", "wants", "sought", "is expected to", "are set to", "would like", "is considering",
     "is thinking about", "weighs", "appears set to", "plans to say"],
)  # fmt: skip
def test_verbs_of_intention(cue: str) -> None:
    assert act_of(cue, quoted=False) == ("intention", "neutral")


@pytest.mark.parametrize(
    "cue", ["voted", "voted 3-2", "ruled", "sentenced", "has approved", "appointed", "’s decision"]
)
def test_what_decides_or_does_something(cue: str) -> None:
    assert act_of(cue, quoted=False) == ("other", "neutral")
    assert act_of(cue, quoted=True)[0] == "other"


def test_an_order_is_a_demand_that_does_something() -> None:
    assert act_of("ordered", quoted=False) == ("other", "demanding")


def test_what_someone_is_quoted_with_is_speech() -> None:
    assert act_of("hopes", quoted=True) == ("speech", "neutral")


def test_no_cue() -> None:
    assert act_of("", quoted=True) == ("speech", "neutral")
    assert act_of("", quoted=False) == ("speech", "neutral")


def test_words_that_are_not_in_the_lexicon() -> None:
    assert act_of("wept", quoted=False) == ("other", "neutral")
    assert act_of("wept", quoted=True) == ("speech", "neutral")


@pytest.mark.parametrize(
    ("cue", "act", "framing"),
    [
        ("’s claim that", "speech", "doubting"),
        ("'s allegations", "speech", "doubting"),
        ("’s denial", "speech", "denying"),
        ("’s promise", "speech", "promising"),
        ("issued a warning", "speech", "warning"),
        ("expressed support for", "speech", "praising"),
        ("’s threat to", "speech", "warning"),
        ("according to", "speech", "neutral"),
        ("According to", "speech", "neutral"),
        (":", "speech", "neutral"),
        ("in a statement", "speech", "neutral"),
        ("put it like this:", "speech", "neutral"),
        ("made it clear", "speech", "neutral"),
        ("called for", "speech", "demanding"),
        ("calling on", "speech", "demanding"),
        ("asked for", "speech", "demanding"),
        ("call", "speech", "neutral"),
        ("wanted to know", "speech", "asking"),
        ("ruled out", "speech", "denying"),
        ("pleaded guilty to", "speech", "conceding"),
        ("pleaded not guilty to", "speech", "denying"),
        ("is said to believe", "speech", "neutral"),
        ("is thought to", "thought", "neutral"),
        ("’s belief that", "thought", "neutral"),
        ("is in favour of", "thought", "praising"),
        ("opposes", "thought", "denying"),
        ("’s intention to", "intention", "neutral"),
    ],
)
def test_nouns_and_turns_of_phrase(cue: str, act: str, framing: str) -> None:
    assert act_of(cue, quoted=False) == (act, framing)


@pytest.mark.parametrize(
    ("cue", "act", "framing"),
    [
        ("has said", "speech", "neutral"),
        ("had been warned", "speech", "warning"),
        ("would deny", "speech", "denying"),
        ("said, warning", "speech", "warning"),
        ("said he fears", "speech", "neutral"),
        ("denied the claim", "speech", "denying"),
        ("rejected calls for", "speech", "denying"),
        ("plans to call for", "intention", "demanding"),
        ("continues to believe", "thought", "neutral"),
        ("sought to reassure", "speech", "promising"),
    ],
)
def test_the_first_word_decides_the_act_and_the_first_that_is_not_neutral_the_framing(
    cue: str, act: str, framing: str
) -> None:
    assert act_of(cue, quoted=False) == (act, framing)


@pytest.mark.parametrize(
    ("cue", "framing"),
    [
        ("did not deny", "neutral"),
        ("would neither confirm nor deny", "neutral"),
        ("did not rule out", "neutral"),
        ("wouldn’t say", "neutral"),
        ("does not accept", "denying"),
        ("never supported", "denying"),
        ("promised not to", "promising"),
    ],
)
def test_negation(cue: str, framing: str) -> None:
    assert act_of(cue, quoted=False)[1] == framing


@pytest.mark.parametrize(
    ("cue", "content", "framing"),
    [
        ("declined", "to comment", "neutral"),
        ("declined", "to be interviewed", "neutral"),
        ("declined", "", "neutral"),
        ("declined", "the membership", "denying"),
        ("refused to comment", "", "neutral"),
        ("refuses", "to say anything more", "neutral"),
        ("refused", "to resign", "denying"),
        ("refused", "", "denying"),
        ("asked", "whether it was so", "asking"),
        ("asked", "whether to go for it", "asking"),
        ("asked", "“Do I have to go?”", "asking"),
        ("asked", "the police to drag the lake", "demanding"),
        ("asked", "the council for a shelter", "demanding"),
        ("Asked", "to comment on the leak", "asking"),
        ("asked", "to be left alone", "demanding"),
        ("has asked", "that nobody bring flowers", "demanding"),
        ("told", "that it was over", "neutral"),
        ("had been told", "not to laugh", "demanding"),
    ],
)
def test_the_content_tells_a_request_from_a_question_and_silence_from_a_refusal(
    cue: str, content: str, framing: str
) -> None:
    assert act_of(cue, quoted=False, content=content) == ("speech", framing)


def test_capitals_and_typographic_apostrophes_change_nothing() -> None:
    assert act_of("CLAIMED", quoted=False) == act_of("claimed", quoted=False)
    assert act_of("’s claim", quoted=False) == act_of("'s claim", quoted=False)
