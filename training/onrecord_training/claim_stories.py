"""Stories with several claims side by side: those of our own writing, and the gold stories for development.

What is said on different claims of one story shares people, nouns and tone: nothing but what it states tells it apart.
Every fifth story of each file is kept apart.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from onrecord.neural.pairs import OPPOSITE, OTHER, SAME
from onrecord_training.claim_edits import OWN
from onrecord_training.claim_pairs import Group, Pair

GOLD = Path(__file__).parents[2] / "evaluation" / "claims" / "dev"


@dataclass(frozen=True, slots=True)
class Story:
    """The claims of a story, and statements on none of them."""

    claims: list[Group]
    others: list[str]
    origin: str
    """``story``, or ``gold`` of those of another hand."""


def stories(kept: bool) -> list[Story]:
    """The stories from which nothing is learnt, or the rest."""
    files = [list(_written(path)) for path in sorted(OWN.glob("stories-*.jsonl"))]
    files.append([_gold(path) for path in sorted(GOLD.glob("*/story.json"))])
    return [story for file in files for number, story in enumerate(file) if (number % 5 == 0) == kept]


def _written(path: Path) -> Iterator[Story]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        claims = [
            Group(one["claim"], one["asserts"], one["disputes"], neutral=one.get("neutral", []))
            for one in row["claims"]
        ]
        yield Story(claims, row["other"], "story")


def _gold(path: Path) -> Story:
    """A gold story; of statements that take a position on several claims none is taken."""
    story = json.loads(path.read_text(encoding="utf-8"))
    claims = {one["id"]: Group(one["text"]) for one in story["claims"]}
    for one in story["statements"]:
        text = (path.parent / one["file"]).read_bytes().decode("utf-8")
        content = " ".join(text[start:end] for start, end in one["content"])
        if len(one["positions"]) == 1:
            group = claims[one["positions"][0]["claim"]]
            side = {"asserts": group.same, "disputes": group.disputes, "neutral": group.neutral}
            side[one["positions"][0]["stance"]].append(content)
    return Story(list(claims.values()), [], "gold")


def pairs_of_story(story: Story, part: int) -> Iterator[Pair]:
    """Every pair of a story whose relation is certain."""
    for claim in story.claims:
        for a, b in itertools.combinations(dict.fromkeys(claim.same), 2):
            yield Pair(a, b, SAME, story.origin, part)
        for a, b in itertools.product(claim.same, claim.disputes):
            yield Pair(a, b, OPPOSITE, story.origin, part)
    sides = [claim.same + claim.disputes + claim.neutral for claim in story.claims] + [[one] for one in story.others]
    for one, two in itertools.combinations(sides, 2):
        for a, b in itertools.product(one, two):
            yield Pair(a, b, OTHER, story.origin, part)


def story_pairs(kept: bool, most: tuple[int, int, int], rng: Random) -> list[Pair]:
    """Of each story at most so many pairs of `SAME`, `OPPOSITE` and `OTHER`."""
    chosen: list[Pair] = []
    for part, story in enumerate(stories(kept)):
        pairs = list(pairs_of_story(story, part))
        for label, number in enumerate(most):
            some = [pair for pair in pairs if pair.label == label]
            chosen += rng.sample(some, min(number, len(some)))
    return chosen
