"""``onrecord serve``: the record as web pages and a JSON API."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, complain, run
from onrecord.cli.read import model_name
from onrecord.ingest.items import needing


def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Any but this computer's own needs users.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    users: Annotated[
        bool, typer.Option("--users", help="Ask for log-ins on this computer too: needed behind a proxy.")
    ] = False,
    record: options.RecordOption = None,
) -> None:
    """Show the record as web pages, with a JSON API under /api/v1.

    \b
    Examples:
      onrecord serve
      onrecord serve --host 0.0.0.0 --port 8080
    """

    def job() -> int:
        with needing("web"):
            from onrecord.web.serving import serve as run_server
        from onrecord.store import Record

        with Record.open(options.record_address(record)) as opened:
            shown = f"[{host}]" if ":" in host else host
            complain(f"serving {opened.name} at http://{shown}:{port}/ (Ctrl-C ends it)")
            run_server(opened, host, port, users, model_name(None))
        return DONE

    run(job)
