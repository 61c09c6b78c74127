"""Acts and framings: what the reporting words say of a statement."""

import pytest

from onrecord.reading.acts import FRAMINGS, act_of


@pytest.mark.parametrize(
    ("cues", "framing"),
    [
        ("said says saying told wrote writes tweeted explained", "neutral"),
        ("claimed claims alleged", "doubting"),
        ("admitted admits acknowledged conceded", "conceding"),
        ("denied denies denying rejected", "denying"),
        ("urged urges demanded begged", "demanding"),
        ("pledged pledges pledging promised vowed swore", "promising"),
        ("asked asks questioned", "asking"),
        ("accused blamed criticised criticized", "accusing"),
        ("warned warns threatened", "warning"),
        ("praised welcomed", "praising"),
        ("argued insists stressed", "arguing"),
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


@pytest.mark.parametrize("cue", ["thought", "believes"])
def test_a_quoted_thought_stays_one(cue: str) -> None:
    assert act_of(cue, quoted=True)[0] == "thought"


@pytest.mark.parametrize("cue", ["plans to", "intends", "hopes", "wants", "sought", "is expected to", "are set to"])
def test_verbs_of_intention(cue: str) -> None:
    assert act_of(cue, quoted=False) == ("intention", "neutral")


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
        ("according to", "speech", "neutral"),
        ("According to", "speech", "neutral"),
        (":", "speech", "neutral"),
        ("in a statement", "speech", "neutral"),
        ("called for", "speech", "demanding"),
        ("calling on", "speech", "demanding"),
        ("call", "speech", "neutral"),
        ("’s belief that", "thought", "neutral"),
        ("’s intention to", "intention", "neutral"),
    ],
)
def test_nouns_and_turns_of_phrase(cue: str, act: str, framing: str) -> None:
    assert act_of(cue, quoted=False) == (act, framing)


@pytest.mark.parametrize(
    ("cue", "framing"),
    [("has said", "neutral"), ("had been warned", "warning"), ("would deny", "denying"), ("said, warning", "warning")],
)
def test_the_last_reporting_word_decides(cue: str, framing: str) -> None:
    assert act_of(cue, quoted=False) == ("speech", framing)


def test_capitals_and_typographic_apostrophes_change_nothing() -> None:
    assert act_of("CLAIMED", quoted=False) == act_of("claimed", quoted=False)
    assert act_of("’s claim", quoted=False) == act_of("'s claim", quoted=False)
