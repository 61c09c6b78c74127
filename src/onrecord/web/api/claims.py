"""Claims: what is claimed, by whom, and who says otherwise."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from onrecord.export.claims import claim_object
from onrecord.store import ClaimSearch, Search
from onrecord.web.api.errors import answers
from onrecord.web.api.examples import CLAIM
from onrecord.web.api.record import Id
from onrecord.web.asking import Words
from onrecord.web.shapes import JsonAnswer
from onrecord.web.site import Reads, SiteHere, known

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
