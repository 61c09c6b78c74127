"""The application: pages, API, errors, one way in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import anyio.to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

import onrecord
from onrecord.errors import ExtraError, FetchError, OnrecordError
from onrecord.reading import Reader
from onrecord.store import Record
from onrecord.web import charts
from onrecord.web.access import Access, Limit
from onrecord.web.api import claims as api_claims
from onrecord.web.api import corrections as api_corrections
from onrecord.web.api import exports as api_exports
from onrecord.web.api import reading as api_reading
from onrecord.web.api import record as api_record
from onrecord.web.guard import Guard
from onrecord.web.keeping import Keeping
from onrecord.web.pages import actors, annotate, articles, claims, front, login, network, review, search, statements
from onrecord.web.queue import BusyError, ReadingQueue, load_reader
from onrecord.web.shapes import JsonAnswer, error_json
from onrecord.web.site import LogInNeeded, Site, environment

API = "/api/v1"
_AT_ONCE = 2
"""Pages that are made at once; others wait their turn."""
_LOG = logging.getLogger("onrecord.web")
_TITLES = {
    400: "Wrong request",
    401: "Log-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Wrong method",
    408: "Too slow",
    409: "Decided meanwhile",
    413: "Too large",
    415: "Wrong content type",
    422: "Not understood",
    429: "Too many tries",
    500: "A fault in onrecord",
    503: "Busy",
    504: "Took too long",
}


def create(record: Record, users: bool = False, load: Callable[[], Reader] = load_reader, warm: bool = True) -> ASGIApp:
    """The application over an open record.

    ``users``: who comes must log in; without, the application answers to this computer alone, and whoever asks may
    do everything. ``load`` makes the reader, at once with ``warm``, else with the first article.
    """
    queue, keeping = ReadingQueue(load), Keeping()
    site = Site(record, Access(record, users, Limit()), queue, keeping, environment())

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        # Pages keep the processor busy, not waiting: in turn each comes sooner than all at once.
        anyio.to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        if warm:
            queue.warm()
            keeping.beforehand(charts.warm)
            for name in site.templates.list_templates():
                site.templates.get_template(name)  # compiled now, not with the first page that needs it
        yield
        queue.close()
        keeping.close()

    app = FastAPI(
        title="onrecord",
        summary="Who said what, to whom, when, where - and who says otherwise.",
        description="The record as JSON. Offsets are Unicode code points of the article's text, half open.",
        version=onrecord.__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        default_response_class=JsonAnswer,
        lifespan=running,
    )
    app.state.site = site
    for one in (front, search, articles, annotate, statements, claims, actors, network, review, login):
        app.include_router(one.router, include_in_schema=False)
    for part in (api_reading, api_record, api_claims, api_exports, api_corrections):
        app.include_router(part.router, prefix=API)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    _errors(app, site)
    return Guard(app, local=not users)


def _errors(app: FastAPI, site: Site) -> None:
    """One shape for every error: JSON for programs, a page for people."""

    def answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
        title = _TITLES.get(status, "Error")
        if _for_program(request.url.path):
            response: Response = JsonAnswer(error_json(status, title, detail), status)
        else:
            response = site.page(request, None, "error.html", status, title=title, detail=detail)
        response.headers.update(headers or {})
        return response

    @app.exception_handler(LogInNeeded)
    async def log_in(request: Request, _: Exception) -> Response:
        if _for_program(request.url.path):
            return answer(request, 401, "send a token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(wanted)}", 303)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        nowhere = error.status_code == 404 and error.detail == "Not Found"  # Starlette's own words
        detail = "there is nothing at this address" if nowhere else str(error.detail)
        return answer(request, error.status_code, detail, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, 422, _sentence(list(error.errors())))

    @app.exception_handler(ValidationError)
    async def misasked(request: Request, error: ValidationError) -> Response:
        return answer(request, 422, _sentence([dict(one) for one in error.errors()]))

    @app.exception_handler(BusyError)
    async def busy(request: Request, _: BusyError) -> Response:
        return answer(request, 503, "other articles are being read; try again shortly", {"Retry-After": "5"})

    @app.exception_handler(TimeoutError)
    async def slow(request: Request, _: TimeoutError) -> Response:
        return answer(request, 504, "the article took too long to read; try a shorter one", {"Retry-After": "30"})

    @app.exception_handler(OnrecordError)
    async def ours(request: Request, error: OnrecordError) -> Response:
        status = 502 if isinstance(error, FetchError) else 501 if isinstance(error, ExtraError) else 422
        return answer(request, status, str(error).replace(site.record.name, "the record"))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        return answer(request, 500, "something went wrong; the server's log says what")


def _for_program(path: str) -> bool:
    return path.startswith("/api/") or path.endswith((".json", ".csv"))


def _sentence(errors: list[dict[str, object]]) -> str:
    """What is wrong with which value, in a line."""
    parts = []
    for one in errors[:3]:
        where = one.get("loc", ())
        named = (
            [str(part) for part in where if part not in {"query", "body", "path"}] if isinstance(where, tuple) else []
        )
        parts.append(f"{'.'.join(named) or 'body'}: {one.get('msg')}")
    return "; ".join(parts)
