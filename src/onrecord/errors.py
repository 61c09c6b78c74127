"""Every error that onrecord raises on purpose::

    OnrecordError
    ├── InputError        an input can't be read: names the file and what to do
    │   ├── ExtraError        an optional package is not installed: names the command that installs it
    │   ├── FetchError        an address can't be fetched, or its site does not want it to be
    │   └── LanguageError     the text is not in a language that the reader knows
    ├── GroundingError    a span does not hold the text that it claims
    ├── ModelError        the model artefact is missing, altered or too new
    ├── StoreError        the record can't be opened, read or written
    ├── BatchError        a batch can't begin or go on
    └── GoldError         a gold or readings file for evaluation is malformed

Anything else that escapes is a defect.
"""

from __future__ import annotations


class OnrecordError(Exception):
    """Base of all errors that onrecord raises on purpose; its text is meant for the user."""


class InputError(OnrecordError):
    """An input can't be read. The text names the input and what to do about it."""


class ExtraError(InputError):
    """An optional package is not installed. The text names the command that installs it."""


class FetchError(InputError):
    """An address can't be fetched, or its site does not want it to be; ``status`` is what it answered, if it did.

    ``passing``: that may be otherwise later, as with a site that is too busy or does not answer.
    """

    def __init__(self, text: str, status: int | None = None, passing: bool = False) -> None:
        super().__init__(text)
        self.status = status
        self.passing = passing or (status is not None and (status in {408, 425, 429} or status >= 500))


class LanguageError(InputError):
    """The text is not in a language that the reader knows."""


class GroundingError(OnrecordError, ValueError):
    """A span is empty, lies outside its article, or does not hold the text that it claims."""


class ModelError(OnrecordError):
    """The model artefact is missing, altered, or made for another version of onrecord."""


class StoreError(OnrecordError):
    """The record can't be opened, read or written. The text names the record and what to do about it."""


class BatchError(OnrecordError):
    """A batch can't begin or go on. The text names its output and what to do about it."""


class GoldError(OnrecordError):
    """A gold or readings file for evaluation is malformed."""
