"""The models of claims: vectors of texts, relations of pairs, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.neural.graphs import CLAIMS_FOLDER
from onrecord.neural.pairs import OPPOSITE, OTHER, SAME, PairModel
from onrecord.neural.sentences import SentenceEncoder

FERRY = "The night ferry to Orsa was cancelled on Tuesday."
AGAIN = "on Tuesday the Orsa night ferry did not sail"
DENIED = "“Every ferry to Orsa sailed on Tuesday, the night one too.”"
ELSEWHERE = "The wheat harvest was the smallest in twenty years."


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load()


@pytest.fixture(scope="module")
def pairs() -> PairModel:
    return PairModel.load()


def test_vectors_have_length_one_and_lie_near_for_like_texts(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode([FERRY, AGAIN, DENIED, ELSEWHERE])
    assert vectors.shape == (4, encoder.width)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    angles = vectors @ vectors.T
    assert angles[0, 1] > angles[0, 3] + 0.3
    assert angles[0, 2] > angles[0, 3] + 0.3


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(encoder: SentenceEncoder) -> None:
    alone, among = encoder.encode([FERRY])[0], encoder.encode([ELSEWHERE * 3, FERRY, ""])[1]
    assert np.array_equal(alone, among)


@pytest.mark.parametrize("text", ["", "\n", "ferry " * 3000, "\x00\ufffd🛳", "\ud800 sailed"])
def test_any_text_has_a_vector_and_a_relation(encoder: SentenceEncoder, pairs: PairModel, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()
    assert pairs.score([(text, FERRY), (text, text)]).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_part_of_a_text_has_the_vector_that_it_has_there(encoder: SentenceEncoder) -> None:
    text = f"{FERRY} “They said nothing of it,” Ada Obi said."
    spans = [[(0, len(FERRY))], [(text.index("They"), text.index(",”"))], [(0, 9), (27, len(FERRY))]]
    vectors = encoder.encode_parts(text, spans)
    assert vectors.shape == (3, encoder.width)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    ferry = encoder.encode([FERRY])[0]
    alone = encoder.encode(["They said nothing of it"])[0]
    assert vectors[0] @ ferry > vectors[1] @ ferry > alone @ ferry
    assert np.array_equal(encoder.encode_parts(text, spans[1:2])[0], vectors[1])


def test_parts_of_a_long_text_and_parts_without_words(encoder: SentenceEncoder) -> None:
    text = "The wheat harvest was small. " * 80 + FERRY
    start = len(text) - len(FERRY)
    vectors = encoder.encode_parts(text, [[(start, len(text))], [(0, 28)], [(28, 29)], []])
    assert np.isfinite(vectors).all()
    ferry = encoder.encode([FERRY])[0]
    assert vectors[0] @ ferry > vectors[1] @ ferry + 0.2
    assert encoder.encode_parts(text, []).shape == (0, encoder.width)
    assert np.isfinite(encoder.encode_parts("", [[]])).all()
    odd = encoder.encode_parts(f"\ud800 {FERRY}", [[(2, 2 + len(FERRY))]])
    assert odd[0] @ ferry > 0.9


def test_nothing_gives_nothing(encoder: SentenceEncoder, pairs: PairModel) -> None:
    assert encoder.encode([]).shape == (0, encoder.width)
    assert pairs.score([]).shape == (0, 3)


def test_relations_tell_the_same_the_opposite_and_the_rest_apart(pairs: PairModel) -> None:
    fell = "Unemployment in Velm fell to 4% in March."
    others = (
        "the jobless rate in Velm had dropped to four per cent in March",
        "Unemployment in Velm rose to 6% in March.",
    )
    scores = pairs.score([(fell, other) for other in (*others, ELSEWHERE)])
    assert scores.argmax(axis=1).tolist() == [SAME, OPPOSITE, OTHER]


def test_the_order_of_a_pair_makes_no_difference(pairs: PairModel) -> None:
    assert np.array_equal(pairs.score([(FERRY, DENIED)]), pairs.score([(DENIED, FERRY)]))


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    shutil.copytree(CLAIMS_FOLDER, tmp_path / "claims")
    with (tmp_path / "claims" / "pairs.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=r"pairs\.onnx: not the file"):
        PairModel.load(tmp_path / "claims")
    SentenceEncoder.load(tmp_path / "claims")


def test_a_folder_without_models_or_with_later_ones_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json is missing"):
        SentenceEncoder.load(tmp_path)
    manifest = json.loads((CLAIMS_FOLDER / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(ModelError, match="format 99"):
        SentenceEncoder.load(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="not a readable manifest"):
        SentenceEncoder.load(tmp_path)
