"""The language of search: what it means, and that nothing in it is an error or an operator of the database."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import Record
from onrecord.store.query import All, Either, Node, Not, Nothing, Words, parse
from onrecord.store.search import Search
from tests.store_samples import article, read

A, B, C, OR, AND, NOT = (Words(text) for text in ("a", "b", "c", "OR", "AND", "NOT"))

MEANINGS: dict[str, Node | None] = {
    "": None,
    " \t": None,
    "a": A,
    "a b": All((A, B)),
    "a AND b": All((A, B)),
    "a OR b": Either((A, B)),
    "a b OR c": Either((All((A, B)), C)),
    "a (b OR c)": All((A, Either((B, C)))),
    "a NOT b": All((A, Not(B))),
    "a AND NOT b": All((A, Not(B))),
    "NOT NOT a": A,
    "NOT (a OR b)": Not(Either((A, B))),
    '"a b"': Words("a b"),
    "“a b”": Words("a b"),
    '"a b': Words("a b"),
    '"a b"*': Words("a b", prefix=True),
    "a*": Words("a*", prefix=True),
    "speaker:a": Words("a", field="speaker"),
    'title:"a b" c': All((Words("a b", field="title"), C)),
    "article:(a b)": All((Words("a", field="article"), Words("b", field="article"))),
    "speaker:(a title:b)": All((Words("a", field="speaker"), Words("b", field="title"))),
    "nothing:a": Words("nothing:a"),
    "a or b": All((A, Words("or"), B)),
    "OR": OR,
    "a OR": All((A, OR)),
    "OR a": All((A, OR)),
    "AND a": All((AND, A)),
    "a AND": All((A, AND)),
    "NOT": NOT,
    "a NOT": All((A, NOT)),
    "(a": A,
    "a)": A,
    ")(": Nothing(),
    "a) b": All((A, B)),
    "()": Nothing(),
    "a & b": All((A, B)),
    "?!": Nothing(),
    '""': Nothing(),
    "NOT ()": Nothing(),
}


@pytest.mark.parametrize("query", MEANINGS)
def test_what_a_query_means(query: str) -> None:
    assert parse(query) == MEANINGS[query]


def test_deep_and_long_queries_are_cut_and_not_refused() -> None:
    assert parse("(" * 100_000 + "a" + ")" * 100_000) == A
    assert parse("NOT " * 100_001 + "a") == Not(A)
    many = parse("a " * 100_000)
    assert isinstance(many, All)
    assert len(many.parts) == 200


@pytest.fixture
def fleet(record: Record) -> Record:
    """A record of a few statements on one matter."""
    texts = {
        "Fleet sails": "Ada Obi said in an interview: “The fleet’s captain can’t wait.”\n"
        "Bo Iyer denied: the FLEET had orders from Zürich AND Basel\n",
        "Quay dispute": "The Harbour Board said: quays 4-6 reopen, near the fleet\n"
        "a dockers' leader hopes: pay rises\n",
    }
    for title, text in texts.items():
        record.add(read(article(text, title=title), {"Ada Obi": "First Sea Lord"}))
    return record


ANSWERS = {
    "fleet": 4 - 1,
    "FLEET captain": 1,
    '"fleet s captain"': 1,
    "fleet’s": 1,
    "fleet's": 1,
    '"captain fleet"': 0,
    "zurich": 1,
    "Zu\u0308rich": 1,
    "cap*": 1,
    "quay*": 2,
    "quay": 2,
    "title:quay quays": 1,
    "content:quay": 0,
    "AND": 1,
    "and": 1,
    "fleet NOT captain": 2,
    "NOT fleet": 1,
    "NOT fleet OR captain": 2,
    "(orders OR captain) NOT basel": 1,
    "speaker:obi": 1,
    "obi": 1,
    "source:leader": 1,
    "speaker:leader": 0,
    "role:lord": 1,
    "role:l*": 1,
    'role:"first sea lord"': 1,
    "lord": 1,
    "channel:interview": 1,
    "interview": 1,
    "article:dockers": 2,
    "article:dockers fleet": 1,
    "NOT article:dockers": 2,
    "article:dockers OR captain": 3,
    "article:(dockers AND board) NOT fleet": 1,
    "article:(dockers NOT board)": 0,
    "4-6": 1,
    "6-4": 0,
    "dockers'": 1,
    "ca": 0,
    "c*": 1,
    "r*": 2,
    "s*": 2,
    "???": 0,
    "“": 0,
}


def number(record: Record, query: str, **filters: object) -> int:
    return record.count(Search(query, **filters)).statements  # type: ignore[arg-type]


def test_what_a_query_finds(fleet: Record) -> None:
    assert {query: number(fleet, query) for query in ANSWERS} == ANSWERS


HOSTILE = [
    "'; DROP TABLE articles; --",
    '" OR 1=1 --',
    "a\0b",
    "\ud800",
    "\U0010f000 \ue000mx \ue000",
    "facets:direct",
    "{content}: a",
    "-content:a",
    "^fleet",
    "NEAR(fleet captain, 5)",
    "fleet + captain",
    "fleet <-> captain",
    "fleet & !captain | ':*",
    "fleet:* \\",
    "rowid:1",
    "%s %(a)s :a ?",
    '"' * 999,
    "*" * 99,
    "( ( ) OR ( AND",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_operators_of_the_database_are_words_in_every_argument(fleet: Record, query: str) -> None:
    searches = [
        Search(query), Search(query, sort="relevance"), Search(query, by_story=True), Search(speaker=query),
        Search(role=query), Search(channel=query), Search(publishers=(query,)), Search(framings=(query,)),
        Search(article=query), Search(identity=query), Search(kinds=(query,)), Search(types=(query,)),
    ]  # fmt: skip
    for search in searches:
        assert len(fleet.search(search).found) == fleet.count(search).statements
    assert not number(fleet, "", publishers=(query,))
    assert fleet.named(query) is not None
    assert number(fleet, "") == 4


TERMS = ["fleet", "captain", "quay*", "speaker:obi", '"the fleet"', "article:dockers", "zürich", "'"]
WORD = st.sampled_from([*TERMS, "AND", "OR", "NOT", "(", ")"])
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(query=st.lists(WORD, max_size=8).map(" ".join) | st.text(max_size=12))
def test_no_query_is_an_error(fleet: Record, query: str) -> None:
    assert len(fleet.search(Search(query)).found) == number(fleet, query)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.sampled_from(TERMS[:-1]), min_size=1, max_size=3), st.sampled_from([" ", " AND ", " OR ", " NOT "]))
def test_not_finds_the_rest(fleet: Record, terms: list[str], operator: str) -> None:
    query = operator.join(terms)
    assert number(fleet, query) + number(fleet, f"NOT ({query})") == 4
