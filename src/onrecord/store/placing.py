"""Finding again what people decided on: in another reading of the same text, and in another revision of it.

Nothing is placed on a look-alike. In the same text a statement is the one that was meant when both cover mostly the
same characters. In a changed text the words of the statement, from its first span to its last, must stand in
paragraphs that did not change, or be long and occur once, in the old text and the new. Short ones (“No,” he said)
are found only after the same paragraph as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from onrecord.statements import Statement
from onrecord.store.decisions import Group
from onrecord.text.paragraphs import paragraphs

LEAST = 0.5
"""Share of the characters of two contents that must be common to both."""
SHORT = 40
"""Characters; fewer of them may well be said again by someone else."""
_ROLES = ("content", "cue", "source", "addressee", "channel", "place")
_Ranges = Sequence[tuple[int, int]]
Json = dict[str, Any]


def place(groups: Sequence[Group], statements: Sequence[Statement]) -> dict[str, str]:
    """The id of the statement that each group's is now, for the groups that have one: no two have the same."""
    ids = {one.id for one in statements}
    here = [group for group in groups if group.text_of is None]
    placed = {group.target: group.target for group in here if group.target in ids}
    taken = set(placed.values())
    pairs = sorted(
        (-likeness, group.target, one.id)
        for group in here
        if group.target not in placed
        for one in statements
        if one.id not in taken and (likeness := _likeness(group, one)) >= LEAST
    )
    for _, target, id_ in pairs:
        if target not in placed and id_ not in taken:
            placed[target] = id_
            taken.add(id_)
    return placed


def _likeness(group: Group, one: Statement) -> float:
    """How much of the content that a person saw, or set, is this statement's; 0 when it has another cue."""
    best = 0.0
    content, cue = ([(span.start, span.end) for span in spans] for spans in (one.content, one.cue))
    for decision in group.decisions:
        seen = decision.payload.get("seen", {})
        for known in (seen, {**seen, **decision.payload.get("slots", {})}):
            share = common(ranges(known.get("content", ())), content)
            its_cue = ranges(known.get("cue", ()))
            if share < 1 and cue and its_cue and not common(its_cue, cue):
                continue  # a statement within the other, or around it
            best = max(best, share)
    return best


def ranges(spans: Iterable[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """The ranges of spans in JSON."""
    return [(span["start"], span["end"]) for span in spans]


def common(one: _Ranges, other: _Ranges) -> float:
    """The characters that two lists of ranges share, as a share of all characters of either."""
    both = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    total = sum(end - start for start, end in (*one, *other)) - both
    return both / total if total else 0.0


def shift(group: Group, old: str, new: str) -> int | None:
    """By how many characters all that a group says has moved from one text to the next; None when it can't be told."""
    found = [span for one in group.decisions for span in _spans(one.payload)]
    if not found:
        return None
    start, end = min(span["start"] for span in found), max(span["end"] for span in found)
    if not 0 <= start < end <= len(old):
        return None
    moved = _unchanged(old, new, start, end)
    if moved is not None:
        return moved
    words = old[start:end]
    at = new.find(words) if len(words) >= SHORT else -1
    once = at >= 0 and new.find(words, at + 1) < 0 and old.find(words, old.find(words) + 1) < 0
    return at - start if once else None


def _unchanged(old: str, new: str, start: int, end: int) -> int | None:
    """The shift of the paragraphs that hold a range, if they and what lies between them stand in the new text too."""
    before, after = list(paragraphs(old)), list(paragraphs(new))
    texts = [[text[a:b] for a, b in parts] for text, parts in ((old, before), (new, after))]
    if any(texts[0].count(old[a:b]) > 1 or texts[1].count(old[a:b]) > 1 for a, b in before if a < end and start < b):
        return None if texts[0] != texts[1] else _same_shift(before, after, start, end)
    matcher = SequenceMatcher(a=texts[0], b=texts[1], autojunk=False)
    if end - start < SHORT:
        start = max((a for a, b in before if b <= start), default=start)
    for block in matcher.get_matching_blocks():
        held = range(block.a, block.a + block.size)
        if block.size and before[held[0]][0] <= start and end <= before[held[-1]][1]:
            first = next(at for at in held if start < before[at][1])
            moved = after[block.b + first - block.a][0] - before[first][0]
            return moved if new[start + moved : end + moved] == old[start:end] else None
    return None


def _same_shift(before: list[tuple[int, int]], after: list[tuple[int, int]], start: int, end: int) -> int | None:
    moves = {b[0] - a[0] for a, b in zip(before, after, strict=True) if a[0] < end and start < a[1]}
    return moves.pop() if len(moves) == 1 else None


def moved(payload: Mapping[str, Any], by: int) -> Json:
    """A payload with all its spans moved by some characters."""
    result = dict(payload)
    for part in ("seen", "slots"):
        if part in payload:
            result[part] = {name: _moved(name, value, by) for name, value in payload[part].items()}
    return result


def _moved(name: str, value: Any, by: int) -> Any:
    if name in _ROLES:
        return [_span(span, by) for span in value]
    if name == "said_at" and value:
        return {**value, "span": _span(value["span"], by)}
    return value


def _span(span: Mapping[str, Any], by: int) -> Json:
    return {**span, "start": span["start"] + by, "end": span["end"] + by}


def _spans(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in ("seen", "slots"):
        for name, value in payload.get(part, {}).items():
            if name in _ROLES:
                yield from value
            elif name == "said_at" and value:
                yield value["span"]
