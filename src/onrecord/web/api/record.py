"""Articles, statements, actors and search."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from onrecord.store import views
from onrecord.store.people import named
from onrecord.store.portrait import By
from onrecord.web import gathering
from onrecord.web.api.errors import answers
from onrecord.web.api.examples import ACTOR, ARTICLE, DECISION, SEARCH, STATEMENT
from onrecord.web.asking import Asked
from onrecord.web.gathering import ActorView
from onrecord.web.shapes import JsonAnswer, LinkedAnswer, found_json, web_annotation
from onrecord.web.site import Reads, SiteHere

router = APIRouter(tags=["record"])
Id = Annotated[str, Path(pattern="^[0-9a-f]{4,64}$", examples=[STATEMENT["id"]])]
_ARTICLES = {"articles": [ARTICLE], "cursor": None}
_WHOLE = {"article": ARTICLE, "revision": 1, "latest": True, "statements": [], "revisions": [], "copies": []}


@router.get("/search", responses=answers(SEARCH), summary="Search statements, with totals and facets")
def search(asked: Annotated[Asked, Query()], here: SiteHere, visitor: Reads) -> Response:
    """A page of statements, newest first; `cursor` leads to the next, also while the record grows."""
    return JsonAnswer(gathering.results(here, visitor, asked).as_json())


@router.get("/statements", responses=answers({"statements": [STATEMENT], "cursor": None}), summary="List statements")
def statements(asked: Annotated[Asked, Query()], here: SiteHere, visitor: Reads) -> Response:
    """As `search`, without totals and facets: the quickest way through many."""
    gathering.check_statuses(visitor, asked)
    page = here.record.search(asked.search(), asked.limit, asked.cursor)
    return JsonAnswer({"statements": [found_json(one) for one in page.found], "cursor": page.cursor})


@router.get("/statements/{id_}", responses=answers({**STATEMENT, "history": [DECISION]}, 404))
def statement(id_: Id, here: SiteHere, visitor: Reads) -> Response:
    """One statement with the history of its corrections."""
    return JsonAnswer(gathering.statement(here, visitor, id_).as_json(visitor))


@router.get(
    "/statements/{id_}/annotation",
    responses=answers({"type": "Annotation"}, 404, media="application/ld+json"),
    response_class=LinkedAnswer,
)
def annotation(id_: Id, request: Request, here: SiteHere, visitor: Reads) -> Response:
    """One statement as a W3C Web Annotation, with quote and position selectors."""
    view = gathering.statement(here, visitor, id_)
    value = web_annotation(view.listed.found, view.text, str(request.base_url).rstrip("/"))
    return LinkedAnswer(value)


@router.get("/articles", responses=answers(_ARTICLES), summary="List articles, the last added first")
def articles(
    here: SiteHere,
    visitor: Reads,  # noqa: ARG001 - must be allowed to read
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=15, pattern="^[0-9]+$")] = None,
) -> Response:
    """Articles with what is known of each, without their texts."""
    with here.record.reading() as connection:
        found, following = views.newest_articles(connection, limit, int(cursor) if cursor else None)
    return JsonAnswer({"articles": found, "cursor": None if following is None else str(following)})


@router.get("/articles/{id_}", responses=answers(_WHOLE, 404))
def article(id_: Id, here: SiteHere, visitor: Reads, with_text: bool = False) -> Response:
    """One article with its statements, revisions, wire copies and readings."""
    return JsonAnswer(gathering.article_json(here, gathering.article(here, visitor, id_)[0], with_text))


@router.get("/actors", responses=answers({"actors": [{"id": ACTOR["id"], "name": "Ada Obi"}]}), summary="Find actors")
def actors(
    here: SiteHere,
    visitor: Reads,  # noqa: ARG001 - as above
    name: Annotated[str, Query(min_length=1, max_length=200, pattern="^[^\\x00]+$", examples=["Ada Obi"])],
) -> Response:
    """Those whom a name fits, most statements first."""
    with here.record.reading() as connection:
        fitting = named(connection, name)
    value: dict[str, Any] = {
        "actors": [{key: item for key, item in asdict(one).items() if key != "key"} for one in fitting.identities],
        "unlinked": {"statements": fitting.unlinked, "articles": fitting.unlinked_articles},
    }
    return JsonAnswer(value)


@router.get("/actors/{id_}", responses=answers(ACTOR, 404))
def actor(id_: Id, here: SiteHere, visitor: Reads, by: By = "channel") -> Response:  # noqa: ARG001 - as above
    """What the record has of one actor."""
    found = gathering.actor(here, id_, by)
    if isinstance(found, ActorView):
        return JsonAnswer(found.as_json())
    alone, listed = found
    value = {"id": alone.id, "name": alone.name, "type": alone.type, "article": alone.article}
    return JsonAnswer({**value, "said": [found_json(one.found) for one in listed]})
