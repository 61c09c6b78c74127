"""To whom, by what channel, where and when, read by the shipped model."""

from datetime import date

import pytest

from onrecord import Article, Reader, Statement
from onrecord.statements.model import Spans

PUBLISHED = date(2025, 2, 19)
"""A Wednesday."""
OPENING = "The bridge at Orm was built in 1911.\n\n"


def read(reader: Reader, text: str, published: date | None = PUBLISHED) -> Statement:
    """The one outer statement about the bridge's being safe."""
    reading = reader.read(Article(OPENING + text, published=published))
    found = [s for s in reading.statements if s.within is None and any("safe" in span.text for span in s.content)]
    assert len(found) == 1, reading.statements
    return found[0]


def texts(spans: Spans) -> list[str]:
    return [span.text for span in spans]


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("“The bridge is safe,” Ada Obi told reporters.", ["reporters"]),
        ("Ada Obi told reporters that the bridge was safe.", ["reporters"]),
        ("Ada Obi told the council on Monday that the bridge was safe.", ["the council"]),
        ("“The bridge is safe,” Ada Obi told Sky News.", ["Sky News"]),
        ("Ada Obi asked the council on Monday whether the bridge was safe.", ["the council"]),
        ("Ada Obi told lawmakers the bridge is safe to use.", ["lawmakers"]),
        ("Ada Obi urged ministers to make the bridge safe at once.", ["ministers"]),
        ("Ada Obi warned the council that the bridge might not be safe.", ["the council"]),
        ("“The bridge is safe,” Ada Obi said.", []),
        ("Ada Obi asked not to say whether the bridge was safe.", []),
    ],
)
def test_addressees(reader: Reader, text: str, addressee: list[str]) -> None:
    assert texts(read(reader, text).addressee) == addressee


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("“The bridge is safe,” Ada Obi wrote on X on Monday.", ["X"]),
        ("“The bridge is safe,” Ada Obi wrote on Facebook.", ["Facebook"]),
        ("“The bridge is safe,” Ada Obi said in an interview with CNN.", ["an interview with CNN"]),
        ("“The bridge is safe,” Ada Obi said at a press conference.", ["a press conference"]),
        ("“The bridge is safe,” Ada Obi said at a press conference on Friday.", ["a press conference"]),
        ("“The bridge is safe,” Ada Obi said in a statement on Sept. 9.", ["a statement"]),
        ("In a statement, Ada Obi said the bridge was safe.", ["a statement"]),
        ("“The bridge is safe,” Ada Obi said.", []),
        ("“The bridge is safe,” Ada Obi said on Tuesday.", []),
    ],
)
def test_channels(reader: Reader, text: str, channel: list[str]) -> None:
    assert texts(read(reader, text).channel) == channel


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("“The bridge is safe,” Ada Obi said in London.", ["London"]),
        ("“The bridge is safe,” Ada Obi said in London on Tuesday.", ["London"]),
        ("“The bridge is safe,” Ada Obi said at Leeds Town Hall.", ["Leeds Town Hall"]),
        ("“The bridge is safe,” Ada Obi said on Tuesday.", []),
        ("“The bridge in London is safe,” Ada Obi said.", []),
    ],
)
def test_places(reader: Reader, text: str, place: list[str]) -> None:
    assert texts(read(reader, text).place) == place


@pytest.mark.parametrize(
    ("text", "words", "earliest", "latest"),
    [
        ("“The bridge is safe,” Ada Obi said on Tuesday.", "on Tuesday", (2025, 2, 18), (2025, 2, 18)),
        ("On Thursday, Ada Obi said the bridge was safe.", "On Thursday", (2025, 2, 13), (2025, 2, 13)),
        ("Ada Obi said on Wednesday that the bridge was safe.", "on Wednesday", (2025, 2, 19), (2025, 2, 19)),
        ("Last week, Ada Obi said the bridge was safe.", "Last week", (2025, 2, 10), (2025, 2, 16)),
        ("In March 2024 Ada Obi said the bridge was safe.", "In March 2024", (2024, 3, 1), (2024, 3, 31)),
        ("“The bridge is safe,” Ada Obi said yesterday.", "yesterday", (2025, 2, 18), (2025, 2, 18)),
    ],
)
def test_the_time_of_speaking(
    reader: Reader, text: str, words: str, earliest: tuple[int, int, int], latest: tuple[int, int, int]
) -> None:
    said_at = read(reader, text).said_at
    assert said_at is not None
    assert (said_at.span.text, said_at.earliest, said_at.latest) == (words, date(*earliest), date(*latest))


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is safe,” Ada Obi said.",
        "Ada Obi said the bridge was safe.",
        "“The bridge is safe and opens on Monday,” Ada Obi said.",
        "“Last week we found that the bridge was safe,” Ada Obi said.",
        "Ada Obi said that the bridge would be safe in March.",
        "Ada Obi said after Sunday’s debate that the bridge was safe.",
        "Ada Obi, who was elected in 2019, said the bridge was safe.",
    ],
    ids=["quoted", "indirect", "day quoted", "week quoted", "day in content", "another's day", "day of the source"],
)
def test_no_time_of_speaking_is_none_and_never_publication(reader: Reader, text: str) -> None:
    assert read(reader, text).said_at is None


def test_a_quoted_time_is_not_the_time_of_speaking(reader: Reader) -> None:
    said_at = read(reader, "“We found on Monday that the bridge was safe,” Ada Obi said on Tuesday.").said_at
    assert said_at is not None
    assert said_at.span.text == "on Tuesday"


def test_what_is_quoted_is_neither_channel_nor_addressee(reader: Reader) -> None:
    statement = read(reader, "“We wrote on X and told reporters in London that it was safe,” Ada Obi said.")
    assert (statement.channel, statement.addressee, statement.place) == ((), (), ())


def test_without_publication_a_weekday_has_words_but_no_days(reader: Reader) -> None:
    said_at = read(reader, "“The bridge is safe,” Ada Obi said on Tuesday.", published=None).said_at
    assert said_at is not None
    assert (said_at.span.text, said_at.earliest, said_at.latest) == ("on Tuesday", None, None)


def test_all_circumstances_of_one_statement(reader: Reader) -> None:
    statement = read(reader, "“The bridge is safe,” Ada Obi told reporters in London on Tuesday.")
    assert (texts(statement.addressee), texts(statement.place)) == (["reporters"], ["London"])
    assert statement.said_at is not None
    assert statement.said_at.earliest == date(2025, 2, 18)
