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


def answers(example: Any, *statuses: int, media: str = JSON_TYPE) -> dict[int | str, dict[str, Any]]:
    """The answers of an operation: one that went well, with an example, and errors."""
    listed: dict[int | str, dict[str, Any]] = {200: {"content": {media: {"example": example}}}}
    if media != JSON_TYPE:
        listed[200]["content"][media]["schema"] = {"type": "string"}
    for status in (401, 403, 422, *statuses):
        listed[status] = {"model": Error}
    return listed
