"""What commands that look into a record share: options, and what is made of them."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.read import parse_date

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.store import Record


class Kind(StrEnum):
    """Kinds of statement."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Act(StrEnum):
    """Acts of a statement, or all of them."""

    SPEECH = "speech"
    THOUGHT = "thought"
    INTENTION = "intention"
    OTHER = "other"
    ALL = "all"


class Type(StrEnum):
    """Types of speaker; ``none`` is for unattributed statements."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    ANONYMOUS = "anonymous"
    DOCUMENT = "document"
    AUTHOR = "author"
    NONE = "none"


class StatusName(StrEnum):
    """What people decided about a statement, or all of it."""

    UNREVIEWED = "unreviewed"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    ALL = "all"


RecordOption = Annotated[
    str | None,
    typer.Option(
        "--record",
        metavar="PATH-or-URL",
        help="The record: a file, or postgresql://…; default ONRECORD_RECORD, else record.db in your data folder.",
    ),
]
SpeakerOption = Annotated[str, typer.Option(metavar="NAME", help="Words of the speaker's name, in this order.")]
RoleOption = Annotated[str, typer.Option(metavar="WORDS", help="Words of a role of the speaker.")]
TypeOption = Annotated[list[Type] | None, typer.Option("--type", help="What the speaker is; may be repeated.")]
KindOption = Annotated[list[Kind] | None, typer.Option("--kind", help="Kind of statement; may be repeated.")]
FramingOption = Annotated[
    list[str] | None, typer.Option("--framing", metavar="WORD", help="neutral, denying, …; may be repeated.")
]
ChannelOption = Annotated[str, typer.Option(metavar="WORDS", help="Words of the channel, as the article has them.")]
PublisherOption = Annotated[
    list[str] | None, typer.Option("--publisher", metavar="NAME", help="Whole name of an outlet; may be repeated.")
]
SinceOption = Annotated[
    date | None, typer.Option(parser=parse_date, metavar="DATE", help="Published on this day or later.")
]
UntilOption = Annotated[
    date | None, typer.Option(parser=parse_date, metavar="DATE", help="Published on this day or before.")
]
SaidSinceOption = Annotated[
    date | None,
    typer.Option(parser=parse_date, metavar="DATE", help="May have been said on this day or later, says the article."),
]
SaidUntilOption = Annotated[
    date | None, typer.Option(parser=parse_date, metavar="DATE", help="May have been said on this day or before.")
]
ConfidenceOption = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, metavar="SHARE", help="Confidence of at least this.")
]
CheckableOption = Annotated[
    float,
    typer.Option("--checkable", min=0, max=1, metavar="SHARE", help="At least this likely to be a claim to check."),
]
StatusOption = Annotated[
    list[StatusName] | None,
    typer.Option("--status", help="What people decided; default all but rejected and suppressed; may be repeated."),
]


def record_address(option: str | None) -> str:
    """Where the record is: the option, the environment, the default."""
    if option is not None:
        return option
    from onrecord.settings import Settings

    return Settings().record


def console(width: int | None = None) -> Console:
    """A console on standard output; colours only on a terminal that wants them."""
    from rich.console import Console

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Console(
        file=sys.stdout,
        width=max(width or shutil.get_terminal_size((100, 24)).columns, 20),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


def shown(record: Record, statement: str) -> str:
    """One line about a statement of the record as it is now, by its id."""
    from onrecord.export.marks import joined, printable, speaker_or_source

    found = record.statement(statement)
    if found is None:
        return f"{statement} is not in the record any more\n"
    one = found.statement
    line = f"{statement} {found.status}: {printable(speaker_or_source(one))}: {joined(one.content)}"
    return " ".join(line.split()) + "\n"
