"""What more than one test needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord import Reader

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def gold_folder(root: Path) -> Path:
    """The articles that were written for this project: ``NAME.txt`` and ``NAME.gold.json``."""
    return root / "evaluation" / "gold"


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the model that the package ships."""
    return Reader.load()
