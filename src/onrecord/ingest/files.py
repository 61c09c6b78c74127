"""Single files: found, decoded, and refused in words when they are something else."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from onrecord.errors import InputError
from onrecord.ingest.items import needing
from onrecord.text import Article

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read as one article."""
TEXT_SUFFIXES = frozenset({".txt", ".text", ".html", ".htm", ".xhtml"})
"""Files that are taken from a folder; a file that is named itself may have any suffix."""

_ROOT = re.compile(
    rb"(?:\s|<\?[^>]*>|<!--.*?-->|<!doctype(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)*<(!doctype\s+html|(?:[\w.-]+:)?[\w.-]+)",
    re.IGNORECASE | re.DOTALL,
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """The text of a file: its byte-order mark taken off, nothing else changed (line ends stay as they are).

    Without ``encoding`` the mark decides, else it must be UTF-8. Raises `InputError` that names the file
    and says what to do.
    """
    for mark, marked in MARKS:
        if data.startswith(mark) and encoding is None:
            data, encoding = data[len(mark) :], marked
            break
    try:
        text = data.decode(encoding or "utf-8")
    except LookupError as error:
        raise InputError(f"{name}: there is no encoding named {encoding!r}") from error
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise InputError(f"{name}: not {encoding} text (byte {error.start})") from error
        raise InputError(f"{name}: {_what_instead(data, error.start)}") from error
    nul = text.count("\0")
    if nul > 8 and nul > 0.001 * len(text):
        raise InputError(f"{name}: {_what_instead(data, data.index(0))}")
    if not text.strip("\0\ufeff \t\r\n\v\f\u00a0\u2028\u2029"):
        raise InputError(f"{name}: holds no text")
    return text


def _what_instead(data: bytes, position: int) -> str:
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > 0.3 * len(head) / 2 > 2 * min(even, odd):
        guess = "utf-16-be" if even > odd else "utf-16-le"
        return f"looks like UTF-16 without a byte-order mark; try --encoding {guess}"
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return "not a text file; give the article's text"
    return f"not UTF-8 text (byte {position}); if it is Western European, try --encoding cp1252"


def root_name(data: bytes) -> str:
    """The lower-cased name of the first element in marked-up text, "html" for a page's head or body; "" for none."""
    match = _ROOT.match(data[:65_536].removeprefix(codecs.BOM_UTF8))
    name = match.group(1).decode("latin-1").lower().rpartition(":")[2] if match else ""
    return "html" if name.startswith("!doctype") or name in {"html", "head", "body"} else name


def read_file(path: str, published: date | None = None, encoding: str | None = None) -> Article:
    """The article in a text file or a web page, ``-`` for standard input; a page's own day goes before ``published``.

    Raises `InputError` when it can't be read.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    name = "standard input" if path == "-" else path
    if len(data) > LARGEST:
        raise InputError(f"{name}: larger than {LARGEST // 2**20} MiB; split it into articles")
    file = None if path == "-" else path
    if root_name(data) == "html":
        with needing():
            from onrecord.ingest.web import read_page
        page = read_page(data, name, file=file, declared=encoding)
        return page if page.published else replace(page, published=published)
    return Article(decode(data, name, encoding), file=file, published=published)


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """The files that arguments name, in their order; a folder stands for the text files and pages in it, sorted.

    Raises `InputError` lazily, when the iteration comes to an argument that doesn't exist or to a folder without
    text files.
    """
    for path in paths:
        if path in {"-", ""} or not Path(path).is_dir():
            yield path
            continue
        inside = sorted(p for p in Path(path).rglob("*") if p.suffix.lower() in TEXT_SUFFIXES and p.is_file())
        if not inside:
            raise InputError(f"{path}: a folder without text files ({', '.join(sorted(TEXT_SUFFIXES))})")
        yield from map(str, inside)
