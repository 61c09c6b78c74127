"""Dates in news, as intervals of days: resolved against the day of publication, never to it by default."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|April|Apr\.|May|June|July|Aug(?:ust|\.)?|Sept(?:ember|\.)?"
    r"|Sep\.|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
            "nine": 9, "ten": 10, "several": 0, "a few": 0}  # fmt: skip
_EXPRESSION = re.compile(
    rf"""\b(?:
    (?P<ago>(?P<count>(?i:an?|one|two|three|four|five|six|seven|eight|nine|ten)|\d{{1,2}})\s(?P<unit>day|week|month|year)s?
      \s(?:ago|earlier))
    |(?P<full>(?:[Oo]n\s)?(?:{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<year>\d{{4}}))?))
    |(?P<british>(?:[Oo]n\s)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH.replace("month", "month2")}
      (?:,?\s(?P<year2>\d{{4}}))?)
    |(?P<weekday>(?:(?i:late|early)\s)?(?:(?:[Oo]n|(?P<last>[Ll]ast))\s)?
      (?P<name>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)
      (?:\s(?:morning|afternoon|evening|night))?)
    |(?P<near>(?i:earlier\sthis\s(?:week|month|year)|(?:this|last)\s(?:week|month|year)
      |(?:this|yesterday)\s(?:morning|afternoon|evening)|last\snight|tonight|today|yesterday|earlier\stoday))
    |(?P<inmonth>(?i:in|since|back\sin)\s(?:early\s|late\s|mid-)?{_MONTH.replace("month", "month3")}
      (?![a-z]|\.?\s\d{{1,2}}\b)(?:\s(?P<year3>\d{{4}}))?)
    |(?P<inyear>(?i:in|back\sin)\s(?P<year4>(?:19|20)\d\d))
    )""",
    re.VERBOSE,
)
_HINTS = (
    *["day", "week", "month", "year", "night", "morning", "afternoon", "evening", "ago", "earlier", "19", "20"],
    *_MONTHS,
)
"""One of them is in every expression; to look for them takes a tenth of the time that the pattern takes."""
_AHEAD = re.compile(r"\b(?:next|coming|following|by|until|till|later)\s$", re.IGNORECASE)
"""Words before a day or a week that has yet to come."""


Interval = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Dated:
    """Words for a time, and the days they allow; both None without a day of publication to count from."""

    start: int
    end: int
    earliest: date | None
    latest: date | None


def find_dates(text: str, start: int, end: int, published: date | None) -> Iterator[Dated]:
    """Times named in a range of the text, those in the future and the days of something else (``Sunday's debate``)
    left out.
    """
    small = text[start:end].lower()
    for match in _EXPRESSION.finditer(text, start, end) if any(hint in small for hint in _HINTS) else ():
        if text[match.end() : match.end() + 2] in ("'s", "’s") or text[match.end() : match.end() + 1] in ("-", "/"):
            continue
        if _AHEAD.search(text, max(start, match.start() - 12), match.start()):
            continue
        try:
            interval = _interval(match, published)
        except (ValueError, OverflowError):  # the 30th of February, the year 0
            continue
        first, last = interval
        if published is not None and first is not None and first > published:
            continue
        yield Dated(match.start(), match.end(), first, last)


def _interval(match: re.Match[str], published: date | None) -> Interval:
    """The days that an expression allows, both None if that can't be told. Raises ValueError or OverflowError for a
    day that never was.
    """
    if match["full"] or match["british"]:
        month = match["month"] or match["month2"]
        day, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
        return _calendar_day(_month_number(month), day, int(year) if year else None, published)
    if match["inyear"]:
        year_number = int(match["year4"])
        return date(year_number, 1, 1), date(year_number, 12, 31)
    if match["inmonth"]:
        year = match["year3"]
        return _calendar_month(_month_number(match["month3"]), int(year) if year else None, published)
    if published is None:
        return None, None
    return _counted(match, published)


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _calendar_day(month: int, day: int, year: int | None, published: date | None) -> Interval:
    """A day of the calendar: without a year the last one up to publication."""
    if year is None:
        if published is None:
            return None, None
        year = published.year - ((month, day) > (published.month, published.day))
    found = date(year, month, day)
    return found, found


def _calendar_month(month: int, year: int | None, published: date | None) -> Interval:
    """A month of the calendar: without a year the last one that began up to publication."""
    if year is None:
        if published is None:
            return None, None
        year = published.year - (month > published.month)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _counted(match: re.Match[str], published: date) -> Interval:
    """Days counted back from publication."""
    if match["weekday"]:
        back = (published.weekday() - _DAYS.index(match["name"].lower())) % 7
        back = 7 if match["last"] and not back else back
        found = published - timedelta(days=back)
        return found, found
    if match["ago"]:
        return _ago(match["count"], match["unit"], published)
    return _near(" ".join(match["near"].lower().split()), published)


def _ago(count: str, unit: str, published: date) -> tuple[date, date]:
    number = _NUMBERS.get(count.lower()) or int(count)
    if unit == "day":
        found = published - timedelta(days=number)
        return found, found
    if unit == "week":
        middle = published - timedelta(weeks=number)
        return middle - timedelta(days=3), middle + timedelta(days=3)
    if unit == "month":
        months = published.year * 12 + published.month - 1 - number
        year, month = divmod(months, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    return date(published.year - number, 1, 1), date(published.year - number, 12, 31)


def _near(words: str, published: date) -> tuple[date, date]:
    one = timedelta(days=1)
    if words in ("yesterday", "last night") or words.startswith("yesterday"):
        return published - one, published - one
    if words.endswith("week"):
        monday = published - timedelta(days=published.weekday())
        return (monday - 7 * one, monday - one) if words.startswith("last") else (monday, published)
    if words.endswith("month"):
        first = published.replace(day=1)
        return ((first - one).replace(day=1), first - one) if words.startswith("last") else (first, published)
    if words.endswith("year"):
        first = published.replace(month=1, day=1)
        if words.startswith("last"):
            return date(published.year - 1, 1, 1), date(published.year - 1, 12, 31)
        return first, published
    return published, published
