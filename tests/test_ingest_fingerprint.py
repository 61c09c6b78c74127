"""Copies of one story are known as one; stories on one subject, by one outlet, are not."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from onrecord.ingest.fingerprint import NEAR_DUPLICATE, signature, similarity


@pytest.fixture(scope="module")
def stories(gold_folder: Path) -> list[str]:
    """The project's own articles."""
    return [path.read_text(encoding="utf-8") for path in sorted(gold_folder.glob("*.txt"))]


def paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def other_headline(text: str) -> str:
    return "\n\n".join(["An altogether different headline on the affair", *paragraphs(text)[1:]])


def cut_tail(text: str) -> str:
    lines = paragraphs(text)
    return "\n\n".join(lines[: max(1, round(0.7 * len(lines)))])


def house_style(text: str) -> str:
    """Straight quotation marks, other dashes, no serial comma, British spelling, capitals for the dateline."""
    swapped = text.translate(str.maketrans("“”’‘—–", "\"\"''–-"))
    swapped = re.sub(r", (and|or)\b", r" \1", swapped).replace("%", " per cent").replace("Mr. ", "Mr ")
    return swapped.upper()[:40] + swapped[40:]


def reworded(text: str) -> str:
    """One word in forty is another one, and one paragraph in eight is left out."""
    lines = [line.split() for number, line in enumerate(paragraphs(text)) if number % 8 != 5]
    places = itertools.count()
    return "\n".join(" ".join("otherwise" if next(places) % 40 == 39 else word for word in line) for line in lines)


COPIES = [other_headline, cut_tail, house_style, reworded, lambda text: house_style(other_headline(cut_tail(text)))]


@pytest.mark.parametrize("copy", COPIES)
def test_copies_are_near_duplicates(stories: list[str], copy: object) -> None:
    assert callable(copy)
    found = [similarity(signature(text), signature(copy(text))) for text in stories]
    assert min(found) >= NEAR_DUPLICATE, sorted(found)[:5]


def test_different_stories_are_not(stories: list[str]) -> None:
    signatures = [signature(text) for text in stories]
    assert max(similarity(a, b) for a, b in itertools.combinations(signatures, 2)) < NEAR_DUPLICATE / 2


def test_what_plays_no_part_plays_no_part(stories: list[str]) -> None:
    text = stories[0]
    assert signature(text) == signature(re.sub(r"\s+", "\r\n", text).upper().replace("’", "'").replace("“", '"'))


def test_a_signature_is_the_same_everywhere() -> None:
    numbers = signature("The port will reopen on Friday, its director said.")
    assert (len(numbers), numbers[:3]) == (128, (183962807, 419341840, 419365738))
    assert all(0 <= number < 2**32 for number in numbers)


def test_texts_without_words_are_like_no_other() -> None:
    assert similarity(signature(""), signature("…")) == 0
    assert similarity(signature("Yes."), signature("Yes")) == 1
    assert similarity(signature("Yes."), signature("No.")) == 0
    with pytest.raises(ValueError, match="can't be compared"):
        similarity((1, 2), (1,))
