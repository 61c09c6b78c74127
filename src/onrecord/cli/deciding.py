"""What commands by which people decide something share: who says so, and why."""

from __future__ import annotations

from typing import Annotated

import typer

ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who says so; default ONRECORD_AUTHOR, else your name on this computer."),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why; for the log.")]


def author(option: str | None) -> str | None:
    """Who decides: the option, the environment; None for the user of this computer."""
    if option is not None:
        return option.strip() or None
    from onrecord.settings import Settings

    return Settings().author
