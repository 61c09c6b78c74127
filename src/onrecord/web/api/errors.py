"""How the API's errors are described."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

JSON_TYPE = "application/json"


class Problem(BaseModel):
    """What went wrong."""

    status: int
    title: str
    detail: str


class Error(BaseModel):
    """The one shape of all errors."""

    error: Problem


_SHAPE = {"$ref": "#/components/schemas/Error"}


def answers(example: Any, *statuses: int, media: str = JSON_TYPE) -> dict[int | str, dict[str, Any]]:
    """The answers of an operation: one that went well, with an example, and errors."""
    plain: dict[str, Any] = {} if media == JSON_TYPE else {"schema": {"type": "string"}}
    if media.endswith("+json"):
        plain = {"schema": {"type": "object"}}
    listed: dict[int | str, dict[str, Any]] = {200: {"content": {media: {"example": example, **plain}}}}
    for status in (400, 401, 403, 422, *statuses):
        # Where another type than JSON goes well, errors are JSON all the same, which `model` would not say.
        error = {"model": Error} if media == JSON_TYPE else {"content": {JSON_TYPE: {"schema": _SHAPE}}}
        listed[status] = {**error, "description": "Not as asked: why is in `error.detail`."}
    return listed
