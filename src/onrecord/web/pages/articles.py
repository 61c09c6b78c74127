"""``/articles/ID``: the text with its statements marked, its revisions and copies, how it was read."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.store import SHOWN
from onrecord.web import gathering
from onrecord.web.marked import marked
from onrecord.web.shapes import JsonAnswer, csv_answer, found_csv
from onrecord.web.site import Reads, SiteHere

router = APIRouter()


@router.get("/articles/{id_}.json")
def article_json(id_: str, here: SiteHere, visitor: Reads) -> Response:
    """The page as data, with the article's text."""
    return JsonAnswer(gathering.article_json(here, gathering.article(here, visitor, id_)[0]))


@router.get("/articles/{id_}.csv")
def article_csv(id_: str, here: SiteHere, visitor: Reads) -> Response:
    """The statements of the article as a table."""
    view, _ = gathering.article(here, visitor, id_)
    return csv_answer(f"article-{id_[:12]}", found_csv(one for one in view.statements if one.status in SHOWN))


@router.get("/articles/{id_}")
def article(id_: str, request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page."""
    view, links = gathering.article(here, visitor, id_)
    shown = [one for one in view.statements if one.status in SHOWN]
    return here.page(
        request,
        visitor,
        "article.html",
        view=view,
        article=view.article,
        links=links,
        claims=gathering.claims_of(here, view),
        shown=shown,
        rejected=[one for one in view.statements if one.status == "rejected"],
        paragraphs=marked(view.text, [one.statement for one in shown]),
    )
