"""Scores of found statements against gold ones, over tokens.

A token is a maximal run of ``\\w`` characters, so punctuation at the edge of a span costs nothing. Gold and
predicted statements of an article are paired one to one so that they share as many content tokens as
possible. *Attribution*, the main measure, counts a pair whose contents and whose sources each have a Jaccard
index of 0.5 or more (Newell, Margolin and Ruths 2018 report agreement on PolNeAR in such terms).

Kinds here follow double quotation marks alone, as the published comparisons do; the reader's own ``kind``
knows single marks too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.errors import GoldError
from onrecord.scoring.assignment import assign
from onrecord.text.spans import Range

Roles = Mapping[str, Sequence[Range]]
"""A statement as ranges of code points under ``content``, ``source`` and ``cue``."""

KINDS = ("all", "direct", "mixed", "indirect")
LEVELS = ("content exact", "content J>=0.8", "content J>=0.5", "attribution", "attribution, any", "cue")
MEASURES = ("content tokens", "source tokens", "cue tokens", "attributed tokens", *LEVELS)
_TOKEN = re.compile(r"\w+")
_OPENING, _CLOSING = "“‟«", "”»"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one measure; shares in per cent, 0 where undefined."""

    right_predicted: int
    predicted: int
    right_gold: int
    gold: int

    @property
    def precision(self) -> float:
        return 100 * self.right_predicted / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.right_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One statement as numbers of tokens."""

    content: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]
    kind: str


def score_articles(articles: Iterable[tuple[str, Sequence[Roles], Sequence[Roles]]]) -> dict[tuple[str, str], Score]:
    """Scores by (measure, kind) over articles given as (text, gold statements, predicted statements).

    Raises `GoldError` for a span outside its text. Statements whose content holds no token are left out.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    for text, gold, predicted in articles:
        counts.update(_count(text, gold, predicted))
    scores = {}
    for measure in MEASURES:
        for kind in KINDS if measure not in ("source tokens", "cue tokens") else KINDS[:1]:
            numbers = (counts[measure, kind, name] for name in ("right_predicted", "predicted", "right_gold", "gold"))
            scores[measure, kind] = Score(*numbers)
    return scores


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Shared over all; two empty sets agree."""
    return len(a & b) / len(a | b) if a or b else 1.0


def right_attributions(text: str, gold: Sequence[Roles], predicted: Sequence[Roles]) -> list[bool]:
    """For each predicted statement: is it paired with a gold one whose content and source it shares by half?"""
    wanted, found = (_as_tokens(statements, text) for statements in (gold, predicted))
    if len(found) != len(predicted):
        raise GoldError("a predicted statement whose content holds no token")
    right = {j for i, j in pair_statements(wanted, found) if "attribution" in _levels(wanted[i], found[j])}
    return [j in right for j in range(len(found))]


def _count(text: str, gold: Sequence[Roles], predicted: Sequence[Roles]) -> Counter[tuple[str, str, str]]:
    wanted, found = (_as_tokens(statements, text) for statements in (gold, predicted))
    pairs = pair_statements(wanted, found)
    partner = {j: wanted[i] for i, j in pairs}
    kinds = [partner[j].kind if j in partner else one.kind for j, one in enumerate(found)]
    counts: Counter[tuple[str, str, str]] = Counter()
    _count_tokens(counts, wanted, found, kinds)
    for level in LEVELS:
        for kind in KINDS:
            counts[level, kind, "gold"] += sum(kind in ("all", one.kind) for one in wanted)
            counts[level, kind, "predicted"] += sum(kind in ("all", one) for one in kinds)
    for i, j in pairs:
        for level in _levels(wanted[i], found[j]):
            for kind in ("all", wanted[i].kind):
                counts[level, kind, "right_gold"] += 1
                counts[level, kind, "right_predicted"] += 1
    return counts


def _as_tokens(statements: Sequence[Roles], text: str) -> list[_Tokens]:
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    number = np.full(len(text) + 1, -1)
    for index, (start, end) in enumerate(tokens):
        number[start:end] = index
    quoted = _inside_double_marks(text)
    in_quotes = [quoted[start] for start, _ in tokens]
    found = []
    for statement in statements:
        roles = {}
        for role in ("content", "source", "cue"):
            members: set[int] = set()
            for start, end in statement.get(role, ()):
                if not 0 <= start <= end <= len(text):
                    raise GoldError(f"span {start}-{end} lies outside a text of {len(text)} characters")
                members.update(number[start:end].tolist())
            roles[role] = frozenset(members - {-1})
        content = roles["content"]
        if content:
            inside = sum(in_quotes[token] for token in content)
            kind = "indirect" if not inside else "direct" if inside >= 0.9 * len(content) else "mixed"
            found.append(_Tokens(**roles, kind=kind))
    return found


def _union(statements: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*statements)


def _count_tokens(
    counts: Counter[tuple[str, str, str]], wanted: list[_Tokens], found: list[_Tokens], kinds: list[str]
) -> None:
    def add(
        measure: str, kind: str, gold: frozenset[int], predicted: frozenset[int], ok: tuple[frozenset[int], ...]
    ) -> None:
        counts[measure, kind, "gold"] += len(gold)
        counts[measure, kind, "predicted"] += len(predicted)
        counts[measure, kind, "right_gold"] += len(gold & ok[0])
        counts[measure, kind, "right_predicted"] += len(predicted & ok[-1])

    for role in ("source", "cue"):
        gold, predicted = (_union(getattr(one, role) for one in side) for side in (wanted, found))
        add(f"{role} tokens", "all", gold, predicted, (predicted, gold))
    all_gold, all_found = (_union(one.content for one in side) for side in (wanted, found))
    agreed = _union(
        one.content & other.content
        for one, other in _overlapping(wanted, found)
        if jaccard(one.source, other.source) >= 0.5
    )
    for kind in KINDS:
        gold = _union(one.content for one in wanted if kind in ("all", one.kind))
        predicted = _union(one.content for one, its in zip(found, kinds, strict=True) if kind in ("all", its))
        add("content tokens", kind, gold, predicted, (all_found, all_gold))
        add("attributed tokens", kind, gold, predicted, (agreed,))


def _overlapping(wanted: list[_Tokens], found: list[_Tokens]) -> Iterable[tuple[_Tokens, _Tokens]]:
    return ((wanted[i], found[j]) for i, j in _edges(wanted, found))


def _edges(wanted: list[_Tokens], found: list[_Tokens]) -> Counter[tuple[int, int]]:
    """Number of content tokens that each gold and each predicted statement share, where there are any."""
    holders: dict[int, list[int]] = {}
    for j, one in enumerate(found):
        for token in one.content:
            holders.setdefault(token, []).append(j)
    return Counter((i, j) for i, one in enumerate(wanted) for token in one.content for j in holders.get(token, ()))


def pair_statements(wanted: list[_Tokens], found: list[_Tokens]) -> list[tuple[int, int]]:
    """One-to-one pairs (gold, predicted) that share the most content tokens.

    Equal shares are settled by the higher Jaccard index of the contents, then of the sources.
    """
    edges = _edges(wanted, found)
    group: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while group.setdefault(node, node) != node:
            group[node] = group[group[node]]
            node = group[node]
        return node

    for i, j in edges:
        group[root(("gold", i))] = root(("found", j))
    members: dict[tuple[str, int], tuple[set[int], set[int]]] = {}
    for i, j in edges:
        gold_side, found_side = members.setdefault(root(("gold", i)), (set(), set()))
        gold_side.add(i)
        found_side.add(j)
    pairs = []
    for gold_side, found_side in members.values():
        rows, columns = sorted(gold_side), sorted(found_side)
        weights = np.zeros((len(rows), len(columns)))
        for r, i in enumerate(rows):
            for c, j in enumerate(columns):
                if (i, j) in edges:
                    close = jaccard(wanted[i].content, found[j].content)
                    weights[r, c] = edges[i, j] + 1e-3 * close + 1e-6 * jaccard(wanted[i].source, found[j].source)
        pairs += [(rows[r], columns[c]) for r, c in assign(weights) if (rows[r], columns[c]) in edges]
    return sorted(pairs)


def _levels(gold: _Tokens, predicted: _Tokens) -> list[str]:
    def share(a: frozenset[int], b: frozenset[int]) -> bool:
        return bool(a & b) or not (a or b)

    close = jaccard(gold.content, predicted.content)
    met = {
        "content exact": gold.content == predicted.content,
        "content J>=0.8": close >= 0.8,
        "content J>=0.5": close >= 0.5,
        "attribution": close >= 0.5 and jaccard(gold.source, predicted.source) >= 0.5,
        "attribution, any": close >= 0.5 and share(gold.source, predicted.source),
        "cue": close >= 0.5 and share(gold.cue, predicted.cue),
    }
    return [level for level, ok in met.items() if ok]


def _inside_double_marks(text: str) -> list[bool]:
    """Per character: between double quotation marks of its line; an unclosed mark holds to the line's end."""
    inside, states, at = False, [False] * len(text), 0
    while at < len(text):
        char, width = text[at], 1
        if char in "\r\n":
            inside = False
        elif char in _OPENING:
            inside = True
        elif char in _CLOSING:
            inside = False
        elif text.startswith("``", at):
            inside, width = True, 2
        elif char == '"' or text.startswith("''", at):
            width = 1 if char == '"' else 2
            before = text[at - 1] if at else " "
            after = text[at + width : at + width + 1] or " "
            opens = (before.isspace() or before in "([{—–-") and not after.isspace()
            inside = opens or not inside
        else:
            states[at] = inside
        at += width
    return states
