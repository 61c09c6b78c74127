"""What people see and do in a real browser, over real HTTP."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from onrecord import Reader, Record
from onrecord.store import users as people
from onrecord.web.access import hash_password
from tests import browser, web_client
from tests.browser import DESKTOP, PHONE, Watched

PAGES = ("/", "/search?q=ferry", "/search?q=nothing+of+it", "/articles/{later}", "/articles/{mill}/annotate",
         "/articles/{mill}/annotate?scratch=true", "/articles/{hostile}", "/statements/{statement}",
         "/actors/{halloran}", "/actors/{halloran}?by=framing", "/actors?name=quill+brede", "/actors/{alone}",
         "/network?since=2025-01-01", "/network?since=2025-01-01&relation=answers", "/review", "/claims",
         "/claims?disputed=true", "/search?q=ferry&checkable=0.2&speaker=halloran",
         "/claims?q=nothing+of+it", "/claims/{seen}", "/claims/{hidden}", "/nothing")  # fmt: skip
Open = Callable[..., Watched]
PAGE = """<html><head><title>Quay</title><script>document.title = 'owned'</script>
<style>body { display: none }</style></head><body onload="document.title = 'owned'"><article>
<h1>Quay closed <img src=x onerror="document.title = 'owned'"></h1>
<p>“The quay is closed until the storm has passed,” Ada Obi said on Monday. “Nobody may walk there, by day or by
night.” <a href="javascript:document.title = 'owned'">More</a></p>
<p>Tom Brede said that the town would &lt;script&gt;document.title = 'owned'&lt;/script&gt; put up fences along the
whole of the harbour wall.</p></article></body></html>"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as made:
        yield made


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> tuple[Path, dict[str, str]]:
    """A record, and the ids in it by name."""
    path = tmp_path_factory.mktemp("browser") / "record.db"
    ids = web_client.fill(path, reader)
    with web_client.client(path, reader) as client:
        named = client.get("/api/v1/actors", params={"name": "Mira Halloran"}).json()["actors"]
        found = client.get("/api/v1/statements", params={"q": '"fairy tale"'}).json()["statements"]
        vance = client.get("/api/v1/statements", params={"limit": 100}).json()["statements"]
    ids |= {"halloran": named[0]["id"], "statement": found[0]["id"]}
    ids["alone"] = next(actor for one in vance for actor in one["speaker"]["actors"] if actor != named[0]["id"])
    return path, ids


