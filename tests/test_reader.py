"""The reader on whole articles: what it must find, and what must never happen."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import Article, LanguageError, ModelError, Reader, Reading, Statement, reading_from_json, reading_to_json
from onrecord.neural.session import MODEL_FOLDER
from onrecord.statements.codec import check_grounding

WIRE = (Path(__file__).parent.parent / "examples" / "wire.txt").read_text(encoding="utf-8")


def saying(reading: Reading, words: str) -> Statement:
    """The one outer statement whose content holds the words."""
    found = [s for s in reading.statements if s.within is None and any(words in span.text for span in s.content)]
    assert len(found) == 1, f"{len(found)} statements hold {words!r}"
    return found[0]


def joined(statement: Statement, role: str) -> str:
    return " ".join(span.text for span in getattr(statement, role))


def test_a_discontinuous_quotation_is_one_statement(reader: Reader) -> None:
    reading = reader.read("Vote on the dam\n\n“We will not sell it,” Ada Obi said on Monday. “Not now, not ever.”")
    statement = saying(reading, "We will not sell it")
    assert statement is saying(reading, "Not now")
    assert (joined(statement, "source"), joined(statement, "cue"), statement.kind) == ("Ada Obi", "said", "direct")


def test_indirect_speech_with_its_source(reader: Reader) -> None:
    reading = reader.read("The mayor, Jo Pell, said the bridge would stay closed until Friday. Traffic was heavy.")
    statement = saying(reading, "the bridge would stay closed")
    assert "Jo Pell" in joined(statement, "source")
    assert statement.kind == "indirect"


def test_single_quotation_marks_are_direct(reader: Reader) -> None:
    reading = reader.read("‘It’s the drivers’ money, and they’ll get it,’ Mr Shaw told the committee in Leeds.")
    assert saying(reading, "drivers’ money").kind == "direct"


def test_a_quotation_of_three_paragraphs_with_marks_reopened(reader: Reader) -> None:
    reading = reader.read(WIRE)
    statements = [
        saying(reading, words)
        for words in ("We were given no warning", "That is a blockade", "show us a single notice")
    ]
    assert all(joined(s, "source") in ("Ilse Varga", "") for s in statements)
    assert "Ilse Varga" in {joined(s, "source") for s in statements}


def test_a_missing_closing_mark_does_not_disturb_the_next_paragraph(reader: Reader) -> None:
    reading = reader.read(WIRE)
    assert joined(saying(reading, "had never agreed to inspections"), "source").startswith(
        "Tessaly’s President, Maren Holt"
    )
    assert saying(reading, "had never agreed to inspections").kind == "indirect"


TRANSCRIPT = """Tide mill: the interview

JONES: Did you close the sluice yourself that night?

PARK: I did not. I was at home with my daughter and the phone was off.

The council said the gate was open.

JONES: Then who did close it, do you think?

PARK: Ask the harbour master, because he said he was there all evening.

