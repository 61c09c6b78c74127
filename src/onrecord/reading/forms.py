"""Forms that say who speaks by layout alone: transcripts, press releases, embedded posts, continued quotations."""

from __future__ import annotations

import re
from collections import Counter

from onrecord.reading.draft import Draft, overlap, size
from onrecord.text.paragraphs import paragraphs
from onrecord.text.quotes import quotations
from onrecord.text.spans import Range

FORM_CONFIDENCE = 0.9
"""Of 40 statements that a form gave on PolNeAR dev and the project's own gold, 39 were right."""
CONTINUATION_CONFIDENCE = 0.6
"""Of 5 there the speaker was right in 3. The gold has them as part of the statement before, or not at all."""

_NAME = r"[A-Z][\w.'’-]*"
_TURN = re.compile(
    rf"[\"“]?(?P<source>[A-Z][A-Z.'’ -]{{1,40}}|(?:{_NAME} ?){{1,4}}|Q|A)(?: \([^)]{{1,60}}\))?(?P<cue>:) ?(?=\S)"
)
_BYLINE = re.compile(r"\s?(?P<cue>[–—-])\s?(?P<source>[A-Z][^.!?\n“”\"]{3,120}?)\.?\s*$")
_HANDLE = re.compile(
    r"(?P<cue>[–—-])\s?(?P<source>[^\n–—(]{2,60}?) \(@\w{1,30}\)"
    r"(?P<date> [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}| \d{1,2} [A-Z][a-z]{2,8} \d{4})?"
)
_AND_FROM = re.compile(rf"(?:And )?[Ff]rom (?P<source>{_NAME}(?: {_NAME}){{0,4}}[^:\n]{{0,80}})(?P<cue>:)\s*$")
_PROGRAMME = re.compile(
    r"\b(?:broadcast|edition|episode|taping) of "
    r"(?P<span>“[^”\n]{3,60}”|\"[^\"\n]{3,60}\"|(?:[A-Z][\w’'&]*(?: |(?=[,.]))){2,6})"
    r"|\b(?:on|with) (?P<named>“[^”\n]{3,60}”|\"[^\"\n]{3,60}\")"
)
LEAST_TURNS = 4
TURN_WORDS = 5


def by_form(text: str, found: list[Draft]) -> list[Draft]:
    """The statements of a text with those that its layout shows: added where none was found, mended where cut."""
    ranges = paragraphs(text)
    drafts = _with_turns(text, ranges, found)
    drafts = _with_posts(text, ranges, drafts)
    drafts = _with_bylines(text, ranges, drafts)
    drafts.sort(key=lambda draft: (draft.start, draft.end))
    return _with_continuations(text, ranges, drafts)


