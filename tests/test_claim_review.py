"""Fact-checks from files: pages, feeds, JSON Lines and tables, and what is none of it."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onrecord import InputError
from onrecord.ingest import claim_review
from onrecord.ingest.claim_review import fact_checks
from onrecord.ingest.items import Failure
from onrecord.statements import FactCheck

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "The dam at Lomé\n is safe",
    "datePublished": "2025-03-09T10:00:00+00:00",
    "url": "https://desk.example/dam",
    "author": {"@type": "Organization", "name": "Dam Desk", "url": "https://desk.example/"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ada Obi"}, "datePublished": "2025-03-01"},
    "reviewRating": {"@type": "Rating", "ratingValue": "3", "bestRating": "5", "alternateName": "Half true"},
}
CHECK = FactCheck(
    "The dam at Lomé is safe", "Half true", "Dam Desk", "Ada Obi", "https://desk.example/dam", date(2025, 3, 9)
)


def read(tmp_path: Path, content: object, name: str = "checks.json") -> list[FactCheck | str]:
    """What a file of this content holds; failures as their texts, without the folder."""
    path = tmp_path / name
    data = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [
        str(one).removeprefix(f"{tmp_path}/") if isinstance(one, Failure) else one for one in fact_checks(str(path))
    ]


PAGE = """<!doctype html><html><head><script type="application/ld+json">{}</script>
<script type="application/ld+json">{{"@type": "NewsArticle", broken</script></head><body><p>Is it?</p></body></html>"""

WAYS: dict[str, Any] = {
    "alone": REVIEW,
    "list": [REVIEW],
    "graph": {"@graph": [{"@type": "WebPage"}, REVIEW]},
    "feed": {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}, {"item": None,
             "@type": "DataFeedItem"}]},
    "lines": json.dumps(REVIEW) + "\n\n",
    "page": PAGE.format(json.dumps([{"@type": "NewsArticle"}, REVIEW])),
    "typed by address": {**REVIEW, "@type": ["Thing", "http://schema.org/ClaimReview"]},
    "gzipped": gzip.compress(json.dumps(REVIEW).encode()),
    "marked": b"\xef\xbb\xbf" + json.dumps(REVIEW).encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", WAYS.values(), ids=WAYS)
def test_a_claim_review_is_found_wherever_it_stands(tmp_path: Path, content: object) -> None:
    assert read(tmp_path, content) == [CHECK]


VARIANTS: list[tuple[dict[str, Any], FactCheck]] = [
    ({"reviewRating": {"ratingValue": 3, "bestRating": 5}}, FactCheck("C", "3 of 5")),
    ({"reviewRating": [{"ratingValue": "2"}]}, FactCheck("C", "2")),
    ({"reviewRating": {"name": "Mixture"}}, FactCheck("C", "Mixture")),
    ({"author": "Dam Desk"}, FactCheck("C", "Odd", "Dam Desk")),
    ({"author": [{"url": "https://www.desk.example/x"}]}, FactCheck("C", "Odd", "desk.example")),
    (
        {"url": "https://www.desk.example/dam"},
        FactCheck("C", "Odd", "desk.example", url="https://www.desk.example/dam"),
    ),
    ({"url": "javascript:alert(1)"}, FactCheck("C", "Odd")),
    ({"url": "https://[broken"}, FactCheck("C", "Odd", url="https://[broken")),
    ({"datePublished": "2025-3-9"}, FactCheck("C", "Odd", date=date(2025, 3, 9))),
    ({"datePublished": "2025-13-45"}, FactCheck("C", "Odd")),
    ({"datePublished": ["2025"], "itemReviewed": "x"}, FactCheck("C", "Odd")),
]


@pytest.mark.parametrize(("change", "expected"), VARIANTS)
def test_gaps_cost_the_detail_alone(tmp_path: Path, change: dict[str, Any], expected: FactCheck) -> None:
    review = {"@type": "ClaimReview", "claimReviewed": "C", "reviewRating": {"alternateName": "Odd"}, **change}
    assert read(tmp_path, review) == [expected]


def test_a_table_is_taken_by_the_names_that_others_use(tmp_path: Path) -> None:
    head = "rating_alternateName;creativeWork_author_name;claimReview_author_name;claimReview_url;"
    head += "claimReview_claimReviewed;claimReview_datePublished"
    row = 'Half true;Di Eno;"""Dam Desk""";https://desk.example/dam;"""The dam; at\nLomé is safe""";2025-3-9'
    found = read(tmp_path, f"{head}\r\n{row}\r\n", "kg.csv")
    assert found == [FactCheck("The dam; at Lomé is safe", "Half true", "Dam Desk", None, "https://desk.example/dam",
                               date(2025, 3, 9))]  # fmt: skip
    archived = "https://web.archive.org/web/20250310000000/https://www.desk.example/dam"
    values = {
        "claim_text": "The dam is safe",
        "source_claim": "Ada Obi",
        "source_claim_url": None,
        "verdict_article": "Half true",
        "fact_checking_date": "09-03-25T06:08:00",
        "web_archive": archived,
    }
    expected = FactCheck("The dam is safe", "Half true", "desk.example", "Ada Obi", archived, date(2025, 3, 9))
    assert read(tmp_path, [values]) == [expected]
    assert (
        read(tmp_path, json.dumps(values) + "\n" + json.dumps({**values, "source_claim": None}), "a.jsonl")[0]
        == expected
    )
    own = "claim,rating,publisher,claimant,url,date\nThe dam is safe,Half true,desk.example,Ada Obi,,2025-03-09\n"
    assert read(tmp_path, own, "own.csv") == [FactCheck("The dam is safe", "Half true", "desk.example", "Ada Obi", None,
                                                        date(2025, 3, 9))]  # fmt: skip


def test_what_is_no_fact_check_costs_itself_and_is_named(tmp_path: Path) -> None:
    bare = {"@type": "ClaimReview"}
    feed = {"dataFeedElement": [{"item": [{**bare, "reviewRating": {"name": "x"}}]}, 5, {"@type": "DataFeedItem",
            "item": [{"@type": "Movie"}]}, {"item": [REVIEW]}]}  # fmt: skip
    assert read(tmp_path, feed) == [
        "checks.json, item 1: has no claim", "checks.json, item 2: not a JSON object",
        "checks.json, item 3: holds no ClaimReview", CHECK,
    ]  # fmt: skip
    lines = "\n".join(
        [json.dumps(REVIEW), "{broken", json.dumps({"claim": "C"}), json.dumps({"claim": "C", "rating": "R"})]
    )
    assert read(tmp_path, lines, "a.jsonl") == [
        CHECK, "a.jsonl, line 2: not a JSON object", "a.jsonl, line 3: has no rating", FactCheck("C", "R"),
    ]  # fmt: skip
    assert read(tmp_path, "claim,rating\nC,\n,R\nC,R,more\n", "a.csv") == [
        "a.csv, row 2: has no rating", "a.csv, row 3: has no claim", FactCheck("C", "R"),
    ]  # fmt: skip


BAD: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "holds no text"),
    "binary": (b"\0\1\2" * 50, "not a text file"),
    "another table": ("a,b\n1,2\n", "has no column for the claim: name it claim or claimReviewed"),
    "half a table": ("claim,b\n1,2\n", "has no column for the rating"),
    "page": ("<!doctype html><html><p>Nothing here", "holds no ClaimReview"),
    "empty list": ("[]", "holds no ClaimReview"),
    "broken": ('{"a": ', "not JSON, nor JSON Lines"),
    "deep": ("[" * 100_000, "not JSON"),
    "header only": ("claim,rating\n", "holds no ClaimReview"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_file_without_fact_checks_is_refused_in_words(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        read(tmp_path, content, "a.csv")
    assert "a.csv" in str(refused.value)


def test_a_missing_and_a_huge_file_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"none\.json: No such file"):
        list(fact_checks(str(tmp_path / "none.json")))
    monkeypatch.setattr(claim_review, "LARGEST", 300)
    with pytest.raises(InputError, match="larger than 0 MiB; split it"):
        read(tmp_path, REVIEW)
