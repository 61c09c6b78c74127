"""``onrecord evaluate`` and the loading of gold; ``onrecord model``."""

import json
import shutil
from pathlib import Path

import pytest

from onrecord import Article, GoldError, ModelError, Reader, Reading, Span, Statement
from onrecord.cli.model import compare
from onrecord.export import jsonl
from onrecord.neural.graphs import CLAIMS_FOLDER
from onrecord.neural.session import MODEL_FOLDER, MODELS, SHIPPED
from onrecord.scoring.gold import load
from onrecord.statements import ReaderInfo
from tests.command import Run, runner

ANN = 'Ann said: "We will win," and Bob denied he lied.\r\n'
CAT = "The cat, Cole said, was out."


def at(text: str, *words: str) -> list[list[int]]:
    return [[text.index(one), text.index(one) + len(one)] for one in words]


def roles(text: str, content: str, source: str, cue: str) -> dict[str, list[list[int]]]:
    return {"content": at(text, content), "source": at(text, source), "cue": at(text, cue)}


GOLD = {
    "ann": [roles(ANN, '"We will win,"', "Ann", "said"), roles(ANN, "he lied", "Bob", "denied")],
    "cat.v2": [{"content": at(CAT, "The cat", "was out"), "source": at(CAT, "Cole"), "cue": at(CAT, "said")}],
}
TEXTS = {"ann": ANN, "cat.v2": CAT}


def line(
    name: str, statements: list[dict[str, list[list[int]]]], text: str | None = None, within: str | None = None
) -> str:
    text = TEXTS.get(name, "No text") if text is None else text
    made = tuple(
        Statement(
            str(number),
            "direct",
            within=within,
            **{role: tuple(Span.of(text, *pair) for pair in pairs) for role, pairs in one.items()},  # type: ignore[arg-type]
        )
        for number, one in enumerate(statements)
    )
    return jsonl.line(Reading(Article(text, file=f"some/where/{name}.txt"), ReaderInfo("0", "m", "0" * 64), made))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; the exit code, standard output and standard error."""
    return runner(monkeypatch, capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gold folder, the same gold as JSON Lines beside it, and perfect readings."""
    gold = tmp_path / "gold"
    gold.mkdir()
    for name, text in TEXTS.items():
        (gold / f"{name}.txt").write_bytes(text.encode())
        (gold / f"{name}.gold.json").write_text(json.dumps({"article": name, "statements": GOLD[name]}))
    rows = [json.dumps({"article": name, "statements": statements}) for name, statements in GOLD.items()]
    (tmp_path / "gold.jsonl").write_text("\n".join(rows))
    (tmp_path / "readings.jsonl").write_text("".join(line(*item) for item in GOLD.items()))
    return tmp_path


def scores(output: str) -> dict[tuple[str, str], list[str]]:
    rows = [row for row in output.splitlines()[1:] if row]
    return {(row[:18].strip(), row[19:28].strip()): row[28:].split() for row in rows}


def test_perfect_readings_score_100_and_both_forms_of_gold_agree(run: Run, folder: Path) -> None:
    code, out, err = run("evaluate", folder / "gold", folder / "readings.jsonl")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["kind", "P", "R", "F1", "gold", "pred"]
    table = scores(out)
    assert len(table) == 34
    assert table["attribution", "all"] == ["100.0", "100.0", "100.0", "3", "3"]
    assert table["attribution", "direct"] == ["100.0", "100.0", "100.0", "1", "1"]
    assert table["content tokens", "indirect"] == ["100.0", "100.0", "100.0", "6", "6"]
    again = run("evaluate", folder / "gold.jsonl", folder / "readings.jsonl", "--text-dir", folder / "gold")
    assert again == (0, out, "")


