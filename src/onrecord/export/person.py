"""What the record has of one person or organisation, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from onrecord.export.marks import numbered, printable

if TYPE_CHECKING:
    from onrecord.store import Named, Profile

_MOST = 8
_MONTHS = 60
_EIGHTHS = " ▏▎▍▌▋▊▉"


def as_json(profile: Profile) -> dict[str, Any]:
    """One object: all counts as ``{value: number}``, months in order."""
    identity = profile.identity
    return {
        "id": identity.id,
        "name": identity.name,
        "type": identity.type,
        "statements": identity.statements,
        "articles": profile.articles,
        "stories": profile.stories,
        **{name: _named(getattr(profile, name)) for name in ("acts", "kinds", "framings", "channels", "publishers")},
        "roles": [{**asdict(one), "first": _day(one.first), "last": _day(one.last)} for one in profile.roles],
        "months": dict(profile.months),
        "undated": profile.undated,
    }


def view(profile: Profile, width: int) -> Text:
    """A summary and a plot of statements by month of publication."""
    identity = profile.identity
    shown = Text(_line(identity.name), "bold cyan").append(f" · {identity.type}\n", "dim")
    copies = "" if profile.stories == profile.articles else f" ({numbered(profile.stories, 'story', 'stories')})"
    shown.append(f"{numbered(identity.statements, 'statement')} in {numbered(profile.articles, 'article')}{copies}\n")
    for name in ("acts", "kinds", "framings", "channels", "publishers"):
        _counts(shown, name, getattr(profile, name))
    if profile.roles:
        shown.append("roles\n", "bold")
        for one in profile.roles[:_MOST]:
            days = " to ".join(dict.fromkeys(str(day) for day in (one.first, one.last) if day))
            shown.append(f"  {_line(one.role)}").append(
                f" · {numbered(one.articles, 'article')}{', ' if days else ''}{days}\n", "dim"
            )
    _plot(shown, profile.months, width)
    if profile.undated:
        shown.append(f"{profile.undated} in articles without a date\n", "dim")
    return shown


def ambiguous(name: str, named: Named) -> Text:
    """Those whom a name fits, when there are several."""
    shown = Text(f"{_line(name)}: {len(named.identities)} fit; give the full name of one\n")
    for one in named.identities:
        shown.append(f"  {_line(one.name)}", "bold cyan").append(
            f" · {one.type} · {numbered(one.statements, 'statement')} · {one.id}\n", "dim"
        )
    return shown


def unlinked(name: str, named: Named) -> str:
    """A line on statements by those of whom the article gives no more than this name; empty if there are none."""
    if not named.unlinked:
        return ""
    count = f"{numbered(named.unlinked, 'statement')} in {numbered(named.unlinked_articles, 'article')}"
    return (
        f"{count} by someone whom the article calls no more than that stand apart; "
        f"onrecord search --speaker {_line(name)!r} shows them too"
    )


def _counts(shown: Text, name: str, counts: Sequence[tuple[str | None, int]]) -> None:
    if not counts:
        return
    parts = [f"{_line(value or 'unknown')} {number}" for value, number in counts[:_MOST]]
    more = f" · {len(counts) - _MOST} more" if len(counts) > _MOST else ""
    shown.append(f"{name} ", "bold").append(" · ".join(parts) + more + "\n")


def _plot(shown: Text, months: Sequence[tuple[str, int]], width: int) -> None:
    if not months:
        return
    shown.append("statements by month of publication\n", "bold")
    if len(months) > _MONTHS:
        shown.append(f"  {sum(number for _, number in months[:-_MONTHS])} before {months[-_MONTHS][0]}\n", "dim")
    last = months[-_MONTHS:]
    most = max(number for _, number in last) or 1
    room = max(8, min(60, width - 20))
    for month, number in last:
        full, rest = divmod(round(8 * room * number / most), 8)
        bar = "█" * full + (_EIGHTHS[rest] if rest else "") if number else ""
        shown.append(f"  {month} ").append(bar or ("▏" if number else ""), "green").append(f" {number}\n")


def _named(counts: Sequence[tuple[str | None, int]]) -> dict[str, int]:
    return {value or "": number for value, number in counts}


def _day(day: object) -> str | None:
    return str(day) if day else None


def _line(text: str) -> str:
    return " ".join(printable(text).split())
