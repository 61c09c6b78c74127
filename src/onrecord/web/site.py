"""What every page and answer of the server shares, and what a request may do."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
import jinja2
from fastapi import Depends, Header
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

import onrecord
from onrecord.export.marks import printable
from onrecord.store import Record, Search
from onrecord.store.facets import Facets, facets
from onrecord.web.access import COOKIE, SESSION, Access, Visitor, same
from onrecord.web.keeping import Keeping
from onrecord.web.queue import ReadingQueue

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
_WRITERS = anyio.CapacityLimiter(8)
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "FULLWIDTH", "MATHEMATICAL"})
"""Alphabets, as Unicode's names of letters begin, of which some letters look like others'."""
_PAGE_ID = re.compile(r"[0-9a-f]{4,64}")


class LogInNeeded(HTTPException):
    """Nobody is logged in, and somebody must be."""

    def __init__(self) -> None:
        super().__init__(401, "log in first")


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running server."""

    record: Record
    access: Access
    queue: ReadingQueue
    keeping: Keeping
    templates: jinja2.Environment

    def page(
        self, request: Request, visitor: Visitor | None, template: str, status: int = 200, **values: Any
    ) -> Response:
        """A page of a template."""
        text = self.templates.get_template(template).render(
            visitor=visitor, users=self.access.users, path=request.url.path, **values
        )
        response = HTMLResponse(text, status)
        if visitor is not None and visitor.new and visitor.secret:
            set_cookie(request, response, visitor.secret)
        return response

    def facets(self, search: Search) -> Facets:
        """Totals and facets of a search, some seconds old at most while the record grows."""

        def compute() -> Facets:
            with self.record.reading() as connection:
                return facets(connection, search)

        return self.keeping.get(("facets", search), compute, 60)


def set_cookie(request: Request, response: Response, secret: str) -> None:
    """Let the browser keep the secret of a session, away from scripts and other sites."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def environment() -> jinja2.Environment:
    """The templates; whatever is put into one is escaped, and no character in it can steer the page."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        auto_reload=False,
    )
    made.filters |= {
        "number": lambda value: f"{value:,}",
        "web": web_address,
        "line": one_line,
        "exact": exact,
        "disguised": disguised,
    }
    made.globals |= {"version": onrecord.__version__}
    return made


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())


def exact(text: str) -> Markup:
    """A text for a form that sends it back: character by character, nothing spelled out. It is not seen."""
    return escape(text)


def disguised(name: str) -> str:
    """What is odd about a name that may look like another: letters of two alphabets in a word, characters unseen."""
    if any(unicodedata.category(one) == "Cf" for one in name):
        return "hidden characters"
    for word in name.split():
        alphabets = {unicodedata.name(one, "").partition(" ")[0] for one in word if one.isalpha()}
        if len(alphabets & _ALIKE) > 1:
            return "mixed alphabets"
    return ""


def _shown(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value


def web_address(url: str | None) -> str | None:
    """An address that a link may lead to: http and https alone."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def local_path(path: str) -> str:
    """A path of this site to go on to; the front page for anything else."""
    fine = path.startswith("/") and not path.startswith("//") and "\\" not in path and printable(path) == path
    return path if fine and "\n" not in path else "/"


def site(request: Request) -> Site:
    """The server that a request came to."""
    found: Site = request.app.state.site
    return found


SiteHere = Annotated[Site, Depends(site)]


def visitor(request: Request, here: SiteHere) -> Visitor:
    """Who sent a request that reads."""
    found = here.access.visitor(request)
    if found is None or "read" not in found.scopes:
        raise LogInNeeded
    return found


Reads = Annotated[Visitor, Depends(visitor)]


def reviewer(one: Reads) -> Visitor:
    """Who sent a request that only reviewers may."""
    if not one.reviews:
        raise HTTPException(403, "this is for reviewers; ask who runs this server for the role")
    return one


Reviews = Annotated[Visitor, Depends(reviewer)]


async def form_reader(request: Request, one: Reads) -> Visitor:
    """Who sent a form of ours."""
    csrf = (await request.form(max_files=1, max_fields=40)).get("csrf")
    if not one.csrf or one.new or not isinstance(csrf, str) or not same(csrf, one.csrf):
        await request.close()
        raise HTTPException(403, "the form is out of date: go back, load the page again and send it once more")
    return one


def form_reviewer(one: Annotated[Visitor, Depends(form_reader)]) -> Visitor:
    """Who sent a form that only reviewers may."""
    return reviewer(one)


def program_reviewer(
    here: SiteHere, one: Reviews, x_csrf_token: Annotated[str, Header(include_in_schema=False)] = ""
) -> Visitor:
    """Who changes something by the API: a program by its token, or a browser that is logged in and proves it."""
    if here.access.users and one.secret is not None and not same(x_csrf_token, one.csrf):
        raise HTTPException(403, "a browser sends the page's token as X-CSRF-Token; a program uses a token of its own")
    return one


def writes(endpoint: Callable[_Given, _Answer]) -> Callable[_Given, Coroutine[Any, Any, _Answer]]:
    """An endpoint that writes to the record. It waits where another program writes; pages don't wait with it."""

    @functools.wraps(endpoint)
    async def apart(*args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        return await anyio.to_thread.run_sync(functools.partial(endpoint, *args, **kwargs), limiter=_WRITERS)

    return apart


FormReads = Annotated[Visitor, Depends(form_reader)]
FormReviews = Annotated[Visitor, Depends(form_reviewer)]
ProgramReviews = Annotated[Visitor, Depends(program_reviewer)]


def known(what: str, value: Any) -> Any:
    """A value that must be there; 404 otherwise."""
    if value is None:
        raise HTTPException(404, f"the record has no such {what}")
    return value


def page_id(id_: str) -> str:
    """An id in an address; 404 for what can't be one."""
    if not _PAGE_ID.fullmatch(id_):
        raise HTTPException(404, "the record has nothing of this id")
    return id_
