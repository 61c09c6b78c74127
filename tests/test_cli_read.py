"""``onrecord read``: what it prints, where, and how it ends."""

import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import onrecord
from onrecord import Article, LanguageError, ModelError, Reader, Reading, Span, Statement
from onrecord.cli import main
from onrecord.cli.progress import Progress
from onrecord.cli.read import Failure, each
from onrecord.statements import ReaderInfo, statement_id

Run = Callable[..., tuple[int, str, str]]


class QuoteReader:
    """Finds what stands in curly quotation marks; French is foreign to it, and ``crash`` is a bug of its own."""

    def read(self, article: Article, force: bool = False) -> Reading:
        if "crash" in article.text:
            raise ZeroDivisionError("by nothing")
        if "français" in article.text and not force:
            raise LanguageError(f"{article.file}: not English; read it all the same with --force")
        contents = [(Span.of(article.text, *match.span()),) for match in re.finditer("“[^”]*”", article.text)]
        statements = [Statement(statement_id(article.id, one, (), ()), "direct", one) for one in contents]
        return Reading(article, ReaderInfo("0.1.0", "quotes", "0" * 64), tuple(statements))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line with `QuoteReader`; the exit code, standard output and standard error."""
    monkeypatch.setattr(Reader, "load", lambda _: QuoteReader())
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments: str | Path, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return call


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of nine articles, each with a quotation of its own."""
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(f"Title {number}\r\n\r\n“Number {number},” she said.", newline="")
    return tmp_path


def test_text_is_the_default(run: Run, articles: Path) -> None:
    code, out, err = run("read", articles / "1.txt")
    assert (code, err) == (0, "")
    assert "[1:“Number 1,”] she said." in out
    assert re.search(r"^ 1  direct  unattributed +“Number 1,” +1\.00", out, re.MULTILINE)


def test_one_reading_a_line_in_the_order_of_the_input(run: Run, articles: Path) -> None:
    code, out, err = run("read", articles / "8.txt", articles, "--format", "jsonl", "--published", "2025-02-19")
    assert (code, err) == (0, "")
    values = [json.loads(line) for line in out.splitlines()]
    assert [Path(value["article"]["file"]).stem for value in values] == ["8", *map(str, range(9))]
    assert {value["article"]["published"] for value in values} == {"2025-02-19"}
    content = values[0]["statements"][0]["content"]
    assert content == [{"start": 11, "end": 22, "text": "“Number 8,”"}], "line ends count as they are in the file"


@pytest.mark.parametrize("threads", ["1", "4"])
def test_a_failure_costs_only_its_own_file(run: Run, articles: Path, threads: str) -> None:
    (articles / "2.txt").write_bytes(b"\x89PNG\0\1\2" * 99)
    (articles / "4.txt").write_text("crash")
    (articles / "6.txt").write_text("en français")
    arguments = ("read", articles / "none.txt", articles, "--format", "jsonl", "--threads", threads)
    code, out, err = run(*arguments)
    assert code == 1
    assert [Path(json.loads(line)["article"]["file"]).stem for line in out.splitlines()] == list("013578")
    reasons = err.splitlines()
    assert [re.search(r"(\w+)\.txt: ", line)[1] for line in reasons] == ["none", "2", "4", "6"]  # type: ignore[index]
    assert "ZeroDivisionError" in reasons[2]
    assert "--force" in reasons[3]
    assert len(run(*arguments, "--force")[1].splitlines()) == 7


def test_standard_input(run: Run) -> None:
    code, out, _ = run("read", "-", "--format", "jsonl", "--with-text", stdin="\ufeff“Ja,” sagte\u2028er.".encode())
    value = json.loads(out)
    assert (code, value["article"]["file"], value["article"]["text"]) == (0, None, "“Ja,” sagte\u2028er.")
    assert value["statements"][0]["content"][0]["start"] == 0


def test_a_page_of_several_articles(run: Run, articles: Path) -> None:
    code, out, _ = run("read", articles, "--format", "html")
    assert code == 0
    assert out.startswith("<!DOCTYPE html>")
    assert out.endswith("</html>\n")
    assert out.count("<!DOCTYPE") == 1
    assert out.count("<section") == 9


def test_nothing_is_printed_when_nothing_was_read(run: Run, tmp_path: Path) -> None:
    code, out, err = run("read", tmp_path, tmp_path / "none", "--format", "html")
    assert (code, out, len(err.splitlines())) == (1, "", 2)


def test_an_encoding_by_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("“Café,” she said.".encode("cp1252"))
    assert run("read", tmp_path / "a.txt")[0] == 1
    code, out, _ = run("read", tmp_path / "a.txt", "--encoding", "cp1252")
    assert code == 0
    assert "“Café,”" in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "FILES"),
        (["a.txt", "--published", "19/2/2025"], "--published"),
        (["a.txt", "--format", "xml"], "--format"),
        (["a.txt", "--threads", "0"], "--threads"),
        (["a.txt", "--encoding", "klingon"], "--encoding"),
        (["a.txt", "--encoding", "hex"], "--encoding"),
        (["a.txt", "--loud"], "--loud"),
    ],
)
def test_wrong_use_ends_with_2_and_names_what_is_wrong(run: Run, arguments: list[str], named: str) -> None:
    code, out, err = run("read", *arguments)
    assert (code, out) == (2, "")
    assert named in err
    assert "Usage:" in err


