"""``/login`` and ``/logout``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.web.access import COOKIE
from onrecord.web.site import FormReads, SiteHere, local_path, set_cookie, writes

router = APIRouter()


@router.get("/login")
def page(request: Request, here: SiteHere) -> Response:
    """The form."""
    wanted = local_path(request.query_params.get("next", "/"))
    if not here.access.users:
        return RedirectResponse(wanted, 303)
    return here.page(request, None, "login.html", next=wanted, problem=None, name="")


@router.post("/login")
@writes
def log_in(
    request: Request,
    here: SiteHere,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Start a session. The request is from our own page: `guard` refuses those from other sites."""
    address = request.client.host if request.client else "unknown"
    secret = here.access.log_in(name, password, address)
    if secret is not None:
        response: Response = RedirectResponse(local_path(next), 303)
        set_cookie(request, response, secret)
        return response
    wait = here.access.limit.waits(name, address)
    problem = "Too many tries failed. Wait a few minutes." if wait else "Name or password is wrong."
    status = 429 if wait else 403
    response = here.page(request, None, "login.html", status, next=local_path(next), problem=problem, name=name)
    if wait:
        response.headers["Retry-After"] = str(int(wait) + 1)
    return response


@router.post("/logout")
@writes
def log_out(here: SiteHere, visitor: FormReads) -> Response:
    """End the session."""
    here.access.log_out(visitor)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response
