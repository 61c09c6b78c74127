"""Entity tags: what the network takes words for, and what that makes of names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from onrecord.neural.session import Found, Model
from onrecord.neural.windows import MAX_PIECES
from onrecord.reading.names import find_names
from onrecord.reading.tags import SURE, Tags, average, sure_tag

ARTICLE = (
    "Port Elden ferry fares to rise\n\n"
    "Maren Holt, who chairs Elden Ferries, told reporters in Lisbon on Tuesday that fares would rise by a tenth. "
    "“We cannot sail on air,” Holt said.\n\n"
    "The Harbour Workers’ Union said its members would not pay. Tomas Reyl, a docker from Marseille, called the "
    "plan absurd. Officials of the European Commission declined to comment."
)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


@pytest.fixture(scope="module")
def found(model: Model) -> Found:
    return model.find(ARTICLE)


def tag_of(model: Model, found: Found, words: str) -> str:
    start = ARTICLE.index(words)
    shares = Tags(found, model.manifest.entities)(start, start + len(words))
    return max(shares, key=lambda tag: shares[tag])


def test_every_piece_has_the_probability_of_each_tag(model: Model, found: Found) -> None:
    assert found.entities.shape == (len(found.pieces), len(model.manifest.entities))
    assert found.entities.dtype == np.float32
    assert np.allclose(found.entities.sum(1), 1, atol=1e-5)
    assert model.manifest.entities[0] == "none"


@pytest.mark.parametrize("text", ["", " \n\n ", "\ud800", "a"])
def test_texts_without_much_have_tags_for_what_there_is(model: Model, text: str) -> None:
    found = model.find(text)
    assert found.entities.shape == (len(found.pieces), len(model.manifest.entities))


def test_a_text_of_several_windows_has_each_piece_tagged_once(model: Model) -> None:
    text = "\n\n".join([ARTICLE] * 6)
    long = model.find(text)
    assert len(long.pieces) > MAX_PIECES
    assert long.entities.shape[0] == len(long.pieces)
    tags = Tags(long, model.manifest.entities)
    places = [start for start in range(len(text)) if text.startswith("Tomas Reyl", start)]
    assert [sure_tag(tags(start, start + 10)) for start in places] == ["person"] * 6


def test_the_same_text_has_the_same_tags(model: Model, found: Found) -> None:
    assert np.array_equal(model.find(ARTICLE).entities, found.entities)


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Maren Holt", "person"),
        ("Holt said", "person"),
        ("Elden Ferries", "organisation"),
        ("Harbour Workers’ Union", "organisation"),
        ("European Commission", "organisation"),
        ("Tomas Reyl", "person"),
        ("Lisbon", "place"),
        ("Marseille", "place"),
        ("sail on air", "none"),
        ("Tuesday", "none"),
        ("would not pay", "none"),
    ],
)
def test_words_have_the_tag_of_what_they_name(model: Model, found: Found, words: str, tag: str) -> None:
    assert tag_of(model, found, words.removesuffix(" said")) == tag


def test_a_range_without_pieces_has_no_tags(model: Model, found: Found) -> None:
    tags = Tags(found, model.manifest.entities)
    blank = ARTICLE.index("\n\n")
    assert tags(blank, blank + 2) == {}
    assert tags(5, 5) == {}
    assert average(tags, [(blank, blank + 2)]) == {}
    assert sure_tag({}) is None


def constant(tag: str, share: float) -> Mapping[str, float]:
    return {"none": 1 - share, "person": 0.0, "organisation": 0.0, "place": 0.0, "group": 0.0, "other": 0.0, tag: share}


def test_a_sure_tag_outweighs_the_rules_and_an_unsure_one_does_not() -> None:
    text = "They met at Baton Rouge on Monday."
    plain = find_names(text)
    assert [(name.words, name.type) for name in plain] == [(("Baton", "Rouge"), "person")]
    sure = find_names(text, lambda _start, _end: constant("place", SURE + 0.01))
    assert [name.type for name in sure] == ["place"]
    unsure = find_names(text, lambda _start, _end: constant("place", SURE - 0.01))
    assert unsure == plain


def test_a_name_of_something_else_is_no_person_and_otherwise_what_the_rules_say() -> None:
    text = "The Americans met Gold Star there. They saw Amber Tide in Lisbon."
    plain = {" ".join(name.words): name.type for name in find_names(text)}
    other = find_names(text, lambda _start, _end: constant("other", 0.9))
    assert plain["Amber Tide"] == "person"
    assert {" ".join(name.words): name.type for name in other} == {
        words: "unknown" if ruled == "person" else ruled for words, ruled in plain.items()
    }


def test_mentions_of_one_name_are_judged_together() -> None:
    text = "They met Anna Kell. Anna Kell and Anna Kell left."
    first = text.index("Anna")

    def tagged(start: int, _end: int) -> Mapping[str, float]:
        return constant("organisation", 0.9) if start == first else constant("person", 0.99)

    assert {name.type for name in find_names(text, tagged)} == {"person"}


def test_a_title_makes_a_person_whatever_the_tags_say() -> None:
    names = find_names("We met Mr Bank. Bank left.", lambda _start, _end: constant("organisation", 0.99))
    assert names[0].title == "Mr"
    assert {name.type for name in names} == {"person"}


def test_names_of_an_article_are_typed_by_what_stands_around_them(model: Model, found: Found) -> None:
    names = find_names(ARTICLE, Tags(found, model.manifest.entities))
    types = {" ".join(name.words): name.type for name in names}
    assert types["Elden Ferries"] == "organisation"
    assert types["Maren Holt"] == types["Tomas Reyl"] == "person"
    assert types["Lisbon"] == types["Marseille"] == "place"
