"""``POST /read``: a text in, its reading out; nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from onrecord.statements import reading_to_json
from onrecord.text import Article
from onrecord.web.api.errors import answers
from onrecord.web.api.examples import READING, TEXT
from onrecord.web.queue import LONGEST
from onrecord.web.shapes import JsonAnswer
from onrecord.web.site import Reads, SiteHere

router = APIRouter(tags=["reading"])


class ToRead(BaseModel):
    """A text and what is known of it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"text": TEXT, "publisher": "The Harbour Post"}}
    )

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    title: Annotated[str | None, Field(max_length=1000)] = None
    publisher: Annotated[str | None, Field(max_length=300)] = None
    url: Annotated[str | None, Field(max_length=2000, description="Where the text is from; it is not fetched.")] = None
    published: date | None = None
    with_text: bool = False
    force: Annotated[bool, Field(description="Read a text that is not English, too.")] = False


@router.post("/read", responses=answers(READING, 413, 503, 504), summary="Read a text without storing it")
async def read(asked: ToRead, here: SiteHere, visitor: Reads) -> Response:  # noqa: ARG001 - must be allowed to read
    """The reading of a text, as `onrecord read --format jsonl` prints it."""
    article = Article(
        asked.text, title=asked.title, publisher=asked.publisher, url=asked.url, published=asked.published
    )
    reading = await here.queue.do(lambda: here.queue.read(article, asked.force))
    return JsonAnswer(reading_to_json(reading, asked.with_text))
