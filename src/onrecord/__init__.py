"""onrecord: who said what, to whom, when, where - and who says otherwise.

>>> from onrecord import Reader
>>> reading = Reader.load().read("“We will sign,” Ada Obi said on Monday.")
>>> reading.statements[0].source[0].text
'Ada Obi'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord.errors import GoldError, GroundingError, InputError, LanguageError, ModelError, OnrecordError, StoreError
from onrecord.statements import Actor, Reading, SaidAt, Speaker, Statement, reading_from_json, reading_to_json
from onrecord.text import Article, Span

if TYPE_CHECKING:
    from onrecord.reading import Reader
    from onrecord.store import Record

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "Article",
    "GoldError",
    "GroundingError",
    "InputError",
    "LanguageError",
    "ModelError",
    "OnrecordError",
    "Reader",
    "Reading",
    "Record",
    "SaidAt",
    "Span",
    "Speaker",
    "Statement",
    "StoreError",
    "__version__",
    "reading_from_json",
    "reading_to_json",
]


def __getattr__(name: str) -> Any:
    """Load the reader with the model's runtime, and the record with its database library, only when asked for."""
    if name == "Reader":
        return import_module("onrecord.reading").Reader
    if name == "Record":
        return import_module("onrecord.store").Record
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
