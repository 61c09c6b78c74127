"""``onrecord who``: one person or organisation in the record."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, FAILED, complain, run


class Format(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSONL = "jsonl"


def who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, or words of it; or the id of one of several.")],
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TABLE,  # noqa: A002 - the option's name
    record: options.RecordOption = None,
) -> None:
    """Show what the record has of someone: statements, roles, channels, outlets, by month.

    A name that fits several lists them. Nobody is taken for another by a surname alone: statements by someone whom an
    article calls no more than that are told apart.

    \b
    Examples:
      onrecord who "Ada Obi"
      onrecord who obi --format jsonl
    """

    def job() -> int:
        from onrecord.export import jsonl, person
        from onrecord.store import Record

        with Record.open(options.record_address(record), write=False) as opened:
            named = opened.named(name)
            if note := person.unlinked(name, named):
                complain(f"note: {note}")
            if not named.identities:
                if not note:
                    complain(f"{name}: nobody of this name speaks in the record")
                return FAILED
            if format is Format.JSONL:
                for identity in named.identities:
                    sys.stdout.write(jsonl.object_line(person.as_json(opened.profile(identity))))
            elif len(named.identities) > 1:
                options.console().print(person.ambiguous(name, named), end="")
            else:
                screen = options.console()
                screen.print(person.view(opened.profile(named.identities[0]), screen.width), end="")
        return DONE

    run(job)
