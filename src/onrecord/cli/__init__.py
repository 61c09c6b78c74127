"""The command line: ``onrecord COMMAND``. One module a command; heavy imports only where the work begins."""

from __future__ import annotations

from typing import Annotated

import typer

import onrecord
from onrecord.cli.evaluate import evaluate
from onrecord.cli.model import model
from onrecord.cli.read import read
from onrecord.cli.search import search
from onrecord.cli.serve import serve
from onrecord.cli.users import users
from onrecord.cli.who import who

app = typer.Typer(
    name="onrecord",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(read)
app.command()(search)
app.command()(who)
app.command()(serve)
app.command()(evaluate)
app.add_typer(model)
app.add_typer(users)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"onrecord {onrecord.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Read news articles and find who said what in them.

    \b
    Example: onrecord read article.txt
    """


def main() -> None:
    """Run the command line; exits 0 done, 1 part of the input failed, 2 wrong use, 130 interrupted."""
    app(prog_name="onrecord")
