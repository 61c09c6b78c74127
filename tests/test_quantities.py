"""Numbers read out of words, digits and shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.claims.quantities import quantities


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("4%", "four per cent", "4 percent", "one in twenty-five", "1 in 25"), 0.04),
        (("a fifth of them", "20 per cent", "one in five", "Twenty percent"), 0.2),
        (("three quarters", "three-quarters", "75%", "three out of four"), 0.75),
        (("£2.1m", "2.1 million pounds", "£2,100,000"), 2_100_000),
        (("two hundred and six men", "206 men"), 206),
        (("a million", "$1,000,000", "1m"), 1_000_000),
        (("thirty-eight million pounds", "€38 million", "38mn"), 38_000_000),
        (("two dozen", "24", "twenty-four"), 24),
        (("1.5bn", "1,500 million"), 1.5e9),
    ],
)
def test_one_number_in_several_forms(texts: tuple[str, ...], value: float) -> None:
    assert [quantities(text) for text in texts] == [frozenset({value})] * len(texts)


@pytest.mark.parametrize("text", ["", "one of them", "a", "hundred", "and and", "half the town knew"])
def test_what_is_no_figure(text: str) -> None:
    assert quantities(text) == frozenset()


def test_several_numbers() -> None:
    assert quantities("In 2015 the 34 of 50, or 68%, paid £3,000") == {2015, 34, 50, 0.68, 3000}


@given(st.text(alphabet="0123456789,.% -abdefhilmnorstuvwy", max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(value >= 0 for value in quantities(text))
