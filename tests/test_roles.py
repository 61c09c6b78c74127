"""Roles as they stand beside names, and which descriptions fit them."""

from __future__ import annotations

import pytest

from onrecord.reading.names import find_names
from onrecord.reading.roles import fit, read_role, roles_at


def roles_of(text: str) -> list[str]:
    """Roles of the first person whom a text names."""
    return roles_at(text, next(name for name in find_names(text) if name.words[-1] in ("Obi", "Loam")))


@pytest.mark.parametrize(
    ("phrase", "head", "words", "former"),
    [
        ("the Health Secretary", "secretary", {"health"}, False),
        ("former Conservative health secretary", "secretary", {"conservative", "health"}, True),
        ("the Valdonian prime minister", "premier", {"valdonian"}, False),
        ("the PM", "premier", set(), False),
        ("environment secretary under Harriet Crane", "secretary", {"environment", "harriet", "crane"}, False),
        ("ex-minister", "minister", set(), True),
        ("Sen.", "senator", set(), False),
        ("the company's chief executive", "ceo", {"company"}, False),
        ("Deputy President", "vice-president", set(), False),
    ],
)
def test_a_role_has_a_head_and_other_words(phrase: str, head: str, words: set[str], former: bool) -> None:
    role = read_role(phrase)
    assert role is not None
    assert (role.head, set(role.words), role.former) == (head, words, former)


@pytest.mark.parametrize("phrase", ["the harbour", "two crates of oranges", "Mr", "", "the of"])
def test_what_is_no_role(phrase: str) -> None:
    assert read_role(phrase) is None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Prime Minister Ada Obi spoke.", ["Prime Minister"]),
        ("Reporters asked former Mayor Ada Obi about it.", ["former Mayor"]),
        ("Ada Obi, the leader of the Greens, spoke.", ["the leader of the Greens"]),
        ("Sir Keith Loam – who was water secretary under Ann Pell – spoke.", ["former water secretary under Ann Pell"]),
        ("Ada Obi, whose sister is a judge, spoke.", []),
        ("Mr Obi spoke.", []),
        ("Maravia's interior minister, Ada Obi, backed the president.", ["Maravia's interior minister"]),
        ("Ada Obi, speaking for the president, said that it rained.", []),
        ("Ada Obi, now the president of Maravia, spoke.", ["now the president of Maravia"]),
        ("Ada Obi, acting president of Maravia, spoke.", ["acting president of Maravia"]),
        ("Ada Obi said on Monday, her lawyer says, that it rained.", []),
    ],
)
def test_roles_beside_a_name(text: str, roles: list[str]) -> None:
    assert roles_of(text) == roles


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("the Water Secretary", "Water Secretary"),
        ("the minister", "Home Secretary"),
        ("the former Liberal minister", "a minister in the last coalition"),
        ("the senator", "Sen."),
        ("the Republican", "Republican Sen."),
        ("the country's leader", "President"),
        ("the lawyer", "Attorney"),
        ("the Kestrian minister", "Kestrian foreign minister"),
        ("the American president", "President"),
        ("the British minister", "Scottish minister"),
        ("the German premier", "Bavarian premier"),
    ],
)
def test_a_description_that_fits(asked: str, known: str) -> None:
    one, other = read_role(asked), read_role(known)
    assert one is not None
    assert other is not None
    assert fit(one, other) >= 0.6


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("the president", "Prime Minister"),
        ("the mayor", "deputy mayor"),
        ("the former mayor", "the mayor of Leeds"),
        ("the Labour minister", "the Conservative minister"),
        ("the British foreign secretary", "French foreign minister"),
        ("the Kestrian minister", "Valdonian minister"),
        ("the Austrian chancellor", "Australian chancellor"),
        ("the nurse", "the mayor"),
    ],
)
def test_a_description_that_does_not_fit(asked: str, known: str) -> None:
    one, other = read_role(asked), read_role(known)
    assert one is not None
    assert other is not None
    assert fit(one, other) <= 0


def test_the_same_words_fit_best() -> None:
    asked = read_role("the Health Secretary")
    health, home = read_role("Health Secretary"), read_role("Home Secretary")
    assert asked is not None
    assert health is not None
    assert home is not None
    assert fit(asked, health) > fit(asked, home)
