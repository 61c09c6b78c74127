"""Statements of the record for the terminal: each in its context, with speaker, publisher and day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from onrecord.export.marks import circumstances, heading, printable, speaker_or_source
from onrecord.statements import Statement

if TYPE_CHECKING:
    from onrecord.store import Context, Found


def entries(found: Sequence[Found], contexts: Sequence[Context], screen: Console) -> Iterable[Text]:
    """A few lines for each, as wide as the screen; its content stands in brackets, in the article's own words."""
    for one, context in zip(found, contexts, strict=True):
        yield _entry(one, context, screen)


def _entry(found: Found, context: Context, screen: Console) -> Text:
    one, article = found.statement, found.article
    entry = Text()
    entry.append(_line(speaker_or_source(one)), "bold cyan" if one.speaker.name is not None else "dim")
    where = [
        str(article["published"] or "undated"),
        _line(article["publisher"] or ""),
        heading(article["title"], article["file"], article["ref"]),
    ]
    entry.append(" · " + " · ".join(part for part in where if part))
    more = [_line(circumstances(one)), one.kind, *([] if one.framing == "neutral" else [_line(one.framing)])]
    more += [f"{one.confidence:.2f}", found.status, one.id]
    inside = _in_context(one, context).append("\n" + " · ".join(part for part in more if part) + "\n", "dim")
    for line in inside.wrap(screen, screen.width - 2):
        line.rstrip()
        entry.append("\n  " if line.plain else "\n").append(line)
    return entry


def _in_context(one: Statement, context: Context) -> Text:
    shown = Text("" if context.whole[0] else "… ")
    at, end = context.start, context.start + len(context.text)
    for span in sorted(one.content):
        start, stop = max(span.start, at), min(span.end, end)
        if start >= stop:
            continue
        shown.append(_piece(context, at, start), "dim")
        shown.append("[" + _piece(context, start, stop) + "]", "green")
        at = stop
    shown.append(_piece(context, at, end), "dim")
    return shown if context.whole[1] and all(span.end <= end for span in one.content) else shown.append(" …")


def _piece(context: Context, start: int, end: int) -> str:
    text = printable(context.text[start - context.start : end - context.start])
    return re.sub(r"\n+", " ", text)


def _line(text: str) -> str:
    return " ".join(printable(text).split())
