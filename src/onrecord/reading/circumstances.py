"""To whom, by what channel, where and when: read off the sentence that reports a statement, outside its content.

What stands inside a quotation is what was said, not when or where it was said; and the time of speaking is never the
day of publication by default.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from onrecord.reading.dates import Dated, find_dates
from onrecord.reading.draft import Draft
from onrecord.reading.words import CALENDAR, PLACES
from onrecord.text.spans import Range

_OCCASION = (
    r"statement|interview|tweet|tweets|post|letter|speech|e-?mail|memo|press conference|news conference|rally|hearing|"
    r"forum|town hall|debate|briefing|op-ed|column|video|podcast|book|filing|lawsuit|complaint|phone call|"
    r"conference call|blog|address|testimony|note|editorial|message|text message|press release|news release|broadcast|"
    r"event|ruling|indictment|affidavit|memoir|newsletter|interviews|radio|television|statements|tweeted|posts|"
    r"manifesto|essay|phone|telephone|ceremony|meeting|preface|foreword|trial|inquest|call|commentary"
)
_AFTERWARDS = "probe|scandal|controversy|server|servers|use|investigation|practices|system|address|addresses"
"""Words that make of an email or a letter the name of something else."""
_CALENDAR = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec"
)
_CHANNEL = re.compile(
    rf"\b(?i:in|on|at|during|via|through|by)\s(?P<span>(?:(?:a|an|the|his|her|its|their|this|one|another|separate)\s)?"
    rf"(?:[\"“]?[\w’'.-]+[\"”]?\s){{0,4}}?[\"“]?(?i:[\w-]*\b(?:{_OCCASION})s?)\b(?!['’-]|\s(?:{_AFTERWARDS})\b)"
    rf"(?:\s(?:with|on|at|to|published\sby|in)\s(?:the\s)?"
    rf"(?:“[^”\n]{{2,40}}”|(?!(?:{_CALENDAR})\b)[A-Z][\w&.’'-]*(?:\s(?!(?:{_CALENDAR})\b)[A-Z][\w&.’'-]*){{0,4}}))?)"
)
_SENT = re.compile(
    rf"\b(?:sent|released|issued|published|posted|ran|signed|wrote|gave|aired)\s(?P<span>(?:a|an|the|his|her|its|their)\s"
    rf"(?:[\w’'.-]+\s){{0,2}}?(?:{_OCCASION}|ad|advert|feature|article|piece|report|account|paper)s?)\b"
)
_LEAD = re.compile(r"\b(?i:in|on|at|during|via|through|by|to|outside|inside|from)(?=\s)")
"""Words that a channel or a place begins with. They are looked for once; each pattern is tried only where one is."""
_PLATFORM = re.compile(
    r"\b(?i:on|via|to)\s(?P<span>(?:X|Twitter|Facebook|Instagram|Truth Social|Telegram|LinkedIn|TikTok|YouTube|Bluesky|"
    r"Threads|social media|Fox News(?: Sunday)?|CNN|MSNBC|BBC Radio \d|BBC|Sky News|ITV|NPR|ABC|CBS|NBC)\b"
    r"(?:’s\s“[^”\n]{2,40}”|’s\s[A-Z]\w+(?:\s[A-Z]\w+){0,3})?)"
)
_TELLS = re.compile(
    r"\b(?:told|tells?|telling|asked|asks|asking|urged|urges|urging|warned|warns|warning|assured|assures|reminded|"
    r"informed|briefed|advised|begged|implored|instructed|pressed|encouraged|called\son|calls\son|calling\son|"
    r"wrote\sto|writing\sto|said\sto|replied\sto|responded\sto|spoke\sto|speaking\sto|put\sit\sto|grilled|addressed|"
    r"addressing|challenged|lectured|convince|convinced|persuade|persuaded|lobbied|lobbying|dared|daring)\s"
)
_SENDS = re.compile(
    r"\b(?:(?:letter|letters|note|memo|e-?mail|message|petition|appeal|remarks|speech)\s(?:on\s\w+\s)?to|"
    r"(?:written|wrote|apologi[sz]ed|speaking|spoke|addressed)\sto|testif(?:ied|ying)\s(?:before|to))\s"
)
"""Words before someone to whom something was sent or spoken; ``a letter to Senate leaders``."""
_QUESTIONED = re.compile(r"\b(?i:asked|pressed|questioned|challenged)\s(?:\w+\s)?by\s")
"""Words before the one whose question the statement answers."""
_STOPPED = (
    r"that|to|on|in|at|during|by|after|before|when|if|whether|not|about|for|he|she|they|it|of\shis|from|as|last|this"
)
_OBJECT = re.compile(
    r"(?!(?:that|whether|if|how|why|what|when|to|not|in|at|on|by|of|with|from|against|during|it)\b|about\s(?!\d))"
    r"(?P<span>(?:me|us|him|her|them|you)\b(?!\s[a-z]+s?\b(?=\s(?:that|to|on)))|"
    r"(?:(?:the|a|an|his|her|its|their|some|two|three|several|more|all|other|about|around|nearly)\s)?(?:[\w’'.&-]+\s?){1,7}?)"
    rf"(?=\s*(?:$|[,:;.“\"‘—–]|\b(?:{_STOPPED}|who|earlier|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
    r"Sunday|over|why|how|what|while|\w{3,}ing)\b))"
)
_WRITTEN = re.compile(r"\b(?:letter|e-?mail|memo|note|post|op-ed|column|book|memoir|filing|essay)s?\b", re.IGNORECASE)
_VENUE = re.compile(
    r"\b(?:Office|House|Hall|Club|Centre|Center|Station|Stadium|Square|Arena|Hotel|Church|Street|University|Palace|Park|"
    r"Airport|Garden|Capitol|Parliament|School|College|Court)$"
)
_BROADCASTER = re.compile(
    r"^(?:the\s)?(?:[A-Z][\w.’'&-]*\s)*(?:[A-Z]{3}|Radio(?:\s\w+)?|TV|Television|News|Programme|Program|Show|FM)"
    r"(?:[’']s\s(?:[A-Z]\w*\s?)+)?$"
)
"""Names of programmes and stations: whoever tells them something does so on air."""
_VENUES = (
    r"lodge|hall|court|courtroom|courthouse|station|gym|gymnasium|clinic|hospital|school|office|headquarters|capital|pier|"
    r"church|stadium|airport|factory|plant|hotel|embassy|palace|museum|library|campus|hearing|square"
)
_NEAR = 60
"""Characters between cue and a place or time that still belong together."""
_THEN = re.compile(
    r"[,.;]|\s(?:on|late|early|last|this|yesterday|today|after|before|that|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"Saturday|Sunday)\b|$"
)
_NOBODY = frozenset({"it", "this", "himself", "herself", "themselves"})
_SITE = re.compile(
    rf"\b(?i:in|at|outside|inside|from|on)\s(?P<span>(?:(?:the|his|her|their|its|a)\s)?(?:[\w’'-]+\s){{0,2}}?(?:{_VENUES})\b"
    rf"(?!\s(?:of\s(?!the\s|[A-Z])|with|battle|case|ruling|order|officials?))(?:\s(?:of|in)\s(?:the\s)?[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)?)"
)
_PLACE = re.compile(r"\b(?i:in|at|outside|from)\s(?P<span>(?:the\s)?[A-Z][\w.’'-]*(?:\s(?:of\s)?[A-Z][\w.’'-]*){0,3})")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Ranges of code points; each empty or None when the article does not say."""

    addressee: list[Range]
    channel: list[Range]
    place: list[Range]
    said_at: Dated | None


