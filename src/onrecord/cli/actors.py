"""``onrecord actors``: who is taken for one in the whole record, and who is left out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, ReasonOption, author
from onrecord.cli.ending import DONE, run

if TYPE_CHECKING:
    from onrecord.store.registry import Registry

actors = typer.Typer(name="actors", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="NAME", help="A name, an id, or the beginning of an id.")]


class Format(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSONL = "jsonl"


@actors.callback()
def _root() -> None:
    """Say who is one, who is another, and who is left out.

    \b
    Example: onrecord actors merge "Robert Vane" "Bob Vane"
    """


@actors.command("list")
def list_(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Words of a name.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many; default 50 in a table, else all.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TABLE,  # noqa: A002 - the option's name
    record: options.RecordOption = None,
) -> None:
    """List those known by a full name, most statements first: statements, id, type, names.

    \b
    Example: onrecord actors list obi
    """

    def job() -> int:
        from onrecord.export import jsonl
        from onrecord.export.marks import printable
        from onrecord.store import Record, registry

        most = limit or (50 if format is Format.TABLE else None)
        with Record.open(options.record_address(record), write=False) as opened, opened.reading() as connection:
            for one in registry.entries(connection, name, most):
                if format is Format.JSONL:
                    value = {"id": one.id, "name": one.name, "type": one.type, "statements": one.statements}
                    sys.stdout.write(jsonl.object_line({**value, "also": list(one.also)}))
                else:
                    names = " = ".join((one.name, *one.also))
                    line = f"{one.statements:>7,}  {one.id}  {one.type:<12}  {printable(names)}"
                    sys.stdout.write(" ".join(line.splitlines()) + "\n")
        return DONE

    run(job)


@actors.command()
def merge(
    name: Who,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Who that is: a name or an id.")],
    by: ByOption = None,
    reason: ReasonOption = "",
    record: options.RecordOption = None,
) -> None:
    """Say that two are one. INTO's name and type stay; statements to come are theirs, too.

    \b
    Example: onrecord actors merge "Robert Vane" "Bob Vane" --reason "same person, see the council's site"
    """
    _change(lambda registry: f"merged; {_articles(registry.merge(name, into))}", by, reason, record)


@actors.command()
def split(
    name: Who,
    statement: Annotated[
        list[str] | None,
        typer.Option("--statement", metavar="ID", help="A statement that someone else made; may be repeated."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="Who made these: a name, or the id of someone known.")
    ] = None,
    by: ByOption = None,
    reason: ReasonOption = "",
    record: options.RecordOption = None,
) -> None:
    """Tell two apart that were taken for one: take a merge back, or move statements to another.

    \b
    Examples:
      onrecord actors split "Robert Vane"
      onrecord actors split "John Ash" --statement 3f9a27c1 --statement 77b0aa12 --to "John Ash (Leeds)"
    """
    if bool(statement) != (to is not None):
        raise typer.BadParameter("--statement and --to go together: which statements, and whose they are")

    def job(registry: Registry) -> str:
        if statement and to is not None:
            return f"moved {len(statement)} to {registry.move(name, statement, to)}"
        return f"split; {_articles(registry.split(name))}"

    _change(job, by, reason, record)


@actors.command()
def suppress(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name or an id; also the id of an article, or of its actor.")
    ],
    undo: Annotated[bool, typer.Option("--undo", help="Take that back.")] = False,
    by: ByOption = None,
    reason: ReasonOption = "",
    record: options.RecordOption = None,
) -> None:
    """Leave someone, or a whole article, out everywhere. The log keeps the id, without a name.

    \b
    Examples:
      onrecord actors suppress "Ada Obi" --reason "court order of 3 March"
      onrecord actors suppress 8c41d0aa5be1f2047d6e9b3c20f1a877 --reason "retracted by the publisher"
    """

    def job(registry: Registry) -> str:
        number = registry.restore(name) if undo else registry.suppress(name)
        return f"{'shown again' if undo else 'suppressed'}; {_articles(number)}"

    _change(job, by, reason, record)


def _articles(number: int) -> str:
    return f"this concerns {number:,} article{'s' * (number != 1)}"


def _change(job: Callable[[Registry], str], by: str | None, reason: str, record: str | None) -> None:
    """Do something to the registry of a record, and say what it came to."""

    def whole() -> int:
        from onrecord.store import Record
        from onrecord.store.registry import Registry

        with Record.open(options.record_address(record)) as opened:
            with opened.writing(author(by), reason) as writer:
                done = job(Registry(writer))
            sys.stdout.write(done + "\n")
        return DONE

    run(whole)
