"""``/search``: statements, their facets, the next page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web import gathering
from onrecord.web.asking import asked
from onrecord.web.shapes import JsonAnswer, csv_answer, found_csv
from onrecord.web.site import Reads, SiteHere

router = APIRouter()


@router.get("/search")
def search(request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page."""
    results = gathering.results(here, visitor, asked(request.query_params.multi_items()))
    return here.page(request, visitor, "search.html", results=results, asked=results.asked)


@router.get("/search.json")
def search_json(request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The same page as data."""
    return JsonAnswer(gathering.results(here, visitor, asked(request.query_params.multi_items())).as_json())


@router.get("/search.csv")
def search_csv(request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The same page as a table."""
    results = gathering.results(here, visitor, asked(request.query_params.multi_items()))
    return csv_answer("search", found_csv(one.found for one in results.listed))
