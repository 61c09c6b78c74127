"""The record: articles, what was read in them, and what people corrected, in SQLite or PostgreSQL.

How to build on this:

- `Record.open(path_or_url)` gives a record, `record.reading()` a connection that sees one state, `record.writing(
  author, reason)` a `Writer` in one transaction; every change goes through a writer and ends in `Writer.log`.
- `schema` has the tables. What was read is frozen by triggers; what search sees (``current_statements``) is
  written through `current.put` and `current.remove` alone, in the transaction of the event that it follows from.
- A correction: insert the event into ``corrections``; compute the statement as it is after all events
  (`loading.statements_as_read` gives it before them); hand it to `current.put` with its ``status`` and
  ``corrected=True`` where it differs. A statement that a person adds has a row in ``statements`` without a reading
  (`writer.insert_statements`). `finding.effective` gives what is current.
- `claims.ClaimWriter` writes what grouping decides, `claim_decisions.ClaimDecisions` what people do, in the transaction
  of a `Writer`; `Record.claims` and `Record.claim` read it.
- `Writer.reread` swaps the current statements of an article for those of a new reading; corrections are to be placed
  again right after that, in the same transaction.
"""

from onrecord.store.claim_loading import Claim
from onrecord.store.claim_search import ClaimPage, ClaimSearch
from onrecord.store.context import Context
from onrecord.store.current import Status
from onrecord.store.feeds import Feed
from onrecord.store.outcomes import Changes, Outcome
from onrecord.store.people import Identity, Named, Profile, RoleKnown
from onrecord.store.record import Record
from onrecord.store.search import SHOWN, Counts, Found, Page, Search
from onrecord.store.writer import Writer

__all__ = [
    "SHOWN",
    "Changes",
    "Claim",
    "ClaimPage",
    "ClaimSearch",
    "Context",
    "Counts",
    "Feed",
    "Found",
    "Identity",
    "Named",
    "Outcome",
    "Page",
    "Profile",
    "Record",
    "RoleKnown",
    "Search",
    "Status",
    "Writer",
]
