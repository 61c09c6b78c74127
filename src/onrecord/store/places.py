"""Where a record is: the name that the user gave, as a file or a database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from onrecord.errors import StoreError

_HEADER = b"SQLite format 3\0"
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is. ``name`` is fit for messages: it holds no password."""

    name: str
    path: Path | None
    """The file of an SQLite record."""
    url: sa.URL | None
    """The address of a PostgreSQL record."""


def place(where: str | Path) -> Place:
    """The place that a path, ``sqlite:///`` or ``postgresql://`` URL names; raises `StoreError` for any other."""
    if isinstance(where, Path) or "://" not in where:
        if not str(where).strip() or "\0" in str(where):
            raise StoreError("the record has no name: give --record a path, or the URL of a PostgreSQL database")
        path = Path(where).expanduser()
        return Place(str(path), path, None)
    try:
        url = sa.make_url(where)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreError("the record's address is not a URL such as postgresql://user@host/database") from error
    if url.get_backend_name() == "sqlite" and url.database:
        return Place(url.database, Path(url.database), None)
    if url.drivername in _POSTGRESQL:
        return Place(url.render_as_string(), None, url.set(drivername="postgresql+psycopg"))
    raise StoreError(
        f"{url.render_as_string()}: not a kind of record; give a path, or a URL that begins with postgresql://"
    )


def refuse_foreign(path: Path) -> None:
    """Raise `StoreError` when something stands at a path that is certainly no record; it is only looked at."""
    try:
        if path.is_dir():
            raise StoreError(f"{path}: a folder, not a record; name a file in it, such as {path / 'record.db'}")
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    if head and head != _HEADER:
        raise StoreError(f"{path}: not a record of onrecord; nothing in it was changed")
