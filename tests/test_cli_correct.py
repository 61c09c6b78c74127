"""``onrecord correct``, ``review``, ``log`` and ``actors``: what they take, print, and how they end."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord import Record
from onrecord.store import Found, Search
from tests.command import Run, runner
from tests.harbour import TEXT, article, asked, fears, read, said, sign


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; the exit code, standard output and standard error."""
    return runner(monkeypatch, capsys, 100)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record of one article, which the environment names, as it does the author."""
    path = tmp_path / "record.db"
    with Record.open(path) as record:
        record.add(read(article()))
    monkeypatch.setenv("ONRECORD_RECORD", str(path))
    monkeypatch.setenv("ONRECORD_AUTHOR", "Ines")
    return path


FIRST, SECOND, THIRD = sign(article()).id, fears(article()).id, asked(article()).id


def stored(path: Path, id_: str) -> Found:
    with Record.open(path, write=False) as record:
        found = record.statement(id_)
    assert found is not None
    return found


def test_each_decision_says_what_became_of_the_statement(run: Run, path: Path) -> None:
    assert run("correct", FIRST[:9], "--confirm") == (
        0, f"{FIRST} confirmed: Ada Obi: “We will sign it on Friday,”\n", "",
    )  # fmt: skip
    code, out, err = run("correct", SECOND, "--speaker", "Bo Iyer", "--reason", "named")
    assert (code, err) == (0, "")
    assert out.startswith(f"{SECOND} corrected: Bo Iyer (its chair Bo Iyer): The harbour")
    assert run("correct", THIRD, "--reject", "--by", "Jon")[1].startswith(f"{THIRD} rejected:")
    assert run("correct", THIRD, "--undo")[1].startswith(f"{THIRD} unreviewed:")
    assert run("correct", THIRD, "--note", "heard it")[0] == 0
    assert stored(path, SECOND).statement.speaker.name == "Bo Iyer"
    code, out, _ = run("log", "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()][2:]
    assert [(one["author"], one["action"], one["reason"]) for one in lines] == [
        ("Ines", "confirmed", ""), ("Ines", "corrected", "named"), ("Jon", "rejected", ""), ("Ines", "undone", ""),
        ("Ines", "noted", ""),
    ]  # fmt: skip
    assert "speaker: none -> Bo Iyer" in run("log", "--statement", SECOND[:6])[1]
    assert run("log", "--since", "2999-01-01") == (0, "", "")


def test_spans_are_given_as_characters(run: Run, path: Path) -> None:
    start = TEXT.index("fears delays")
    code, _, err = run("correct", SECOND, "--content", f"{start}-{start + 5}, {start + 6}-{start + 12}", "--cue", "",
                       "--place", "0-6", "--said-at", "7-11", "--days", "2025-02-18..", "--act", "thought",
                       "--unattributed")  # fmt: skip
    assert (code, err) == (0, "")
    one = stored(path, SECOND).statement
    assert [span.text for span in one.content] == ["fears", "delays"]
    assert (one.cue, one.place[0].text, one.act, one.kind) == ((), "Pilots", "thought", "indirect")
    assert one.said_at is not None
    assert (str(one.said_at.earliest), one.said_at.latest) == ("2025-02-18", None)


@pytest.mark.usefixtures("path")
def test_a_missed_statement_is_added(run: Run) -> None:
    start = TEXT.index("Pilots vote")
    code, out, _ = run("correct", "--add", article().id[:8], "--content", f"{start}-{start + 6}", "--speaker", "Quay",
                       "--type", "organisation")  # fmt: skip
    assert code == 0
    assert out.endswith(" corrected: Quay: Pilots\n")
    assert run("correct", out.split()[0], "--undo")[1].endswith("is not in the record any more\n")


WRONG = [
    ((), "name one STATEMENT"),
    ((FIRST,), "say what"),
    ((FIRST, "--add", "8c"), "name one STATEMENT"),
    ((FIRST, "--confirm", "--reject"), "one after the other"),
    ((FIRST, "--confirm", "--speaker", "X"), "one after the other"),
    ((FIRST, "--speaker", "X", "--unattributed"), "contradict"),
    ((FIRST, "--content", "5-5"), "is empty"),
    ((FIRST, "--content", "1-9,5-12"), "twice"),
    ((FIRST, "--content", "1 to 5"), "such as 10-40"),
    ((FIRST, "--said-at", "1-2,3-4"), "one stretch"),
    ((FIRST, "--days", "soon"), "not a date"),
    ((FIRST, "--speaker", "X", "--type", "none"), "for searching"),
    (("--add", "8c", "--speaker", "X"), "needs --content"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
@pytest.mark.usefixtures("path")
def test_wrong_use_ends_with_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = run("correct", *arguments)
    assert (code, out) == (2, "")
    assert words in " ".join(err.replace("│", " ").split())


@pytest.mark.parametrize("arguments", [("ffff", "--confirm"), (FIRST, "--content", "9000-9001"), (FIRST, "--undo")])
@pytest.mark.usefixtures("path")
def test_what_can_t_be_done_ends_with_1(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run("correct", *arguments)
    assert (code, out) == (1, "")
    assert err.startswith("onrecord: ")


def test_review_lists_elsewhere_than_in_a_terminal(run: Run, path: Path) -> None:
    code, out, _ = run("review", "--limit", "2")
    assert code == 0
    assert out.index("[The harbour board fears delays]") < out.index("[“Nobody asked the pilots,”]")
    assert "considered: Ada Obi 0.40" in out
    assert "We will sign" not in out
    run("correct", SECOND, "--reject")
    with Record.open(path) as record, record.writing() as writer:
        writer.reread(read(article(), sign(article()), model="two"))
    lines = [json.loads(line) for line in run("review", "--format", "jsonl")[1].splitlines()]
    assert [(one["why"], one["id"]) for one in lines] == [("unplaced", SECOND), ("uncertain", FIRST)]
    assert lines[0]["corrections"][0]["kind"] == "reject"
    assert f"not found again: {SECOND}" in run("review")[1]
    run("correct", SECOND, "--undo")
    run("correct", FIRST, "--confirm")
    assert run("review") == (0, "nothing waits for review\n", "")


def test_review_in_a_terminal_takes_single_keys(path: Path) -> None:
    """Reject, take that back, name the speaker, confirm, skip, at a real terminal."""
    near, far = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "100"}
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", "review", "--by", "Jon"]
    with subprocess.Popen(command, stdin=far, stdout=far, stderr=far, env=environment, start_new_session=True) as run:
        os.close(far)
        screen = ""
        for wait, keys in (("1/3 >", "s"), ("speaker", "Bo Iyer\r"), ("2/3 >", "r"), ("3/3 >", "u"), ("3/3 >", "c")):
            screen = expect(near, wait)
            if wait not in screen:
                run.kill()
            assert wait in screen
            time.sleep(0.3)  # what is typed before the terminal takes single keys is lost
            os.write(near, keys.encode())
        drain(near)
        try:
            run.wait(20)
        finally:
            run.kill()
    os.close(near)
    assert run.returncode == 0
    found = {id_: stored(path, id_) for id_ in (FIRST, SECOND, THIRD)}
    assert (found[SECOND].status, found[SECOND].statement.speaker.name) == ("corrected", "Bo Iyer")
    assert sorted(found[id_].status for id_ in (FIRST, THIRD)) == ["confirmed", "unreviewed"]
    with Record.open(path, write=False) as record:
        assert len(list(record.each(Search(statuses=("unreviewed",))))) == 1


def expect(terminal: int, words: str, seconds: float = 30) -> str:
    """What the terminal shows until these words."""
    screen, end = "", time.monotonic() + seconds
    while words not in screen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            screen += os.read(terminal, 4096).decode("utf-8", "replace")
    return screen


def drain(terminal: int) -> None:
    """Read on until the other side is closed."""
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        return


@pytest.mark.usefixtures("path")
def test_actors_are_listed_merged_split_and_suppressed(run: Run) -> None:
    assert "Ada Obi" in run("actors", "list")[1]
    assert run("actors", "merge", "Cy Dunn", "Ada Obi")[:2] == (0, "merged; this concerns 1 article\n")
    listed = json.loads(run("actors", "list", "dunn", "--format", "jsonl")[1])
    assert (listed["name"], listed["statements"], listed["also"]) == ("Ada Obi", 2, ["Cy Dunn"])
    assert run("actors", "split", "Cy Dunn")[0] == 0
    code, out, _ = run("actors", "split", "Cy Dunn", "--statement", THIRD, "--to", "Cy Dunn (Hull)")
    assert (code, out.startswith("moved 1 to ")) == (0, True)
    assert run("actors", "suppress", "Ada Obi")[0] == 0
    assert run("search", "sign")[1].startswith("0 of 0")
    assert "Obi" not in run("actors", "list")[1] + run("log", "--format", "jsonl")[1].splitlines()[-1]
    assert run("actors", "suppress", "Ada Obi", "--undo")[0] == 0
    assert "sign it" in run("search", "sign")[1]
    assert run("actors", "merge", "Nobody", "Ada Obi")[0] == 1
    assert run("actors", "split", "Ada Obi", "--statement", FIRST)[0] == 2


def test_a_hostile_name_is_harmless_on_a_terminal(run: Run, path: Path) -> None:
    of = article(TEXT + "Evil\x1b[2J Name\n", "https://e.example/x")
    with Record.open(path) as record:
        record.add(read(of, said(of, "“Nobody asked the pilots,”", "Cy Dunn", "said", "Evil\x1b[2J Name")))
    for arguments in (("actors", "list"), ("review",), ("log",), ("correct", asked(of).id, "--note", "\x1b[2J")):
        _, out, err = run(*arguments)
        assert "\x1b" not in out + err
