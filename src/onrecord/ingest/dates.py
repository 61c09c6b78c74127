"""Days as machines write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_EARLIEST = date(1700, 1, 1)


def parse_day(text: str | None) -> date | None:
    """The day of a date or time as machines write them, in the writer's own time zone; None if it is none."""
    if not text:
        return None
    match = _DAY.match(text)
    try:
        day = date(*map(int, match.groups())) if match else parsedate_to_datetime(text).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    latest = datetime.now(tz=UTC).date() + timedelta(days=2)
    return day if _EARLIEST <= day <= latest else None
