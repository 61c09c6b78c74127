"""Pairs of statements that state the same, dispute one another, or do neither: what the pair model learns from.

Four kinds: groups of our own writing (``training/claims``), edits of sentences from news (`claim_edits`), sentences of
different articles that are near one another, and public pairs whose licence lets a model be given away.
"""

from __future__ import annotations

import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt

from onrecord.neural.pairs import OPPOSITE, OTHER, SAME
from onrecord_training import claim_edits as edits
from onrecord_training.paths import corpora

NEIGHBOURS = 0.15
"""Share of a statement's nearest ones that are used."""
Edit = Callable[[str, Random], str | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements and which of `SAME`, `OPPOSITE`, `OTHER` they are."""

    first: str
    second: str
    label: int
    origin: str
    part: int = 0
    """Number of the group or the sentence that it is made of."""


@dataclass(slots=True)
class Group:
    """Statements around one claim, of our own writing: that say it, dispute it, say something else, leave it open."""

    name: str
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
    for path in sorted(edits.OWN.glob("groups-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            mark, text = line[:1], line[1:].strip()
            if mark == "#":
                groups.append(Group(text))
            else:
                group = groups[-1]
                {"=": group.same, "!": group.disputes, "%": group.disputes, "~": group.others}[mark].append(text)
    for path in sorted(edits.OWN.glob("?.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            groups.append(Group(row["topic"], row["asserts"], row["disputes"], row["other"], row["neutral"]))
    return groups


def written_groups(kept: bool) -> list[Group]:
    """Every eighth group of our own writing, from which nothing is learnt, or the rest."""
    return [group for number, group in enumerate(read_groups()) if (number % 8 == 0) == kept]


def pairs_of(groups: Sequence[Group]) -> Iterator[Pair]:
    """Every pair of a group whose relation is certain."""
    for part, group in enumerate(groups):
        for a, b in itertools.combinations(group.same, 2):
            yield Pair(a, b, SAME, "group", part)
        for a, b in itertools.product(group.same, group.disputes):
            yield Pair(a, b, OPPOSITE, "group", part)
        claims = group.same + group.disputes + group.neutral
        for a, b in itertools.product(claims, group.others):
            yield Pair(a, b, OTHER, "group", part)
        for a, b in itertools.combinations(group.others, 2):
            yield Pair(a, b, OTHER, "group", part)


def across(groups: Sequence[Group], number: int, rng: Random) -> Iterator[Pair]:
    """Pairs from two groups, which have nothing to do with one another."""
    for _ in range(number):
        one, two = rng.sample(groups, 2)
        a, b = (rng.choice(g.same + g.disputes + g.others) for g in (one, two))
        yield Pair(a, b, OTHER, "across")


def beside(articles: Sequence[Sequence[str]], number: int, rng: Random) -> Iterator[Pair]:
    """Statements of one article that share few words: with next to no exception they say different things."""
    pairs = [
        (a, b)
        for texts in articles
        for a, b in itertools.combinations(texts, 2)
        if shared(a, b) < 0.4 and a not in b and b not in a
    ]
    for a, b in rng.sample(pairs, min(number, len(pairs))):
        yield Pair(a, b, OTHER, "beside")


def shared(a: str, b: str) -> float:
    """Share of the words of the shorter text that the other has too."""
    words = [set(re.findall(r"[a-z]+", text.lower())) for text in (a, b)]
    return len(words[0] & words[1]) / max(1, min(len(one) for one in words))


_SAME: tuple[Edit, ...] = (
    edits.synonyms,
    edits.number_format,
    edits.reported,
    edits.contracted,
    edits.shortened,
    edits.frame,
)
_OPPOSITE: tuple[Edit, ...] = (
    edits.negate,
    edits.negate,
    edits.antonym,
    edits.rival_number,
    edits.rival_number,
    edits.deny,
)


def reworded(text: str, rng: Random, most: int) -> str:
    """The same in other words, by one to ``most`` edits."""
    for edit in rng.sample(_SAME, rng.randint(1, most)):
        text = edit(text, rng) or text
    return text


def edited(sentences: Sequence[str], rng: Random) -> Iterator[Pair]:
    """Three pairs a sentence or so: one a label where an edit applies."""
    names = [name for text in sentences for name in edits.names_of(text)]
    for part, text in enumerate(sentences):
        same = reworded(text, rng, 4)
        if same != text:
            yield Pair(text if rng.random() < 0.7 else reworded(text, rng, 2), same, SAME, "edit", part)
        first = _first(_OPPOSITE, text, rng)
        if first:
            yield Pair(reworded(text, rng, 3) if rng.random() < 0.6 else text, first, OPPOSITE, "edit", part)
        other = edits.other_mood(text, rng) if rng.random() < 0.15 else edits.other_name(text, rng, names)
        if other:
            # Negations and numbers of their own: they dispute nothing where the statement is another one.
            if rng.random() < 0.5:
                other = _first(_OPPOSITE, other, rng) or other
            yield Pair(text, reworded(other, rng, 2), OTHER, "edit", part)


def _first(choices: Sequence[Edit], text: str, rng: Random) -> str | None:
    return next((new for edit in rng.sample(choices, len(choices)) if (new := edit(text, rng)) and new != text), None)


def near(sentences: Sequence[str], vectors: npt.NDArray[np.float32], rng: Random) -> Iterator[Pair]:
    """Sentences beside their nearest ones: the same where next to nothing differs, other where much does."""
    for start in range(0, len(sentences), 500):
        angles = vectors[start : start + 500] @ vectors.T
        for row, numbers in enumerate(np.argsort(-angles, axis=1)[:, 1:7]):
            a = sentences[start + row]
            for number in numbers:
                b, angle = sentences[int(number)], float(angles[row, number])
                relation = _relation(a, b, angle)
                if relation is not None and (relation == SAME or rng.random() < NEIGHBOURS):
                    yield Pair(a, b, relation, "near")


def _relation(a: str, b: str, angle: float) -> int | None:
    numbers = [set(re.findall(r"\d+", text)) for text in (a, b)]
    if angle > 0.9 and shared(a, b) < 0.95 and numbers[0] == numbers[1] and edits.negated(a) == edits.negated(b):
        return SAME
    if 0.35 < angle < 0.72:
        return OTHER
    return None


def breaking_nli() -> Iterator[Pair]:
    """Antonyms, numbers and synonyms of Breaking NLI (CC BY-SA 4.0); its other classes are no disputes here."""
    with zipfile.ZipFile(corpora() / "stance" / "breaking_nli" / "breaking_nli_dataset.zip") as archive:
        for line in archive.read("data/dataset.jsonl").decode().splitlines():
            row = json.loads(line)
            wanted = {"antonyms": "contradiction", "cardinals": "contradiction", "synonyms": "entailment"}
            if wanted.get(row["category"]) == row["gold_label"]:
                label = SAME if row["gold_label"] == "entailment" else OPPOSITE
                yield Pair(row["sentence1"], row["sentence2"], label, "breaking_nli")


def rte() -> Iterator[Pair]:
    """RTE 1 to 3 (no licence stated): short texts that entail their hypothesis, and texts that don't."""
    with zipfile.ZipFile(corpora() / "stance" / "rte.zip") as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith(".xml"):
                continue
            for pair in ET.fromstring(archive.read(name)).iter("pair"):  # noqa: S314 - the corpora are trusted
                text, hypothesis = (" ".join((pair.findtext(tag) or "").split()) for tag in ("t", "h"))
                yes = (pair.get("entailment") or pair.get("value") or "").upper() in {"YES", "TRUE"}
                if len(text.split()) <= (30 if yes else 40):
                    yield Pair(text, hypothesis, SAME if yes else OTHER, "rte")
