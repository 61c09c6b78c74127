"""The options that say which statements: one definition for all commands that take them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import typer

from onrecord.cli import options

if TYPE_CHECKING:
    from onrecord.store import Search


class By(StrEnum):
    """What counts as one."""

    COPY = "copy"
    STORY = "story"


class Sort(StrEnum):
    """What comes first."""

    DATE = "date"
    RELEVANCE = "relevance"


def wanted(
    query: Annotated[
        str, typer.Argument(metavar="[QUERY]", help='Words, "phrases", prefix*, AND, OR, NOT, (…), speaker:word.')
    ] = "",
    speaker: options.SpeakerOption = "",
    role: options.RoleOption = "",
    type: options.TypeOption = None,  # noqa: A002 - the option's name
    kind: options.KindOption = None,
    act: Annotated[
        list[options.Act] | None,
        typer.Option("--act", help="Default: speech in a table, else all; may be repeated."),
    ] = None,
    framing: options.FramingOption = None,
    channel: options.ChannelOption = "",
    publisher: options.PublisherOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    said_since: options.SaidSinceOption = None,
    said_until: options.SaidUntilOption = None,
    min_confidence: options.ConfidenceOption = 0.0,
    checkable: options.CheckableOption = 0.0,
    status: options.StatusOption = None,
    by: Annotated[By, typer.Option(help="Show each copy of a wire story, or the same words once a story.")] = By.COPY,
    revisions: Annotated[
        bool, typer.Option("--revisions", help="Statements of earlier revisions of an article, too.")
    ] = False,
    sort: Annotated[Sort, typer.Option(help="Newest first, or what fits the query best.")] = Sort.DATE,
) -> Search:
    """The search that the options ask for; all acts unless some are named."""
    from onrecord.store import SHOWN, Search, Status

    statuses = tuple(str(one) for one in status or ())
    acts = tuple(str(one) for one in act or ())
    return Search(
        text=query,
        speaker=speaker,
        role=role,
        channel=channel,
        publishers=tuple(publisher or ()),
        types=tuple(map(str, type or ())),
        kinds=tuple(map(str, kind or ())),
        acts=() if "all" in acts else acts,
        framings=tuple(framing or ()),
        since=since,
        until=until,
        said_since=said_since,
        said_until=said_until,
        confidence=min_confidence,
        checkable=checkable,
        statuses=get_args(Status) if "all" in statuses else statuses or SHOWN,  # type: ignore[arg-type]
        by_story=by is By.STORY,
        revisions=revisions,
        sort=sort.value,
    )


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options of `wanted` after its own arguments.

    It is handed their values as ``search``, a function that makes the `Search` of them; ``acts`` replaces those of
    who names none.
    """
    filters, own = _parameters(wanted), [one for one in _parameters(command).values() if one.name != "search"]
    first = [one for one in own if one.default is inspect.Parameter.empty]
    later = [one for one in own if one.default is not inspect.Parameter.empty]

    @functools.wraps(command)
    def whole(**given: Any) -> None:
        values = {name: given.pop(name) for name in filters}

        def search(acts: tuple[options.Act, ...] = ()) -> Search:
            return wanted(**{**values, "act": values["act"] or list(acts)})

        command(search=search, **given)

    parameters = [*first, *filters.values(), *later]
    whole.__annotations__ = {one.name: one.annotation for one in parameters}
    whole.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return whole


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The parameters with their annotations; what is imported for type checkers alone stands for anything."""
    hints = get_type_hints(function, globalns={"Search": object, **function.__globals__}, include_extras=True)
    found = inspect.signature(function).parameters
    return {name: one.replace(annotation=hints[name]) for name, one in found.items()}
