"""The vectors of propositions: their words in their paragraph."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.claims.propositions import propositions
from onrecord.claims.vectors import vectors_of
from onrecord.neural.sentences import SentenceEncoder
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
