"""Everything that a search finds, as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from onrecord.export import jsonl, table
from onrecord.store import Record, Search
from onrecord.web import gathering
from onrecord.web.api.errors import answers
from onrecord.web.asking import Asked
from onrecord.web.site import Reads, SiteHere

router = APIRouter(prefix="/exports", tags=["exports"])
_TOGETHER = 200
"""Lines in a piece of the stream."""


class LinesAnswer(StreamingResponse):
    """JSON objects, one a line."""

    media_type = "application/x-ndjson"


class TableAnswer(StreamingResponse):
    """Rows with commas."""

    media_type = "text/csv"


@router.get(
    "/statements.jsonl", responses=answers("{…}\n{…}\n", media="application/x-ndjson"), response_class=LinesAnswer
)
def as_jsonl(asked: Annotated[Asked, Query()], here: SiteHere, visitor: Reads) -> Response:
    """One JSON object a line; `limit` and `cursor` play no part."""
    gathering.check_statuses(visitor, asked)
    return LinesAnswer(_lines(here.record, asked.search(), csv=False))


@router.get("/statements.csv", responses=answers("id,status,…\n", media="text/csv"), response_class=TableAnswer)
def as_csv(asked: Annotated[Asked, Query()], here: SiteHere, visitor: Reads) -> Response:
    """One row a statement; `limit` and `cursor` play no part."""
    gathering.check_statuses(visitor, asked)
    headers = {"Content-Disposition": 'attachment; filename="statements.csv"'}
    lines = _lines(here.record, asked.search(), csv=True)
    return TableAnswer(lines, headers=headers)


def _lines(record: Record, search: Search, csv: bool) -> Iterator[bytes]:
    """The lines, some together, as bytes.

    Each page is read for itself, so that a slow reader holds no state of the record; by date none comes twice.
    """
    if csv:
        yield table.head().encode()
    line = table.row if csv else jsonl.found_line
    cursor: str | None = None
    while True:
        page = record.search(search, _TOGETHER, cursor)
        yield "".join(map(line, page.found)).encode("utf-8", "backslashreplace")
        cursor = page.cursor
        if cursor is None:
            return