def circumstances(text: str, draft: Draft, sentences: list[Range], published: date | None) -> Circumstances:
    """The circumstances of one statement; ``sentences`` are all sentences of the text, in order."""
    anchor = (draft.cue or draft.source or [(draft.start, draft.start)])[0][0]
    at = bisect_right(sentences, anchor, key=lambda one: one[0]) - 1
    if at < 0 or anchor >= sentences[at][1] or not (draft.cue or draft.source):
        return Circumstances([], [], [], None)
    sentence = sentences[at]
    free = _outside(sentence, draft.content)
    led = [(m.start(), end) for start, end in free for m in _LEAD.finditer(text, start, end)]
    cue_end = draft.cue[-1][1] if draft.cue else anchor
    channel = (
        _nearest(_led(text, led, _PLATFORM, draft.source), cue_end)
        or _nearest(_led(text, led, _CHANNEL, draft.source), cue_end)
        or _nearest(_all(text, free, _SENT, draft.source), cue_end)
    )

    def belongs(start: int, end: int) -> bool:
        """In the cue or near it, or at the head of the sentence."""
        return start - sentence[0] < 30 or -_NEAR < end - anchor <= 0 or anchor <= start < cue_end + _NEAR

    dates = [
        one
        for part in free
        for one in find_dates(text, *part, published)
        if belongs(one.start, one.end) and _tells_when(text, one, draft, sentence[0])
    ]
    dates.sort(key=lambda one: abs(one.start - cue_end))
    place = _place(text, led, draft, sentence, cue_end)
    if not channel and draft.programme is not None:
        channel = [draft.programme]
    addressee = _addressee(text, draft, sentence)
    if addressee and not channel:
        told = text[slice(*addressee[0])]
        if re.search(rf"\b(?:{_OCCASION})$", told) or _BROADCASTER.search(told):
            channel = addressee  # told a press conference; told BBC Radio 4
    return Circumstances(addressee, channel, place, dates[0] if dates else None)