def test_figures_worked_out_by_hand(run: Run, folder: Path) -> None:
    """Right: the quotation but for one of three words (J = 2/3). Wrong: its neighbour's source. Missing: an article."""
    found = [roles(ANN, "will win", "Ann", "said"), roles(ANN, "he lied", "Ann", "denied")]
    (folder / "readings.jsonl").write_text(line("ann", found))
    code, out, err = run("evaluate", folder / "gold", folder / "readings.jsonl")
    table = scores(out)
    assert code == 0
    assert "no reading of 1 of 2 articles" in err
    assert table["attribution", "all"] == ["50.0", "33.3", "40.0", "3", "2"]
    assert table["content J>=0.5", "all"] == ["100.0", "66.7", "80.0", "3", "2"]
    assert table["content exact", "direct"] == ["0.0", "0.0", "0.0", "1", "1"]
    assert table["content tokens", "all"] == ["100.0", "44.4", "61.5", "9", "4"]
    assert table["source tokens", "all"] == ["100.0", "33.3", "50.0", "3", "1"]
    assert table["attributed tokens", "all"] == ["50.0", "22.2", "30.8", "9", "4"]


def test_scores_as_json_are_not_rounded(run: Run, folder: Path) -> None:
    (folder / "readings.jsonl").write_text(line("ann", GOLD["ann"]))
    code, out, _ = run("evaluate", folder / "gold", folder / "readings.jsonl", "--json")
    assert code == 0
    assert json.loads(out)["attribution"]["all"] == {
        "precision": 100.0,
        "recall": pytest.approx(200 / 3, abs=1e-12),
        "f1": pytest.approx(80.0, abs=1e-12),
        "gold": 3,
        "predicted": 2,
    }


def test_act_and_framing_are_scored_where_the_gold_has_them(run: Run, folder: Path) -> None:
    first, second = GOLD["ann"]
    marked = [dict(first, act="speech", framing="neutral"), dict(second, act="speech", framing="denying")]
    (folder / "gold" / "ann.gold.json").write_text(json.dumps({"article": "ann", "statements": marked}))
    code, out, err = run("evaluate", folder / "gold", folder / "readings.jsonl")
    assert (code, err) == (0, "")
    rows = [row.split() for row in out.splitlines()]
    assert ["act", "2", "100.0", "100.0"] in rows
    assert ["framing", "2", "50.0", "33.3"] in rows
    assert ["denying", "0.0", "0.0", "0.0", "1", "0"] in rows
    given = json.loads(run("evaluate", folder / "gold", folder / "readings.jsonl", "--json")[1])["framing"]
    assert (given["found"], given["accuracy"], given["macro_f1"]) == (2, 50.0, pytest.approx(100 / 3))
    assert given["confusion"] == [
        {"gold": "denying", "given": "neutral", "count": 1},
        {"gold": "neutral", "given": "neutral", "count": 1},
    ]


def test_statements_within_others_do_not_count(folder: Path) -> None:
    (folder / "readings.jsonl").write_text(line("ann", GOLD["ann"], within="x"))
    assert [article.found for article in load(folder / "gold", folder / "readings.jsonl")] == [[], []]


BAD_READINGS = {
    "twice": (line("ann", []) + line("ann", []), r"line 2: a second reading of article 'ann'"),
    "unknown": (line("dog", []), "article 'dog', which the gold lacks"),
    "another text": (line("ann", [], text="Another."), "article 'ann': the text is not the one that was read"),
    "no JSON": ("{", r"line 1: not JSON"),
    "no object": ("[]", r"line 1: not a JSON object"),
    "no file": (line("ann", []).replace('"some/where/ann.txt"', "null"), "names no file"),
    "no contract": ('{"schema": 1, "article": {"file": "ann.txt"}}', "article 'ann': not a reading of schema 1"),
    "a later schema": (line("ann", []).replace('"schema": 1', '"schema": 9'), "a reading of schema 9"),
}


@pytest.mark.parametrize("case", BAD_READINGS)
def test_bad_readings_are_refused_by_name(run: Run, folder: Path, case: str) -> None:
    content, reason = BAD_READINGS[case]
    (folder / "readings.jsonl").write_text(content)
    with pytest.raises(GoldError, match=reason):
        load(folder / "gold", folder / "readings.jsonl")
    code, out, err = run("evaluate", folder / "gold", folder / "readings.jsonl")
    assert (code, out, err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"article": "ann", "statements": []}\n' * 2, "line 2: article 'ann' a second time"),
        ('{"statements": []}', "no article's name"),
        ('{"article": "ann"}', "'statements' must be"),
        ('{"article": "ann", "statements": [{"content": [[1]]}]}', "'statements' must be"),
        ('{"article": "ann", "statements": [{"content": [["1", 2]]}]}', "'statements' must be"),
        ('{"article": "dog", "statements": []}', r"dog\.txt: No such file"),
        ("", "no gold articles"),
    ],
)
def test_bad_gold_is_refused_by_name(folder: Path, content: str, reason: str) -> None:
    (folder / "gold.jsonl").write_text(content)
    with pytest.raises(GoldError, match=reason):
        load(folder / "gold.jsonl", folder / "readings.jsonl", folder / "gold")


