"""Readings for tests of the record, made by hand: every slot is where the test put it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from onrecord import Article, Reading, Span, Statement
from onrecord.statements import Actor, ReaderInfo, SaidAt, Speaker, actor_id, statement_id

_LINE = re.compile(r"(?P<source>.+?) (?P<cue>said|told|fears|hopes|denied)(?P<rest>[^:\n]*): (?P<content>.+)")
_ACTS = {"fears": "thought", "hopes": "intention"}


def article(text: str, publisher: str | None = None, published: str | None = None, **more: Any) -> Article:
    """An article by parts; ``published`` as 2025-02-19."""
    return Article(text, publisher=publisher, published=date.fromisoformat(published) if published else None, **more)


def read(of: Article, roles: Mapping[str, str] | None = None, reader: str = "sample") -> Reading:
    """Each line ``Ada Obi said …: content`` is a statement.

    Its speaker is a person if the source is all capitalised words, ``The … Board`` is an organisation, others are
    unattributed. ``on DATE`` after the cue is when, ``in an interview`` the channel. Content in curly quotation
    marks is direct. ``roles``: role by name.
    """
    statements, actors = [], {}
    for line in _LINE.finditer(of.text):
        content, cue, source = ((Span.of(of.text, *line.span(part)),) for part in ("content", "cue", "source"))
        name, kind = line["source"], "organisation" if line["source"].endswith("Board") else "person"
        speaker = Speaker()
        if re.fullmatch(r"[A-Z]\w+( [A-Z]\w+)*", name):
            id_ = actor_id(of.id, name, kind)
            speaker = Speaker(name, kind, (id_,), "name", 0.9)  # type: ignore[arg-type]
            role = (roles or {}).get(name)
            actors[name] = Actor(id_, name, kind, source, (role,) if role else ())  # type: ignore[arg-type]
        day = re.search(r"on (\d{4}-\d\d-\d\d)", line["rest"])
        rest = line.start("rest")
        interview = re.search("in an interview", line["rest"])
        statements.append(
            Statement(
                statement_id(of.id, content, source, cue),
                "direct" if line["content"].startswith("“") else "indirect",
                content,
                cue,
                source,
                _ACTS.get(line["cue"], "speech"),  # type: ignore[arg-type]
                "denying" if line["cue"] == "denied" else "neutral",
                speaker,
                channel=(Span.of(of.text, rest + interview.start(), rest + interview.end()),) if interview else (),
                said_at=SaidAt(
                    Span.of(of.text, rest + day.start(), rest + day.end()),
                    date.fromisoformat(day[1]),
                    date.fromisoformat(day[1]),
                )
                if day
                else None,
                confidence=0.5 if name.islower() else 0.9,
            )
        )
    return Reading(of, ReaderInfo("0.1.0", reader, "0" * 64), tuple(statements), tuple(actors.values()))
