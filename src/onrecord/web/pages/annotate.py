"""``/articles/ID/annotate``: statements added by hand, from what was read or from nothing, and exported as gold."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.reading.acts import FRAMINGS
from onrecord.store import SHOWN, Found
from onrecord.store.corrections import Corrections
from onrecord.store.views import ArticleView
from onrecord.web import deciding, gathering
from onrecord.web.gold import gold
from onrecord.web.marked import marked
from onrecord.web.site import FormReviews, Reads, Reviews, SiteHere, page_id, writes

router = APIRouter()
_BY_PEOPLE = ("confirmed", "corrected")


def _chosen(view: ArticleView, people: bool) -> list[Found]:
    statuses: tuple[str, ...] = _BY_PEOPLE if people else SHOWN
    return [one for one in view.statements if one.status in statuses]


@router.get("/articles/{id_}/annotate")
def annotate(id_: str, request: Request, here: SiteHere, visitor: Reviews, scratch: bool = False) -> Response:
    """The page; ``scratch`` shows only what people added or confirmed."""
    view, links = gathering.article(here, visitor, id_)
    shown = _chosen(view, scratch)
    return here.page(
        request,
        visitor,
        "annotate.html",
        view=view,
        article=view.article,
        links=links,
        shown=shown,
        scratch=scratch,
        framings=FRAMINGS,
        paragraphs=marked(view.text, [one.statement for one in shown]),
    )


class Missing(BaseModel):
    """The form for a statement that the reader missed."""

    kind: Annotated[str, Field(max_length=20)] = ""
    content: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=1000)] = ""
    cue: Annotated[str, Field(max_length=1000)] = ""
    speaker: Annotated[str, Field(max_length=300)] = ""
    framing: Annotated[str, Field(max_length=100)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""
    scratch: bool = False


@router.post("/articles/{id_}/annotate")
@writes
def add(id_: str, here: SiteHere, visitor: FormReviews, form: Annotated[Missing, Form()]) -> Response:
    """Add a statement that the reader missed."""
    try:
        fix = deciding.fix({name: value for name, value in form if isinstance(value, str)})
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    with here.record.writing(visitor.name, " ".join(form.reason.split()) or "annotated on the page") as writer:
        Corrections(writer).add(page_id(id_), fix)
    here.keeping.clear()
    return RedirectResponse(f"/articles/{id_}/annotate" + ("?scratch=true" if form.scratch else ""), 303)


@router.get("/articles/{id_}/gold.json")
def gold_json(id_: str, here: SiteHere, visitor: Reads, scratch: bool = False) -> Response:
    """The statements in the format of ``NAME.gold.json``; ``scratch`` gives only what people added or confirmed."""
    view, _ = gathering.article(here, visitor, id_)
    value = gold(view.article, [one.statement for one in _chosen(view, scratch)])
    headers = {"Content-Disposition": f'attachment; filename="{id_}.gold.json"'}
    return Response(json.dumps(value, indent=1), media_type="application/json", headers=headers)


@router.get("/articles/{id_}/text.txt")
def text(id_: str, here: SiteHere, visitor: Reads) -> Response:
    """The article's text, for the gold to count in."""
    view, _ = gathering.article(here, visitor, id_)
    headers = {"Content-Disposition": f'attachment; filename="{id_}.txt"'}
    data = view.text.encode("utf-8", "surrogatepass")
    return Response(data, media_type="text/plain; charset=utf-8", headers=headers)
