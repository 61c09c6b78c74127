"""``/review``: the queue, least certain first, one statement at a time; what was decided, and taking it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.store import decisions, recent, views
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.store.corrections import Corrections
from onrecord.store.registry import Registry
from onrecord.store.review import unplaced
from onrecord.web import gathering
from onrecord.web.marked import marked
from onrecord.web.shapes import JsonAnswer, csv_answer, decision_json, found_csv, found_json
from onrecord.web.site import FormReviews, Reviews, SiteHere, known, local_path, writes

router = APIRouter()
_SHOWN = 12
_LISTED = 50
_AROUND = 700
"""Characters before and after a statement that are shown to judge it by."""


def _place(request: Request) -> int:
    given = request.query_params.get("skip", "0")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


@router.get("/review")
def review(request: Request, here: SiteHere, visitor: Reviews) -> Response:
    """The page: the statement whose turn it is."""
    skip = _place(request)
    found, waiting = gathering.queue(here, 1, skip)
    with here.record.reading() as connection:
        lost = unplaced(connection)
        lately = recent.recent(connection, _SHOWN)
        if not found:
            return here.page(
                request, visitor, "review.html", doubt=None, lost=lost, lately=lately, skip=skip, waiting=waiting
            )
        id_ = found[0].found.article["id"]
        text, people = views.article_text(connection, id_), views.people(connection, id_)
        seen = decisions.last(connection, found[0].found.statement.id) or gathering.NOTHING
        roles, key = views.roles(connection, id_), found[0].found.key
        links = views.links(connection, [found[0].found])[key]
    one = found[0].found.statement
    spans = [*one.content, *one.cue, *one.source]
    first, last = min(span.start for span in spans) - _AROUND, max(span.end for span in spans) + _AROUND
    paragraphs = [
        pieces
        for pieces in marked(text, [one])
        if pieces[-1].runs[-1].start >= first and pieces[0].runs[0].start <= last
    ]
    return here.page(
        request,
        visitor,
        "review.html",
        doubt=found[0],
        found=found[0].found,
        one=one,
        seen=seen,
        paragraphs=paragraphs,
        people=people,
        roles=roles,
        links=links,
        lost=lost,
        lately=lately,
        skip=skip,
        waiting=waiting,
    )


@router.get("/review.json")
def review_json(request: Request, here: SiteHere, visitor: Reviews) -> Response:  # noqa: ARG001 - must be a reviewer
    """The next of the queue as data."""
    found, _ = gathering.queue(here, _LISTED, _place(request))
    with here.record.reading() as connection:
        lately = recent.recent(connection, _LISTED)
    value = {
        "queue": [{**found_json(one.found), "certainty": round(one.certainty, 4)} for one in found],
        "decisions": [decision_json(one.decision, one.undone) for one in lately],
    }
    return JsonAnswer(value)


@router.get("/review.csv")
def review_csv(request: Request, here: SiteHere, visitor: Reviews) -> Response:  # noqa: ARG001 - as above
    """The next of the queue as a table."""
    return csv_answer("review", found_csv(one.found for one in gathering.queue(here, _LISTED, _place(request))[0]))


@router.post("/review/undo")
@writes
def undo(
    here: SiteHere,
    visitor: FormReviews,
    event: Annotated[str, Form(max_length=64)],
    reason: Annotated[str, Form(max_length=1000)] = "",
    then: Annotated[str, Form(max_length=2000)] = "/review",
) -> Response:
    """Take one decision back."""
    with here.record.writing(visitor.name, reason.strip() or "undone on the page") as writer:
        decision = known("decision", recent.event(writer.connection, event))
        if decision.kind in {"undo", "suppress"}:
            raise HTTPException(422, "what was undone or suppressed is put back with `onrecord actors` or `correct`")
        if decision.kind == "merge":
            Registry(writer).undo(decision)
        elif decision.kind == "merge_claims":
            ClaimDecisions(writer).undo_merge(decision)
        else:
            Corrections(writer).undo_event(decision)
    here.keeping.clear()
    return RedirectResponse(local_path(then), 303)
