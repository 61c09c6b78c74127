"""An artefact in the package, from trained weights: ``python -m onrecord_training.artefact MODEL NAME``.

Exports the network, tunes the decoder and the confidence on PolNeAR dev with the exported (int8) network, and
writes ``model.onnx``, ``tokenizer.json`` and ``manifest.json``. The model card's figures come from the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from onrecord.neural.decoding import FEATURES, Candidate, Costs, decode_window, select
from onrecord.neural.manifest import FORMAT
from onrecord.neural.session import MODELS, Model, Scored
from onrecord.neural.windows import LEFT_CONTEXT, Pieces, load_tokenizer
from onrecord.reading.extract import to_characters
from onrecord.scoring.spans import score_articles
from onrecord_training.entity_corpora import TAGS
from onrecord_training.export import export
from onrecord_training.fast import Fast, load
from onrecord_training.network import MINILM, EntityHead, FastEntityHead, Network
from onrecord_training.paths import cache, corpora, pretrained
from onrecord_training.polnear import GoldArticle, read_part
from onrecord_training.shipped import folder as labels
from onrecord_training.weights import load_weights

VERSIONS = {"en": "en-0.2.0", "fast": "fast-0.4.0"}
CONTEXT = {"en": LEFT_CONTEXT, "fast": 8}
"""Pieces that a window sees of the text before it: with 40 the fast network would read 10% more."""
LOOSE = {"en": Costs(threshold=0.05), "fast": Costs(threshold=0.2)}
"""What tuning begins with. Each anchor costs time: at 0.1 the fast network's score on dev is no better."""
GRID = (("content", (2.0, 6.0)), ("source", (0.0, 1.0)), ("cue", (0.0,)))
CUTOFFS = (0.24, 0.27, 0.3, 0.33, 0.36, 0.4)
GOLDEN = (
    "Minister rejects harbour claim\n\n“We never closed the port,” Ines Valdar told reporters in Lisbon on Tuesday. "
    "“Not for an hour.”\n\nAccording to the union, forty ships were turned away. Mr Okafor believes talks will resume."
)
Floats = npt.NDArray[np.float64]


def gold_roles(article: GoldArticle) -> list[dict[str, list[tuple[int, int]]]]:
    return [{"content": list(s.content), "source": list(s.source), "cue": list(s.cue)} for s in article.statements]


def decode_all(scored: list[tuple[Pieces, list[Scored]]], costs: Costs) -> list[list[Candidate]]:
    """Candidates of each text from the network's raw scores."""
    return [[c for one in windows for c in decode_window(*one.arguments, costs)] for _, windows in scored]


def is_right(article: GoldArticle, pieces: Pieces, candidate: Candidate) -> bool:
    """Is the candidate an attribution of the gold: content and source each with a Jaccard index of 0.5?"""

    def covered(ranges: tuple[tuple[int, int], ...]) -> set[int]:
        hits: set[int] = set()
        for start, end in ranges:
            first, last = np.searchsorted(pieces.ends, start, "right"), np.searchsorted(pieces.starts, end, "left")
            hits.update(range(int(first), int(last)))
        return hits

    def close(a: set[int], b: set[int]) -> bool:
        return len(a & b) >= 0.5 * len(a | b)

    content = {p for a, b in candidate.content for p in range(a, b)}
    source = {p for a, b in candidate.source for p in range(a, b)}
    return any(
        close(content, covered(s.content)) and close(source, covered(s.source))
        for s in article.statements
        if s.content[0][0] <= pieces.ends[candidate.content[-1][1] - 1]
        and s.content[-1][1] >= pieces.starts[candidate.content[0][0]]
    )


def logistic(features: Floats, right: Floats, ridge: float = 1.0) -> Floats:
    """Weights of a ridge logistic regression (intercept first), by Newton's method."""
    x = np.concatenate([np.ones((len(features), 1)), features], 1)
    scale = np.maximum(x.std(0), 1e-6)
    scale[0] = 1
    x = x / scale
    weights = np.zeros(x.shape[1])
    penalty = ridge * np.eye(x.shape[1])
    penalty[0, 0] = 0
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (right - p) - penalty @ weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights / scale


