"""What people decide on statements: sent by programs, and listed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from onrecord.statements.model import Act, ActorType, Kind
from onrecord.store import recent
from onrecord.store.corrections import Fix
from onrecord.web import deciding
from onrecord.web.api.errors import answers
from onrecord.web.api.examples import DECISION
from onrecord.web.api.record import Id
from onrecord.web.asking import Words
from onrecord.web.shapes import JsonAnswer, decision_json
from onrecord.web.site import ProgramReviews, Reviews, SiteHere, writes

router = APIRouter(tags=["corrections"])
_Offset = Annotated[int, Field(ge=0, le=100_000_000)]
Ranges = Annotated[list[tuple[_Offset, _Offset]], Field(max_length=50)]


class NamedSpeaker(BaseModel):
    """Who spoke."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Words, Field(min_length=1)]
    type: ActorType = "person"


class Correction(BaseModel):
    """What is to be decided on a statement; with `change` at least one slot. Spans are ranges of code points."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"action": "change", "reason": "see paragraph 2", "speakers": [{"name": "Ada Obi"}]}
        },
    )

    action: deciding.Action
    reason: Annotated[Words, Field(min_length=1, description="Why; it stands in the log.")]
    note: Words = ""
    seen: Annotated[
        str | None,
        Field(
            max_length=64,
            description="Id of the last event in the statement's `history` that you saw, `-` for none: if there is "
            "another by now, the answer is 409.",
        ),
    ] = None
    content: Ranges | None = None
    source: Ranges | None = None
    cue: Ranges | None = None
    addressee: Ranges | None = None
    channel: Ranges | None = None
    place: Ranges | None = None
    speakers: Annotated[list[NamedSpeaker], Field(max_length=20)] | None = None
    kind: Kind | None = None
    act: Act | None = None
    framing: Words | None = None
    said_at: tuple[_Offset, _Offset] | None = None
    days: tuple[date | None, date | None] | None = None

    def fix(self) -> Fix:
        """The slots."""
        ranges = {
            name: tuple(getattr(self, name))
            for name in ("content", "source", "cue", "addressee", "channel", "place")
            if getattr(self, name) is not None
        }
        named = None if self.speakers is None else tuple((one.name, one.type) for one in self.speakers)
        return Fix(
            **ranges,
            speakers=named,
            kind=self.kind,
            act=self.act,
            framing=self.framing,
            said_at=self.said_at,
            days=self.days,
        )


@router.post("/statements/{id_}/corrections", responses=answers(DECISION, 404, 409, 413), summary="Correct a statement")
@writes
def correct(id_: Id, asked: Correction, here: SiteHere, visitor: ProgramReviews) -> Response:
    """Confirm, reject, change, note, or undo the last decision. For reviewers."""
    order = deciding.Order(asked.action, asked.fix() if asked.action == "change" else None, asked.seen)
    done = deciding.carry_out(here, visitor, id_, order, asked.reason, asked.note)
    return JsonAnswer(decision_json(done))


@router.get("/corrections", responses=answers({"corrections": [DECISION], "cursor": None}), summary="List corrections")
def corrections(
    here: SiteHere,
    visitor: Reviews,  # noqa: ARG001 - must be a reviewer
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=15, pattern="^[0-9]+$")] = None,
) -> Response:
    """What people decided, newest first. For reviewers."""
    with here.record.reading() as connection:
        found = recent.recent(connection, limit + 1, int(cursor) if cursor else None)
    some = found[:limit]
    following = str(some[-1].decision.key) if len(found) > limit else None
    return JsonAnswer({"corrections": [decision_json(one.decision, one.undone) for one in some], "cursor": following})
