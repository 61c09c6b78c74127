"""Readings as one web page that needs nothing else: no network, no script.

The page is made in pieces (`head`, one `section` a reading, `FOOT`), so that any number of articles can be
written without holding them. The roles differ in colour and, for eyes and printers without it, in shape:
content has a solid line below, the source stands in a box, the cue has a dotted line. Every span is
numbered and leads to its statement, and back.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from onrecord.export.marks import ROLES, Mark, Piece, cut, heading, joined, printable, when
from onrecord.statements import Reading, Statement
from onrecord.text import Span

_STYLE = """
:root { color-scheme: light dark; --page: #fff; --ink: #1c1c1c; --faint: #5c5c5c; --line: #d5d5d0; --card: #f7f7f4;
  --content: #1b6e3c; --content-back: #e6f4ea; --source: #0b5394; --source-back: #e3eefa; --cue: #8a4b00;
  --cue-back: #fdf0dc; }
@media (prefers-color-scheme: dark) { :root { --page: #16181a; --ink: #e8e8e4; --faint: #a5a5a0; --line: #3c4044;
  --card: #1f2225; --content: #7fd6a0; --content-back: #1d3527; --source: #8fc1f5; --source-back: #1b2e44;
  --cue: #f0b96a; --cue-back: #3d2e17; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1.25rem 3rem; max-width: 76rem; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.75 Georgia, "Times New Roman", serif; overflow-wrap: anywhere; }
h1, h2, .facts, .legend, .statements, a.number { font-family: system-ui, sans-serif; }
h1 { font-size: 1rem; margin: 0; color: var(--faint); font-weight: 600; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
.facts, .legend { font-size: .875rem; line-height: 1.9; color: var(--faint); margin: 0; }
section { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: 1.25rem; }
.sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2.5rem; margin-top: 1rem; }
.article p { margin: 0 0 1rem; }
.content { background: var(--content-back); border-bottom: 2px solid var(--content); }
.deep { border-bottom: 5px double var(--content); }
.cue { background: var(--cue-back); color: var(--cue); font-style: italic; border-bottom: 3px dotted var(--cue); }
.source { background: var(--source-back); color: var(--source); font-weight: 600; border: 1px solid var(--source);
  border-left-width: 0; border-right-width: 0; }
.begins { border-left: 1px solid var(--source); border-radius: .25rem 0 0 .25rem; padding-left: .125rem; }
.ends { border-right: 1px solid var(--source); border-radius: 0 .25rem .25rem 0; padding-right: .125rem; }
.begins.ends { border-radius: .25rem; }
a.number { font-size: .6875rem; font-style: normal; font-weight: 700; line-height: 1; vertical-align: super;
  text-decoration: none; padding: 0 .2em; user-select: none; white-space: nowrap; }
a.of-content { color: var(--content); } a.of-source { color: var(--source); } a.of-cue { color: var(--cue); }
a:focus-visible, :target { outline: 2px solid currentColor; outline-offset: 2px; }
.statements { list-style: none; margin: 0; padding: 0; font-size: .875rem; line-height: 1.5; }
.statements li { border: 1px solid var(--line); border-radius: .375rem; background: var(--card);
  padding: .625rem .75rem; margin-bottom: .75rem; break-inside: avoid; scroll-margin-top: 1rem; }
.statements p { margin: 0 0 .25rem; display: flex; flex-wrap: wrap; gap: 0 .625rem; color: var(--faint); }
.statements p a { font-weight: 700; color: var(--ink); } .statements strong { color: var(--ink); }
dl { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .25rem .5rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; } dd span { padding: 0 .125rem; }
.none { color: var(--faint); }
@media (max-width: 48rem) { .sides { grid-template-columns: minmax(0, 1fr); gap: 1rem; }
  body { padding: .75rem .875rem 2rem; } }
@media print { body { max-width: none; font-size: 10.5pt; } .sides { display: block; } .statements { columns: 2; }
  section + section { break-before: page; } }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
FOOT = "</body>\n</html>\n"


def head(title: str = "Statements") -> str:
    """The page down to its first section. Nothing but the page's own style sheet may load or run in it."""
    policy = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>onrecord</h1>\n"
    )


def page(readings: Iterable[Reading]) -> Iterator[str]:
    """The whole page, piece by piece."""
    yield head()
    for place, reading in enumerate(readings, 1):
        yield section(reading, place)
    yield FOOT


def section(reading: Reading, place: int = 1) -> str:
    """One article with its statements; ``place`` tells the articles of a page apart."""
    article = reading.article
    name = _safe(heading(article.title, article.file, article.ref))
    count, published = len(reading.statements), article.published
    facts = [f"{count} statement{'s' * (count != 1)}", *([article.publisher] if article.publisher else [])]
    facts += [*([published.isoformat()] if published else []), f"read by {reading.reader.model}"]
    parts = [
        f'<section aria-labelledby="a{place}">\n<h2 id="a{place}">{name}</h2>\n',
        f'<p class="facts">{" · ".join(map(_safe, facts))}</p>\n',
        '<p class="legend">Marked: ' + " ".join(f'<span class="{_ROLE_CLASS[role]}">{role}</span>' for role in ROLES),
        '; a number leads to the statement.</p>\n<div class="sides">\n<div class="article">\n',
    ]
    seen: set[int] = set()
    for pieces in cut(article.text, reading.statements):
        inside = "".join(_piece(article.text, piece, place, seen) for piece in pieces)
        parts.append(f'<p dir="auto">{inside}</p>\n')
    parts.append("</div>\n")
    if reading.statements:
        numbers = {statement.id: number for number, statement in enumerate(reading.statements, 1)}
        cards = (_card(one, number, place, numbers) for number, one in enumerate(reading.statements, 1))
        parts += ['<ol class="statements" aria-label="Statements">\n', *cards, "</ol>\n"]
    return "".join([*parts, "</div>\n</section>\n"])


_ROLE_CLASS = {"content": "content", "source": "source begins ends", "cue": "cue"}


def _piece(text: str, piece: Piece, place: int, seen: set[int]) -> str:
    """A piece in the dress of its roles, after the numbers of the spans that begin here.

    The first content of a statement carries the target that its card leads to.
    """
    numbers = "".join(_number(mark, place, seen) for mark in piece.opens)
    shown = _safe(text[piece.start : piece.end])
    roles = [mark.role for mark in piece.over]
    classes: list[str] = [role for role in ROLES if role in roles]
    if roles.count("content") > 1:
        classes.append("deep")
    if any(mark.role == "source" for mark in piece.opens):
        classes.append("begins")
    if any(mark.role == "source" for mark in piece.closes):
        classes.append("ends")
    return numbers + (f'<span class="{" ".join(classes)}">{shown}</span>' if classes else shown)


def _number(mark: Mark, place: int, seen: set[int]) -> str:
    target = ""
    if mark.role == "content" and mark.number not in seen:
        seen.add(mark.number)
        target = f' id="a{place}t{mark.number}"'
    label = f"{mark.role} of statement {mark.number}"
    return (
        f'<a class="number of-{mark.role}"{target} href="#a{place}s{mark.number}" title="{label}" aria-label="{label}">'
        f"{mark.number}</a>"
    )


def _card(one: Statement, number: int, place: int, numbers: dict[str, int]) -> str:
    facts = [
        one.kind,
        *([one.act] if one.act != "speech" else []),
        *([one.framing] if one.framing != "neutral" else []),
    ]
    facts += [f"confidence {one.confidence:.2f}"]
    if one.within in numbers:
        facts.append(f"within statement {numbers[one.within]}")
    speaker = f"<strong>{_safe(one.speaker.name)}</strong>" if one.speaker.name else "<span>unattributed</span>"
    rows = [(role, _spans(getattr(one, role), role)) for role in ("source", "cue", "content")]
    rows += [(role, _spans(getattr(one, role), "")) for role in ("addressee", "channel", "place") if getattr(one, role)]
    if one.said_at:
        rows.append(("said at", _safe(when(one.said_at))))
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in rows)
    return (
        f'<li id="a{place}s{number}"><p><a href="#a{place}t{number}" title="to its place in the article">{number}</a>'
        + speaker
        + "".join(f"<span>{_safe(fact)}</span>" for fact in facts)
        + f"</p>\n<dl>\n{listed}</dl></li>\n"
    )


def _spans(spans: tuple[Span, ...], role: str) -> str:
    if not spans:
        return '<span class="none">none</span>'
    shown = escape(joined(spans))
    return f'<span class="{_ROLE_CLASS[role]}">{shown}</span>' if role else shown


def _safe(text: str) -> str:
    return escape(printable(text))