class Tuning:
    """Dev articles with the network's raw scores, to try settings on."""

    def __init__(self, model: Model, dev: list[GoldArticle]) -> None:
        self.dev = dev
        self.scored = [model.score(article.text) for article in dev]
        self.gold = [gold_roles(article) for article in dev]

    def fit(self, costs: Costs) -> tuple[Floats, float, float]:
        """(confidence weights, best cutoff, its worth) of a decoder's settings."""
        found = decode_all(self.scored, costs)
        rows = [(i, c) for i, candidates in enumerate(found) for c in candidates]
        features = np.array([c.features for _, c in rows])
        right = np.array([is_right(self.dev[i], self.scored[i][0], c) for i, c in rows], float)
        weights = logistic(features, right)
        best = max((self.worth(found, weights, cutoff), cutoff) for cutoff in CUTOFFS)
        return weights, best[1], best[0]

    def worth(self, found: list[list[Candidate]], weights: Floats, cutoff: float) -> float:
        """Attribution F1 and a fifth of the F1 of content tokens: near the best cutoff the former hardly changes
        while every statement left out costs readers its words.
        """
        scores = self.scores(found, weights, cutoff)
        return float(scores["attribution", "all"].f1 + 0.2 * scores["content tokens", "all"].f1)

    def scores(self, found: list[list[Candidate]], weights: Floats, cutoff: float) -> Any:
        rows = []
        for article, gold, (pieces, _), candidates in zip(self.dev, self.gold, self.scored, found, strict=True):
            predicted = [
                {
                    "content": to_characters(pieces, c.content),
                    "source": to_characters(pieces, c.source),
                    "cue": to_characters(pieces, c.cue),
                }
                for c, _ in chosen(candidates, weights, cutoff)
            ]
            rows.append((article.text, gold, predicted))
        return score_articles(rows)

    def reliability(self, found: list[list[Candidate]], weights: Floats, cutoff: float) -> list[dict[str, float]]:
        """Share of right statements among those of like confidence."""
        pairs = [
            (value, is_right(article, pieces, c))
            for article, (pieces, _), candidates in zip(self.dev, self.scored, found, strict=True)
            for c, value in chosen(candidates, weights, cutoff)
        ]
        table = []
        for low in np.arange(0.2, 0.95, 0.1).tolist():
            inside = [(v, r) for v, r in pairs if low <= v < low + 0.1]
            if inside:
                table.append(
                    {
                        "from": round(low, 1),
                        "statements": len(inside),
                        "confidence": round(float(np.mean([v for v, _ in inside])), 3),
                        "right": round(float(np.mean([r for _, r in inside])), 3),
                    }
                )
        return table


def chosen(candidates: list[Candidate], weights: Floats, cutoff: float) -> list[tuple[Candidate, float]]:
    values = [float(1 / (1 + np.exp(-(weights[0] + np.dot(weights[1:], c.features))))) for c in candidates]
    kept = [i for i, value in enumerate(values) if value >= cutoff]
    return select([candidates[i] for i in kept], [values[i] for i in kept])


def tune(tuning: Tuning, best: Costs) -> tuple[Costs, Floats, float]:
    """The decoder's settings, one after the other, each the best on dev, from ``best`` on; confidence and cutoff with
    them.
    """
    most = tuning.fit(best)[2]
    for name, values in GRID:
        for value in values:
            costs = replace(best, **{name: value})
            worth = tuning.fit(costs)[2]
            print(name, value, round(worth, 2), flush=True)
            if worth > most + 0.02:
                best, most = costs, worth
    weights, cutoff, _ = tuning.fit(best)
    return best, weights, cutoff