JONES: We did ask him, and he had nothing to say."""


def test_transcript_turns_are_statements_of_their_speaker(reader: Reader) -> None:
    reading = reader.read(TRANSCRIPT)
    turn = saying(reading, "I was at home with my daughter")
    assert (joined(turn, "source"), joined(turn, "cue")) == ("PARK", ":")
    assert "The council said" in joined(turn, "content")


def test_press_release_forms(reader: Reader) -> None:
    reading = reader.read(
        "New rules for night ferries\n\nThe commission presented its plan today.\n\n"
        "“Nobody should read two rulebooks over breakfast. Now there is one.” – Commissioner Aino Lehtsaar\n\n"
        "And from Bengt Rydell, Commissioner for Social Rights:\n\n“Tired crews make mistakes. That stops.”"
    )
    assert "Aino Lehtsaar" in joined(saying(reading, "two rulebooks"), "source")
    assert "Bengt Rydell" in joined(saying(reading, "Tired crews"), "source")


def test_an_embedded_post_is_a_statement_of_its_account(reader: Reader) -> None:
    reading = reader.read(
        "The app failed on Tuesday.\n\nI was late for work and they took my money. — Teresa Kwan (@tkwan) "
        "November 19, 2024\n\nRefunds followed."
    )
    assert joined(saying(reading, "I was late for work"), "source") == "Teresa Kwan"


def test_a_quoted_paragraph_without_a_cue_is_kept(reader: Reader) -> None:
    reading = reader.read(
        "Ms Hale said the fund was empty and that nobody had been told.\n\n“We looked in every account twice.”"
        "\n\nThe board met later."
    )
    assert saying(reading, "We looked in every account twice.").kind in ("direct", "mixed")


def test_a_nested_statement_names_the_one_around_it(reader: Reader) -> None:
    reading = reader.read(
        "“The minister told me in March that the money had already been spent on roads,” Ms Ode said. "
        "The room fell silent."
    )
    outer = saying(reading, "told me in March")
    inner = [s for s in reading.statements if s.within == outer.id]
    assert len(inner) == 1
    assert "money had already been spent" in joined(inner[0], "content")
    assert joined(inner[0], "source") == "The minister"


def test_a_text_without_statements_has_none(reader: Reader) -> None:
    assert reader.read("The bridge is 90 metres long. It was built in 1911 and painted green in 1954.").statements == ()


def test_another_language_is_refused_unless_forced(reader: Reader) -> None:
    german = (
        "Der Minister sagte am Mittwoch, dass die Brücke nicht vor dem Ende des Monats wieder für den Verkehr frei ist "
        "und die Stadt warten muss."
    )
    with pytest.raises(LanguageError, match="--force"):
        reader.read(german)
    assert reader.read(german, force=True).article.text == german
    with pytest.raises(LanguageError):
        reader.read(
            "Министр заявил в среду, что мост не откроют до конца месяца, и город должен подождать ещё немного."
        )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from([*"“”‘’\"'–— ,.:\n\r\t\u00a0\ufeff\u202e\x00👍é@()", "\ud800"]), st.characters()
        ),
        max_size=120,
    ),
    st.booleans(),
)
def test_any_text_is_read_and_grounded(reader: Reader, noise: str, reporting: bool) -> None:
    text = f"{noise} Mr Roe said: “{noise}” and Ann Lee denied that {noise} was true. {noise}" if reporting else noise
    reading = reader.read(text, force=True)
    check_grounding(reading)
    assert reader.read(text, force=True) == reading
    assert reading_from_json(reading_to_json(reading), text=text) == reading


@pytest.mark.parametrize(
    "text",
    [
        '"' * 100_000,
        "“" * 20_000,
        "‘" * 5_000 + " he said",
        "word " * 50_000,
        "\u202eMr Roe said he was \u200fright.\u202c",
        "Mr Roe said\r\nhe was late.\r\n\r\n“I was,”\r\nhe said.",
        "",
        " \n\u00a0\n",
    ],
    ids=["straight marks", "curly marks", "single marks", "no full stop", "right to left", "CRLF", "empty", "blank"],
)
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    check_grounding(reader.read(text, force=True))


def test_many_threads_read_the_same(reader: Reader) -> None:
    texts = [WIRE, TRANSCRIPT, "“No,” she said."] * 4
    expected = [reader.read(text) for text in texts]
    assert list(Reader.load(threads=3).read_many(texts)) == expected
    results: dict[int, Reading] = {}

    def work(index: int) -> None:
        results[index] = reader.read(texts[index])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[i] for i in range(len(texts))] == expected


def test_read_many_is_lazy() -> None:
    taken: list[int] = []

    def articles() -> object:
        for number in range(1000):
            taken.append(number)
            yield Article(f"“No,” she said. {number}")

    readings = Reader.load(threads=2).read_many(articles())  # type: ignore[arg-type]
    next(readings)
    assert len(taken) < 20


def test_ids_are_the_same_in_every_run_and_differ_between_articles(reader: Reader) -> None:
    text = "“No, we will not pay,” she said."
    one, again = (reader.read(Article(text, file=name)) for name in ("a.txt", "b.txt"))
    assert [s.id for s in one.statements] == [s.id for s in again.statements] != []
    other = reader.read(Article(text, publisher="Gazette"))
    assert not {s.id for s in one.statements} & {s.id for s in other.statements}


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json", "manifest.json"):
        (tmp_path / name).write_bytes((MODEL_FOLDER / name).read_bytes())
    Reader.load(tmp_path)
    with (tmp_path / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=r"model\.onnx"):
        Reader.load(tmp_path)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ModelError, match=r"manifest\.json"):
        Reader.load(tmp_path / "nothing")
    with pytest.raises(ModelError, match=r"nowhere: no model; name one that comes with onrecord \(en, fast\)"):
        Reader.load(tmp_path / "nowhere")


@pytest.mark.parametrize("context", [7, 161, -1, "16", 16.0, float("inf")])
def test_a_context_that_no_window_has_room_for_is_refused(tmp_path: Path, context: object) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes((MODEL_FOLDER / name).read_bytes())
    manifest = json.loads((MODEL_FOLDER / "manifest.json").read_text("utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "context": 8}), encoding="utf-8")
    assert Reader.load(tmp_path).read("“No,” she said.").statements
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "context": context}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json: context .* is not 8 to 160 pieces"):
        Reader.load(tmp_path)
