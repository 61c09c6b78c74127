"""Files of every sort: what can be read is read to the character, what can't is refused in words."""

import io
import sys
from datetime import date
from pathlib import Path

import pytest

from onrecord import InputError
from onrecord.ingest import decode, find_files, read_file
from onrecord.ingest.files import LARGEST

WORDS = "Ada Obi said: “It’s naïve.”\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(encoding: str) -> None:
    assert decode(WORDS.encode(encoding), "a.txt") == WORDS


def test_a_mark_of_the_other_byte_order() -> None:
    assert decode(b"\xfe\xff" + WORDS.encode("utf-16-be"), "a.txt") == WORDS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [WORDS * 20, "plain letters only, as in many an old file\n" * 5])
def test_utf_16_without_a_mark_is_refused_with_the_option_that_reads_it(encoding: str, text: str) -> None:
    with pytest.raises(InputError, match=rf"a\.txt: .*--encoding {encoding}"):
        decode(text.encode(encoding), "a.txt")
    assert decode(text.encode(encoding), "a.txt", encoding) == text


def test_latin_1_is_refused_and_read_when_it_is_named() -> None:
    data = "Zoë said café prices rose by £5.\n".encode("latin-1")
    with pytest.raises(InputError, match=r"not UTF-8 text \(byte 2\).*--encoding"):
        decode(data, "a.txt")
    assert decode(data, "a.txt", "latin-1") == "Zoë said café prices rose by £5.\n"


@pytest.mark.parametrize("data", [b"", b"\n \r\n\t", b"\xef\xbb\xbf", "\u00a0\n\u2028".encode(), b"\0\0"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.txt: holds no text"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8, bytes(4096), b"\x7fELF\x02\x01\x01" + b"\0ab" * 99],
)
def test_a_binary_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.bin: "):
        decode(data, "a.bin")


def test_a_stray_nul_stays_in_its_place() -> None:
    assert decode(b"The mayor said\0 no.", "a.txt") == "The mayor said\0 no."


def test_nothing_else_of_a_text_is_changed(tmp_path: Path) -> None:
    text = "  Line one\r\nline\u00a0two\rline three\u2028e\u0301 \u200f\U0001f600  \r\n\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert read_file(str(tmp_path / "a.txt")).text == text


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="no encoding named 'klingon'"):
        decode(b"nuqneH", "a.txt", "klingon")


def test_an_article_knows_its_file_as_given_and_its_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("One.")
    monkeypatch.chdir(tmp_path)
    article = read_file("./a.txt", published=date(2025, 2, 19))
    assert (article.text, article.file, article.published) == ("One.", "./a.txt", date(2025, 2, 19))


def test_standard_input_has_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("“One.”\r\n".encode())))
    article = read_file("-")
    assert (article.text, article.file) == ("“One.”\r\n", None)


def test_what_is_no_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("\n<!DOCTYPE html><p>He said no.")
    with pytest.raises(InputError, match="no article found on this page"):
        read_file(str(tmp_path / "page.txt"))
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(InputError, match=r"huge\.txt: larger than 64 MiB"):
        read_file(str(tmp_path / "huge.txt"))
    with pytest.raises(InputError, match=r"none\.txt: No such file"):
        read_file(str(tmp_path / "none.txt"))


def test_a_folder_stands_for_its_text_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", "notes.pdf", "deep/c.text", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [Path(path).relative_to(tmp_path).as_posix() for path in find_files([str(tmp_path)])]
    assert found == ["a.TXT", "b.txt", "deep/c.text"]
    assert list(find_files(["z.any", "-", "a.pdf"])) == ["z.any", "-", "a.pdf"]


def test_a_folder_without_text_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder without text files"):
        list(find_files([str(tmp_path)]))
