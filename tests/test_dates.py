"""Dates in news: which words are a time, and which days they allow, counted from a Wednesday."""

from datetime import date

import pytest

from onrecord.reading.dates import find_dates

PUBLISHED = date(2025, 2, 19)


def found(text: str, published: date | None = PUBLISHED) -> list[tuple[str, date | None, date | None]]:
    return [(text[d.start : d.end], d.earliest, d.latest) for d in find_dates(text, 0, len(text), published)]


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("today", (2025, 2, 19), (2025, 2, 19)),
        ("earlier today", (2025, 2, 19), (2025, 2, 19)),
        ("tonight", (2025, 2, 19), (2025, 2, 19)),
        ("this morning", (2025, 2, 19), (2025, 2, 19)),
        ("yesterday", (2025, 2, 18), (2025, 2, 18)),
        ("yesterday evening", (2025, 2, 18), (2025, 2, 18)),
        ("last night", (2025, 2, 18), (2025, 2, 18)),
        ("this week", (2025, 2, 17), (2025, 2, 19)),
        ("earlier this week", (2025, 2, 17), (2025, 2, 19)),
        ("last week", (2025, 2, 10), (2025, 2, 16)),
        ("this month", (2025, 2, 1), (2025, 2, 19)),
        ("last month", (2025, 1, 1), (2025, 1, 31)),
        ("this year", (2025, 1, 1), (2025, 2, 19)),
        ("last year", (2024, 1, 1), (2024, 12, 31)),
        ("two days ago", (2025, 2, 17), (2025, 2, 17)),
        ("10 days ago", (2025, 2, 9), (2025, 2, 9)),
        ("a week ago", (2025, 2, 9), (2025, 2, 15)),
        ("three months earlier", (2024, 11, 1), (2024, 11, 30)),
        ("two years ago", (2023, 1, 1), (2023, 12, 31)),
        ("in May 2023", (2023, 5, 1), (2023, 5, 31)),
        ("in 2016", (2016, 1, 1), (2016, 12, 31)),
        ("back in 2016", (2016, 1, 1), (2016, 12, 31)),
        ("since early December", (2024, 12, 1), (2024, 12, 31)),
    ],
)
def test_expressions_that_count_from_publication(
    words: str, earliest: tuple[int, int, int], latest: tuple[int, int, int]
) -> None:
    expected = [(words, date(*earliest), date(*latest))]
    assert found(f"She said {words} that it was safe.") == [expected[0]]
    capital = words[0].upper() + words[1:]
    assert found(f"{capital}, she said it was safe.") == [(capital, *expected[0][1:])]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Tuesday", 18),
        ("On Tuesday", 18),
        ("Wednesday", 19),
        ("on Thursday", 13),
        ("last Friday", 14),
        ("late on Thursday", 13),
        ("Late Monday", 17),
        ("on Monday morning", 17),
        ("Sunday night", 16),
    ],
)
def test_a_weekday_is_the_last_one_up_to_publication(words: str, day: int) -> None:
    assert found(f"He spoke {words} at length.") == [(words, date(2025, 2, day), date(2025, 2, day))]


def test_last_and_the_weekday_of_publication_is_the_week_before() -> None:
    assert found("last Wednesday") == [("last Wednesday", date(2025, 2, 12), date(2025, 2, 12))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on January 5", (2025, 1, 5)),
        ("Jan. 5, 2024", (2024, 1, 5)),
        ("January 5th", (2025, 1, 5)),
        ("on 5 January", (2025, 1, 5)),
        ("5th of January 2024", (2024, 1, 5)),
        ("Sept. 9, 2018", (2018, 9, 9)),
        ("29 February 2024", (2024, 2, 29)),
        ("on February 19", (2025, 2, 19)),
    ],
)
def test_calendar_days(words: str, expected: tuple[int, int, int]) -> None:
    assert found(f"He spoke {words} at length.") == [(words, date(*expected), date(*expected))]


