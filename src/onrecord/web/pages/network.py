"""``/network``: who speaks about, answers or addresses whom in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from onrecord.store.network import ANSWERING, CONSIDERED, RELATIONS, Day, Network, Relation, counted, last_day, network
from onrecord.web.charts import NODES, network_svg
from onrecord.web.shapes import JsonAnswer, csv_answer, rows_csv
from onrecord.web.site import Reads, Site, SiteHere

router = APIRouter()
_DAYS = 30
_ROWS = 100
_KEPT = 31
"""Days of one page that are kept."""


@dataclass(frozen=True, slots=True)
class _Asked:
    relation: Relation
    since: date | None
    until: date | None


def _asked(here: Site, request: Request) -> _Asked:
    given = request.query_params
    relation = given.get("relation") or "about"
    if relation not in RELATIONS:
        raise HTTPException(422, f"relation: one of {', '.join(RELATIONS)}")
    try:
        since, until = (date.fromisoformat(given[name]) if given.get(name) else None for name in ("since", "until"))
    except ValueError as error:
        raise HTTPException(422, "since and until are days such as 2025-02-19") from error
    if since is None and until is None:
        with here.record.reading() as connection:
            until = last_day(connection)
        since = until - timedelta(days=_DAYS - 1) if until else None
    return _Asked(relation, since, until)


def _network(here: Site, asked: _Asked) -> tuple[Network, Markup]:
    def compute() -> tuple[Network, Markup]:
        with here.record.reading() as connection:

            def days(wanted: list[int]) -> Mapping[int, Day]:
                count = partial(counted, connection, asked.relation)
                if len(wanted) > _KEPT:  # days with little in them, cheap, and many enough to drive out all else
                    return count(wanted)
                return here.keeping.get_all(("network", asked.relation), wanted, count, 120)

            found = network(connection, asked.since, asked.until, asked.relation, days)
        return found, network_svg(found) if found.edges else Markup("")

    return here.keeping.get(("network", asked), compute)


def _rows(one: Network) -> list[tuple[str, str, str, int, str, str]]:
    return [
        (one.names[edge.source], edge.relation, one.names[edge.target], edge.statements, edge.source, edge.target)
        for edge in one.edges
    ]


@router.get("/network")
def page(request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page."""
    asked = _asked(here, request)
    found, chart = _network(here, asked)
    values: dict[str, Any] = {"found": found, "chart": chart, "asked": asked, "relations": RELATIONS}
    return here.page(
        request, visitor, "network.html", **values, answering=ANSWERING, drawn=NODES, rows=_ROWS, enough=CONSIDERED
    )


@router.get("/network.json")
def network_json(request: Request, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - must be allowed to read
    """All edges as data."""
    asked = _asked(here, request)
    found, _ = _network(here, asked)
    keys = ("source_name", "relation", "target_name", "statements", "source", "target")
    value = {
        "relation": asked.relation,
        "since": str(found.since) if found.since else None,
        "until": str(found.until) if found.until else None,
        "considered": found.considered,
        "edges": [dict(zip(keys, row, strict=True)) for row in _rows(found)],
    }
    return JsonAnswer(value)


@router.get("/network.csv")
def network_csv(request: Request, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - as above
    """All edges as a table."""
    found, _ = _network(here, _asked(here, request))
    columns = ("source", "relation", "target", "statements", "source_id", "target_id")
    return csv_answer("network", rows_csv(columns, _rows(found)))


@router.get("/network.svg")
def network_file(request: Request, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - as above
    """The drawing as a file."""
    _, chart = _network(here, _asked(here, request))
    return Response(str(chart).encode("utf-8", "backslashreplace"), media_type="image/svg+xml")
