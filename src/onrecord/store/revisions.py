"""What changed between two readings, and which articles are revisions of one another."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz, process

from onrecord.statements import Statement
from onrecord.store.names import words
from onrecord.store.outcomes import Changes

ALIKE = 70
"""Likeness of contents in per cent (`rapidfuzz.fuzz.ratio` of their words) from which on one is the other, changed."""
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "cmpid", "ocid", "ns_mchannel"}
)


def document(url: str | None) -> str | None:
    """What two addresses of one page have in common; None without a URL.

    Scheme, ``www.``, default port, fragment, a slash at the end and parameters that only track readers play no part.
    """
    if not url or not url.strip():
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return url.strip()
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    kept = urlencode(query, errors="surrogateescape")
    where = host + (f":{port}" if port not in {None, 80, 443} else "")
    return f"{where}{parts.path.rstrip('/')}{'?' + kept if kept else ''}"


def compare(before: Sequence[Statement], after: Sequence[Statement]) -> Changes:
    """What appeared, changed and vanished, matched by what is said and where; ids differ between revisions.

    Equal contents are matched first, in order, then the most alike of the rest.
    """
    old, new = list(before), list(after)
    pairs: list[tuple[Statement, Statement]] = []
    waiting: dict[tuple[str, ...], list[Statement]] = {}
    for one in old:
        waiting.setdefault(tuple(_content(one)), []).append(one)
    appeared = list[Statement]()
    for one in new:
        same = waiting.get(tuple(_content(one)))
        if same:
            pairs.append((_best(one, same), one))
            same.remove(pairs[-1][0])
        else:
            appeared.append(one)
    vanished = sorted((one for rest in waiting.values() for one in rest), key=_place)
    close, appeared, vanished = _alike(vanished, appeared)
    changed = [(a, b) for a, b in pairs if _said(a) != _said(b)] + close
    changed.sort(key=lambda pair: _place(pair[1]))
    return Changes(tuple(appeared), tuple(changed), tuple(vanished))


def _alike(
    vanished: list[Statement], appeared: list[Statement]
) -> tuple[list[tuple[Statement, Statement]], list[Statement], list[Statement]]:
    """The pairs of contents that are alike, best first, and what is left of either side."""
    texts = [[" ".join(_content(one)) for one in side] for side in (vanished, appeared)]
    scores = process.cdist(*texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    ranked = sorted(
        (-float(scores[a][b]), abs(vanished[a].content[0].start - appeared[b].content[0].start), a, b)
        for a in range(len(vanished))
        for b in range(len(appeared))
        if scores[a][b] >= ALIKE
    )
    left, right, pairs = set[int](), set[int](), list[tuple[Statement, Statement]]()
    for _, _, a, b in ranked:
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            pairs.append((vanished[a], appeared[b]))
    return (
        pairs,
        [one for place, one in enumerate(appeared) if place not in right],
        [one for place, one in enumerate(vanished) if place not in left],
    )


def _best(one: Statement, same: list[Statement]) -> Statement:
    """Of the statements with the same content, the one that agrees most, then the first."""
    return min(same, key=lambda other: (_said(other) != _said(one), _place(other)))


def _place(one: Statement) -> int:
    return one.content[0].start


def _content(one: Statement) -> list[str]:
    return [word for span in one.content for word in words(span.text)] or [span.text for span in one.content]


def _said(one: Statement) -> tuple[object, ...]:
    """What a reader of the two versions would call different."""
    spans = (one.content, one.source, one.cue, one.addressee, one.channel, one.place)
    said_at = (one.said_at.span.text, one.said_at.earliest, one.said_at.latest) if one.said_at else None
    return (*(tuple(" ".join(span.text.split()) for span in role) for role in spans), one.kind, one.act, one.framing,
            one.speaker.name, said_at)  # fmt: skip
