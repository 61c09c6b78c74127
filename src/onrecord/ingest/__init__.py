"""From files, addresses and archives to articles.

`articles` takes whatever a user names. The modules behind it, where more is needed: `feeds.poll`, `fetch.Fetcher`,
`fingerprint.signature`; those need the packages of the extra ``ingest``.
"""

from onrecord.ingest.files import decode, find_files, read_file
from onrecord.ingest.items import Failure, Options
from onrecord.ingest.sources import articles

__all__ = ["Failure", "Options", "articles", "decode", "find_files", "read_file"]
