"""How well statements are grouped into claims and sides taken: ``python -m evaluation.claim_scores [dev|kept]``.

Every story's articles are grouped in the order of publication into one collection, as `onrecord add` does. Printed are
onrecord's scores over the statements that its reader finds and over the annotated ones, and on the latter two
baselines: cosine of TF-IDF vectors and of the sentence encoder, linked where it is above the threshold that is best
on dev.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from evaluation.claim_stories import Story, gold_claims, gold_readings, load
from onrecord import Reader
from onrecord.claims.grouper import Grouper
from onrecord.claims.relation import Encoder, Judge
from onrecord.neural.pairs import PairModel
from onrecord.neural.sentences import SentenceEncoder
from onrecord.scoring.claims import Claims, ClaimScores, Stance, score_claims, stands_for
from onrecord.statements import Reading
from onrecord.store import Record
from onrecord.store.names import words
from onrecord.store.schema import positions

Readings = Iterable[tuple[Reading, dict[str, str]]]
"""Each with the gold statement that each statement's id stands for; those that stand for none are not named."""


def found_readings(story: Story, reader: Reader) -> Readings:
    """What the reader finds in a story's articles; each gold statement is found by that which shares most content."""
    for file, article in story.articles.items():
        reading = reader.read(article)
        mine = {one.id: [(span.start, span.end) for span in one.content] for one in reading.statements}
        gold = {story.item(one["id"]): one["content"] for one in story.annotation["statements"] if one["file"] == file}
        yield reading, stands_for(mine, gold)


def grouped(readings: Readings, encoder: Encoder, judge: Judge) -> Claims:
    """The claims of all readings over gold statements, grouped one article after the other in a record of their own."""
    grouper = Grouper(encoder, judge)
    claims: dict[str, dict[str, Stance]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "record.db") as record:
        meant: dict[str, str] = {}
        with record.writing("evaluation") as writer:
            for reading, ids in readings:
                writer.add(reading)
                grouper.group(writer, grouper.prepare(reading))
                meant |= ids
            columns = (positions.c.claim, positions.c.statement, positions.c.stance)
            for claim, statement, stance in writer.connection.execute(sa.select(*columns).order_by(positions.c.key)):
                if statement in meant:
                    claims[str(claim)].setdefault(meant[statement], stance)
    return claims


def linked(similarity: NDArray[np.float32], items: list[str], least: float) -> Claims:
    """Groups of items that a chain of pairs of at least that similarity links; everybody asserts."""
    group = list(range(len(items)))

    def root(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    for a, b in zip(*np.nonzero(np.triu(similarity, 1) >= least), strict=True):
        group[root(int(b))] = root(int(a))
    claims: dict[str, dict[str, Stance]] = defaultdict(dict)
    for at, item in enumerate(items):
        claims[str(root(at))][item] = "asserts"
    return claims


def tfidf(texts: list[str]) -> NDArray[np.float32]:
    """Unit rows of word weights: log frequency times inverse document frequency."""
    tokens = [words(text) for text in texts]
    vocabulary = {word: number for number, word in enumerate(sorted({word for some in tokens for word in some}))}
    matrix = np.zeros((len(texts), len(vocabulary)), np.float32)
    for row, some in enumerate(tokens):
        for word in some:
            matrix[row, vocabulary[word]] += 1
    weights = np.log1p(matrix) * np.log(len(texts) / np.maximum(1, (matrix > 0).sum(0)))
    unit: NDArray[np.float32] = weights / np.maximum(1e-9, np.linalg.norm(weights, axis=1, keepdims=True))
    return unit


def baseline(
    stories: list[Story], vectors: Callable[[list[str]], NDArray[np.float32]]
) -> Callable[[float], ClaimScores]:
    """Scores by threshold of linking contents whose vectors are near."""
    items, texts = [], []
    for story in stories:
        for one in story.annotation["statements"]:
            items.append(story.item(one["id"]))
            text = story.articles[one["file"]].text
            texts.append(" ".join(text[start:end] for start, end in one["content"]))
    rows = vectors(texts)
    similarity, gold = rows @ rows.T, gold_claims(stories)
    return lambda least: score_claims(gold, linked(similarity, items, least))


def line(name: str, scores: ClaimScores) -> str:
    p, r, f = scores.bcubed
    sides = "  ".join(f"{side} P {one.precision:.1f} R {one.recall:.1f}" for side, one in scores.stances.items())
    return (
        f"{name:34s} pairs P {scores.pairs.precision:5.1f} R {scores.pairs.recall:5.1f} F1 {scores.pairs.f1:5.1f}   "
        f"B-cubed P {p:5.1f} R {r:5.1f} F1 {f:5.1f}   stance macro F1 {scores.macro_f1:5.1f}  ({sides})"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("dev", "kept", "reports-dev", "reports-kept"), nargs="?", default="dev")
    part = parser.parse_args().part
    stories = load(part)
    gold = gold_claims(stories)
    encoder, judge, reader = SentenceEncoder.load(), Judge(PairModel.load()), Reader.load()
    items = {one for some in gold.values() for one in some}
    print(f"{part}: {len(stories)} stories, {len(items)} statements, {len(gold)} claims")
    found = grouped((one for story in stories for one in found_readings(story, reader)), encoder, judge)
    print(line("onrecord, what its reader finds", score_claims(gold, found)))
    if not part.startswith("reports"):  # in these nobody marked speakers and reporting words
        found = grouped((one for story in stories for one in gold_readings(story)), encoder, judge)
        print(line("onrecord, annotated statements", score_claims(gold, found)))
    tuning = stories if part.endswith("dev") else load(part.replace("kept", "dev"))
    for name, vectors in (("TF-IDF cosine", tfidf), ("the encoder's cosine", encoder.encode)):
        on_dev = baseline(tuning, vectors)
        best = max(np.arange(0.2, 0.96, 0.02).tolist(), key=lambda least: on_dev(least).pairs.f1)
        print(line(f"{name} >= {best:.2f}", baseline(stories, vectors)(best)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