def test_a_gold_span_outside_the_text_is_refused(run: Run, folder: Path) -> None:
    value = {"statements": [{"content": [[0, 10_000]]}]}
    (folder / "gold" / "ann.gold.json").write_text(json.dumps(value))
    code, _, err = run("evaluate", folder / "gold", folder / "readings.jsonl")
    assert code == 1
    assert "outside a text" in err


def test_wrong_use(run: Run, folder: Path) -> None:
    code, _, err = run("evaluate", folder / "gold.jsonl", folder / "readings.jsonl")
    assert code == 2
    assert "--text-dir" in err
    assert run("evaluate", folder / "gold")[0] == 2


def test_readings_of_the_project_s_own_articles_can_be_scored(
    run: Run, reader: Reader, gold_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "load", lambda _: reader)
    code, out, err = run("read", gold_folder, "--format", "jsonl", "--threads", "2")
    assert (code, err) == (0, "")
    (tmp_path / "readings.jsonl").write_text(out)
    code, out, err = run("evaluate", gold_folder, tmp_path / "readings.jsonl")
    assert (code, err) == (0, "")
    assert float(scores(out)["attribution", "all"][2]) > 40


def test_the_model_is_whole_and_finds_what_it_found(run: Run) -> None:
    code, out, err = run("model", "check")
    assert (code, err) == (0, "")
    for name in SHIPPED:
        assert f"{name}/model.onnx: as the manifest says" in out
        assert f"statements found by {name}, as expected" in out
    assert "claims/pairs.onnx: as the manifest says" in out
    assert out.splitlines()[-1] == "golden pairs: 3 judged, as expected"


def test_an_altered_model_is_noticed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(MODEL_FOLDER, tmp_path / "en")
    with (tmp_path / "en" / "tokenizer.json").open("a") as file:
        file.write(" ")
    monkeypatch.setattr("onrecord.neural.session.MODELS", tmp_path)
    code, _, err = run("model", "check")
    assert code == 1
    assert "tokenizer.json: not the file that its manifest names" in err


def test_an_altered_model_of_claims_is_noticed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CLAIMS_FOLDER, tmp_path / "claims")
    monkeypatch.setattr("onrecord.neural.graphs.CLAIMS_FOLDER", tmp_path / "claims")
    manifest = json.loads((tmp_path / "claims" / "manifest.json").read_text(encoding="utf-8"))
    manifest["golden"]["angles"][0] += 0.5
    (tmp_path / "claims" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "are judged differently here" in run("model", "check")[2]
    (tmp_path / "claims" / "checkable.npz").unlink()
    code, _, err = run("model", "check")
    assert code == 1
    assert "checkable.npz: can't be read" in err


def test_other_findings_in_the_golden_text_are_noticed() -> None:
    first, second = GOLD["ann"]
    compare("en", [first, second], [second, first])
    with pytest.raises(ModelError, match="1 of 2 statements missing, 0 others found"):
        compare("en", [first, second], [first])
    with pytest.raises(ModelError, match="1 of 2 statements missing, 1 others found"):
        compare("en", [first, second], [first, {**second, "source": []}])


def test_what_the_model_is(run: Run) -> None:
    code, out, _ = run("model", "info")
    manifest = json.loads((MODEL_FOLDER / "manifest.json").read_text())
    assert code == 0
    assert out.startswith(f"version: {manifest['version']}\n")
    assert f"  model.onnx: {manifest['files']['model.onnx']}\n" in out
    assert "training:" in out
    manifest = json.loads((MODELS / "fast" / "manifest.json").read_text())
    assert run("model", "info", "--model", "fast")[1].startswith(f"version: {manifest['version']}\n")
