"""``/actors/ID``: who someone is in the record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.store.names import words
from onrecord.store.people import named
from onrecord.store.portrait import By, suggestions
from onrecord.store.registry import Registry
from onrecord.web import gathering
from onrecord.web.charts import bars_svg
from onrecord.web.gathering import ActorView
from onrecord.web.shapes import JsonAnswer, csv_answer, found_csv, found_json, rows_csv
from onrecord.web.site import FormReviews, Reads, SiteHere, page_id, writes

router = APIRouter()


@router.get("/actors")
def actors(request: Request, here: SiteHere, visitor: Reads, name: str = "") -> Response:
    """Whom a name fits."""
    with here.record.reading() as connection:
        fitting = named(connection, name[:200])
    if len(fitting.identities) == 1 and not fitting.unlinked:
        return RedirectResponse(f"/actors/{fitting.identities[0].id}", 303)
    return here.page(request, visitor, "actors.html", name=name[:200], named=fitting)


@router.get("/suggest.json")
def suggest(here: SiteHere, visitor: Reads, q: str = "") -> Response:  # noqa: ARG001 - must be allowed to read
    """Names that begin so, for whoever types one."""
    with here.record.reading() as connection:
        found = suggestions(connection, words(q[:100]))
    return JsonAnswer({"names": [{"name": name, "type": kind} for name, kind in found]})


@router.get("/actors/{id_}.json")
def actor_json(id_: str, here: SiteHere, visitor: Reads, by: By = "channel") -> Response:  # noqa: ARG001 - as above
    """The page as data."""
    found = gathering.actor(here, id_, by)
    if isinstance(found, ActorView):
        return JsonAnswer(found.as_json())
    alone, listed = found
    value = {"id": alone.id, "name": alone.name, "type": alone.type, "article": alone.article}
    return JsonAnswer({**value, "said": [found_json(one.found) for one in listed]})


@router.get("/actors/{id_}.csv")
def actor_csv(id_: str, here: SiteHere, visitor: Reads, by: By = "channel") -> Response:  # noqa: ARG001 - as above
    """The counts as a table; of someone known in one article alone, the statements."""
    found = gathering.actor(here, id_, by)
    if not isinstance(found, ActorView):
        return csv_answer(f"actor-{id_[:12]}", found_csv(one.found for one in found[1]))
    return csv_answer(f"actor-{id_[:12]}", rows_csv(("what", "value", "count", "first", "last"), found.rows()))


@router.get("/actors/{id_}/months.svg")
def months(id_: str, here: SiteHere, visitor: Reads, by: By = "channel") -> Response:  # noqa: ARG001 - as above
    """The timeline as a file."""
    found = gathering.actor(here, id_, by)
    chart = bars_svg(found.months, f"Statements by month and {by}") if isinstance(found, ActorView) else ""
    return Response(str(chart).encode("utf-8", "backslashreplace"), media_type="image/svg+xml")


@router.get("/actors/{id_}")
def actor(id_: str, request: Request, here: SiteHere, visitor: Reads, by: By = "channel") -> Response:
    """The page."""
    found = gathering.actor(here, id_, by)
    if not isinstance(found, ActorView):
        return here.page(request, visitor, "actor_alone.html", actor=found[0], listed=found[1])
    if found.profile.identity.id != id_:
        return RedirectResponse(f"/actors/{found.profile.identity.id}", 303)
    chart = bars_svg(found.months, f"Statements by month and {by}") if found.months.months else None
    return here.page(request, visitor, "actor.html", view=found, chart=chart)


@router.post("/actors/{id_}/merge")
@writes
def merge(
    id_: str,
    here: SiteHere,
    visitor: FormReviews,
    into: Annotated[str, Form(max_length=300)],
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Say that this actor is another."""
    with here.record.writing(visitor.name, reason.strip() or "merged on the page") as writer:
        Registry(writer).merge(page_id(id_), into)
    here.keeping.clear()
    return RedirectResponse(f"/actors/{id_}", 303)