@pytest.fixture(scope="module")
def ids(filled: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return filled[1]


@pytest.fixture(scope="module")
def looking(filled: tuple[Path, dict[str, str]], reader: Reader) -> Iterator[str]:
    """The address of a server to look at only."""
    with browser.serving(filled[0], reader) as address:
        yield address


@pytest.fixture
def copy(filled: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    return Path(shutil.copy(filled[0], tmp_path / "record.db"))


@pytest.fixture
def changing(copy: Path, reader: Reader) -> Iterator[str]:
    """The address of a server whose record may be changed."""
    with browser.serving(copy, reader) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Opens a page in a browser of its own; after the test nothing may have gone wrong in it."""
    opened: list[Watched] = []

    def open_(address: str, viewport: ViewportSize = DESKTOP, **options: object) -> Watched:
        context = chromium.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        opened.append(Watched(context, address))
        return opened[-1]

    yield open_
    for one in opened:
        one.page.context.close()
    assert [fault for one in opened for fault in one.faults] == []


def select(page: Page, words: str) -> None:
    """Select words in the article's text, as a mouse would."""
    page.evaluate(
        """(words) => {
            const pieces = [...document.querySelectorAll("#text [data-at]")].map((one) => one.firstChild);
            const whole = pieces.map((one) => one.data).join("");
            const at = whole.indexOf(words);
            if (at < 0) throw new Error(`no ${words} in ${whole}`);
            const place = (offset, end) => {
                for (const one of pieces) {
                    if (offset < one.data.length || (end && offset === one.data.length)) return [one, offset];
                    offset -= one.data.length;
                }
            };
            const selection = document.getSelection();
            selection.setBaseAndExtent(...place(at, false), ...place(at + words.length, true));
        }""",
        words,
    )


LOOKS = pytest.mark.parametrize(
    ("scheme", "viewport"),
    [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)],
    ids=["light", "dark", "phone"],
)
Scheme = Literal["light", "dark"]


def check(page: Page, named: str) -> None:
    """The page, with all that can be opened open, is for everyone and fits the screen."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert browser.violations(page) == [], named
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{named} is {wide} pixels wider than the screen"


@LOOKS
def test_every_page_can_be_used_by_everyone_and_fits_the_screen(
    scheme: Scheme, viewport: ViewportSize, looking: str, ids: dict[str, str], visit: Open
) -> None:
    watched = visit(looking, viewport, color_scheme=scheme)
    for page in PAGES:
        check(watched.go(page.format(**ids)), page)
    shown = watched.go("/")
    shown.get_by_label("Text").fill(web_client.FERRY)
    shown.get_by_role("button", name="Read, store nothing").click()
    expect(shown.locator(".card")).not_to_have_count(0)
    check(shown, "/read")
    watched.faults = [one for one in watched.faults if "404" not in one]  # a page that isn't there


@LOOKS
def test_whoever_logs_in_can_use_the_page_for_it_and_reads_without_forms(
    scheme: Scheme, viewport: ViewportSize, copy: Path, reader: Reader, ids: dict[str, str], visit: Open
) -> None:
    with Record.open(copy) as record, record.writing("test", "test") as writer:
        people.add(writer, "rhea", "reader", hash_password("correct horse"))
    with browser.serving(copy, reader, users=True) as address:
        watched = visit(address, viewport, color_scheme=scheme)
        page = watched.go(f"/claims/{ids['seen']}")
        check(page, "/login")
        page.get_by_label("Name").fill("rhea")
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Asserted by")).to_be_visible()
        check(page, "a claim, for a reader")
        expect(page.locator("main form")).to_have_count(0)


def test_claims_are_split_merged_and_judged_by_a_reviewer_and_all_is_undone(
    changing: str, ids: dict[str, str], visit: Open
) -> None:
    watched = visit(changing)
    page = watched.go(f"/claims/{ids['seen']}")
    disputed = page.get_by_role("region", name="Disputed by")
    expect(disputed).to_contain_text("Tom Brede")
    page.get_by_text("Wrong?").click()
    page.get_by_role("checkbox", name="Tom Brede").check()
    page.get_by_label("Why").first.fill("he speaks of the storm")
    page.get_by_role("button", name="Split off into a claim of their own").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I have seen nothing")
    assert ids["seen"] not in page.url
    expect(page.get_by_role("region", name="Decisions")).to_contain_text("he speaks of the storm")
    page.get_by_text("Wrong?").click()
    page.get_by_role("checkbox", name="Tom Brede").check()
    page.get_by_label("or they take the stance").select_option("neutral")
    page.get_by_role("button", name="Set the stance").click()
    expect(page.get_by_role("region", name="Mentioned by")).to_contain_text("Tom Brede")
    page.get_by_text("Wrong?").click()
    into = page.get_by_label("Its words, id or address")
    with page.expect_response(lambda one: "/claims/suggest.json" in one.url and one.ok):
        into.press_sequentially("had hidden any fig", delay=20)
    suggested = page.locator("#others option[value*='hidden any figures']").first
    expect(suggested).to_be_attached()
    into.fill(f"[{ids['hidden']}]")
    page.get_by_role("button", name="Merge into the other").click()
    expect(page).to_have_url(f"{changing}/claims/{ids['hidden']}")
    expect(page.get_by_role("region", name="Mentioned by")).to_contain_text("I have seen nothing")
    watched.go("/review")
    for _ in range(3):
        with page.expect_navigation():
            page.keyboard.press("u")
    watched.go(f"/claims/{ids['seen']}")
    expect(disputed).to_contain_text("I have seen nothing")
    expect(page.get_by_role("region", name="Decisions")).to_contain_text("(undone)")
    page.locator(".entry .permanent").first.click()
    page.get_by_role("link", name="the claim").first.click()
    expect(page).to_have_url(re.compile("/claims/"))


def test_pages_print_and_work_without_scripts(looking: str, ids: dict[str, str], visit: Open) -> None:
    watched = visit(looking, java_script_enabled=False)
    page = watched.go("/")
    page.get_by_label("Who said what, to whom, when and where?").fill("ferry")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="direct", exact=True).click()
    expect(page.get_by_role("list", name="Filters that are set")).to_contain_text("kind: direct")
    page.locator(".entry .facts a").first.click()
    expect(page.locator(".card")).not_to_have_count(0)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator("#text")).to_be_visible()
    assert ids["later"] in page.url or ids["copy"] in page.url or ids["ferry"] in page.url


def test_a_search_is_narrowed_page_by_page_and_saved(looking: str, visit: Open, tmp_path: Path) -> None:
    page = visit(looking).go("/search?limit=3")
    first = page.locator(".entry").all_inner_texts()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".note").first).to_contain_text("after those before")
    assert not set(first) & set(page.locator(".entry").all_inner_texts())
    page.get_by_label("Search", exact=True).fill("speaker:halloran")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_contain_text("statement")
    with page.expect_download() as begun:
        page.get_by_role("link", name="all as CSV").click()
    begun.value.save_as(tmp_path / "all.csv")
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert f"{len(rows)} statement" in page.locator("#found").inner_text()
    assert {row["speaker"] for row in rows} == {"Mira Halloran"}


def test_a_pasted_text_is_read_stepped_through_and_added(changing: str, visit: Open) -> None:
    page = visit(changing).go("/")
    page.get_by_label("Text").fill("“It is late,” Ada Obi said.\n\n“It is not,” Tom Brede told reporters.\n")
    page.get_by_role("button", name="Read, store nothing").click()
    expect(page.locator(".card")).to_have_count(2)
    page.keyboard.press("j")
    expect(page.locator("#s1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#s2")).to_have_class("card lit")
    page.keyboard.press("k")
    expect(page.locator("#s1")).to_have_class("card lit")
    page.locator("#text .content", has_text="It is not").click()
    expect(page.locator("#s2")).to_be_focused()
    assert "It is not" in "".join(page.locator("#text .lit").all_inner_texts())
    page.get_by_role("button", name="Add to the record").click()
    expect(page.get_by_role("heading", name="How it was read")).to_be_visible()
    page.get_by_label("Search statements").fill('"it is not"')
    page.keyboard.press("Enter")
    expect(page.locator(".entries")).to_contain_text("“It is not,”")


def test_a_file_is_uploaded_and_read(looking: str, visit: Open) -> None:
    page = visit(looking).go("/")
    given = FilePayload(name="mill.txt", mimeType="text/plain", buffer=web_client.MILL.encode())
    page.get_by_label("or a file").set_input_files(given)
    page.get_by_role("button", name="Read, store nothing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("mill.txt")
    expect(page.locator(".cards")).to_contain_text("Anders Quill")


def test_the_parts_of_a_statement_light_up_together(looking: str, ids: dict[str, str], visit: Open) -> None:
    page = visit(looking).go(f"/articles/{ids['later']}")
    page.locator("#text .content", has_text="We will not leave three hundred people").hover()
    lit = "".join(page.locator("#text .lit").all_inner_texts())
    assert "We will not leave three hundred people on a rock," in lit
    assert "Not this winter" in lit
    assert "Mira Halloran" in lit
    page.locator(".card .permanent").last.click()
    page.locator(".facts a").first.click()  # back to its place in the article
    expect(page.locator(".card.lit")).to_contain_text("I have seen nothing")


def test_the_queue_is_worked_by_keys_alone_and_undone(changing: str, visit: Open) -> None:
    page = visit(changing).go("/review")

    def waiting() -> int:
        return int(page.locator(".note").first.inner_text().split()[0])

    def press(key: str) -> None:
        with page.expect_navigation():
            page.keyboard.press(key)

    before, first = waiting(), page.locator(".card").inner_text()
    press("n")
    assert page.locator(".card").inner_text() != first
    press("p")
    assert page.locator(".card").inner_text() == first
    press("c")
    assert waiting() == before - 1
    assert page.locator(".card").inner_text() != first
    expect(page.get_by_role("region", name="Decisions")).to_contain_text("confirm")
    press("r")
    assert waiting() == before - 2
    press("u")
    press("u")
    assert waiting() == before
    assert page.locator(".card").inner_text() == first


def test_a_speaker_and_a_span_are_fixed_where_characters_are_wide(changing: str, visit: Open) -> None:
    text = "😀🎪 “The 🎡 wheel turns,” said Ada Obi.\n\nPetra Vance was there. “It 𝒹𝑜𝑒𝓈,” she said.\n"
    page = visit(changing).go("/")
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Add to the record").click()
    page.get_by_role("link", name="permalink of statement 1").click()
    page.get_by_text("Wrong?").click()
    select(page, "wheel turns")
    page.keyboard.press("q")
    begin = text.index("wheel turns")
    expect(page.get_by_label("content", exact=True)).to_have_value(f"{begin}-{begin + 11}")
    page.get_by_label("Another").fill("Petra Vance|person")
    page.get_by_label("Why").fill("she stood by the wheel")
    page.get_by_role("button", name="Save the fix").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement by Petra Vance")
    expect(page.locator(".card dd .content")).to_have_text("wheel turns")
    expect(page.get_by_role("region", name="Decisions")).to_contain_text("she stood by the wheel")
    selectors = json.loads(page.get_by_label("Selectors as JSON").inner_text())
    assert selectors[0]["selector"][1] == {"type": "TextPositionSelector", "start": begin, "end": begin + 11}
    page.get_by_text("Wrong?").click()
    page.get_by_role("button", name="Undo the last decision").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement by Ada Obi")


def command(*arguments: str) -> str:
    """What `onrecord` prints."""
    ended = subprocess.run(
        [sys.executable, "-c", "from onrecord.cli import main; main()", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_an_article_is_annotated_from_nothing_and_its_gold_is_scored(
    changing: str, ids: dict[str, str], visit: Open, tmp_path: Path
) -> None:
    page = visit(changing).go(f"/articles/{ids['mill']}")
    page.get_by_role("link", name="annotate").click()
    page.get_by_role("link", name="start from nothing").click()
    expect(page.locator(".card")).to_have_count(0)
    for words, key in (("“A harbour needs a mill,”", "q"), ("she", "s"), ("said at", "w")):
        select(page, words)
        page.keyboard.press(key)
    page.get_by_label("speaker").fill("Mira Halloran")
    page.get_by_label("kind").select_option("direct")
    page.get_by_role("button", name="Add the statement").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card")).to_contain_text("A harbour needs a mill")
    gold = tmp_path / "gold"
    for link, name in (("export as gold", "mill.gold.json"), ("text", "mill.txt")):
        with page.expect_download() as begun:
            page.get_by_role("link", name=link, exact=True).click()
        begun.value.save_as(gold / name)
    statement = json.loads((gold / "mill.gold.json").read_text(encoding="utf-8"))["statements"][0]
    text = (gold / "mill.txt").read_bytes().decode()
    assert text[slice(*statement["content"][0])] == statement["content_text"] == "“A harbour needs a mill,”"
    readings = tmp_path / "readings.jsonl"
    readings.write_text(command("read", str(gold / "mill.txt"), "--format", "jsonl"), encoding="utf-8")
    out = command("evaluate", str(gold), str(readings), "--json")
    assert '"gold": 1' in out


def test_a_reader_and_a_reviewer_log_in(copy: Path, reader: Reader, ids: dict[str, str], visit: Open) -> None:
    with Record.open(copy) as record, record.writing("test", "test") as writer:
        people.add(writer, "rhea", "reader", hash_password("correct horse"))
        people.add(writer, "mira", "reviewer", hash_password("correct horse"))
    statement = f"/statements/{ids['statement']}"
    with browser.serving(copy, reader, users=True) as address:
        watched = visit(address)
        page = watched.go(statement)
        assert browser.violations(page) == []
        page.get_by_label("Name").fill("rhea")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
        watched.faults.clear()  # a console line for the 403
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(address + statement)
        page.get_by_text("Wrong?").click()
        expect(page.get_by_text("Reviewers correct statements.")).to_be_visible()
        expect(page.get_by_role("link", name="Review")).to_have_count(0)
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("Name").fill("mira")
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name="Review").click()
        assert browser.violations(page) == []
        with page.expect_navigation():
            page.keyboard.press("c")
        expect(page.get_by_role("region", name="Decisions")).to_contain_text("mira")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_label("Name")).to_be_visible()  # or the way back is asked for while the page goes
        page.go_back()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_nothing_of_a_hostile_article_runs_or_steers_a_page(looking: str, ids: dict[str, str], visit: Open) -> None:
    watched = visit(looking)
    blocked = browser.blocked(watched.page)
    for path in ("/", "/search?q=%3Cscript%3Edocument.title%3D%27owned%27%3C/script%3E", "/search", "/review",
                 f"/articles/{ids['hostile']}", f"/articles/{ids['hostile']}/annotate",
                 "/network?since=2025-01-01", "/claims", f"/claims/{ids['seen']}",
                 "/actors?name=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"):  # fmt: skip
        page = watched.go(path)
        page.wait_for_load_state("networkidle")
        assert "owned" not in page.title().replace("document.title='owned'", "")
        assert browser.harm(page) == [], path
    page = watched.go(f"/articles/{ids['hostile']}")
    for one in page.locator("#text span").all()[:30]:
        one.dispatch_event("mouseover")
        one.dispatch_event("click")
    expect(page.locator("#text")).to_contain_text("<img src=x onerror=document.title='owned'>")
    expect(page).not_to_have_title("owned")
    watched.go("/")
    page.get_by_label("Text").fill(web_client.HOSTILE)
    page.get_by_role("button", name="Read, store nothing").click()
    expect(page.locator("#text")).to_contain_text("<script>")
    assert page.title().endswith("onrecord")
    watched.go("/")
    given = FilePayload(name="page.html", mimeType="text/html", buffer=PAGE.encode())
    page.get_by_label("or a file").set_input_files(given)
    page.get_by_role("button", name="Read, store nothing").click()
    expect(page.locator("#text")).to_contain_text("The quay is closed")
    assert page.title().endswith("onrecord")
    assert blocked == []
