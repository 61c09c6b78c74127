"""``/statements/ID``: one statement in its context, its selectors and history, and the button for what is wrong."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.web import deciding, gathering
from onrecord.web.marked import marked
from onrecord.web.shapes import JsonAnswer, LinkedAnswer, csv_answer, found_csv, web_annotation
from onrecord.web.site import FormReviews, Reads, SiteHere, local_path, writes

router = APIRouter()


@router.get("/statements/{id_}.json")
def statement_json(id_: str, here: SiteHere, visitor: Reads) -> Response:
    """The page as data."""
    return JsonAnswer(gathering.statement(here, visitor, id_).as_json(visitor))


@router.get("/statements/{id_}.csv")
def statement_csv(id_: str, here: SiteHere, visitor: Reads) -> Response:
    """The statement as a table of one row."""
    return csv_answer(f"statement-{id_[:12]}", found_csv([gathering.statement(here, visitor, id_).listed.found]))


@router.get("/statements/{id_}/annotation.json")
def annotation(id_: str, request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The statement as a W3C Web Annotation."""
    view = gathering.statement(here, visitor, id_)
    value = web_annotation(view.listed.found, view.text, str(request.base_url).rstrip("/"))
    return LinkedAnswer(value)


@router.get("/statements/{id_}")
def statement(id_: str, request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page."""
    view = gathering.statement(here, visitor, id_)
    one = view.listed.found.statement
    spans = [*one.content, *one.cue, *one.source]
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    paragraphs = [
        pieces
        for pieces in marked(view.text, [one])
        if pieces[-1].runs[-1].start >= first - 400 and pieces[0].runs[0].start <= last + 400
    ]
    selectors = web_annotation(view.listed.found, view.text, str(request.base_url).rstrip("/"))
    return here.page(
        request,
        visitor,
        "statement.html",
        view=view,
        one=one,
        found=view.listed.found,
        paragraphs=paragraphs,
        selectors=json.dumps(selectors["target"], ensure_ascii=False, indent=1),
    )


class Decided(BaseModel):
    """The form; what is empty stays as it is."""

    action: str = ""
    reason: Annotated[str, Field(max_length=1000)] = ""
    speaker: Annotated[str, Field(max_length=300)] = ""
    named: Annotated[str, Field(max_length=300)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""
    content: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=1000)] = ""
    cue: Annotated[str, Field(max_length=1000)] = ""
    then: Annotated[str, Field(max_length=2000)] = ""
    seen: Annotated[str, Field(max_length=64)] = ""


@router.post("/statements/{id_}/decide")
@writes
def decide(id_: str, here: SiteHere, visitor: FormReviews, form: Annotated[Decided, Form()]) -> Response:
    """Confirm, reject, change or undo."""
    try:
        order = deciding.order(form.action, {**form.model_dump(), "speaker": form.named.strip() or form.speaker})
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    deciding.carry_out(here, visitor, id_, order, form.reason)
    return RedirectResponse(local_path(form.then) if form.then else f"/statements/{id_}", 303)
