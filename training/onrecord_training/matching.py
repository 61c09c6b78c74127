"""Claims matched to fact-checks: ``python -m onrecord_training.matching``.

Fits the weights of `onrecord.claims.matching` on the training tweets of CheckThat! 2020 task 2 (research use), prints
MAP@5 and MRR of both parts. A tweet is looked up without its links and its author, its names and topics taken apart.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from onrecord.claims import matching
from onrecord.claims.matching import Matcher, even
from onrecord.neural.graphs import CLAIMS_FOLDER
from onrecord.neural.sentences import SentenceEncoder
from onrecord_training.paths import corpora

SCALE = torch.tensor([10.0, 1.0])
"""By which the traits are divided while weights are fitted."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Query:
    """A tweet, what is looked at for it, and the number of the fact-check that is about it."""

    numbers: npt.NDArray[np.int64]
    traits: Floats
    right: int


def cleaned(tweet: str) -> str:
    """A tweet's words."""
    tweet = re.sub(r"\s+—\s+[^—]*\(@\w+\)\s+\w+ \d+, \d{4}\s*$", "", tweet)
    tweet = re.sub(r"https?://\S+|pic\.twitter\.com/\S+", " ", tweet)
    return " ".join(re.sub(r"[#@](\w+)", lambda m: re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", m[1]), tweet).split())


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def queries(folder: Path, matcher: Matcher, places: dict[str, int], encoder: SentenceEncoder) -> list[Query]:
    """The tweets of a part with their candidates."""
    about = {row[0]: places[row[2]] for row in rows(folder / "tweet-vclaim-pairs.qrels")}
    tweets = [(row[0], cleaned(row[1])) for row in rows(folder / "tweets.queries.tsv")[1:]]
    vectors = encoder.encode([even(text) for _, text in tweets])
    found = []
    for (name, text), vector in zip(tweets, vectors, strict=True):
        if name in about:
            found.append(Query(*matcher.candidates(text, vector), about[name]))
    return found


def ranks(found: list[Query], weights: Floats) -> npt.NDArray[np.float64]:
    """Of each tweet the rank of the right fact-check, from 1; infinite if it is not among the candidates."""
    places = []
    for one in found:
        order = one.numbers[np.argsort(-(one.traits @ weights), kind="stable")]
        at = np.flatnonzero(order == one.right)
        places.append(at[0] + 1.0 if len(at) else np.inf)
    return np.array(places)


def fit(found: list[Query]) -> tuple[Floats, float]:
    """Weights under which the right one comes first, then scaled and shifted to probabilities."""
    data = [(torch.from_numpy(one.traits), torch.from_numpy(one.numbers == one.right)) for one in found]
    data = [(traits / SCALE, right) for traits, right in data if right.any()]
    weights = torch.tensor([5.0, 1.0], requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=0.1)
    for _ in range(200):
        loss = -torch.stack([torch.log_softmax(traits @ weights, 0)[right].sum() for traits, right in data]).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    scores = torch.cat([traits @ weights.detach() for traits, _ in data])
    labels = torch.cat([right for _, right in data]).float()
    line = torch.tensor([1.0, -10.0], requires_grad=True)
    optimiser = torch.optim.LBFGS([line], max_iter=100)

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(scores * line[0] + line[1], labels)
        loss.backward()
        return loss

    optimiser.step(step)
    factor, shift = line.detach().tolist()
    return (weights.detach() * factor / SCALE).numpy(), shift


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CLAIMS_FOLDER, help="of the models")
    encoder = SentenceEncoder.load(parser.parse_args().folder)
    corpus = corpora() / "claimmatch" / "clef2020_t2"
    checks = rows(corpus / "verified_claims.docs.tsv")[1:]
    vectors = encoder.encode([even(row[1]) for row in checks])
    matcher = Matcher([f"{row[1]} {row[2]}" for row in checks], vectors)
    places = {row[0]: number for number, row in enumerate(checks)}
    parts = {part: queries(corpus / part, matcher, places, encoder) for part in ("train", "dev")}
    fitted, shift = fit(parts["train"])
    print("fitted:", [round(float(one), 3) for one in fitted], round(shift, 3))
    settings = {"shipped": np.array(matching.WEIGHTS, np.float32), "fitted": fitted}
    settings |= {"words alone": np.array([1, 0], np.float32), "vectors alone": np.array([0, 1], np.float32)}
    for name, weights in settings.items():
        for part, found in parts.items():
            place = ranks(found, weights)
            scores = {"MAP@5": float(np.where(place <= 5, 1 / place, 0).mean()), "MRR": float((1 / place).mean())}
            print(name, part, json.dumps({key: round(value, 4) for key, value in scores.items()}))


if __name__ == "__main__":
    main()
