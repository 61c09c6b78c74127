"""The gold stories: unchanged, and every annotation where it says it is."""

from __future__ import annotations

import pytest

from evaluation.claim_agreement import second_claims
from evaluation.claim_stories import FOLDER, gold_claims, gold_readings, load, sha256
from onrecord.scoring.claims import STANCES, score_claims


@pytest.mark.parametrize("part", ["dev", "kept", "reports-dev", "reports-kept"])
def test_the_stories_are_those_that_were_pinned(part: str) -> None:
    assert sha256(part) == (FOLDER / f"{part}.sha256").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(("part", "number"), [("dev", 15), ("kept", 15), ("reports-dev", 12), ("reports-kept", 12)])
def test_every_annotation_stands_in_its_text(part: str, number: int) -> None:
    stories = load(part)
    assert len(stories) == number
    for story in stories:
        claims = {one["id"] for one in story.annotation["claims"]}
        ids = {one["id"] for one in story.annotation["statements"]}
        assert {p["claim"] for one in story.annotation["statements"] for p in one["positions"]} == claims
        assert {one for pair in story.annotation["answers"] for one in pair} <= ids
        for one in story.annotation["statements"]:
            text = story.articles[one["file"]].text
            spans = [*one["content"], *one["source"], *one["cue"], *(s for p in one["positions"] for s in p["shows"])]
            assert all(0 <= start < end <= len(text) for start, end in spans), (story.name, one["id"])
            assert {p["stance"] for p in one["positions"]} <= set(STANCES)
        assert any(len(members) > 3 for members in gold_claims([story]).values()), story.name
        readings = gold_readings(story)
        assert sum(len(reading.statements) for reading, _ in readings) == len(ids)


@pytest.mark.parametrize("part", ["dev", "kept"])
def test_the_second_annotator_speaks_of_statements_of_the_story(part: str) -> None:
    for story in load(part):
        found = second_claims(story, part)
        items = {story.item(one["id"]) for one in story.annotation["statements"]}
        assert {item for members in found.values() for item in members} <= items, story.name
        assert {side for members in found.values() for side in members.values()} <= set(STANCES), story.name


def test_the_gold_scores_itself_full_marks() -> None:
    gold = gold_claims(load("dev"))
    scores = score_claims(gold, gold)
    assert (scores.pairs.f1, scores.bcubed[2], scores.macro_f1) == (100, 100, 100)
