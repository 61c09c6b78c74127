"""From files to articles."""

from onrecord.ingest.files import decode, find_files, read_file

__all__ = ["decode", "find_files", "read_file"]
