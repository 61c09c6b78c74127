"""What a reviewer sends, as a correction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from starlette.exceptions import HTTPException

from onrecord.statements.model import ActorType, Kind
from onrecord.store.corrections import Corrections, Fix
from onrecord.store.decisions import Decision, last
from onrecord.text.spans import Range
from onrecord.web.access import Visitor
from onrecord.web.gathering import NOTHING, QUEUE
from onrecord.web.site import Site

Action = Literal["confirm", "reject", "change", "note", "undo"]
_RANGE = re.compile(r"(\d{1,9})\s*[-–]\s*(\d{1,9})")
_UNATTRIBUTED = "-"
REASONS: dict[Action, str] = {
    "confirm": "confirmed on the page",
    "reject": "rejected on the page",
    "change": "corrected on the page",
    "note": "noted on the page",
    "undo": "undone on the page",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with a statement."""

    action: Action
    fix: Fix | None = None
    seen: str | None = None
    """Id of the last event on the statement that whoever decides saw, `gathering.NOTHING` for none; None: not told."""


def order(action: str, fields: Mapping[str, str]) -> Order:
    """From the fields of a form, empty ones left as they are. Raises `ValueError` that says what is wrong."""
    if action not in get_args(Action):
        raise ValueError(f"{action!r} is not something to do with a statement")
    seen = fields.get("seen") or None
    if action != "change":
        return Order(cast("Action", action), seen=seen)
    return Order("change", fix(fields), seen)


def fix(fields: Mapping[str, str]) -> Fix:
    """What a form says that a statement is."""
    kind = fields.get("kind", "")
    if kind and kind not in get_args(Kind):
        raise ValueError(f"{kind!r} is not a kind of statement")
    content, source, cue = (ranges(fields.get(name, "")) for name in ("content", "source", "cue"))
    speaker = fields.get("speaker", "").strip()
    return Fix(
        content=content,
        source=source,
        cue=cue,
        speakers=speakers(speaker) if speaker else None,
        kind=cast("Kind", kind) if kind else None,
        framing=fields.get("framing", "").strip() or None,
    )


def speakers(text: str) -> tuple[tuple[str, ActorType], ...]:
    """Speakers as a form names them: ``Name|type``, several with ``;`` between; ``-`` for unattributed."""
    if text == _UNATTRIBUTED:
        return ()
    found: list[tuple[str, ActorType]] = []
    for one in text.split(";"):
        name, _, kind = one.rpartition("|") if "|" in one else (one, "", "person")
        if not name.strip() or kind.strip() not in get_args(ActorType):
            raise ValueError(f"{one.strip()!r} is not a speaker; write a name, or a name, | and a type of actor")
        found.append((name.strip(), cast("ActorType", kind.strip())))
    return tuple(found)


def ranges(text: str) -> tuple[Range, ...] | None:
    """Ranges as a form has them: ``10-40, 52-60``; ``-`` for none; nothing at all for as they are."""
    if not text.strip():
        return None
    if text.strip() == _UNATTRIBUTED:
        return ()
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_RANGE.fullmatch(part) for part in parts]
    if not found or None in found:
        raise ValueError(f"{text!r} are not ranges of characters such as 10-40, 52-60")
    return tuple((int(match[1]), int(match[2])) for match in found if match)


def carry_out(here: Site, visitor: Visitor, statement: str, wanted: Order, reason: str, note: str = "") -> Decision:
    """Do it, in the name of the visitor; raises `onrecord.StoreError` when it can't be done.

    It is refused (409) when somebody decided on the statement after what the visitor saw: else the later of two would
    overrule the other without having read why.
    """
    why = " ".join(reason.split()) or REASONS[wanted.action]
    with here.record.writing(visitor.name, why) as writer:
        corrections = Corrections(writer)
        if wanted.seen is not None:
            now = last(writer.connection, corrections.find(statement).id)
            if wanted.seen != (now or NOTHING):
                raise HTTPException(
                    409, "somebody decided on this statement meanwhile: load its page again and look at its history"
                )
        match wanted.action:
            case "confirm":
                done = corrections.confirm(statement)
            case "reject":
                done = corrections.reject(statement)
            case "note":
                done = corrections.note(statement, note or reason)
            case "undo":
                done = corrections.undo(statement)
            case _:
                done = corrections.change(statement, wanted.fix or Fix())
    # What was decided is left out of the queue anyway; what was taken back comes into it again.
    here.keeping.clear(but=None if wanted.action == "undo" else QUEUE)
    return done
