"""Pairs of statements that state the same, dispute one another, or do neither, from groups of our own writing
(``training/claims``).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.neural.pairs import OPPOSITE, OTHER, SAME

OWN = Path(__file__).parents[1] / "claims"
"""What we have written for the models to learn from."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements and which of `SAME`, `OPPOSITE`, `OTHER` they are."""

    first: str
    second: str
    label: int
    part: int = 0
    """Number of the story that it is made of."""


@dataclass(slots=True)
class Group:
    """Statements around one claim, of our own writing: that say it, dispute it, say something else, leave it open."""

    same: list[str] = field(default_factory=list)
    disputes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    neutral: list[str] = field(default_factory=list)


def read_groups() -> list[Group]:
    """The groups, from two forms of files.

    In ``groups-*.txt`` ``=`` says the claim, ``!`` denies it, ``%`` gives rival facts, ``~`` says something else
    nearby; ``a.jsonl`` and its like have them under names.
    """
    groups: list[Group] = []
    for path in sorted(OWN.glob("groups-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            mark, text = line[:1], line[1:].strip()
            if mark == "#":
                groups.append(Group())
            else:
                group = groups[-1]
                {"=": group.same, "!": group.disputes, "%": group.disputes, "~": group.others}[mark].append(text)
    for path in sorted(OWN.glob("?.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            groups.append(Group(row["asserts"], row["disputes"], row["other"], row["neutral"]))
    return groups


def pairs_of(group: Group) -> Iterator[Pair]:
    """Every pair of a group whose relation is certain."""
    for a, b in itertools.combinations(group.same, 2):
        yield Pair(a, b, SAME)
    for a, b in itertools.product(group.same, group.disputes):
        yield Pair(a, b, OPPOSITE)
    claims = group.same + group.disputes + group.neutral
    for a, b in itertools.product(claims, group.others):
        yield Pair(a, b, OTHER)
    for a, b in itertools.combinations(group.others, 2):
        yield Pair(a, b, OTHER)


def shared(a: str, b: str) -> float:
    """Share of the words of the shorter text that the other has too."""
    words = [set(re.findall(r"[a-z]+", text.lower())) for text in (a, b)]
    return len(words[0] & words[1]) / max(1, min(len(one) for one in words))
