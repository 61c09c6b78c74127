"""A network's candidates on dev articles, and their scores."""

from __future__ import annotations

import numpy as np
import torch

from onrecord.neural.decoding import Candidate, Costs, decode_window, select
from onrecord.neural.windows import load_tokenizer, plan_windows, split_pieces, window_features
from onrecord.reading.extract import to_characters
from onrecord.scoring.spans import score_articles
from onrecord.text.quotes import INSIDE
from onrecord_training.network import Network
from onrecord_training.paths import pretrained
from onrecord_training.polnear import GoldArticle

LOOSE = Costs(threshold=0.1)


def dev_candidates(network: Network, articles: list[GoldArticle], costs: Costs = LOOSE) -> list[list[Candidate]]:
    """All candidates of each article, by the same windows and decoder as the reader's."""
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    floor = float(np.log(costs.threshold / (1 - costs.threshold)))
    found = []
    for article in articles:
        pieces = split_pieces(tokenizer, article.text)
        candidates: list[Candidate] = []
        for window in plan_windows(pieces):
            features = window_features(pieces, window)
            stacked = np.stack([features[k] for k in ("ids", "case", "quote", "layout")], 1)
            with torch.no_grad():
                hidden = network.encode(torch.from_numpy(stacked), None)
                scores = network.score_anchors(hidden)[0, 1:-1].float().numpy()
                own = np.arange(window.own_start, window.own_end) - window.start
                anchors = own[scores[own] > floor]
                if not len(anchors):
                    continue
                rows = torch.zeros(len(anchors), dtype=torch.long)
                roles = network.score_roles(hidden, rows, torch.from_numpy(anchors + 1))[:, 1:-1].float().numpy()
            part = slice(window.start, window.end)
            candidates += decode_window(
                scores[anchors], anchors, roles, pieces.words[part], pieces.quote[part] == INSIDE, window.start, costs
            )
        found.append(candidates)
    return found


def score_candidates(articles: list[GoldArticle], candidates: list[list[Candidate]]) -> dict[str, float]:
    """Attribution F1 (all and by kind) at the best of a few thresholds of a plain confidence."""
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    pieces = [split_pieces(tokenizer, a.text) for a in articles]
    best: dict[str, float] = {}
    for threshold in (-0.5, 0.0, 0.5, 1.0):
        rows = []
        for article, split, found in zip(articles, pieces, candidates, strict=True):
            plain = [c.features[0] + 0.5 * c.features[1] - 1.0 for c in found]
            kept = [(c, s) for c, s in zip(found, plain, strict=True) if s > threshold]
            chosen = select([c for c, _ in kept], [s for _, s in kept])
            predicted = [
                {
                    "content": to_characters(split, c.content),
                    "source": to_characters(split, c.source),
                    "cue": to_characters(split, c.cue),
                }
                for c, _ in chosen
            ]
            gold = [
                {"content": list(s.content), "source": list(s.source), "cue": list(s.cue)} for s in article.statements
            ]
            rows.append((article.text, gold, predicted))
        scores = score_articles(rows)
        if scores["attribution", "all"].f1 > best.get("attribution", 0.0):
            best = {
                "threshold": threshold,
                "tokens": round(scores["content tokens", "all"].f1, 2),
                "attribution": round(scores["attribution", "all"].f1, 2),
                **{k: round(scores["attribution", k].f1, 2) for k in ("direct", "mixed", "indirect")},
            }
    return best
