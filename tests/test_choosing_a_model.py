"""Which model reads: the option, the setting, the default; and that what was read says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord import Reader
from onrecord.batch import Request
from onrecord.batch import run as run_batch
from onrecord.errors import BatchError
from onrecord.neural.session import MODELS
from onrecord.settings import Settings
from tests.command import Run, runner

TEXT = (
    "“We will dredge the channel,” said Ada Obi, the harbour master.\n\n"
    "She told reporters that work begins in May. According to Mr Tull, nobody asked the fishermen.\n"
)
VERSIONS = {name: json.loads((MODELS / name / "manifest.json").read_text())["version"] for name in ("en", "fast")}


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "channel.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command line with the real models; the exit code, standard output and standard error."""
    monkeypatch.setenv("ONRECORD_RECORD", str(tmp_path / "record.db"))
    monkeypatch.delenv("ONRECORD_MODEL", raising=False)
    return runner(monkeypatch, capsys)


def read_by(run: Run, article: Path, *options: str) -> str:
    """The model that a reading names."""
    code, out, err = run("read", article, "--format", "jsonl", *options)
    assert (code, err) == (0, "")
    value = json.loads(out)
    assert len(value["statements"]) >= 2
    return str(value["reader"]["model"])


def test_each_model_reads_and_is_named_in_its_readings(reader: Reader) -> None:
    fast = Reader.load("fast").read(TEXT)
    assert (fast.reader.model, reader.read(TEXT).reader.model) == (VERSIONS["fast"], VERSIONS["en"])
    assert fast.reader.model_sha256 != reader.info.model_sha256
    assert "We will dredge the channel" in fast.statements[0].content[0].text
    assert fast.statements[0].speaker.name == "Ada Obi"
    assert Reader.load(MODELS / "fast").read(TEXT) == fast, "a folder does as well as a name"


def test_the_option_goes_before_the_setting(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_by(run, article) == VERSIONS["en"]
    assert read_by(run, article, "--model", "fast") == VERSIONS["fast"]
    monkeypatch.setenv("ONRECORD_MODEL", "fast")
    assert Settings().model == "fast"
    assert read_by(run, article) == VERSIONS["fast"]
    assert read_by(run, article, "--model", str(MODELS / "en")) == VERSIONS["en"]


def test_a_model_that_is_not_there_is_said_in_words(run: Run, article: Path) -> None:
    expected = "onrecord: slow: no model; name one that comes with onrecord (en, fast) or a folder\n"
    for command in ("read", "add"):
        assert run(command, article, "--model", "slow") == (1, "", expected)


def test_a_record_is_read_again_by_another_model(run: Run, article: Path) -> None:
    def newest() -> str:
        (line,) = run("export", "jsonl", "--with-text")[1].splitlines()
        return str(json.loads(line)["reader"]["model"])

    assert run("add", article, "--model", "fast")[0] == 0
    assert newest() == VERSIONS["fast"]
    assert run("reread", "--model", "fast")[1].startswith("0 of 0 articles read again\n")
    assert "1 of 1 articles" in run("reread")[1]
    assert newest() == VERSIONS["en"]
    assert "1 of 1 articles" in run("reread", "--model", "fast")[1]


def test_a_batch_is_finished_by_the_model_that_began_it(run: Run, article: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    assert run("batch", article, output, "--model", "fast", "--workers", "1")[0] == 0
    manifest = json.loads((output / "manifest.json").read_text())
    assert manifest["reader"]["model"] == VERSIONS["fast"]
    request = Request(str(article), str(output), begin="resume")
    with pytest.raises(BatchError, match=f"with model {VERSIONS['fast']}, this is .* with model {VERSIONS['en']}"):
        run_batch(request)
    assert run("batch", article, output, "--anew", "--workers", "1")[0] == 0
    assert json.loads((output / "manifest.json").read_text())["reader"]["model"] == VERSIONS["en"]
