"""The pages: what they show, the same as data, what forms do."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord import Reader, Record
from onrecord.scoring.gold import load_annotation
from onrecord.store.registry import Registry
from tests import web_client


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("web") / "record.db"
    return path, web_client.fill(path, reader)


@pytest.fixture(scope="module")
def ids(filled: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return filled[1]


@pytest.fixture(scope="module")
def web(filled: tuple[Path, dict[str, str]], reader: Reader) -> Iterator[TestClient]:
    """To look only: the record is shared."""
    with web_client.client(filled[0], reader) as made:
        yield made


@pytest.fixture
def changing(filled: tuple[Path, dict[str, str]], reader: Reader, tmp_path: Path) -> Iterator[TestClient]:
    """A copy of the record, to change."""
    with web_client.client(Path(shutil.copy(filled[0], tmp_path / "record.db")), reader) as made:
        yield made


@pytest.fixture(scope="module")
def halloran(web: TestClient) -> str:
    found: str = web.get("/api/v1/actors", params={"name": "Mira Halloran"}).json()["actors"][0]["id"]
    return found


@pytest.fixture(scope="module")
def statement(web: TestClient) -> str:
    found: str = web.get("/api/v1/statements", params={"q": '"fairy tale"'}).json()["statements"][0]["id"]
    return found


PAGES = ("/", "/search?q=ferry", "/articles/{later}", "/articles/{mill}/annotate", "/statements/{statement}",
         "/actors/{halloran}", "/actors/{halloran}?by=framing", "/network", "/network?relation=answers", "/review",
         "/actors?name=quill+brede", "/claims", "/claims/{seen}", "/nothing", "/static/onrecord.css")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_the_security_headers_and_answers_head(
    page: str, web: TestClient, ids: dict[str, str], statement: str, halloran: str
) -> None:
    address = page.format(**ids, statement=statement, halloran=halloran)
    got, head = web.get(address), web.head(address)
    assert got.status_code == head.status_code == (404 if page == "/nothing" else 200)
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]
    for answer in (got, head):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert "<style" not in got.text
    assert " style=" not in got.text


def test_what_has_not_changed_is_not_sent_again(web: TestClient, ids: dict[str, str]) -> None:
    web.get("/")  # has the cookie from here on
    first = web.get(f"/articles/{ids['mill']}.json")
    again = web.get(f"/articles/{ids['mill']}.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"]


@pytest.mark.parametrize("page", ["/index", "/search", "/articles/{mill}", "/statements/{statement}", "/review"])
def test_a_page_as_json_and_csv_has_the_same_statements(
    page: str, web: TestClient, ids: dict[str, str], statement: str
) -> None:
    address = page.format(**ids, statement=statement)
    value = web.get(f"{address}.json").json()
    listed = value.get("statements") or value.get("newest") or value.get("queue") or [value]
    rows = list(csv.DictReader(io.StringIO(web.get(f"{address}.csv").text)))
    assert [row["id"] for row in rows] == [one["id"] for one in listed]
    assert rows
    shown = web.get(address.replace("/index", "/")).text
    if page != "/review":  # which shows the first of the queue
        assert all(one["id"] in shown for one in listed)


def test_an_article_shows_its_statements_in_place_with_revisions_and_copies(
    web: TestClient, ids: dict[str, str]
) -> None:
    page = web.get(f"/articles/{ids['later']}").text
    assert "revision 2 of 2" in page
    assert "1 wire copy" in page
    assert f"/articles/{ids['copy']}" in page
    assert "fairy tale" in page  # what changed
    assert page.count('class="card"') == len(web.get(f"/articles/{ids['later']}.json").json()["statements"])
    assert 'class="number of-content" id="t1"' in page
    assert "…" in page  # a content in two parts is joined by its number


def test_search_states_totals_and_pages_without_doubles_while_the_record_grows(
    changing: TestClient,
) -> None:
    first = changing.get("/search.json", params={"limit": 5}).json()
    token = web_client.csrf(changing.get("/").text)
    text = "The board met.\n\n“We have met again,” Mira Halloran said on Friday."
    added = changing.post("/read", data={"csrf": token, "text": text, "published": "2025-04-01", "store": "yes"})
    assert added.status_code == 303
    seen = [one["id"] for one in first["statements"]]
    cursor = first["cursor"]
    while cursor:
        page = changing.get("/search.json", params={"limit": 5, "cursor": cursor}).json()
        seen += [one["id"] for one in page["statements"]]
        cursor = page["cursor"]
    assert len(seen) == len(set(seen)) == first["totals"]["statements"]
    assert changing.get("/search.json").json()["totals"]["statements"] > first["totals"]["statements"]
    assert "We have met again" in changing.get(added.headers["location"]).text


@pytest.mark.parametrize("address", ["/search.json", "/api/v1/search", "/api/v1/statements"])
def test_a_search_by_relevance_goes_on_page_by_page(address: str, web: TestClient) -> None:
    asked = {"q": "halloran OR quill OR brede", "sort": "relevance"}
    whole = [one["id"] for one in web.get(address, params=asked | {"limit": "100"}).json()["statements"]]
    seen: list[str] = []
    params = asked | {"limit": "2"}
    while params.get("cursor") != "none":
        page = web.get(address, params=params).json()
        seen += [one["id"] for one in page["statements"]]
        params["cursor"] = page["cursor"] or "none"
    assert seen == whole
    assert len(seen) > 4


def test_the_next_page_of_a_search_by_relevance_is_a_link(web: TestClient) -> None:
    first = web.get("/search", params={"q": "halloran OR quill OR brede", "sort": "relevance", "limit": "2"})
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following
    second = web.get(html.unescape(following[1]))
    assert second.status_code == 200
    permanent = re.compile(r'class="permanent" href="/statements/([0-9a-f]+)"')
    assert len(set(permanent.findall(first.text)) | set(permanent.findall(second.text))) == 4


def test_facets_narrow_and_stories_count_once(web: TestClient) -> None:
    whole = web.get("/search.json", params={"q": "rock"}).json()
    once = web.get("/search.json", params={"q": "rock", "by": "story"}).json()
    assert whole["totals"]["statements"] == 2
    assert once["totals"]["statements"] == 1
    for one in whole["facets"]["values"]["publisher"]:
        narrowed = web.get("/search.json", params={"q": "rock", "publisher": one["value"]}).json()
        assert narrowed["totals"]["statements"] == one["statements"]


@pytest.mark.parametrize(
    "query", ["since=yesterday", "limit=0", "kind=loud", "cursor=-1", "min_confidence=2", "q=a%00b"]
)
def test_a_search_that_makes_no_sense_is_an_error_in_words(query: str, web: TestClient) -> None:
    page, data = web.get(f"/search?{query}"), web.get(f"/search.json?{query}")
    assert page.status_code == data.status_code == 422
    assert "<h1>Not understood</h1>" in page.text
    assert set(data.json()["error"]) == {"status", "title", "detail"}


def test_an_actor_has_names_roles_months_terms_and_what_others_say(web: TestClient, halloran: str) -> None:
    value = web.get(f"/actors/{halloran}.json").json()
    assert value["name"] == "Mira Halloran"
    assert [one["month"] for one in value["timeline"]["months"]] == ["2025-02", "2025-03"]
    assert value["statements"] == sum(value["months"].values())
    assert any("Halloran" in one["content"][0]["text"] for one in value["about"])
    page = web.get(f"/actors/{halloran}").text
    assert "<svg" in page
    assert "As a table" in page
    chart = web.get(f"/actors/{halloran}/months.svg")
    assert chart.headers["content-type"].startswith("image/svg+xml")
    assert "style=" not in chart.text


def test_a_claim_has_both_sides_its_copies_once_and_fact_checks_as_written(
    web: TestClient, ids: dict[str, str]
) -> None:
    page = web.get(f"/claims/{ids['seen']}").text
    one, other = page.index("Asserted by"), page.index("Disputed by")
    assert one < page.index("Mr Brede had seen them in March", one) < other < page.index("I have seen nothing", other)
    assert page.count("and 1 copy") == 1  # the same words in the story's other article
    assert "1 independent story" in page
    assert "Mostly &lt;script&gt;right&lt;/script&gt;" in page
    assert "javascript:" not in page
    assert not {"lied", "false", "true claim", "debunked"} & set(page.lower().split())
    denied = web.get(f"/claims/{ids['hidden']}").text
    assert "known only from its denial" in denied
    listed = web.get("/claims.json", params={"disputed": True}).json()["claims"]
    assert {one["claim"] for one in listed} >= {ids["seen"], ids["hidden"]}
    rows = list(csv.DictReader(io.StringIO(web.get(f"/claims/{ids['seen']}.csv").text)))
    assert sorted(row["stance"] for row in rows) == ["asserts", "asserts", "disputes"]
    disputed = [one["claim"] for one in web.get("/index.json").json()["disputed"]]
    assert disputed == [one["claim"] for one in listed[:4]]
    assert all(one in web.get("/").text for one in disputed)
    assert web.get(f"/claims/{ids['seen'][:8]}").headers["location"] == f"/claims/{ids['seen']}"
    assert web.get("/claims/abcd").status_code == 404


def test_the_network_has_a_table_beside_the_drawing(web: TestClient) -> None:
    value = web.get("/network.json", params={"since": "2025-01-01"}).json()
    pairs = {(one["source_name"], one["target_name"]) for one in value["edges"]}
    assert ("Tom Brede", "Mira Halloran") in pairs or ("Mira Halloran", "Tom Brede") in pairs
    assert "<svg" in web.get("/network?since=2025-01-01").text
    rows = list(csv.reader(io.StringIO(web.get("/network.csv?since=2025-01-01").text)))
    assert len(rows) == len(value["edges"]) + 1


def test_a_pasted_text_is_read_and_not_stored(web: TestClient) -> None:
    before = web.get("/index.json").json()["totals"]
    token = web_client.csrf(web.get("/").text)
    page = web.post("/read", data={"csrf": token, "text": "“It is late,”\r\nAda Obi said.\r\n"})
    assert page.status_code == 200
    assert "nothing was stored" in page.text
    assert "Ada Obi" in page.text
    assert web.get("/index.json").json()["totals"] == before


def test_a_file_is_read_and_what_is_no_article_is_refused_in_words(web: TestClient) -> None:
    token = web_client.csrf(web.get("/").text)
    mill = "The mill will open in May and it will grind flour, said Anders Quill, who leads the trust of the mill."
    page = f"<html><body><article><h1>Tide mill</h1><p>{mill}</p></article></body></html>".encode()
    read = web.post("/read", data={"csrf": token}, files={"file": ("mill.html", page)})
    assert "Anders Quill" in read.text
    for files, said in (({"file": ("a.bin", b"\x89PNG\xff\xfe\x00")}, "a.bin"), (None, "nothing to read")):
        refused = web.post("/read", data={"csrf": token}, files=files)
        assert refused.status_code == 422
        assert said in refused.text


def test_an_address_of_this_network_is_not_fetched(web: TestClient) -> None:
    token = web_client.csrf(web.get("/").text)
    for url in ("http://127.0.0.1:1/", "http://169.254.169.254/latest/", "file:///etc/passwd"):
        refused = web.post("/read", data={"csrf": token, "url": url})
        assert refused.status_code == 502
        assert "root:" not in refused.text


def test_a_statement_is_confirmed_fixed_rejected_and_undone(changing: TestClient, statement: str) -> None:
    token = web_client.csrf(changing.get("/review").text)
    address = f"/statements/{statement}"

    def decide(**fields: str) -> dict[str, object]:
        done = changing.post(f"{address}/decide", data={"csrf": token, "reason": "as it says", **fields})
        assert done.status_code == 303, done.text
        found: dict[str, object] = changing.get(f"{address}.json").json()
        return found

    assert decide(action="confirm")["status"] == "confirmed"
    fixed = decide(action="change", named="Mira Halloran|person", kind="mixed")
    assert fixed["speaker"]["name"] == "Mira Halloran"  # type: ignore[index]
    assert fixed["kind"] == "mixed"
    assert fixed["status"] == "corrected"
    assert decide(action="undo")["status"] == "confirmed"
    assert decide(action="reject")["status"] == "rejected"
    assert statement not in changing.get("/search.json", params={"q": '"fairy tale"'}).text
    page = changing.get("/review").text
    assert "as it says" in page
    events = changing.get("/api/v1/corrections").json()["corrections"]
    assert [one["kind"] for one in events] == ["reject", "undo", "change", "confirm"]
    done = changing.post("/review/undo", data={"csrf": token, "event": events[0]["id"]})
    assert done.status_code == 303
    assert changing.get(f"{address}.json").json()["status"] == "confirmed"


def test_a_speaker_whom_no_reading_names_is_shown_on_every_page(changing: TestClient, statement: str) -> None:
    token = web_client.csrf(changing.get("/review").text)
    named = {"csrf": token, "action": "change", "named": "Ines Okoro|person; Vance|person; Mira Halloran|person"}
    assert changing.post(f"/statements/{statement}/decide", data=named).status_code == 303
    article = changing.get(f"/statements/{statement}.json").json()["article"]["id"]
    (okoro,) = changing.get("/api/v1/actors", params={"name": "Ines Okoro"}).json()["actors"]
    pages = (f"/statements/{statement}", f"/articles/{article}", f"/articles/{article}/annotate",
             "/search?speaker=okoro", f"/actors/{okoro['id']}")  # fmt: skip
    for address in pages:
        page = changing.get(address).text
        by = page[page.index(f'<a href="/actors/{okoro["id"]}"><bdi>Ines Okoro</bdi></a>; <bdi>Vance</bdi>; ') :]
        assert "<bdi>Mira Halloran</bdi></a>" in by[:300], address


def test_of_two_reviewers_the_later_is_told_what_the_first_decided(changing: TestClient) -> None:
    statement = changing.get("/review.json").json()["queue"][0]["id"]
    address = f"/statements/{statement}"

    def seen(page: str) -> dict[str, str]:
        text = changing.get(page).text
        assert f'action="{address}/decide"' in text
        (found,) = re.findall(r'name="seen" value="([0-9a-f]+|-)"', text)
        return {"csrf": web_client.csrf(text), "seen": found, "action": "confirm"}

    one, other = seen("/review"), seen(address)
    assert changing.post(f"{address}/decide", data={**one, "action": "reject"}).status_code == 303
    late = changing.post(f"{address}/decide", data=other)
    assert late.status_code == 409
    assert "look at its history" in late.text
    assert changing.get(f"{address}.json").json()["status"] == "rejected"
    assert len(changing.get(f"{address}.json").json()["history"]) == 1
    again = seen(address)
    assert changing.post(f"{address}/decide", data={**again, "action": "undo"}).status_code == 303
    assert changing.post(f"{address}/decide", data=again).status_code == 409
    assert changing.post(f"{address}/decide", data=seen("/review")).status_code == 303
    assert changing.get(f"{address}.json").json()["status"] == "confirmed"


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "burn"},
        {"action": "change"},
        {"action": "change", "content": "9-3"},
        {"action": "change", "content": "here"},
        {"action": "change", "content": "0-99999999"},
        {"action": "change", "named": "Ada|wizard"},
        {"action": "change", "kind": "loud"},
        {"action": "undo"},
    ],
)
def test_a_decision_that_makes_no_sense_changes_nothing(
    changing: TestClient, statement: str, fields: dict[str, str]
) -> None:
    token = web_client.csrf(changing.get("/review").text)
    refused = changing.post(f"/statements/{statement}/decide", data={"csrf": token, **fields})
    assert refused.status_code == 422
    assert changing.get(f"/statements/{statement}.json").json()["status"] == "unreviewed"


def test_an_article_is_annotated_from_nothing_and_exported_as_gold(
    changing: TestClient, ids: dict[str, str], tmp_path: Path
) -> None:
    address = f"/articles/{ids['mill']}"
    text = changing.get(f"{address}/text.txt").text
    token = web_client.csrf(changing.get(f"{address}/annotate?scratch=true").text)
    start = text.index("its trust has announced")
    fields = {
        "content": f"{text.index('The tide mill')}-{text.index(' in May, its')}",
        "source": f"{start}-{start + 9}",
        "cue": f"{start + 10}-{start + 23}",
        "kind": "indirect",
        "speaker": "Port Ansel Mill Trust|organisation",
        "scratch": "true",
    }
    done = changing.post(f"{address}/annotate", data={"csrf": token, **fields})
    assert done.status_code == 303, done.text
    gold = changing.get(f"{address}/gold.json?scratch=true")
    assert [one["speaker"]["name"] for one in gold.json()["statements"]] == ["Port Ansel Mill Trust"]
    assert gold.json()["statements"][0]["cue_text"] == "has announced"
    (tmp_path / "mill.gold.json").write_bytes(gold.content)
    assert load_annotation(tmp_path)["mill"] == gold.json()["statements"]
    assert len(changing.get(f"{address}/gold.json").json()["statements"]) > 1


def test_a_statement_added_by_hand_is_of_the_kind_that_its_quotation_marks_say(
    changing: TestClient, ids: dict[str, str]
) -> None:
    address = f"/articles/{ids['mill']}"
    text = changing.get(f"{address}/text.txt").text
    page = changing.get(f"{address}/annotate?scratch=true").text
    choice = page[page.index('<select name="kind">') :]
    left_as_it_is = re.search(r'<option(?: value="([^"]*)")?>([^<]+)', choice)
    assert left_as_it_is
    start = text.index("The tide mill at")
    fields = {
        "csrf": web_client.csrf(page),
        "content": f"{start}-{start + 20}",
        "kind": left_as_it_is[2] if left_as_it_is[1] is None else left_as_it_is[1],
        "scratch": "true",
    }
    assert changing.post(f"{address}/annotate", data=fields).status_code == 303
    shown = changing.get(f"{address}.json").json()["statements"]
    assert [one["kind"] for one in shown if one["status"] == "corrected"] == ["indirect"]


def test_the_merge_that_was_clicked_is_undone_not_the_last(changing: TestClient, halloran: str) -> None:
    brede, quill = (
        changing.get("/api/v1/actors", params={"name": name}).json()["actors"][0]["id"]
        for name in ("Tom Brede", "Anders Quill")
    )
    token = web_client.csrf(changing.get("/").text)
    for into in (halloran, quill):
        done = changing.post(f"/actors/{brede}/merge", data={"csrf": token, "into": into, "reason": "a test"})
        assert done.status_code == 303, done.text
    events = changing.get("/api/v1/corrections").json()["corrections"]
    assert changing.post("/review/undo", data={"csrf": token, "event": events[1]["id"]}).status_code == 303
    assert changing.get(f"/actors/{brede}").headers["location"] == f"/actors/{quill}"
    assert changing.get(f"/actors/{halloran}").status_code == 200


def test_two_names_of_one_person_are_merged(changing: TestClient, halloran: str) -> None:
    other = changing.get("/api/v1/actors", params={"name": "Tom Brede"}).json()["actors"][0]
    token = web_client.csrf(changing.get("/").text)
    done = changing.post(f"/actors/{other['id']}/merge", data={"csrf": token, "into": halloran, "reason": "a test"})
    assert done.status_code == 303
    assert changing.get(f"/actors/{other['id']}").headers["location"] == f"/actors/{halloran}"
    assert "Tom Brede" in changing.get(f"/actors/{halloran}").text


def test_a_form_needs_its_token_and_comes_from_our_own_page(changing: TestClient, statement: str) -> None:
    token = web_client.csrf(changing.get("/review").text)
    address = f"/statements/{statement}/decide"
    assert changing.post(address, data={"action": "confirm"}).status_code == 403
    assert changing.post(address, data={"action": "confirm", "csrf": "0" * 64}).status_code == 403
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        fields = {"action": "confirm", "csrf": token}
        assert changing.post(address, data=fields, headers=headers).status_code == 403
    good = changing.post(
        address, data={"action": "confirm", "csrf": token}, headers={"Origin": "http://127.0.0.1:8000"}
    )
    assert good.status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=x"}]
)
def test_without_users_nobody_but_this_computer_is_answered(headers: dict[str, str], web: TestClient) -> None:
    refused = web.get("/", headers=headers)
    assert refused.status_code in {403, 421}
    assert "Newest" not in refused.text
    assert refused.headers["content-security-policy"]


def test_what_is_suppressed_is_on_no_page(changing: TestClient, ids: dict[str, str], tmp_path: Path) -> None:
    brede = changing.get("/api/v1/actors", params={"name": "Tom Brede"}).json()["actors"][0]["id"]
    said = changing.get("/api/v1/statements", params={"q": '"fairy tale"'}).json()["statements"]
    in_article = said[0]["speaker"]["actors"][0]
    with Record.open(tmp_path / "record.db") as record, record.writing("test", "asked for") as writer:
        Registry(writer).suppress(ids["mill"])
        Registry(writer).suppress(brede)
    assert changing.get(f"/articles/{ids['mill']}").status_code == 404
    assert changing.get(f"/actors/{brede}").status_code == 404
    assert changing.get(f"/actors/{in_article}").status_code == 404
    assert "Tom Brede|person" not in changing.get(f"/articles/{ids['copy']}/annotate").text
    for address in ("/", "/search?q=flour", "/search?speaker=brede", "/network?since=2025-01-01", "/review.json"):
        page = changing.get(address).text
        assert "grind flour" not in page
        assert "<bdi>Tom Brede</bdi>" not in page
    listed = changing.get("/api/v1/articles").json()["articles"]
    assert ids["mill"] not in [one["id"] for one in listed]
