"""Claims for the terminal: in a list with who is on which side, and one alone with both sides in columns.

Words are the articles' own and stand without quotation marks: those of an article are part of it, others would make a
quotation of a paraphrase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.export.marks import heading, numbered, printable

if TYPE_CHECKING:
    from onrecord.store import Claim
    from onrecord.store.claim_loading import Stated
    from onrecord.store.claims import Stance

_MOST_NAMES = 6
_SIDES: tuple[tuple[Stance, str, str], ...] = (
    ("asserts", "asserted by", "green"),
    ("disputes", "disputed by", "red"),
    ("neutral", "mentioned by", "dim"),
)


def entry(claim: Claim) -> Text:
    """A few lines: the claim's words, who asserts and who disputes it, since when, in how many stories, its id."""
    shown = Text(_line(claim.text), "bold").append("\n")
    for stance, words, style in _SIDES:
        names = dict.fromkeys(_name(one) for one in claim.statements if one.stance == stance)
        if names:
            more = f", {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            shown.append(f"  {words} ", style).append(", ".join(list(names)[:_MOST_NAMES]) + more + "\n")
    return shown.append("  " + " · ".join([*_facts(claim), claim.id]) + "\n", "dim")


def view(claim: Claim) -> Iterator[RenderableType]:
    """One claim: its words, both sides in columns, who answers whom, what changed, what fact-checkers found."""
    shown = Text(_line(claim.text), "bold").append("\n")
    shown.append(f"in the words of {_said(claim.clearest)}\n", "dim")
    yield shown.append(" · ".join([*_facts(claim), claim.id]) + "\n", "dim")
    yield _columns(claim)
    by_id = {one.statement: one for one in reversed(claim.statements) if one.depth == 0}
    yield from _pairs("answers", "answers", [(by_id.get(one), by_id.get(other)) for one, other in claim.answers])
    yield from _pairs("changed over time", "then", claim.changes)
    if claim.factchecks:
        shown = Text("fact-checks\n", "bold")
        for match in claim.factchecks:
            one = match.factcheck
            parts = [one.publisher or "unknown", one.rating, str(one.date or "undated"), f"{match.score:.2f}"]
            shown.append(f"  {_line(one.claim)}\n    " + " · ".join(_line(part) for part in parts) + "\n")
            if one.url:
                shown.append(f"    {_line(one.url)}\n", "dim")
        yield shown


def _columns(claim: Claim) -> Table:
    table = Table(box=None, pad_edge=False, expand=True, padding=(0, 2, 0, 0))
    both = [[_cell(one) for one in claim.statements if one.stance == stance] for stance in ("asserts", "disputes")]
    for title, style in (("asserts", "green"), ("disputes", "red")):
        table.add_column(title, header_style=f"bold {style}", ratio=1, overflow="fold")
    empty = Text("nobody in the record\n", "dim")
    left, right = (side or [empty] for side in both)
    for at in range(max(len(left), len(right))):
        table.add_row(*(side[at] if at < len(side) else "" for side in (left, right)))
    for one in claim.statements:
        if one.stance == "neutral":
            table.add_row(Text("mentions it: ", "dim").append(_cell(one)), "")
    return table


def _cell(one: Stated) -> Text:
    shown = Text(_name(one), "cyan").append(f"\n{_line(one.text)}\n")
    if one.shows:
        shown.append(f"[{' … '.join(_line(span.text) for span in one.shows)}] ", "dim")
    where = [
        str(one.published or "undated"),
        _line(one.publisher or ""),
        heading(one.title, one.file, None),
        one.statement,
    ]
    return shown.append(" · ".join(part for part in where if part) + "\n", "dim")


def _pairs(title: str, between: str, pairs: Sequence[tuple[Stated | None, Stated | None]]) -> Iterator[Text]:
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    if known:
        shown = Text(f"{title}\n", "bold")
        for one, other in known:
            shown.append(f"  {_said(one)}: {_line(one.text)}\n")
            shown.append(f"    {between} {_said(other)}: {_line(other.text)}\n")
        yield shown


def _facts(claim: Claim) -> list[str]:
    facts = [f"first on {claim.first}" if claim.first else "undated", numbered(claim.stories, "story", "stories")]
    if claim.denied_only:
        facts.append("known only from its denial")
    elif claim.disputed:
        facts.append("disputed")
    if claim.factchecks:
        facts.append(numbered(len(claim.factchecks), "fact-check"))
    if claim.changes:
        facts.append("changed over time")
    return facts


def _name(one: Stated) -> str:
    name = _line(one.speaker) if one.speaker else "unattributed"
    return f"{name} (at second hand)" if one.depth else name


def _said(one: Stated) -> str:
    return ", ".join(part for part in (_name(one), str(one.published or ""), _line(one.publisher or "")) if part)


def _line(text: str) -> str:
    return " ".join(printable(text).split())