@pytest.mark.parametrize(
    ("words", "year"), [("on March 3", 2024), ("on February 20", 2024), ("on 3 March", 2024), ("on February 3", 2025)]
)
def test_a_day_without_a_year_is_the_last_one_up_to_publication(words: str, year: int) -> None:
    assert [day.year for _, day, _ in found(words) if day] == [year]


@pytest.mark.parametrize(("words", "year"), [("in March", 2024), ("in January", 2025), ("in February", 2025)])
def test_a_month_without_a_year_is_the_last_one_that_has_begun(words: str, year: int) -> None:
    assert [(first.year, last.month) for _, first, last in found(words) if first and last] == [
        (year, {"March": 3, "January": 1, "February": 2}[words[3:]])
    ]


def test_a_month_with_a_year_is_no_day() -> None:
    assert found("In March 2024 she said so.") == [("In March 2024", date(2024, 3, 1), date(2024, 3, 31))]
    assert found("the March 2024 vote") == []


def test_a_day_after_since_is_a_day() -> None:
    assert found("since January 3") == [("January 3", date(2025, 1, 3), date(2025, 1, 3))]


@pytest.mark.parametrize(
    "words",
    [
        "next Monday",
        "this coming Friday",
        "the following Monday",
        "by Friday",
        "until Thursday",
        "by tonight",
        "later this week",
        "next week",
        "tomorrow",
        "in 2031",
        "in December 2031",
        "on March 3, 2025",
        "on 1 May 2026",
    ],
)
def test_the_future_is_left_out(words: str) -> None:
    assert found(f"It will open {words}.") == []


@pytest.mark.parametrize(
    "words", ["Sunday's debate", "Sunday’s debate", "last week’s vote", "the Sunday-night show", "yesterday’s paper"]
)
def test_the_day_of_something_else_is_left_out(words: str) -> None:
    assert found(f"She said after {words} that it was safe.") == []


@pytest.mark.parametrize("words", ["on February 30", "on 31 June 2024", "on May 5, 0000", "in May 0000"])
def test_days_that_never_were_are_left_out(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize("words", ["may go on", "he marched on", "The Weekday", "an unusual day", "Today's"])
def test_words_that_are_no_time(words: str) -> None:
    assert found(words) == []


def test_without_publication_only_years_in_the_text_give_days() -> None:
    for words in ("on Tuesday", "yesterday", "in March", "on January 5", "two days ago"):
        assert found(words, None) == [(words, None, None)]
    assert found("Jan. 5, 2024", None) == [("Jan. 5, 2024", date(2024, 1, 5), date(2024, 1, 5))]
    assert found("in May 2023", None) == [("in May 2023", date(2023, 5, 1), date(2023, 5, 31))]
    assert found("in 2016", None) == [("in 2016", date(2016, 1, 1), date(2016, 12, 31))]


def test_an_early_publication_does_no_harm() -> None:
    for words in ("99 years ago", "last month", "last year", "last week", "on Tuesday", "on March 3"):
        found(words, date(1, 1, 1))


def test_only_the_range_is_searched() -> None:
    text = "On Monday he spoke. On Tuesday she did."
    assert [text[d.start : d.end] for d in find_dates(text, text.index("On Tuesday"), len(text), PUBLISHED)] == [
        "On Tuesday"
    ]


def test_months_and_intervals_over_the_turn_of_the_year() -> None:
    new_year = date(2025, 1, 2)
    assert found("last month", new_year) == [("last month", date(2024, 12, 1), date(2024, 12, 31))]
    assert found("a month ago", new_year) == [("a month ago", date(2024, 12, 1), date(2024, 12, 31))]
    assert found("on Tuesday", new_year) == [("on Tuesday", date(2024, 12, 31), date(2024, 12, 31))]
    assert found("on December 30", new_year) == [("on December 30", date(2024, 12, 30), date(2024, 12, 30))]
    assert found("this week", new_year) == [("this week", date(2024, 12, 30), date(2025, 1, 2))]
