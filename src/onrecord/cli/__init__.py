"""The command line: ``onrecord COMMAND``. One module a command; heavy imports only where the work begins."""

from __future__ import annotations

from typing import Annotated

import typer
import typer.core

import onrecord
from onrecord.cli.actors import actors
from onrecord.cli.add import add
from onrecord.cli.batch import batch
from onrecord.cli.claims import claims
from onrecord.cli.correct import correct
from onrecord.cli.evaluate import evaluate
from onrecord.cli.export import export
from onrecord.cli.factchecks import factchecks
from onrecord.cli.feed import feed
from onrecord.cli.import_ import import_
from onrecord.cli.log import log
from onrecord.cli.model import model
from onrecord.cli.read import read
from onrecord.cli.reread import reread
from onrecord.cli.review import review
from onrecord.cli.search import search
from onrecord.cli.serve import serve
from onrecord.cli.users import users
from onrecord.cli.who import who

_ORDER = (
    *("read", "add", "reread", "feed", "search", "who", "actors", "claims", "factchecks", "review", "correct", "log"),
    *("export", "import", "serve", "users", "batch", "evaluate", "model"),
)


class InOrder(typer.core.TyperGroup):
    """Lists commands in the order in which they are come to use."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override] # typer's own context
        """The names, those that `_ORDER` lacks last."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


app = typer.Typer(
    name="onrecord",
    cls=InOrder,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(read)
app.command()(add)
app.add_typer(feed)
app.command()(search)
app.command()(who)
app.command()(serve)
app.add_typer(actors)
app.command()(claims)
app.add_typer(factchecks)
app.command()(review)
app.command()(correct)
app.command()(log)
app.command()(export)
app.command("import")(import_)
app.command()(reread)
app.command()(batch)
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
