"""Claims in the API: pages of them, one by its id, and what is asked wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord import Reader, Record
from onrecord.export.claims import claim_object
from onrecord.store import users as people
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.web.access import hash_password
from onrecord.web.api.examples import CLAIM, CLAIM_DECISION, DECISION
from tests import web_client
from tests.claim_samples import whole

API = "/api/v1/claims"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "record.db"
    with Record.open(found) as record:
        whole(record)
    return found


@pytest.fixture
def api(path: Path, reader: Reader) -> Iterator[TestClient]:
    with web_client.client(path, reader) as made:
        yield made


def test_a_page_of_claims_leads_to_the_next(api: TestClient, path: Path) -> None:
    with Record.open(path, write=False) as record:
        both = [claim_object(one) for one in record.claims()]
    assert api.get(API).json() == {"claims": both, "cursor": None}
    first = api.get(API, params={"limit": 1}).json()
    assert first["claims"] == both[:1]
    assert api.get(API, params={"limit": 1, "cursor": first["cursor"]}).json() == {"claims": both[1:], "cursor": None}
    assert api.get(API, params={"q": "lomé", "disputed": "true"}).json()["claims"] == both[1:]
    assert api.get(API, params={"checked": "true"}).json()["claims"] == []
    assert api.get(API, params={"speaker": "Di Eno", "publisher": ["x", "The Quay"]}).json()["claims"] == both[:1]


def test_one_claim_by_its_id(api: TestClient, path: Path) -> None:
    with Record.open(path) as record:
        gates, safe = (claim_object(one) for one in record.claims())
        assert api.get(f"{API}/{gates['claim']}").json() == gates
        with record.writing() as writer:
            ClaimDecisions(writer).merge(gates["claim"], safe["claim"])
    assert api.get(f"{API}/{gates['claim']}").json()["claim"] == safe["claim"]
    assert api.get(f"{API}/ffffffff").status_code == 404
    assert safe.keys() == CLAIM.keys()
    assert safe["statements"][0].keys() == CLAIM["statements"][0].keys()


@pytest.mark.parametrize(
    "asked", ["cursor=x", "cursor=1", "cursor=" + "9" * 30 + ".1", "limit=0", "since=x", "q=%00", "disputed=perhaps"]
)
def test_what_is_asked_wrongly_is_not_understood(api: TestClient, asked: str) -> None:
    assert api.get(f"{API}?{asked}").status_code == 422


def body(ids: dict[str, str], action: str, *statements: str, **more: str) -> dict[str, object]:
    """A decision for the API on statements by who made them."""
    listed = [ids[one] for one in statements]
    return {"action": action, "reason": "looked at both", "statements": listed, **more}


def test_a_program_merges_splits_sets_stances_and_undoes(api: TestClient, path: Path) -> None:
    with Record.open(path) as record:
        gates, safe = (one.id for one in record.claims())
        ids = {"ada": "Ada Obi", "bo": "Bo Iyer", "cy": "Cy Dunn"}
        said = {one.speaker: one.statement for one in reversed(record.claim(safe).statements)}  # type: ignore[union-attr]
        ids = {short: said[name] for short, name in ids.items()}

    def decide(claim: str, wanted: dict[str, object]) -> dict[str, Any]:
        answer = api.post(f"{API}/{claim}/decisions", json=wanted)
        assert answer.status_code == 200, answer.text
        value: dict[str, Any] = answer.json()
        return value

    def kinds(claim: str) -> list[tuple[str, bool]]:
        listed = api.get(f"{API}/{claim}/decisions").json()["decisions"]
        return [(one["kind"], one["undone"]) for one in listed]

    before = api.get(f"{API}/{safe}").json()
    new = decide(safe, body(ids, "split", "bo", "cy"))
    assert [one["speaker"] for one in new["statements"]] == ["Bo Iyer", "Cy Dunn"]
    assert kinds(safe) == kinds(new["claim"]) == [("split_claim", False)] * 2
    assert kinds(gates) == []
    assert decide(new["claim"], body(ids, "undo"))["claim"] == safe
    assert kinds(safe) == [("split_claim", True)] * 2 + [("undo", False)] * 2
    assert api.get(f"{API}/{safe}").json() == before
    changed = decide(safe, body(ids, "stance", "ada", "bo", stance="neutral"))
    assert [one["stance"] for one in changed["statements"]] == ["neutral", "neutral", "disputes", "disputes"]
    merged = decide(gates, body(ids, "merge", into=safe))
    assert (merged["claim"], len(merged["statements"])) == (safe, 6)
    (last,) = [one for one in api.get(f"{API}/{safe}/decisions").json()["decisions"] if one["kind"] == "merge_claims"]
    assert last.keys() == DECISION.keys() == CLAIM_DECISION.keys()
    assert (last["claim"], last["into"], last["statement"]) == (gates, safe, None)
    listed = api.get("/api/v1/corrections").json()["corrections"]
    assert listed[0] == last
    decide(safe, body(ids, "undo"))
    assert api.get(f"{API}/{gates}").json()["claim"] == gates


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"action": "merge"}, "name the other claim"),
        ({"action": "merge", "into": "ffffffff"}, "no claim whose id begins so"),
        ({"action": "split"}, "name the statements"),
        ({"action": "split", "statements": ["ffffffff"]}, "no statement whose id begins so"),
        ({"action": "stance", "stance": "neutral"}, "name the statements"),
        ({"action": "undo"}, "nothing to undo"),
        ({"action": "restate"}, "action"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_words(
    wanted: dict[str, object], why: str, api: TestClient, path: Path
) -> None:
    with Record.open(path) as record:
        claim = next(record.claims()).id
    answer = api.post(f"{API}/{claim}/decisions", json={"reason": "tried", **wanted})
    assert answer.status_code == 422
    assert why in answer.json()["error"]["detail"]
    assert api.get(f"{API}/{claim}/decisions").json() == {"decisions": []}


def test_the_form_on_the_page_decides_and_the_review_page_undoes(api: TestClient, path: Path) -> None:
    with Record.open(path) as record:
        gates, safe = (one.id for one in record.claims())
        (bo,) = [one.statement for one in record.claim(safe).statements if one.speaker == "Bo Iyer"]  # type: ignore[union-attr]
    form = {"csrf": web_client.csrf(api.get(f"/claims/{safe}").text)}

    def send(claim: str, **fields: str | list[str]) -> Any:
        return api.post(f"/claims/{claim}/decide", data={**form, **fields})

    assert send(safe, action="stance", statement=bo, stance="disputes").headers["location"] == f"/claims/{safe}"
    assert "disputes <a" in api.get("/review").text
    suggested = api.get("/claims/suggest.json", params={"q": "dam saf"}).json()["claims"]
    assert [one["claim"] for one in suggested] == [safe]
    assert api.get("/claims/suggest.json", params={"q": "* ("}).json() == {"claims": []}
    into = f"{suggested[0]['text']} [{safe}]"
    assert send(gates, action="merge", into=into).headers["location"] == f"/claims/{safe}"
    assert api.get(f"/claims/{gates}").headers["location"] == f"/claims/{safe}"
    history = api.get(f"/claims/{safe}").text
    assert f'merge: <a href="/claims/{gates}">claim</a> into <a href="/claims/{safe}">another</a>' in history
    assert "merged on the page" in history
    undone = api.get("/api/v1/corrections").json()["corrections"][0]
    assert undone["kind"] == "merge_claims"
    api.post("/review/undo", data={**form, "event": undone["id"]})
    assert api.get(f"/claims/{gates}").status_code == 200
    new = send(safe, action="split", statement=[bo]).headers["location"]
    assert "Bo Iyer" in api.get(new).text
    assert send(new[8:], action="undo").headers["location"] == f"/claims/{safe}"
    assert send(gates, action="merge", into="http://127.0.0.1:8000/claims/" + safe).status_code == 303
    assert send(safe, action="merge", into="that one").status_code == 422


def test_a_statement_leads_to_its_claims(api: TestClient, path: Path) -> None:
    with Record.open(path) as record:
        gates, safe = (one.id for one in record.claims())
        of = {one.speaker: one for claim in record.claims() for one in claim.statements if one.depth == 0}
        cy, di = of["Cy Dunn"], of["Di Eno"]
    (link,) = api.get(f"/statements/{cy.statement}.json").json()["claims"]
    assert link == {
        "claim": safe,
        "text": "the dam is safe at all",
        "stance": "disputes",
        "depth": 0,
        "others": 3,
        "disputing": 1,
    }
    page = api.get(f"/statements/{cy.statement}").text
    assert f'disputes <a href="/claims/{safe}">the claim</a>; 3 other statements on it, 1 disputing' in page
    listed = api.get(f"/api/v1/articles/{cy.article}").json()["statements"]
    assert [one["claims"][0]["stance"] for one in listed] == ["asserts", "disputes"]
    assert api.get(f"/articles/{cy.article}").text.count(f'<a href="/claims/{safe}">a claim</a>') == 2
    own, other = api.get(f"/statements/{di.statement}.json").json()["claims"]
    assert (own["stance"], own["depth"], other["stance"], other["depth"]) == ("disputes", 0, "asserts", 1)
    assert (own["claim"], own["others"]) == (gates, 0)


def test_a_reader_decides_nothing_on_claims(path: Path, reader: Reader) -> None:
    with Record.open(path) as record:
        claim = next(record.claims()).id
        with record.writing("test", "test") as writer:
            people.add(writer, "rhea", "reader", hash_password("correct horse"))
            people.add_token(writer, "rhea", "token of rhea", "test", ("read", "review"), None)
            ClaimDecisions(writer).take(claim, next(record.claims()).statements[0].statement, "neutral")
    with web_client.client(path, reader, users=True) as made:
        bearer = {"Authorization": "Bearer token of rhea"}
        asked = {"action": "undo", "reason": "tried"}
        assert made.post(f"{API}/{claim}/decisions", json=asked, headers=bearer).status_code == 403
        assert made.get("/claims/suggest.json?q=dam", headers=bearer).status_code == 403
        page = made.get(f"/claims/{claim}", headers=bearer).text
        assert "<form" not in page.partition('id="wrong"')[2]
        (event,) = made.get(f"{API}/{claim}/decisions", headers=bearer).json()["decisions"]
        assert (event["kind"], event["author"]) == ("stance", None)


def test_only_who_may_read_sees_claims(path: Path, reader: Reader) -> None:
    with web_client.client(path, reader, users=True) as made:
        assert made.get(API).status_code == 401
