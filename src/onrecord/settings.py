"""Settings from the environment: variables that begin with ``ONRECORD_``."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_record() -> str:
    """Path of the record that is used when none is named: ``record.db`` in the user's data folder."""
    return str(Path(user_data_path("onrecord", appauthor=False)) / "record.db")


class Settings(BaseSettings):
    """What the environment says. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", env_ignore_empty=True, frozen=True)

    record: str = Field(default_factory=default_record)
    """``ONRECORD_RECORD``: path of an SQLite file, or URL of a database."""
    model: str = "en"
    """``ONRECORD_MODEL``: what articles are read with: a model that comes with onrecord, or the folder of one."""
    author: str | None = None
    """``ONRECORD_AUTHOR``: who corrects and decides, for the log; default the user of this computer."""