def _tells_when(text: str, dated: Dated, draft: Draft, first: int) -> bool:
    """Is a time the statement's own, not that of an aside (``the governor, who flew in on Monday, said``)? In a source
    it is the time when a document came out.
    """
    before = text[max(first, dated.start - 60) : dated.start]
    if _within(dated.start, draft.source):
        return re.search(r"\b(?:released|filed|published|issued|dated|posted|aired|made public)\s$", before) is not None
    return re.search(r", (?:who|whom|which|whose|where)\b[^,]*$|\bsince\s(?:on\s)?$", before) is None


def _place(text: str, led: list[Range], draft: Draft, sentence: Range, cue_end: int) -> list[Range]:
    """Where: the nearest place or venue after the cue or at the head of the sentence."""
    near = [
        span
        for pattern in (_SITE, _PLACE)
        for span in _led(text, led, pattern, draft.source)
        if (pattern is _SITE or _is_place(text, span))
        and (cue_end <= span[0] + 1 < cue_end + _NEAR or span[0] - sentence[0] < 14)
    ]
    return sorted(near, key=lambda span: abs(span[0] - cue_end))[:1]


def _is_place(text: str, span: Range) -> bool:
    """A known place or venue, or any name that ``in`` stands before and that nothing but time or a stop follows."""
    plain = text[slice(*span)].removeprefix("the ")
    if plain.lower() in PLACES or _VENUE.search(plain) is not None:
        return True
    inside = text[max(0, span[0] - 3) : span[0]].lower() == "in "
    return inside and plain.split()[0].lower() not in CALENDAR and _THEN.match(text, span[1]) is not None


def _outside(sentence: Range, content: list[Range]) -> list[Range]:
    """The parts of a sentence that no content covers."""
    parts, at = [], sentence[0]
    for start, end in sorted(content):
        if end <= sentence[0] or start >= sentence[1]:
            continue
        if at < start:
            parts.append((at, start))
        at = max(at, end)
    if at < sentence[1]:
        parts.append((at, sentence[1]))
    return parts


