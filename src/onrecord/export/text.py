"""A reading for the terminal: the article with its statements marked, then a table of them.

The roles differ in colour and, where there is none, in shape: ``[1:content]``, ``{1:source}``, ``<1:cue>``,
with the number of the statement in the table. Spans that cross close with their number (``]1``).
"""

from __future__ import annotations

import io

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from onrecord.export.marks import ROLES, Mark, Piece, circumstances, cut, heading, joined, printable, speaker_or_source
from onrecord.statements import Reading, Statement

_BRACKETS = {"content": ("[", "]"), "source": ("{", "}"), "cue": ("<", ">")}
_STYLES = {"content": "green", "source": "bold cyan", "cue": "italic yellow"}
_NARROW = 76
"""Columns of a terminal on which a table would have no room for the content."""
_LONGEST = 400
"""Columns of a content in a list, where it may run over lines."""


def view(reading: Reading, width: int = 100, colour: bool = False) -> str:
    """The article and its statements, at most ``width`` columns wide, with ANSI colours if ``colour``."""
    article, statements = reading.article, reading.statements
    output = io.StringIO()
    console = Console(
        file=output,
        width=max(width, 20),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.print(Text(heading(article.title, article.file, article.ref), "bold underline"))
    console.print(_summary(reading))
    for pieces in cut(article.text, statements):
        console.print()
        console.print(_paragraph(article.text, pieces))
    if statements:
        console.print()
        if console.width < _NARROW:
            for number, statement in enumerate(statements, 1):
                console.print(_entry(number, statement))
        else:
            console.print(_table(statements))
    return output.getvalue()


def _summary(reading: Reading) -> Text:
    count, published = len(reading.statements), reading.article.published
    parts = [f"{count} statement{'s' * (count != 1)}", *([f"published {published}"] if published else [])]
    summary = Text(" · ".join(parts), "dim")
    if count:
        summary.append(" · marked as")
        for role in ROLES:
            summary.append(" ").append(f"number:{role}".join(_BRACKETS[role]), _STYLES[role])
    return summary


def _paragraph(text: str, pieces: list[Piece]) -> Text:
    paragraph, open_marks = Text(), list[Mark]()
    for piece in pieces:
        for mark in piece.opens:
            open_marks.append(mark)
            paragraph.append(f"{_BRACKETS[mark.role][0]}{mark.number}:", _STYLES[mark.role])
        styles = " ".join(_STYLES[role] for role in ROLES if any(mark.role == role for mark in piece.over))
        paragraph.append(printable(text[piece.start : piece.end]), styles)
        for mark in reversed(piece.closes):
            crossed = open_marks[-1] != mark
            open_marks.remove(mark)
            paragraph.append(_BRACKETS[mark.role][1] + str(mark.number) * crossed, _STYLES[mark.role])
    return paragraph


def _table(statements: tuple[Statement, ...]) -> Table:
    table = Table(box=None, expand=True, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("no", justify="right", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("speaker or source", style=_STYLES["source"], no_wrap=True, overflow="ellipsis", max_width=24)
    table.add_column("cue", style=_STYLES["cue"], no_wrap=True, overflow="ellipsis", max_width=16)
    table.add_column("content", style=_STYLES["content"], no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("confidence", justify="right", no_wrap=True)
    for number, one in enumerate(statements, 1):
        table.add_row(
            str(number),
            one.kind,
            _speaker(one),
            Text(_shortened(joined(one.cue), 60)),
            Text(_shortened(joined(one.content), _LONGEST)),
            f"{one.confidence:.2f}",
        )
        if known := circumstances(one):
            table.add_row("", "", "", "", Text(_shortened(printable(known), _LONGEST), "dim"), "")
    return table


def _entry(number: int, one: Statement) -> Text:
    entry = Text(f"{number} {one.kind} · ").append(_speaker(one))
    if one.cue:
        entry.append(" · ").append(_shortened(joined(one.cue), 60), _STYLES["cue"])
    entry.append(" · ").append(_shortened(joined(one.content), 120), _STYLES["content"])
    if known := circumstances(one):
        entry.append(f" · {_shortened(printable(known), 80)}", "dim")
    return entry.append(f" · {one.confidence:.2f}")


def _speaker(one: Statement) -> Text:
    name = speaker_or_source(one)
    return Text(_shortened(name, 100), "dim" if name == "unattributed" else _STYLES["source"])


def _shortened(text: str, columns: int) -> str:
    return text if cell_len(text) <= columns else set_cell_size(text, columns - 1).rstrip() + "…"
