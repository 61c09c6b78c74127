"""``onrecord users``: who may use the server."""

from __future__ import annotations

import getpass
import secrets
import sys
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, complain, run
from onrecord.errors import InputError
from onrecord.ingest.items import needing

users = typer.Typer(name="users", no_args_is_help=True, help="Who may use the server.", rich_markup_mode=None)
_SHORTEST = 10
"""Characters of a password."""
Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


class RoleName(StrEnum):
    """What a user may do."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class ScopeName(StrEnum):
    """What a program may do for a user."""

    READ = "read"
    REVIEW = "review"


@users.command()
def add(
    name: Name,
    role: Annotated[
        RoleName, typer.Option(help="Readers read; reviewers also correct, add and fetch; so do admins.")
    ] = RoleName.READER,
    record: options.RecordOption = None,
) -> None:
    """Add a user, or give one another password and role. The password is asked for, or read from standard input.

    \b
    Examples:
      onrecord users add mira --role reviewer
      onrecord users add mira < password.txt
    """

    def job() -> int:
        with needing("web"):
            from onrecord.web.access import hash_password
        from onrecord.store import Record
        from onrecord.store import users as people

        hashed = hash_password(_password())
        with Record.open(options.record_address(record)) as opened, opened.writing(reason="onrecord users") as writer:
            people.add(writer, name, role.value, hashed)
        return DONE

    run(job)


@users.command("list")
def list_(record: options.RecordOption = None) -> None:
    """List users with their roles.

    \b
    Example: onrecord users list
    """

    def job() -> int:
        from onrecord.store import Record
        from onrecord.store import users as people

        with Record.open(options.record_address(record), write=False) as opened, opened.reading() as connection:
            for one in people.listed(connection):
                print(f"{one.name}\t{one.role}\t{one.added[:10]}")
        return DONE

    run(job)


@users.command()
def remove(name: Name, record: options.RecordOption = None) -> None:
    """Remove a user, with all log-ins and tokens; what the user decided stays.

    \b
    Example: onrecord users remove mira
    """

    def job() -> int:
        from onrecord.store import Record
        from onrecord.store import users as people

        with Record.open(options.record_address(record)) as opened, opened.writing(reason="onrecord users") as writer:
            people.remove(writer, name)
        return DONE

    run(job)


@users.command()
def token(
    name: Name,
    label: Annotated[str, typer.Option(metavar="TEXT", help="What the token is for.")] = "",
    scope: Annotated[
        list[ScopeName] | None, typer.Option("--scope", help="What it allows; default read; may be repeated.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Days that it is good for; default no end.")
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="End all tokens of the user instead.")] = False,
    record: options.RecordOption = None,
) -> None:
    """Print a new token for a program that acts for a user: ``Authorization: Bearer TOKEN``. It is shown once.

    \b
    Examples:
      onrecord users token mira --label notebook --days 90
      onrecord users token mira --revoke
    """

    def job() -> int:
        from onrecord.store import Record
        from onrecord.store import users as people

        with Record.open(options.record_address(record)) as opened, opened.writing(reason="onrecord users") as writer:
            if revoke:
                complain(f"{people.revoke_tokens(writer, name)} tokens of {name} ended")
                return DONE
            secret = "or_" + secrets.token_urlsafe(32)
            scopes = tuple(one for one in people.SCOPES if one in {str(each) for each in scope or [ScopeName.READ]})
            people.add_token(writer, name, secret, label, scopes, days)
        print(secret)
        return DONE

    run(job)


def _password() -> str:
    """Asked for twice on a terminal, else a line of standard input."""
    if sys.stdin.isatty():
        first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
        if first != second:
            raise InputError("the two passwords differ; nothing was changed")
    else:
        first = sys.stdin.readline().rstrip("\r\n")
    if len(first) < _SHORTEST:
        raise InputError(f"the password is shorter than {_SHORTEST} characters; nothing was changed")
    return first
