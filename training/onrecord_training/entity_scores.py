"""Scores of the shipped entity tags on held-out texts: ``python -m onrecord_training.entity_scores``.

Tokens and spans by corpus and type, and how often the type of a name that `find_names` finds is right: by the rules
alone, by the tags alone, and as the reader does it. The part ``tune`` is what settings were chosen on; ``test`` is not.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.neural.session import MODEL_FOLDER, Model
from onrecord.reading.names import Name, find_names
from onrecord.reading.tags import Tags, average
from onrecord_training.entity_corpora import NONE, ORGANISATION, PERSON, PLACE, TAGS, UNSURE, Tagged, read_corpora
from onrecord_training.paths import corpora

Ints = npt.NDArray[np.intp]
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)


Item = tuple[int, int, int]
"""First token, end and tag."""


@dataclass(slots=True)
class Counts:
    """Right, found and gold items by tag, and of all tags."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)

    def add(self, gold: set[Item], found: set[Item]) -> None:
        for counter, items in ((self.right, gold & found), (self.found, found), (self.gold, gold)):
            counter.update(TAGS[tag] for _, _, tag in items)
            counter["all"] += len(items)

    def f1(self, tag: str) -> float:
        return 200 * self.right[tag] / max(1, self.found[tag] + self.gold[tag])


def token_tags(tagged: Tagged, tags: Tags) -> Ints:
    """The most probable tag of each token; none where the corpus says nothing of it."""
    found = []
    for token, start in zip(tagged.tokens, tagged.offsets(), strict=True):
        shares = tags(start, start + len(token.form))
        best = max(shares, key=lambda tag: shares[tag], default=TAGS[NONE])
        found.append(NONE if token.tag == UNSURE else TAGS.index(best))
    return np.array(found)


def single(tags: Ints) -> set[Item]:
    """Every token that has a tag."""
    return {(i, i + 1, int(tag)) for i, tag in enumerate(tags) if tag != NONE}


def runs(tags: Ints) -> set[Item]:
    """Runs of tokens of one tag."""
    borders = [0, *(np.flatnonzero(np.diff(tags)) + 1).tolist(), len(tags)]
    return {(a, b, int(tags[a])) for a, b in pairwise(borders) if tags[a] != NONE}


def gold_type(tagged: Tagged, starts: list[int], name: Name) -> str | None:
    """The tag of the mention that a name is, if most of its characters lie in one."""
    shared: Counter[tuple[int, int]] = Counter()
    for token, start in zip(tagged.tokens, starts, strict=True):
        if token.named and token.tag in (PERSON, ORGANISATION, PLACE):
            shared[token.mention, token.tag] += max(0, min(name.end, start + len(token.form)) - max(name.start, start))
    (_, tag), most = max(shared.items(), key=lambda pair: pair[1], default=((0, NONE), 0))
    return TAGS[tag] if 2 * most > name.end - name.start else None


def score_names(model: Model, texts: list[Tagged]) -> dict[tuple[str, str], Counter[str]]:
    """For each way to type names and each gold type how many are right, wrong, unknown."""
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for tagged in texts:
        starts = tagged.offsets()
        tags = Tags(model.find(tagged.text), model.manifest.entities)
        for plain, typed in zip(find_names(tagged.text), find_names(tagged.text, tags), strict=True):
            gold = gold_type(tagged, starts, plain)
            if gold is None:
                continue
            shares = average(tags, [(plain.start, plain.end)])
            best = max(shares, key=lambda tag: shares[tag], default="none")
            for way, kind in (("rules", plain.type), ("reader", typed.type), ("tags", best)):
                known = kind in ("person", "organisation", "place")
                outcome = "right" if kind == gold else "wrong" if known else "unknown"
                table[way, gold][outcome] += 1
                table[way, "all"][outcome] += 1
            level = str(max((level for level in LEVELS if shares.get(best, 0.0) >= level), default=0.0))
            table[f"tags from {level}", "all"]["right" if best == gold else "wrong"] += 1
            table[f"rules where tags from {level}", "all"]["right" if plain.type == gold else "wrong"] += 1
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tune", "test"), default="test")
    parser.add_argument("--folder", type=Path, default=MODEL_FOLDER)
    arguments = parser.parse_args()
    model = Model.load(arguments.folder)
    texts = [text for text in read_corpora(corpora()) if text.part == arguments.part]
    for corpus in dict.fromkeys(text.corpus for text in texts):
        tokens, spans = Counts(), Counts()
        for tagged in (text for text in texts if text.corpus == corpus):
            found = token_tags(tagged, Tags(model.find(tagged.text), model.manifest.entities))
            gold = np.maximum([token.tag for token in tagged.tokens], NONE)
            tokens.add(single(gold), single(found))
            spans.add(runs(gold), runs(found))
        print(f"{corpus}, {arguments.part}: F1 of tokens and of spans, gold spans")
        for tag in (*TAGS[1:], "all"):
            print(f"  {tag:13s} {tokens.f1(tag):5.1f} {spans.f1(tag):5.1f} {spans.gold[tag]:5d}")
    print("names: right, wrong, unknown")
    for (way, kind), outcomes in sorted(score_names(model, texts).items()):
        total = sum(outcomes.values())
        shares = "  ".join(f"{100 * outcomes[one] / total:5.1f}" for one in ("right", "wrong", "unknown"))
        print(f"  {way:26s} {kind:13s} {shares}  of {total}")


if __name__ == "__main__":
    main()
