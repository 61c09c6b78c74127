"""PolNeAR (Newell et al., LREC 2018) as training material: brat standoff to articles with statements, cleaned.

The dev part is read as it is; the cleaning rules below touch training material only and are listed in the model card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.text.spans import Range, merge_ranges

_ROLE = re.compile(r"\d+$")
_REPORTING = re.compile(
    r"(?:said|says|say|wrote|writes|added|adds|asked|told|tweeted|explained|noted|argued|claimed|recalled|continued"
    r"|declared|insisted|replied|responded|stated|concluded|according to)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}\[\]|]|https?:|&\w+;")


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One annotated statement: ranges of code points for each role."""

    content: tuple[Range, ...]
    source: tuple[Range, ...]
    cue: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A text with all its annotated statements."""

    name: str
    text: str
    statements: tuple[GoldStatement, ...]


def read_part(root: Path, part: str, all_annotators: bool = False) -> Iterator[GoldArticle]:
    """Articles of ``root/part`` (``train`` or ``dev``); of several annotators the first, or each as an article."""
    for path in sorted((root / part / "text").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        annotations = _annotations(root / part / "attributions", path.stem)
        for annotation in annotations if all_annotators else annotations[:1]:
            yield GoldArticle(path.stem, text, tuple(_statements(annotation)))


def _annotations(folder: Path, stem: str) -> list[Path]:
    pattern = re.compile(re.escape(stem) + r"_[0-9a-f]{4}\.ann")
    return [path for path in _listing(folder) if pattern.fullmatch(path.name)]


_listings: dict[Path, list[Path]] = {}


def _listing(folder: Path) -> list[Path]:
    if folder not in _listings:
        _listings[folder] = sorted(folder.iterdir())
    return _listings[folder]


def _statements(path: Path) -> Iterator[GoldStatement]:
    spans: dict[str, list[Range]] = {}
    events: list[list[tuple[str, str]]] = []
    for line in path.read_bytes().decode("utf-8").split("\n"):
        fields = line.rstrip("\r").split("\t")
        if re.match(r"T\d+\t", line):
            offsets = fields[1].split(" ", 1)[1]
            pairs = [part.split() for part in offsets.split(";")]
            spans[fields[0]] = [(int(start), int(end)) for start, end in pairs]
        elif re.match(r"E\d+\t", line):
            events.append(
                [
                    (_ROLE.sub("", role).lower(), tid)
                    for role, tid in (part.split(":") for part in fields[1].split()[1:])
                ]
            )
    for event in events:
        roles: dict[str, tuple[Range, ...]] = {
            role: tuple(merge_ranges(one for name, tid in event if name == role for one in spans[tid]))
            for role in ("content", "source", "cue")
        }
        if roles["content"]:
            yield GoldStatement(**roles)


def clean(article: GoldArticle) -> GoldArticle:
    """Training material without the slips that a rule can find.

    1. A source that is a reporting word while the cue is none (``said`` / ``Hester``): the two are swapped.
    2. A source with markup or an address in it: the source is emptied.
    3. White space at the ends of a range is cut off; ranges that are then empty are dropped.
    4. A statement whose content is inside its own cue or source is dropped.
    """
    statements = []
    for statement in article.statements:
        fixed = GoldStatement(
            *(_trimmed(article.text, ranges) for ranges in (statement.content, statement.source, statement.cue))
        )
        source, cue = (" ".join(article.text[a:b] for a, b in ranges) for ranges in (fixed.source, fixed.cue))
        if _REPORTING.fullmatch(source) and not _REPORTING.search(cue):
            fixed = replace(fixed, source=fixed.cue, cue=fixed.source)
        elif _MARKUP.search(source):
            fixed = replace(fixed, source=())
        if fixed.content and not set(fixed.content) & (set(fixed.cue) | set(fixed.source)):
            statements.append(fixed)
    return replace(article, statements=tuple(statements))


def _trimmed(text: str, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    trimmed = []
    for start, end in ranges:
        part = text[start:end]
        first, last = start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
        if first < last:
            trimmed.append((first, last))
    return tuple(trimmed)
