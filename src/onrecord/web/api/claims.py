"""Claims: what is claimed, by whom, and who says otherwise."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from onrecord.export.claims import claim_object
from onrecord.store import ClaimSearch, Search, recent
from onrecord.store.claims import Stance
from onrecord.web import claiming
from onrecord.web.api.errors import answers
from onrecord.web.api.examples import CLAIM, CLAIM_DECISION
from onrecord.web.api.record import Id
from onrecord.web.asking import Words
from onrecord.web.shapes import JsonAnswer, decision_json
from onrecord.web.site import ProgramReviews, Reads, SiteHere, known, writes

router = APIRouter(prefix="/claims", tags=["claims"])


class ClaimsAsked(BaseModel):
    """Which claims an address asks for: those that a statement is on for which all of this holds."""

    model_config = ConfigDict(extra="ignore")

    q: Annotated[Words, Field(description="As in the search for statements.", examples=["harbour"])] = ""
    speaker: Annotated[Words, Field(description="Words of the name of who takes a position, in this order.")] = ""
    publisher: Annotated[list[Words], Field(max_length=20, description="Whole name of an outlet.")] = []
    since: Annotated[date | None, Field(description="Published on this day or later.")] = None
    until: Annotated[date | None, Field(description="Published on this day or before.")] = None
    disputed: Annotated[bool, Field(description="Asserted by one and disputed by another, or only denied.")] = False
    checked: Annotated[bool, Field(description="With a fact-check.")] = False
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str | None, Field(max_length=40, pattern=r"^[0-9]{1,18}\.[0-9]{1,18}$")] = None

    def search(self) -> ClaimSearch:
        """What the record is asked for."""
        statements = Search(self.q, self.speaker, publishers=tuple(self.publisher), since=self.since, until=self.until)
        return ClaimSearch(statements, self.disputed, self.checked)


@router.get("", responses=answers({"claims": [CLAIM], "cursor": None}), summary="List claims with both sides")
def claims(asked: Annotated[ClaimsAsked, Query()], here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001
    """A page, the claim that first appeared last first; `cursor` leads to the next, also while the record grows."""
    page = here.record.claim_page(asked.search(), asked.limit, asked.cursor)
    return JsonAnswer({"claims": [claim_object(one) for one in page.claims], "cursor": page.cursor})


@router.get("/{id_}", responses=answers(CLAIM, 404), summary="One claim")
def claim(id_: Id, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - must be allowed to read
    """One claim with all positions, answers, fact-checks and changes; of a merged one, what it was merged into."""
    return JsonAnswer(claim_object(known("claim", here.record.claim(id_))))


@router.get("/{id_}/decisions", responses=answers({"decisions": [CLAIM_DECISION]}, 404), summary="Its history")
def decisions(id_: Id, here: SiteHere, visitor: Reads) -> Response:
    """What people decided on one claim, oldest first; only reviewers are told who."""
    found = known("claim", here.record.claim(id_))
    with here.record.reading() as connection:
        events = recent.on_claim(connection, found.key)
    return JsonAnswer({"decisions": [decision_json(one.decision, one.undone, visitor.reviews) for one in events]})


class ClaimDecision(BaseModel):
    """What is to be decided on a claim."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"action": "merge", "into": "90ab12cd", "reason": "the same bridge"}},
    )

    action: claiming.ClaimAction
    reason: Annotated[Words, Field(min_length=1, description="Why; it stands in the log.")]
    into: Annotated[Words, Field(description="For `merge`: the id of the claim that this one is, which stays.")] = ""
    statements: Annotated[
        list[Annotated[str, Field(max_length=64)]], Field(max_length=500, description="For `split`, `stance`: ids.")
    ] = []
    stance: Stance | None = None


@router.post("/{id_}/decisions", responses=answers(CLAIM, 404, 413), summary="Decide on a claim")
@writes
def decide(id_: Id, asked: ClaimDecision, here: SiteHere, visitor: ProgramReviews) -> Response:
    """Merge it into another, split statements off it, set the stance of statements, or undo the last. For reviewers.

    The answer is the claim as it is then; after a split the new one, after a merge the one that stays.
    """
    order = claiming.ClaimOrder(asked.action, asked.into, tuple(asked.statements), asked.stance)
    return JsonAnswer(
        claim_object(known("claim", here.record.claim(claiming.decide(here, visitor, id_, order, asked.reason))))
    )
