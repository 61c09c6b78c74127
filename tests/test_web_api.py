"""The API: its contract, its limits, who may do what."""

from __future__ import annotations

import asyncio
import functools
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from onrecord import Article, Reader, Reading, Record
from onrecord.ingest.fetch import Fetcher
from onrecord.statements.codec import reading_schema
from onrecord.store import users as people
from onrecord.web.access import hash_password
from onrecord.web.app import create
from onrecord.web.guard import LARGEST_BODY
from onrecord.web.queue import WAITING
from tests import web_client

API = "/api/v1"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    found = tmp_path_factory.mktemp("api") / "record.db"
    web_client.fill(found, reader)
    with Record.open(found) as record, record.writing("test", "test") as writer:
        for name, role in (("rhea", "reader"), ("mira", "reviewer")):
            people.add(writer, name, role, hash_password("correct horse"))  # type: ignore[arg-type]
            people.add_token(writer, name, f"token of {name}", "test", ("read", "review"), 1)
        people.add_token(writer, "mira", "token to read", "test", ("read",), None)
        people.add_token(writer, "mira", "token of old", "test", ("read",), -1)
    return found


@pytest.fixture(scope="module")
def api(path: Path, reader: Reader) -> Iterator[TestClient]:
    with web_client.client(path, reader) as made:
        yield made


