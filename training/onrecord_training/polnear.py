"""PolNeAR as training material: its statements, cleaned.

The dev part is read as it is; the cleaning rules below touch training material only and are listed in the model card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.scoring.polnear import read_polnear
from onrecord.text.spans import Range

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
    for name, text, statements in read_polnear(root, part, all_annotators):
        yield GoldArticle(
            name, text, tuple(GoldStatement(**{role: tuple(r) for role, r in one.items()}) for one in statements)
        )


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