def _within(position: int, ranges: list[Range]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _all(text: str, parts: list[Range], pattern: re.Pattern[str], source: list[Range]) -> list[Range]:
    """The matches of a pattern in parts of the text, outside the source."""
    return [
        _without_stop(text, *m.span("span"))
        for part in parts
        for m in pattern.finditer(text, *part)
        if not _within(m.start(), source)
    ]


def _led(text: str, led: list[Range], pattern: re.Pattern[str], source: list[Range]) -> list[Range]:
    """The matches of a pattern that begins with one of the words of `_LEAD`; ``led`` are their positions, each with the
    end of its part of the text.
    """
    found, at = [], 0
    for start, end in led:
        match = pattern.match(text, start, end) if start >= at else None
        if match is not None:
            at = match.end()
            if not _within(start, source):
                found.append(_without_stop(text, *match.span("span")))
    return found


def _nearest(spans: list[Range], near: int) -> list[Range]:
    return [min(spans, key=lambda span: abs(span[0] - near))] if spans else []


def _without_stop(text: str, start: int, end: int) -> Range:
    """A range without the full stop of its sentence; that of an abbreviation (``D.C.``) stays."""
    word = text[start:end].rsplit(" ", 1)[-1]
    return start, end - (word.endswith(".") and "." not in word[:-1])


def _addressee(text: str, draft: Draft, sentence: Range) -> list[Range]:
    """The object of a telling, asking or urging cue, whom a letter or note is to, or whose question is answered."""
    if not draft.cue:
        return []
    start, end = draft.cue[0]
    last_word = start + text[start:end].rfind(" ") + 1
    tells = _TELLS.match(text, last_word) or _TELLS.search(text, start, min(len(text), end + 1))
    if tells is not None and (found := _object(text, tells.end(), draft, sentence)):
        return found
    for first, last in _outside(sentence, draft.content):
        # A search without regard to case takes long: it is left out where its last word, which has one case, is not.
        for pattern in (_SENDS, _QUESTIONED) if "by" in text[first:last] else (_SENDS,):
            for match in pattern.finditer(text, first, last):
                if abs(match.start() - end) < 2 * _NEAR and (found := _object(text, match.end(), draft, sentence)):
                    return found
    return []


def _object(text: str, at: int, draft: Draft, sentence: Range) -> list[Range]:
    """The noun phrase at a position, up to the content; none if it is who speaks (``asked Mr A``)."""
    stop = sentence[1]
    for first, _ in draft.content:
        # *told reporters the road was shut*; in *urged Mr A to go* the content itself begins with whom it is said to.
        if at <= first < stop and (text[first] in "“\"‘'" or text[at:first].strip()):
            stop = first
    named = _OBJECT.match(text, at, stop)
    if named is None or named["span"].strip().lower() in _NOBODY:
        return []
    first, last = named.span("span")
    while last > first and text[last - 1] in " ,.":
        last -= 1
    if any(a < last and first < b for a, b in draft.source):
        return []
    return [(first, last)] if last > first else []


def inherit(draft: Draft, found: Circumstances, before: tuple[Draft, Circumstances] | None, text: str) -> Circumstances:
    """What the sentence of a statement leaves open goes on from the same speaker's statement before it, as long as
    the paragraph does; ``they wrote`` goes on from the letter of the paragraph before, and so does whom it was to.
    """
    if before is None or not draft.source or draft.start < before[0].start:
        return found
    other, known = before
    new = text[other.start : draft.start].strip().count("\n")
    writes = re.search(r"\b(?:wrote|write|writes|written)\b", text[slice(*draft.cue[0])] if draft.cue else "")
    if writes and new <= 4 and not found.channel and known.channel and _WRITTEN.search(text[slice(*known.channel[0])]):
        return Circumstances(
            found.addressee or known.addressee, known.channel, found.place, found.said_at or known.said_at
        )
    if new:
        return found
    return Circumstances(found.addressee, found.channel or known.channel, found.place, found.said_at or known.said_at)
