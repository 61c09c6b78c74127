"""Claims in the API: pages of them, one by its id, and what is asked wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord import Reader, Record
from onrecord.export.claims import claim_object
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.web.api.examples import CLAIM
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


def test_only_who_may_read_sees_claims(path: Path, reader: Reader) -> None:
    with web_client.client(path, reader, users=True) as made:
        assert made.get(API).status_code == 401
