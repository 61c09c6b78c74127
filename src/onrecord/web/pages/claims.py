"""``/claims`` and ``/claims/ID``: what is claimed, with those who say so and those who say otherwise side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.export import claims as export
from onrecord.store import Claim, ClaimSearch, Search, recent
from onrecord.store.claim_loading import Stated
from onrecord.store.claim_search import ClaimPage
from onrecord.store.claims import Stance
from onrecord.store.names import words
from onrecord.web import claiming
from onrecord.web.api.claims import ClaimsAsked
from onrecord.web.asking import query, values
from onrecord.web.shapes import JsonAnswer, csv_answer
from onrecord.web.site import FormReviews, Reads, Reviews, Site, SiteHere, known, page_id, writes

router = APIRouter()
_STANCES: tuple[Stance, ...] = ("asserts", "disputes", "neutral")
_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Taken:
    """The same words of one speaker in one story: one position, however often it was copied."""

    first: Stated
    copies: int
    """Of it in other articles of the story."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A claim with its positions by stance."""

    claim: Claim
    asserts: tuple[Taken, ...]
    disputes: tuple[Taken, ...]
    neutral: tuple[Taken, ...]


def sides(claim: Claim) -> Sides:
    """The positions on a claim by stance, oldest first, copies together."""
    return Sides(claim, *(_taken(one for one in claim.statements if one.stance == stance) for stance in _STANCES))


def _taken(positions: Iterable[Stated]) -> tuple[Taken, ...]:
    together: dict[tuple[object, ...], list[Stated]] = {}
    for one in positions:
        together.setdefault((one.story, one.speaker, one.depth, one.text), []).append(one)
    return tuple(Taken(some[0], len({one.article for one in some}) - 1) for some in together.values())


def _page(here: Site, asked: ClaimsAsked) -> ClaimPage:
    return here.keeping.get(
        ("claims", asked.model_dump_json()),
        lambda: here.record.claim_page(asked.search(), asked.limit, asked.cursor),
        60,
    )


def _asked(request: Request) -> ClaimsAsked:
    return ClaimsAsked.model_validate(values(request.query_params.multi_items(), ("publisher",)))


@router.get("/claims")
def claims(request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page."""
    asked = _asked(request)
    page = _page(here, asked)
    following = query(asked.model_dump(mode="json", exclude_defaults=True) | {"cursor": page.cursor})
    return here.page(
        request,
        visitor,
        "claims.html",
        asked=asked,
        listed=[sides(one) for one in page.claims],
        following=following if page.cursor else None,
        query=query(asked.model_dump(mode="json", exclude_defaults=True)),
    )


@router.get("/claims.json")
def claims_json(request: Request, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - must be allowed to read
    """The same page as data."""
    page = _page(here, _asked(request))
    return JsonAnswer({"claims": [export.claim_object(one) for one in page.claims], "cursor": page.cursor})


@router.get("/claims.csv")
def claims_csv(request: Request, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - as above
    """The same page as a table, one row a position."""
    return csv_answer("claims", _table(_page(here, _asked(request)).claims))


@router.get("/claims/suggest.json")
def suggest(here: SiteHere, visitor: Reviews, q: str = "") -> Response:  # noqa: ARG001 - must be a reviewer
    """Claims of statements with these words, for whoever names one."""
    typed = words(q[:200])
    if not typed:
        return JsonAnswer({"claims": []})
    asked = ClaimSearch(Search(" ".join([*typed[:-1], f"{typed[-1]}*"])))
    found = here.record.claim_page(asked, _SUGGESTED).claims
    return JsonAnswer({"claims": [{"claim": one.id, "text": one.text} for one in found]})


@router.get("/claims/{id_}.json")
def claim_json(id_: str, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - as above
    """One claim as data."""
    return JsonAnswer(export.claim_object(_claim(here, id_)))


@router.get("/claims/{id_}.csv")
def claim_csv(id_: str, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - as above
    """One claim as a table, one row a position."""
    return csv_answer(f"claim-{id_[:12]}", _table([_claim(here, id_)]))


@router.get("/claims/{id_}")
def claim(id_: str, request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page of one claim."""
    found = _claim(here, id_)
    if found.id != id_:
        return RedirectResponse(f"/claims/{found.id}", 303)
    by_id = {one.statement: one for one in reversed(found.statements) if one.depth == 0}
    pairs = [(by_id[one], by_id[other]) for one, other in found.answers if one in by_id and other in by_id]
    with here.record.reading() as connection:
        history = recent.on_claim(connection, found.key)
    return here.page(
        request,
        visitor,
        "claim.html",
        claim=found,
        sides=sides(found),
        answers=pairs,
        history_=history,
        undoable=any(not one.undone and one.decision.kind != "undo" for one in history),
        stances=_STANCES,
    )


class Decided(BaseModel):
    """The form."""

    action: claiming.ClaimAction
    into: Annotated[str, Field(max_length=1000)] = ""
    statement: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=500)] = []
    stance: Stance | None = None
    reason: Annotated[str, Field(max_length=1000)] = ""


@router.post("/claims/{id_}/decide")
@writes
def decide(id_: str, here: SiteHere, visitor: FormReviews, form: Annotated[Decided, Form()]) -> Response:
    """Merge two claims, split statements off, set the stance of statements, or undo the last of these."""
    order = claiming.ClaimOrder(form.action, form.into, tuple(form.statement), form.stance)
    return RedirectResponse(f"/claims/{claiming.decide(here, visitor, page_id(id_), order, form.reason)}", 303)


def _claim(here: Site, id_: str) -> Claim:
    found: Claim = known("claim", here.record.claim(page_id(id_)))
    return found


def _table(some: Iterable[Claim]) -> str:
    return export.head() + "".join(row for one in some for row in export.rows(one))