@pytest.fixture
def secured(path: Path, reader: Reader, tmp_path: Path) -> Iterator[TestClient]:
    """A copy of the record, for users only."""
    with web_client.client(Path(shutil.copy(path, tmp_path / "record.db")), reader, users=True) as made:
        yield made


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_text_is_read_as_the_contract_says_and_not_stored(api: TestClient) -> None:
    before = api.get("/index.json").json()["totals"]
    answer = api.post(f"{API}/read", json={"text": web_client.MILL, "published": "2025-03-04", "with_text": True})
    value = answer.json()
    Draft202012Validator(reading_schema()).validate(value)
    assert value["article"]["text"] == web_client.MILL
    assert any(one["speaker"]["name"] == "Anders Quill" for one in value["statements"])
    assert api.get("/index.json").json()["totals"] == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": ""}', 422),
        (b'{"text": "x", "other": 1}', 422),
        (b"{", 422),
        (b"\xff", 400),
        (
            json.dumps(
                {"text": "Der Hafen bleibt offen, sagte sie am Montag, und niemand hat das bestritten. " * 20}
            ).encode(),
            422,
        ),
        (json.dumps({"text": "a" * 200_001}).encode(), 422),
        (b'{"text": "' + b"a" * LARGEST_BODY + b'"}', 413),
    ],
)
def test_what_can_not_be_read_is_refused_in_one_shape(api: TestClient, body: bytes, status: int) -> None:
    answer = api.post(f"{API}/read", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    if status != 413:
        assert set(answer.json()) == {"error"}
        assert answer.json()["error"]["status"] == status
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_lone_surrogates_and_controls_come_back_as_they_went_in(api: TestClient) -> None:
    text = "“The \x00 bell \ud800 rang,” Ada Obi said on Monday.\u2028“It did,” she said."
    answer = api.post(f"{API}/read", content=json.dumps({"text": text, "with_text": True}),
                      headers={"Content-Type": "application/json"})  # fmt: skip
    if answer.status_code == 200:
        assert answer.json()["article"]["text"] == text
    else:
        assert answer.status_code == 422


def test_lists_go_page_by_page(api: TestClient) -> None:
    for name in ("articles", "statements"):
        whole = api.get(f"{API}/{name}", params={"limit": 100}).json()[name]
        seen: list[str] = []
        cursor = None
        while True:
            page = api.get(f"{API}/{name}", params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
            seen += [one["id"] for one in page[name]]
            cursor = page["cursor"]
            if cursor is None:
                break
        assert seen == [one["id"] for one in whole]
        assert len(seen) > 3


def test_exports_stream_all_that_a_search_finds(api: TestClient) -> None:
    wanted = {"speaker": "halloran"}
    total = api.get(f"{API}/search", params=wanted).json()["totals"]["statements"]
    lines = api.get(f"{API}/exports/statements.jsonl", params=wanted).text.splitlines()
    rows = api.get(f"{API}/exports/statements.csv", params=wanted).text
    assert len(lines) == total
    assert all("Halloran" in json.loads(line)["speaker"]["name"] for line in lines)
    assert rows.splitlines()[0].startswith("id,status,")


def test_every_operation_has_an_example_and_the_errors_shape(api: TestClient) -> None:
    described = api.get(f"{API}/openapi.json").json()
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert len(operations) >= 12
    for one in operations:
        content = next(iter(one["responses"]["200"]["content"].values()))
        assert "example" in content, one["operationId"]
        assert one["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Error")
    assert "html" not in json.dumps(described["paths"]).lower().replace("htmldate", "")


def test_a_statement_is_an_annotation_with_both_selectors(api: TestClient) -> None:
    one = api.get(f"{API}/statements", params={"q": '"fairy tale"'}).json()["statements"][0]
    text = api.get(f"{API}/articles/{one['article']['id']}", params={"with_text": True}).json()["article"]["text"]
    value = api.get(f"{API}/statements/{one['id']}/annotation").json()
    assert value["type"] == "Annotation"
    for target, span in zip(value["target"], one["content"], strict=True):
        quote, position = target["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"] == span["text"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_a_program_corrects_and_undoes(secured: TestClient) -> None:
    one = secured.get(f"{API}/statements", headers=bearer("token of mira")).json()["statements"][0]
    address = f"{API}/statements/{one['id']}/corrections"
    fix = {"action": "change", "reason": "see paragraph 2", "speakers": [{"name": "Petra Vance"}], "framing": "warning"}
    for secret, status in (("token of rhea", 403), ("token to read", 403), ("token of old", 401), ("nobody's", 401)):
        assert secured.post(address, json=fix, headers=bearer(secret)).status_code == status
    done = secured.post(address, json=fix, headers=bearer("token of mira"))
    assert done.status_code == 200
    assert (done.json()["author"], done.json()["reason"]) == ("mira", "see paragraph 2")
    now = secured.get(f"{API}/statements/{one['id']}", headers=bearer("token of rhea")).json()
    assert (now["speaker"]["name"], now["framing"], now["status"]) == ("Petra Vance", "warning", "corrected")
    assert [event["author"] for event in now["history"]] == [None]  # a reader is not told who
    undo = {"action": "undo", "reason": "was right"}
    assert secured.post(address, json=undo, headers=bearer("token of mira")).status_code == 200
    back = secured.get(f"{API}/statements/{one['id']}", headers=bearer("token of rhea")).json()
    assert back["speaker"] == one["speaker"]


def test_a_program_that_says_what_it_saw_overrules_nobody(secured: TestClient) -> None:
    headers = bearer("token of mira")
    one = secured.get(f"{API}/statements", headers=headers).json()["statements"][0]
    address = f"{API}/statements/{one['id']}"
    body = {"action": "confirm", "reason": "heard it", "seen": "-"}
    assert secured.post(f"{address}/corrections", json=body, headers=headers).status_code == 200
    late = secured.post(f"{address}/corrections", json={**body, "action": "reject"}, headers=headers)
    assert late.status_code == late.json()["error"]["status"] == 409
    now = secured.get(address, headers=headers).json()
    assert (now["status"], len(now["history"])) == ("confirmed", 1)
    body = {"action": "undo", "reason": "misheard", "seen": now["history"][-1]["id"]}
    assert secured.post(f"{address}/corrections", json=body, headers=headers).status_code == 200
    assert secured.get(address, headers=headers).json()["status"] == "unreviewed"


def test_nobody_gets_anything_without_logging_in(secured: TestClient) -> None:
    for address in ("/", "/search", "/review", "/search.json", f"{API}/search", f"{API}/openapi.json"):
        answer = secured.get(address)
        if address.endswith("openapi.json"):
            continue  # the description holds nothing of the record
        assert answer.status_code in {303, 401}
        assert "Halloran" not in answer.text
    assert secured.get("/search?q=a&kind=direct").headers["location"] == "/login?next=/search%3Fq%3Da%26kind%3Ddirect"


def test_log_in_review_log_out(secured: TestClient) -> None:
    wrong = secured.post("/login", data={"name": "mira", "password": "wrong"})
    assert wrong.status_code == 403
    done = secured.post("/login", data={"name": "mira", "password": "correct horse", "next": "//evil.example/"})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = secured.get("/review")
    assert page.status_code == 200
    token = web_client.csrf(page.text)
    statement = secured.get("/review.json").json()["queue"][0]["id"]
    address = f"{API}/statements/{statement}/corrections"
    body = {"action": "confirm", "reason": "yes"}
    assert secured.post(address, json=body).status_code == 403  # a browser has to send the page's token
    assert secured.post(address, json=body, headers={"X-CSRF-Token": token}).status_code == 200
    assert secured.post("/logout", data={"csrf": token}).status_code == 303
    assert secured.get("/review").status_code == 303


def test_a_reader_sees_no_review_and_nothing_rejected(secured: TestClient) -> None:
    one = secured.get(f"{API}/statements", headers=bearer("token of mira")).json()["statements"][0]
    address = f"{API}/statements/{one['id']}"
    body = {"action": "reject", "reason": "a heading"}
    assert secured.post(f"{address}/corrections", json=body, headers=bearer("token of mira")).status_code == 200
    assert secured.get(address, headers=bearer("token of rhea")).status_code == 404
    for query in ("status=rejected", "status=rejected&status=unreviewed"):
        assert secured.get(f"{API}/search?{query}", headers=bearer("token of rhea")).status_code == 403
        assert secured.get(f"{API}/exports/statements.csv?{query}", headers=bearer("token of rhea")).status_code == 403
    assert secured.get(f"{API}/search?status=suppressed", headers=bearer("token of mira")).status_code == 422
    secured.post("/login", data={"name": "rhea", "password": "correct horse"})
    front = secured.get("/").text
    assert "/review" not in front
    assert 'name="url"' not in front
    token = web_client.csrf(front)
    assert secured.get("/review").status_code == 403
    assert secured.get(f"/articles/{one['article']['id']}/annotate").status_code == 403
    refused = {"csrf": token, "text": "“No,” Ada Obi said."}
    assert secured.post("/read", data=refused).status_code == 200
    assert secured.post("/read", data={**refused, "store": "yes"}).status_code == 403
    assert secured.post("/read", data={"csrf": token, "url": "https://example.com/"}).status_code == 403
    assert secured.post(f"/statements/{one['id']}/decide", data={"csrf": token, "action": "confirm"}).status_code == 403
    assert one["id"] not in secured.get(f"/articles/{one['article']['id']}").text


def test_log_ins_are_limited_and_logged(secured: TestClient, tmp_path: Path) -> None:
    answers = [secured.post("/login", data={"name": "rhea", "password": str(one)}) for one in range(11)]
    assert [one.status_code for one in answers] == [403] * 9 + [429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    right = secured.post("/login", data={"name": "rhea", "password": "correct horse"})
    assert right.status_code == 429
    with Record.open(tmp_path / "record.db", write=False) as record, record.reading() as connection:
        from onrecord.store.trail import lines

        failed = [one for one in lines(connection) if one.action == "log-in failed"]
    assert [one.author for one in failed] == ["rhea"] * 10
    assert "correct horse" not in repr(failed)


def test_a_removed_user_is_out_at_once(secured: TestClient, tmp_path: Path) -> None:
    secured.post("/login", data={"name": "mira", "password": "correct horse"})
    assert secured.get("/").status_code == 200
    with Record.open(tmp_path / "record.db") as record, record.writing("test", "gone") as writer:
        people.remove(writer, "mira")
    assert secured.get("/").status_code == 303
    assert secured.get(f"{API}/search", headers=bearer("token of mira")).status_code == 401


def test_addresses_that_take_their_time_hold_up_no_reading(
    path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    page = f"<html><body><article><h1>Tide mill</h1><p>{web_client.MILL}</p></article></body></html>".encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert go.wait(60)
            self.send_response(200 if self.path == "/mill" else 404)
            self.end_headers()
            self.wfile.write(page if self.path == "/mill" else b"")

        def log_message(self, *args: object) -> None:
            pass

    async def crowd(url: str) -> tuple[httpx.Response, list[httpx.Response]]:
        with Record.open(path) as record:
            transport = httpx.ASGITransport(app=create(record, load=lambda: reader, warm=False))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
                token = web_client.csrf((await client.get("/")).text)
                fields = {"csrf": token, "url": url}
                asked = [asyncio.create_task(client.post("/read", data=fields)) for _ in range(WAITING + 3)]
                while sum(one.done() for one in asked) < 3:  # noqa: ASYNC110 - answered by the application
                    await asyncio.sleep(0.01)
                text = await client.post("/read", data={"csrf": token, "text": "“Wait,” Ada Obi said."})
                assert sum(one.done() for one in asked) == 3
                go.set()
                return text, list(await asyncio.gather(*asked))

    monkeypatch.setattr("onrecord.ingest.fetch.Fetcher", functools.partial(Fetcher, True))  # of this computer, too
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        text, fetched = asyncio.run(crowd(f"http://127.0.0.1:{server.server_port}/mill"))
    finally:
        server.shutdown()
        server.server_close()
    assert text.status_code == 200
    assert "Ada Obi" in text.text
    assert sorted(one.status_code for one in fetched) == [200] * WAITING + [503] * 3
    assert sum("Anders Quill" in one.text for one in fetched) == WAITING


def test_too_many_articles_at_once_are_sent_away(path: Path, reader: Reader) -> None:
    begun, go = threading.Event(), threading.Event()

    class Slow(Reader):
        def read(self, article: str | Article, force: bool = False) -> Reading:
            begun.set()
            assert go.wait(20)
            return reader.read(article, force)

    async def crowd() -> list[httpx.Response]:
        with Record.open(path) as record:
            app = create(record, load=Slow.load, warm=False)
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                body = {"text": "“Wait,” Ada Obi said."}
                asked = [asyncio.create_task(client.post(f"{API}/read", json=body)) for _ in range(WAITING + 3)]
                while not begun.is_set():  # noqa: ASYNC110 - set by a thread
                    await asyncio.sleep(0.01)
                while sum(one.done() for one in asked) < 3:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.01)
                alive = await client.get("/index.json")  # pages are answered meanwhile
                go.set()
                return [alive, *await asyncio.gather(*asked)]

    alive, *answers = asyncio.run(crowd())
    assert alive.status_code == 200
    away = [one for one in answers if one.status_code == 503]
    assert len(away) == 3
    assert all(one.headers["retry-after"] for one in away)
    assert sum(one.status_code == 200 for one in answers) == WAITING
