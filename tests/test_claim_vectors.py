"""The vectors of propositions: their words in their paragraph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from onrecord.claims.propositions import propositions
from onrecord.claims.vectors import vectors_of
from onrecord.neural.sentences import SentenceEncoder
from onrecord.text.spans import Range
from tests.claim_articles import Said, reading

FERRY = "The night ferry to Orsa did not sail on Tuesday"


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load()


def test_a_paragraph_tells_what_a_statement_is_about(encoder: SentenceEncoder) -> None:
    text = (
        f"Ada Obi said {FERRY}.\n\n"
        "Asked about the Orsa ferry that did not sail, Tom Kurz said this never happened.\n\n"
        "Asked about the price of wheat, Iva Lund said this never happened.\n"
    )
    said = [Said("Ada Obi", "said", FERRY)]
    said += [Said(who, "said", "this never happened") for who in ("Tom Kurz", "Iva Lund")]
    article = reading(text, said)
    found = propositions(article)
    vectors = vectors_of(encoder, text, found)
    assert vectors.shape == (len(found), encoder.width) == (3, encoder.width)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05


def test_no_propositions_have_no_vectors(encoder: SentenceEncoder) -> None:
    assert vectors_of(encoder, "Nobody spoke.\n", []).shape == (0, encoder.width)


class _Listening:
    """An encoder that keeps what it is given to read."""

    sha256, width = "0" * 64, 2

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), self.width), np.float32)

    def encode_parts(self, text: str, parts: Sequence[Sequence[Range]]) -> NDArray[np.float32]:
        self.read.append(text)
        return np.array([[len(text[a:b]) for (a, b), *_ in [part] * self.width] for part in parts], np.float32)


def test_a_paragraph_is_read_once_among_its_neighbours() -> None:
    long = "The harbour master spoke for an hour about sand. " * 30
    lines = [f"Ada Obi said {FERRY}, number {n}." for n in range(12)]
    text = "\n\n".join([*lines[:6], long + f"Tom Kurz said {FERRY}.", *lines[6:]]) + "\n"
    said = [Said("Ada Obi", "said", f"{FERRY}, number {n}") for n in range(12)]
    found = propositions(reading(text, said))
    encoder = _Listening()
    vectors = vectors_of(encoder, text, found)
    assert len(found) == 12
    assert [row[0] for row in vectors] == [len(text[slice(*one.spans[0])]) for one in found]
    assert all(sum(line in passage for passage in encoder.read) == 1 for line in lines)
    assert max(len(passage) for passage in encoder.read if long not in passage) <= 800
    assert len(encoder.read) == 2  # what is said by none of them is not read
