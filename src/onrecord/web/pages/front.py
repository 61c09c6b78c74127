"""``/``: search, the newest, who speaks most; an article pasted, uploaded or fetched, and read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.export.claims import claim_object
from onrecord.store import ClaimSearch, views
from onrecord.web import gathering
from onrecord.web.marked import marked
from onrecord.web.pages.claims import Sides, sides
from onrecord.web.shapes import JsonAnswer, csv_answer, found_csv, found_json
from onrecord.web.site import FormReads, Reads, Site, SiteHere
from onrecord.web.taking import Given, add, fetched, take

router = APIRouter()
_NEWEST = 8
_DISPUTED = 4
_DAYS = 7
_LONGEST_FIELD = 1_000


@dataclass(frozen=True, slots=True)
class _Front:
    newest: tuple[gathering.Listed, ...]
    last: date | None
    speakers: tuple[views.Speaking, ...]
    disputed: tuple[Sides, ...]
    articles: int
    statements: int

    @property
    def first(self) -> date | None:
        """The first of the days over which speakers are counted."""
        return self.last - timedelta(days=_DAYS - 1) if self.last else None


def _gather(here: Site) -> _Front:
    def compute() -> _Front:
        with here.record.reading() as connection:
            last, speakers = views.spoke_most(connection, _DAYS, 10)
            sizes = views.sizes(connection)
        disputed = here.record.claim_page(ClaimSearch(disputed=True), _DISPUTED).claims
        return _Front(gathering.newest(here, _NEWEST), last, speakers, tuple(map(sides, disputed)), *sizes)

    return here.keeping.get("front", compute)


@router.get("/")
def front(request: Request, here: SiteHere, visitor: Reads) -> Response:
    """The page."""
    return here.page(request, visitor, "front.html", front=_gather(here))


@router.get("/index.json")
def front_json(here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - must be allowed to read
    """The same as data."""
    one = _gather(here)
    value: dict[str, Any] = {
        "totals": {"articles": one.articles, "statements": one.statements},
        "newest": [found_json(listed.found) for listed in one.newest],
        "spoke_most": {
            "since": str(one.first) if one.first else None,
            "until": str(one.last) if one.last else None,
            "actors": [asdict(speaker) for speaker in one.speakers],
        },
        "disputed": [claim_object(each.claim) for each in one.disputed],
    }
    return JsonAnswer(value)


@router.get("/index.csv")
def front_csv(here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - as above
    """The newest statements as a table."""
    return csv_answer("newest", found_csv(one.found for one in _gather(here).newest))


@router.post("/read")
async def read(request: Request, here: SiteHere, visitor: FormReads) -> Response:
    """Read what was given; store it only when asked to."""
    given, store = await _given(request)
    if (store or given.url) and not visitor.reviews:
        raise HTTPException(403, "adding articles and fetching addresses is for reviewers; paste the text to read it")
    if given.elsewhere:
        given = await here.queue.fetch(partial(fetched, given))
    if store:
        id_ = await here.queue.do(lambda: add(here.record, here.queue, take(given), visitor.name))
        here.keeping.clear()
        return RedirectResponse(f"/articles/{id_}", 303)
    reading = await here.queue.do(lambda: here.queue.read(take(given)))

    def shown() -> Response:
        paragraphs = marked(reading.article.text, reading.statements)
        values: dict[str, Any] = {
            "reading": reading,
            "article": reading.article,
            "paragraphs": paragraphs,
            "given": given,
            "roles": {one.id: one.roles for one in reading.actors},
        }
        return here.page(request, visitor, "read.html", **values)

    return await run_in_threadpool(shown)


async def _given(request: Request) -> tuple[Given, bool]:
    """The form's fields, and whether the article is to be added."""
    async with request.form() as form:
        return await _fields(form)


async def _fields(form: FormData) -> tuple[Given, bool]:
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    file = form.get("file")
    upload = file if isinstance(file, UploadFile) else None
    given = Given(
        text=fields.get("text", ""),
        data=await upload.read() if upload else b"",
        name=upload.filename or "" if upload else "",
        url=fields.get("url", "").strip(),
        title=fields.get("title", "")[:_LONGEST_FIELD],
        publisher=fields.get("publisher", "")[:_LONGEST_FIELD],
        published=fields.get("published", "")[:_LONGEST_FIELD],
    )
    return given, bool(fields.get("store"))
