"""Stories with several claims side by side: those of our own writing, and the gold stories for development.

What is said on different claims of one story shares people, nouns and tone: nothing but what it states tells it apart.
Every fifteenth story of each file is kept apart.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from onrecord.neural.pairs import OPPOSITE, OTHER, SAME
from onrecord_training.claim_pairs import OWN, Group, Pair, shared

_SIDES = {"+": "same", "-": "disputes", "?": "neutral"}
GOLD = Path(__file__).parents[2] / "evaluation" / "claims" / "dev"


@dataclass(frozen=True, slots=True)
class Story:
    """The claims of a story, and statements on none of them."""

    claims: list[Group]
    others: list[str]


def stories(kept: bool) -> list[Story]:
    """The stories of our own writing from which nothing is learnt, or the rest."""
    files = [list(read_stories(path)) for path in sorted(OWN.glob("stories-*.txt"))]
    return [story for file in files for number, story in enumerate(file) if (number % 15 == 5) == kept]


def gold_stories() -> list[Story]:
    """The gold stories for development, from which nothing is learnt."""
    return [_gold(path) for path in sorted(GOLD.glob("*/story.json"))]


def read_stories(path: Path) -> Iterator[Story]:
    """The stories of a file: ``##`` begins one, ``>`` names a claim, ``+`` says it, ``-`` disputes it, ``?`` leaves it
    open, ``*`` is about none of them.
    """
    story = Story([], [])
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, _, text = line.partition(" ")
        if mark == "##":
            if story.claims:
                yield story
            story = Story([], [])
        elif mark == ">":
            story.claims.append(Group())
        elif mark == "*":
            story.others.append(text)
        elif mark in _SIDES and story.claims:
            getattr(story.claims[-1], _SIDES[mark]).append(text)
        elif line:
            raise SystemExit(f"{path}:{number}: no line of a story: {line}")
    yield story


def _gold(path: Path) -> Story:
    """A gold story; of statements that take a position on several claims none is taken."""
    story = json.loads(path.read_text(encoding="utf-8"))
    claims = {one["id"]: Group() for one in story["claims"]}
    for one in story["statements"]:
        text = (path.parent / one["file"]).read_bytes().decode("utf-8")
        content = " ".join(text[start:end] for start, end in one["content"])
        if len(one["positions"]) == 1:
            group = claims[one["positions"][0]["claim"]]
            side = {"asserts": group.same, "disputes": group.disputes, "neutral": group.neutral}
            side[one["positions"][0]["stance"]].append(content)
    return Story(list(claims.values()), [])


def pairs_of_story(story: Story, part: int) -> Iterator[Pair]:
    """Every pair of a story whose relation is certain."""
    for claim in story.claims:
        for a, b in itertools.combinations(dict.fromkeys(claim.same), 2):
            yield Pair(a, b, SAME, part)
        for a, b in itertools.product(claim.same, claim.disputes):
            yield Pair(a, b, OPPOSITE, part)
    sides = [claim.same + claim.disputes + claim.neutral for claim in story.claims] + [[one] for one in story.others]
    for one, two in itertools.combinations(sides, 2):
        for a, b in itertools.product(one, two):
            yield Pair(a, b, OTHER, part)


def story_pairs(told: list[Story], most: tuple[int, int, int], rng: Random, near: bool) -> list[Pair]:
    """Of each story at most so many pairs of `SAME`, `OPPOSITE`, `OTHER`; ``near``: half of the last share words."""
    chosen: list[Pair] = []
    for part, story in enumerate(told):
        pairs = [pair for pair in pairs_of_story(story, part) if pair.first != pair.second]
        for label, number in enumerate(most):
            some = [pair for pair in pairs if pair.label == label]
            nearest: list[Pair] = []
            if near and label == OTHER:
                some = sorted(_some(some, 400, rng), key=lambda pair: -shared(pair.first, pair.second))
                nearest, some = some[: number // 2], some[number // 2 :]
            chosen += [*nearest, *_some(some, number - len(nearest), rng)]
    return chosen


def _some(pairs: list[Pair], most: int, rng: Random) -> list[Pair]:
    return rng.sample(pairs, min(most, len(pairs)))
