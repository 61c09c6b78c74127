"""What a search is asked for in an address: the same names in pages and in the API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from onrecord.statements.model import Act, ActorType, Kind
from onrecord.store import SHOWN, Search

Shown = Literal["unreviewed", "confirmed", "corrected", "rejected"]
TypeOrNone = Literal[ActorType, "none"]


def _clean(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a NUL character")
    return text


Words = Annotated[str, Field(max_length=300), AfterValidator(_clean)]


class Asked(BaseModel):
    """A search as an address gives it; where several values are given, any will do."""

    model_config = ConfigDict(extra="ignore")

    q: Annotated[
        Words, Field(description='Words, "phrases", prefix*, AND, OR, NOT, (…), speaker:word.', examples=["harbour"])
    ] = ""
    speaker: Annotated[Words, Field(description="Words of the speaker's name, in this order.")] = ""
    role: Annotated[Words, Field(description="Words of a role of the speaker.")] = ""
    channel: Annotated[Words, Field(description="Words of the channel, as the article has them.")] = ""
    publisher: Annotated[list[Words], Field(max_length=20, description="Whole name of an outlet.")] = []
    type: Annotated[list[TypeOrNone], Field(max_length=10, description="What the speaker is.")] = []
    kind: Annotated[list[Kind], Field(max_length=10)] = []
    act: Annotated[list[Act], Field(max_length=10)] = []
    framing: Annotated[list[Words], Field(max_length=20)] = []
    since: Annotated[date | None, Field(description="Published on this day or later.")] = None
    until: Annotated[date | None, Field(description="Published on this day or before.")] = None
    said_since: Annotated[date | None, Field(description="May have been said on this day or later.")] = None
    said_until: Annotated[date | None, Field(description="May have been said on this day or before.")] = None
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    checkable: Annotated[float, Field(ge=0, le=1, description="How checkable what was said is, at least.")] = 0.0
    status: Annotated[list[Shown], Field(max_length=10, description="`rejected` is for reviewers.")] = []
    article: Annotated[Words, Field(description="Id of an article.")] = ""
    actor: Annotated[Words, Field(description="Id of an actor that speaks.")] = ""
    by: Annotated[Literal["copy", "story"], Field(description="Each copy of a wire story, or the same words once.")] = (
        "copy"
    )
    revisions: Annotated[bool, Field(description="Statements of earlier revisions of an article, too.")] = False
    sort: Literal["date", "relevance"] = "date"
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str | None, Field(pattern=r"^r?[0-9]{1,18}$")] = None

    def search(self) -> Search:
        """What the record is asked for."""
        return Search(
            text=self.q,
            speaker=self.speaker,
            role=self.role,
            channel=self.channel,
            publishers=tuple(self.publisher),
            types=tuple(self.type),
            kinds=tuple(self.kind),
            acts=tuple(self.act),
            framings=tuple(self.framing),
            since=self.since,
            until=self.until,
            said_since=self.said_since,
            said_until=self.said_until,
            confidence=self.min_confidence,
            checkable=self.checkable,
            statuses=tuple(self.status) or SHOWN,
            article=self.article or None,
            identity=self.actor or None,
            by_story=self.by == "story",
            revisions=self.revisions,
            sort=self.sort,
        )

    def address(self, **changes: Any) -> str:
        """The query of an address that asks the same but for some values; first page unless ``cursor`` is given."""
        return query({**self.model_dump(mode="json", exclude_defaults=True, exclude={"cursor"}), **changes})

    def toggled(self, name: str, value: str) -> str:
        """The query with one value of a filter put in, or taken out if it is there."""
        there: list[str] = list(getattr(self, name))
        return self.address(**{name: [one for one in there if one != value] if value in there else [*there, value]})

    def chosen(self) -> list[tuple[str, str, str]]:
        """Filters that are set: name, value, and the query without it."""
        found: list[tuple[str, str, str]] = []
        for name, value in self.model_dump(mode="json", exclude_defaults=True).items():
            if name in {"q", "cursor", "limit", "sort", "by"}:
                continue
            if isinstance(value, list):
                found += [(name, one, self.toggled(name, one)) for one in value]
            else:
                found.append((name, str(value), self.address(**{name: None})))
        return found


LISTS = tuple(name for name, one in Asked.model_fields.items() if str(one.annotation).startswith("list"))
KINDS, ACTS, TYPES = get_args(Kind), get_args(Act), get_args(ActorType)


def asked(pairs: Iterable[tuple[str, str]]) -> Asked:
    """From the pairs of an address; empty values, as forms send them, count as not given.

    Raises pydantic's `ValidationError`.
    """
    return Asked.model_validate(values(pairs, LISTS))


def values(pairs: Iterable[tuple[str, str]], lists: Collection[str]) -> dict[str, Any]:
    """The values that an address gives, by name; those of some names as lists. Empty ones are left out."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if not value.strip():
            continue
        if name in lists:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def query(given: Mapping[str, Any]) -> str:
    """The query of an address, from values; None and empty ones are left out."""
    pairs = [
        (name, one)
        for name, value in given.items()
        for one in (value if isinstance(value, list) else [value])
        if one not in (None, "")
    ]
    return urlencode(pairs)
