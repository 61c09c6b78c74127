"""Quotation marks: British and American, apostrophes, odd marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.statements.kinds import kind_of
from onrecord.text.quotes import INSIDE, quotations, quote_states


def inside(text: str) -> str:
    """The text with everything outside quotation marks, and the outermost marks, as dots."""
    states = quote_states(text)
    return "".join(char if state == INSIDE or char == "\n" else "." for char, state in zip(text, states, strict=True))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no" twice', ["no"]),
        ("He said “no” twice", ["no"]),
        ("He said ''no'' twice", ["no"]),
        ("He said ``no'' twice", ["no"]),
        ("He said ‘no’ twice", ["no"]),
        ("He said 'no' twice", ["no"]),
        ("‘It’s the ministers’ job,’ he said.", ["It’s the ministers’ job,"]),
        ("'It's the dogs' dinner,' she said, 'and it's cold.'", ["It's the dogs' dinner,", "and it's cold."]),
        ("The 1990s’ best and rock ’n’ roll", []),
        ("It isn't the drivers' fault", []),
        ("She called it ‘the ministers’ plan’.", ["the ministers’ plan"]),
        ("“He told me ‘never’ again,” she said", ["He told me ‘never’ again,"]),
        ("‘He told me “never” again,’ she said", ["He told me “never” again,"]),
        ("a “b “c” d", ["b ", "c"]),
    ],
)
def test_quotations_are_found(text: str, quoted: list[str]) -> None:
    assert [text[slice(*q.inner)] for q in quotations(text)] == quoted


def test_an_unclosed_mark_holds_to_the_paragraphs_end_only() -> None:
    text = "“One goes on\n\n“and on,” he said. Out.\n\nQuiet."
    assert inside(text).split("\n\n") == [".One goes on", ".and on,.........." + ".....", "......"]


def test_a_stray_apostrophe_opens_nothing() -> None:
    assert not quotations("Summer of '69 was hot. He went to the 'hood alone")


@given(st.text(alphabet="ab s.,\n\"'“”‘’«»`-—", max_size=60))
def test_quotations_are_ordered_disjoint_and_stay_in_their_paragraph(text: str) -> None:
    end = 0
    for quotation in quotations(text):
        assert end <= quotation.start < quotation.end
        first, last = quotation.inner
        assert quotation.start < first <= last <= quotation.end
        assert "\n" not in text[quotation.start : quotation.end]
        end = quotation.end


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“All of it”", "direct"),
        ("All of it", "indirect"),
        ("All “of it”", "mixed"),
        ("one two three four five six seven eight nine “ten”", "mixed"),
        ("“One two three four five six seven eight nine” ten", "direct"),
        ("“…”", "direct"),
        ("…", "indirect"),
    ],
)
def test_the_kind_is_the_share_of_words_in_quotation_marks(text: str, kind: str) -> None:
    assert kind_of(text, quote_states(text), [(0, len(text))]) == kind
