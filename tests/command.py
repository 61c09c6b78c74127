"""The command line, run in the process of a test."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from onrecord.cli import main

Run = Callable[..., tuple[int, str, str]]
"""From arguments to the exit code, standard output and standard error."""


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int | None = None) -> Run:
    """Runs the command line, on a terminal of so many columns if given."""
    if columns is not None:
        monkeypatch.setenv("COLUMNS", str(columns))

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return call