def test_a_missing_model_is_said_in_words(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: str) -> Reader:
        raise ModelError("models/en: no model here")

    monkeypatch.setattr(Reader, "load", load)
    assert run("read", articles) == (1, "", "onrecord: models/en: no model here\n")


def test_a_name_can_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    code, _, err = run("read", tmp_path / "\x1b[31mred\n\u202e.txt")
    assert code == 1
    assert r"\x1b[31mred \u202e.txt: No such file" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", [[], ["read"], ["evaluate"], ["model"], ["model", "check"], ["model", "info"]])
def test_help_has_an_example(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert f"onrecord {' '.join(command)}".strip() in out.split("Example", 1)[1]


def test_the_version(run: Run) -> None:
    assert run("--version") == (0, f"onrecord {onrecord.__version__}\n", "")


def test_a_bar_only_on_a_terminal_and_only_for_long_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def drawn(total: int) -> str:
        with Progress(total) as progress:
            progress.step()
        return capsys.readouterr().err

    assert drawn(500) == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert drawn(2) == ""
    assert "1/500" in drawn(500)
    assert drawn(500).endswith("\r\x1b[K"), "the bar is gone in the end"


def test_memory_does_not_grow_with_the_number_of_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“Here,” he said. " + "More was not heard of it. " * 20_000)

    def peak(times: int) -> int:
        tracemalloc.start()
        assert run("read", *[tmp_path / "a.txt"] * times, "--format", "jsonl")[0] == 0
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(2)
    assert peak(60) < peak(6) + 500_000


@pytest.mark.parametrize("threads", [1, 3])
def test_inputs_are_taken_only_a_few_ahead(threads: int) -> None:
    taken = itertools.count()
    results = each(lambda one: Failure(str(one)), (str(next(taken)) for _ in range(1000)), threads)
    assert [next(results) for _ in range(10)] == [Failure(str(number)) for number in range(10)]
    results.close()
    assert next(taken) <= 10 + 2 * threads


STUB = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background have it ignored
from onrecord import Reader, Reading, Span, Statement
from onrecord.statements import ReaderInfo
class Slow:
    def read(self, article, force):
        time.sleep(0.01)
        one = Statement("s", "direct", (Span.of(article.text, 0, len(article.text)),))
        return Reading(article, ReaderInfo("0", "slow", "0" * 64), (one,))
Reader.load = lambda _: Slow()
from onrecord.cli import main
main()
"""


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", STUB, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("threads", ["1", "3"])
def test_an_interrupt_ends_quietly_between_lines(tmp_path: Path, threads: str) -> None:
    (tmp_path / "a.txt").write_text("“No.” " * 50_000)
    with start("read", *[tmp_path / "a.txt"] * 800, "--format", "jsonl", "--threads", threads) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        lines = [first, *process.stdout.readlines()]
        assert process.stderr.read() == b""
    assert process.returncode == 130
    assert 1 <= len(lines) < 800
    assert all(json.loads(line)["statements"] for line in lines)


@pytest.mark.parametrize("form", ["jsonl", "text", "html"])
def test_a_reader_that_has_seen_enough_is_no_failure(articles: Path, form: str) -> None:
    with start("read", *[articles] * 30, "--format", form) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_failure(articles: Path) -> None:
    command = [sys.executable, "-c", STUB, "read", str(articles)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment, check=False)
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith("onrecord: standard output: No space left")


def test_help_and_version_load_nothing_heavy() -> None:
    script = (
        "import sys\nfrom onrecord.cli import main\nsys.argv = ['onrecord', 'read', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*{'onnxruntime', 'tokenizers', 'numpy', 'rich'} & set(sys.modules), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=True)
    assert ended.stderr.strip() == b""


def test_the_real_model_reads_a_file(
    reader: Reader, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "examples" / "wire.txt"
    monkeypatch.setattr(Reader, "load", lambda _: reader)
    monkeypatch.setattr(sys, "argv", ["onrecord", "read", str(path), "--format", "jsonl"])
    with pytest.raises(SystemExit) as ended:
        main()
    value = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert value["article"]["file"] == str(path)
    assert len(value["statements"]) >= 5


def test_people_are_shown_speech_and_asked_for_the_rest(
    run: Run, reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Reader, "load", lambda _: reader)
    article = tmp_path / "plans.txt"
    article.write_text(
        "Bridge to open\n\nThe mayor, Jo Pell, said the bridge would open on Monday.\n\n"
        "Ms Hale believes that the tunnel will be late.\n",
        encoding="utf-8",
    )
    for form in ("text", "html"):
        _, speech, _ = run("read", article, "--format", form)
        _, everything, _ = run("read", article, "--format", form, "--acts", "all")
        assert "1 statement" in speech
        assert "2 statements" in everything
    _, line, _ = run("read", article, "--format", "jsonl")
    assert [one["act"] for one in json.loads(line)["statements"]] == ["speech", "thought"]