def turns(text: str, ranges: list[Range]) -> list[Draft]:
    """The turns of a transcript (``NAME: …``), empty if the text is none.

    A text is a transcript when at least `LEAST_TURNS` paragraphs open with a name and a colon, at least two
    of the names recur, and most turns are longer than an entry of a table. A turn runs to the next one, the
    last turn to the end of its paragraph; its paragraphs are one content.
    """
    heads = [(number, match) for number, (start, end) in enumerate(ranges) if (match := _TURN.match(text, start, end))]
    names = Counter(match["source"].strip() for _, match in heads)
    recurring = {name for name, count in names.items() if count > 1}
    heads = [
        (number, match) for number, match in heads if match["source"].strip() in recurring or match["source"].isupper()
    ]
    if len(heads) < LEAST_TURNS or len(recurring) < 2:
        return []
    found = []
    for (number, match), following in zip(heads, [*(n for n, _ in heads[1:]), len(ranges)], strict=True):
        last = following - 1 if following < len(ranges) else number
        source = (match.start("source"), match.start("source") + len(match["source"].rstrip()))
        found.append(Draft([(match.end(), ranges[last][1])], [source], [match.span("cue")], FORM_CONFIDENCE))
    programme = _PROGRAMME.search(text, 0, found[0].source[0][0])
    if programme is not None:
        first, last = programme.span("span" if programme["span"] else "named")
        for draft in found:
            draft.programme = (first, last - (not text[last - 1].strip()))
    lengths = sorted(len(text[draft.start : draft.end].split()) for draft in found)
    return found if lengths[len(lengths) // 2] >= TURN_WORDS else []


def _with_turns(text: str, ranges: list[Range], found: list[Draft]) -> list[Draft]:
    """Turns in place of what the model made of them; what someone says of others within a turn is nested."""
    drafts = turns(text, ranges)
    if not drafts:
        return found
    spoken = list(drafts)
    for draft in found:
        holder = next((turn for turn in spoken if overlap(draft.content, turn.content)), None)
        if holder is None:
            drafts.append(draft)
        elif (
            draft.cue
            and draft.source
            and overlap(draft.source + draft.cue + draft.content, holder.content)
            == size(draft.source + draft.cue + draft.content)
        ):
            draft.parent = holder
            drafts.append(draft)
    return drafts


def _with_posts(text: str, ranges: list[Range], found: list[Draft]) -> list[Draft]:
    """Embedded posts: ``text — Name (@handle) date``, in one paragraph or with the name in the next."""
    added = []
    for number, (start, end) in enumerate(ranges):
        for match in _HANDLE.finditer(text, start, end):
            before = (start, match.start())
            if not text[slice(*before)].strip():
                before = ranges[number - 1] if number else (start, start)
            content = _trimmed(text, before)
            if content[0] < content[1]:
                added.append(Draft([content], [match.span("source")], [match.span("cue")], FORM_CONFIDENCE))
    return _merged(found, added)


def _with_bylines(text: str, ranges: list[Range], found: list[Draft]) -> list[Draft]:
    """Press releases: a quotation whose paragraph ends with a dash and a name, or that ``And from Name:`` precedes."""
    added = []
    quoted = {q.start: q for q in quotations(text)}
    for number, (start, end) in enumerate(ranges):
        quotation = quoted.get(start)
        if quotation is None:
            continue
        before = ranges[number - 1] if number else None
        if (quotation.closed and (match := _BYLINE.match(text, quotation.end, end))) or (
            before and (match := _AND_FROM.match(text, *before))
        ):
            added.append(Draft([(start, quotation.end)], [match.span("source")], [match.span("cue")], FORM_CONFIDENCE))
    return _merged(found, added)


def _merged(found: list[Draft], added: list[Draft]) -> list[Draft]:
    """Statements of a form replace those without a source, and those whose source is the same, on the same text."""
    kept = list(found)
    for new in added:
        rivals = [
            old for old in kept if overlap(old.content, new.content) > 0.5 * min(size(old.content), size(new.content))
        ]
        if any(old.source and not overlap(old.source, new.source) for old in rivals):
            continue
        kept = [old for old in kept if all(old is not rival for rival in rivals)] + [new]
    return kept


def _with_continuations(text: str, ranges: list[Range], found: list[Draft]) -> list[Draft]:
    """Paragraphs that are one quotation and that no statement covers go on with the statement before them.

    If the quotation before was left open, the paragraph is part of that statement; else it is a statement of
    its own, without source and cue, that `Draft.continues` the one before.
    """
    drafts = list(found)
    whole = {q.start: q for q in quotations(text)}
    for number, (start, end) in enumerate(ranges):
        quotation = whole.get(start)
        if quotation is None or number == 0 or quotation.end < end - 1:
            continue
        if any(overlap(draft.content, [(start, end)]) or draft.start <= start < draft.end for draft in drafts):
            continue
        previous = [draft for draft in drafts if ranges[number - 1][0] < draft.end <= start]
        if not previous:
            continue
        last = max(previous, key=lambda draft: draft.end)
        open_before = any(
            not q.closed and q.end == ranges[number - 1][1] and overlap(last.content, [(q.start, q.end)])
            for q in whole.values()
        )
        if open_before and last.end >= ranges[number - 1][1] - 1:
            last.content.append((start, quotation.end))
        elif last.source or last.continues:
            drafts.append(
                Draft([(start, quotation.end)], confidence=CONTINUATION_CONFIDENCE, continues=last.continues or last)
            )
    return sorted(drafts, key=lambda draft: (draft.start, draft.end))


def _trimmed(text: str, span: Range) -> Range:
    part = text[span[0] : span[1]]
    return span[0] + len(part) - len(part.lstrip()), span[1] - len(part) + len(part.rstrip())
