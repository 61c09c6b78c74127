"""The accuracy floor on the project's own gold articles."""

import json
from pathlib import Path

import pytest

from evaluation.floor import BASELINE, SLACK, articles, gold_sha256, scores
from onrecord import Reader
from onrecord.neural.session import SHIPPED
from onrecord.reading.acts import FRAMINGS


def test_the_gold_is_the_one_that_the_floor_was_measured_on() -> None:
    assert gold_sha256() == json.loads(BASELINE.read_text())["gold_sha256"]


def test_the_gold_is_well_formed(gold_folder: Path) -> None:
    assert len(articles()) >= 20
    for name, (text, statements) in articles().items():
        gold = json.loads((gold_folder / f"{name}.gold.json").read_text(encoding="utf-8"))
        assert statements, name
        for one, spans in zip(gold["statements"], statements, strict=True):
            assert spans["content"], f"{name} {one['id']}"
            assert ("act" in one) == ("framing" in one), f"{name} {one['id']}"
            assert one.get("act", "speech") in ("speech", "thought", "intention", "other"), f"{name} {one['id']}"
            assert one.get("framing", "neutral") in FRAMINGS, f"{name} {one['id']}"
            for ranges in spans.values():
                assert all(0 <= start < end <= len(text) for start, end in ranges), f"{name} {one['id']}"
            assert " ".join(text[a:b] for a, b in spans["source"]).split() == (one["source_text"] or "").split()


@pytest.mark.parametrize("model", SHIPPED)
def test_no_score_falls_below_the_floor(model: str) -> None:
    found = scores(Reader.load(model))
    floor = json.loads(BASELINE.read_text())["floor"][model]
    assert floor
    low = {
        name: found[measure, kind].f1
        for name, value in floor.items()
        for measure, kind in [tuple(name.rsplit(", ", 1))]
        if found[measure, kind].f1 < value - SLACK
    }
    assert not low