def write_manifest(folder: Path, version: str, values: dict[str, Any]) -> None:
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")
    }
    text = json.dumps({"format": FORMAT, "version": version, "files": files, **values}, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


POLNEAR = {"name": "PolNeAR train", "licence": "none stated; texts of the publishers"}
NEWS_LICENCE = "Apache-2.0 repository; texts of the publishers"
TAGGED = (
    ("GUM", "CC BY 4.0; texts CC BY 2.5, CC BY 4.0, CC BY-SA 3.0"),
    ("CrossNER politics", "MIT"),
    ("wikigold", "CC BY 4.0"),
)


def described(model: str, name: str) -> dict[str, Any]:
    """What the manifest says of a model's training."""
    tags = [{"name": f"{corpus}: entity tags", "licence": licence} for corpus, licence in TAGGED]
    if model == "fast":
        number = sum(1 for _ in labels().glob("silver-*.npz"))
        news = f"10,000 US political articles (abp_10k): {number} of them"
        return {
            "weights": name,
            "encoder": "3 layers, 384 wide (192 and 512 within), cut out of en-0.2.0 and trained on its answers",
            "data": [POLNEAR, {"name": news, "licence": NEWS_LICENCE}, *tags],
        }
    news = "10,000 US political articles (abp_10k): 513 of them, labelled by the teacher"
    return {
        "weights": name,
        "encoder": "all-MiniLM-L6-v2 (Apache-2.0), 6 layers, 384 wide, fine-tuned",
        "data": [POLNEAR, *([{"name": news, "licence": NEWS_LICENCE}] if name.startswith("distilled") else []), *tags],
    }


def trained(model: str, name: str) -> tuple[Network, EntityHead | FastEntityHead]:
    """The network and the entity head of the weights ``name``."""
    if model == "fast":
        fast = Fast()
        state = torch.load(cache() / f"{name}.pt", weights_only=True)
        load(fast, state["weights"], state["words"])
        return fast.network, fast.entities
    network = Network(MINILM)
    load_weights(network, "student", name)
    entities = EntityHead(len(TAGS))
    state = torch.load(cache() / "entities.pt", weights_only=True)
    entities.load_state_dict(state["weights"])
    if state["encoder"] != name:
        raise SystemExit(
            f"the entity head was trained on {state['encoder']}, not {name}: run onrecord_training.entities"
        )
    return network, entities


def build(model: str, name: str, keep_graph: bool, wanted: float | None) -> None:
    """Make the artefact ``model`` of the weights ``name``; ``keep_graph`` tunes the graph that is there, ``wanted`` is
    the cutoff to take instead of the best on dev.
    """
    folder, version = MODELS / model, VERSIONS[model]
    folder.mkdir(parents=True, exist_ok=True)
    if not keep_graph:
        export(*trained(model, name), folder / "model.onnx")
    load_tokenizer(str(pretrained("student") / "tokenizer.json")).save(str(folder / "tokenizer.json"), pretty=False)
    values: dict[str, Any] = {
        "labels": ["none", "content", "source", "cue"],
        "context": CONTEXT[model],
        "decoder": asdict(LOOSE[model]),
        "confidence": {"features": list(FEATURES), "weights": [0.0, 1.0] + [0.0] * (len(FEATURES) - 1), "cutoff": 0.0},
        "entities": {"tags": list(TAGS)},
        "golden": {},
        "training": described(model, name),
    }
    write_manifest(folder, version, values)
    dev = list(read_part(corpora() / "attribution" / "polnear", "dev"))
    tuning = Tuning(Model.load(folder), dev)
    costs, weights, cutoff = tune(tuning, LOOSE[model])
    cutoff = wanted or cutoff
    found = decode_all(tuning.scored, costs)
    scores = tuning.scores(found, weights, cutoff)
    values["decoder"] = asdict(costs)
    values["confidence"] = {
        "features": list(FEATURES),
        "weights": [round(float(w), 5) for w in weights],
        "cutoff": round(cutoff, 3),
        "reliability": tuning.reliability(found, weights, cutoff),
    }
    values["scores"] = {
        "set": "PolNeAR dev, tuned on it, before assembly by rules",
        **{
            f"{m}, {k}": round(scores[m, k].f1, 1)
            for m, k in itertools.product(("attribution", "content tokens"), ("all", "direct", "mixed", "indirect"))
        },
    }
    write_manifest(folder, version, values)
    result = Model.load(folder).find(GOLDEN)
    values["golden"] = {
        "text": GOLDEN,
        "statements": [
            {role: to_characters(result.pieces, getattr(c, role)) for role in ("content", "source", "cue")}
            for c, _ in result.statements
        ],
    }
    write_manifest(folder, version, values)
    print(json.dumps(values["scores"], indent=1), json.dumps(values["confidence"], indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=VERSIONS, help="which of the package's models")
    parser.add_argument("name", help="weights in the cache folder, without .pt")
    parser.add_argument("--keep-graph", action="store_true", help="tune again, without exporting again")
    parser.add_argument("--cutoff", type=float, help="least confidence of a statement, instead of the best on dev")
    arguments = parser.parse_args()
    build(arguments.model, arguments.name, arguments.keep_graph, arguments.cutoff)


if __name__ == "__main__":
    main()
