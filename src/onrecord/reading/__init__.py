"""From an article to its reading: find statements, assemble them, resolve who speaks."""

from onrecord.reading.reader import Reader

__all__ = ["Reader"]
