"""Gold files and readings, loaded for scoring.

Gold is either JSON Lines, ``{"article": NAME, "statements": [{"content": [[start, end], …], "source": …,
"cue": …}]}``, with the texts in a folder of their own, or a folder of ``NAME.gold.json`` beside ``NAME.txt``.
Offsets are code points of the text, read as UTF-8 without translating line ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from onrecord.errors import GoldError, OnrecordError
from onrecord.scoring.spans import Roles
from onrecord.statements import Reading, Statement, reading_from_json
from onrecord.text.spans import Range

_ROLES = ("content", "source", "cue")


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A text, its gold statements, and the statements that a reading found (none if there is no reading)."""

    name: str
    text: str
    gold: list[Roles]
    found: list[Roles]
    annotated: list[dict[str, Any]]
    """The gold statements as they stand in the file, with speaker and circumstances where it has them."""
    reading: Reading | None
    """None if there is no reading of this article."""


def load(gold: Path, readings: Path, text_folder: Path | None = None) -> list[GoldArticle]:
    """The articles of GOLD with what the readings found in them, as `score_articles` needs them, by name.

    A reading belongs to the article that its file is named after. Statements within others are left out:
    the gold marks none. ``text_folder`` may be left out for a gold folder. Raises `GoldError` for a malformed
    file, an article that stands twice in either file, and a reading that the gold lacks or of another text.
    """
    annotated = load_annotation(gold)
    wanted = {name: _gold_statements({"statements": one}, name) for name, one in annotated.items()}
    texts = gold if text_folder is None else text_folder
    found: dict[str, Reading] = {}
    articles = {name: _read_text(texts / f"{name}.txt") for name in sorted(wanted)}
    for where, value in _json_lines(readings):
        name = _name_of(value, where)
        if name in found:
            raise GoldError(f"{where}: a second reading of article {name!r}")
        if name not in wanted:
            raise GoldError(f"{where}: a reading of article {name!r}, which the gold lacks")
        try:
            found[name] = reading_from_json(value, articles[name])
        except OnrecordError as error:
            raise GoldError(f"{where}: article {name!r}: {error}") from error
    return [
        GoldArticle(
            name,
            text,
            wanted[name],
            found_statements(found[name]) if name in found else [],
            annotated[name],
            found.get(name),
        )
        for name, text in articles.items()
    ]


def load_gold(path: Path) -> dict[str, list[Roles]]:
    """Gold statements as ranges by article, of a file of JSON Lines or a folder; raises `GoldError`."""
    return {name: _gold_statements({"statements": one}, name) for name, one in load_annotation(path).items()}


def load_annotation(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Gold statements as they stand in the files, by article; raises `GoldError`."""
    gold: dict[str, list[dict[str, Any]]] = {}
    if path.is_dir():
        for file in sorted(path.glob("*.gold.json")):
            value = _json(_read_text(file), str(file))
            _gold_statements(value, str(file))
            gold[file.name.removesuffix(".gold.json")] = value["statements"]
    else:
        for where, value in _json_lines(path):
            name = value.get("article")
            if not isinstance(name, str):
                raise GoldError(f"{where}: no article's name under 'article'")
            if name in gold:
                raise GoldError(f"{where}: article {name!r} a second time")
            _gold_statements(value, where)
            gold[name] = value["statements"]
    if not gold:
        raise GoldError(f"{path}: no gold articles")
    return gold


def found_statements(reading: Reading) -> list[Roles]:
    """The statements of a reading as ranges, those within others left out."""
    return [_ranges(statement) for statement in reading.statements if statement.within is None]


def _ranges(statement: Statement) -> Roles:
    roles = {"content": statement.content, "source": statement.source, "cue": statement.cue}
    return {role: [(span.start, span.end) for span in spans] for role, spans in roles.items()}


def _gold_statements(value: Mapping[str, Any], where: str) -> list[Roles]:
    try:
        return [{role: _gold_ranges(one.get(role) or []) for role in _ROLES} for one in value["statements"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GoldError(f"{where}: 'statements' must be objects with lists of [start, end] ({error!r})") from error


def _gold_ranges(values: list[list[int]]) -> list[Range]:
    ranges = [(start, end) for start, end in values]
    if not all(type(offset) is int for one in ranges for offset in one):
        raise TypeError("an offset that is no whole number")
    return ranges


def _name_of(value: Mapping[str, Any], where: str) -> str:
    described = value.get("article")
    file = described.get("file") if isinstance(described, dict) else None
    if not isinstance(file, str):
        raise GoldError(f"{where}: the reading names no file, so its article is not known")
    return PurePath(file).stem


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(_read_text(path).split("\n"), 1):
        if line.strip():
            where = f"{path}, line {number}"
            yield where, _json(line, where)


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise GoldError(f"{where}: not JSON ({error})") from error
    if not isinstance(value, dict):
        raise GoldError(f"{where}: not a JSON object")
    return value


def _read_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 text (byte {error.start})") from error
