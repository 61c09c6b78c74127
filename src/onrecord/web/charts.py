"""Charts as SVG, drawn here. Colours stand in attributes, for the file; a page's style sheet sets its own by class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from onrecord.export.marks import printable
from onrecord.store.network import Network

_COLOURS = ("#1b6e3c", "#0b5394", "#8a4b00", "#7b2d6f", "#5c5c5c")
SERIES = len(_COLOURS)
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 220, 40, 34, 10
_MONTHS = 60
NODES = 30
"""Actors in a drawn network; the table beside it has all."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Months, in order, each with a number for every series."""

    months: tuple[str, ...]
    series: tuple[str, ...]
    """Names, largest first; the last is ``other`` where there are more than can be told apart."""
    numbers: tuple[tuple[int, ...], ...]
    """By month, then series."""


def bars(counts: Mapping[tuple[str, str], int], months: Sequence[str], unnamed: str) -> Bars:
    """The table behind a chart, of counts by month and value; an empty value is called ``unnamed``."""
    totals: dict[str, int] = {}
    for (_, value), number in counts.items():
        totals[value or unnamed] = totals.get(value or unnamed, 0) + number
    ordered = sorted(totals, key=lambda value: (-totals[value], value))
    named = ordered if len(ordered) <= SERIES else ordered[: SERIES - 1]
    series = (*named, *(["other"] if len(named) < len(ordered) else []))
    place = {value: named.index(value) if value in named else len(series) - 1 for value in ordered}
    table = {month: [0] * len(series) for month in months[-_MONTHS:]}
    for (month, value), number in counts.items():
        if month in table:
            table[month][place[value or unnamed]] += number
    return Bars(tuple(table), tuple(series), tuple(tuple(row) for row in table.values()))


def bars_svg(one: Bars, title: str) -> Markup:
    """Stacked bars, a month each."""
    most = max((sum(row) for row in one.numbers), default=0) or 1
    step = _tick(most)
    top = step * math.ceil(most / step)
    wide = (_WIDTH - _LEFT - 6) / max(len(one.months), 1)
    high = _HEIGHT - _BOTTOM - _TOP
    parts = [_open(_WIDTH, _HEIGHT, title)]
    for value in range(0, top + 1, step):
        y = _TOP + high - high * value / top
        parts.append(Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="#d5d5d0"/>').format(
            _LEFT, _WIDTH - 6, y, y))  # fmt: skip
        parts.append(_text(_LEFT - 6, y + 4, str(value), "end"))
    every = max(1, math.ceil(len(one.months) / 12))
    for at, (month, row) in enumerate(zip(one.months, one.numbers, strict=True)):
        x, y = _LEFT + at * wide, float(_TOP + high)
        for place, number in enumerate(row):
            tall = high * number / top
            y -= tall
            if number:
                parts.append(
                    _bar((x + wide * 0.1, y, min(wide * 0.8, 40), tall), place, one.series[place], month, number)
                )
        if at % every == 0:
            parts.append(_text(x + wide * 0.1, _HEIGHT - _BOTTOM + 16, month, "start"))
    return Markup("").join([*parts, Markup("</svg>")])


def _bar(box: tuple[float, float, float, float], place: int, name: str, month: str, number: int) -> Markup:
    return Markup(
        '<rect class="series-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}">'
        "<title>{}, {}: {}</title></rect>"
    ).format(place + 1, *box, _COLOURS[place], month, printable(name), number)


def _tick(most: int) -> int:
    """A round step that gives at most five lines."""
    size = 10 ** int(math.log10(max(most, 1)))
    return next(
        (int(size * part) for part in (0.2, 0.5, 1) if size * part >= 1 and most / (size * part) <= 5), 2 * size
    )


def warm() -> None:
    """Load what draws networks, before the first is asked for."""
    import networkx as nx

    nx.spring_layout(nx.path_graph(3), iterations=1, seed=7)


def network_svg(one: Network) -> Markup:
    """Actors as dots, larger the more they speak or are spoken to; an arrow leads from who speaks."""
    import networkx as nx

    strength: dict[str, int] = {}
    for edge in one.edges:
        for id_ in (edge.source, edge.target):
            strength[id_] = strength.get(id_, 0) + edge.statements
    kept: set[str] = set()
    for edge in one.edges:  # the heaviest first
        if len(kept | {edge.source, edge.target}) <= NODES:
            kept |= {edge.source, edge.target}
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(
        (edge.source, edge.target, edge.statements) for edge in one.edges if {edge.source, edge.target} <= kept
    )
    at, height = _placed(graph)
    heavy = max((weight for _, _, weight in graph.edges(data="weight")), default=1)
    most = max(strength.values(), default=1)
    radius = {id_: 4 + 9 * math.sqrt(strength[id_] / most) for id_ in graph}
    parts = [
        _open(_WIDTH, height, "Network of who speaks with or about whom", "group"),  # it has links in it
        Markup(
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'orient="auto" markerUnits="userSpaceOnUse"><path class="head" d="M0,0L8,4L0,8z" fill="#5c5c5c"/>'
            "</marker></defs>"
        ),
    ]
    for source, target, weight in sorted(graph.edges(data="weight")):
        parts.append(_arrow(at[source], at[target], radius[target], weight / heavy))
    for id_ in sorted(graph, key=lambda each: (strength[each], each)):
        x, y = at[id_]
        name = printable(one.names[id_])
        # On the side where no line arrives, if there is one.
        above = y <= sum(at[one][1] for one in nx.all_neighbors(graph, id_)) / graph.degree(id_)
        label = _text(x, y - radius[id_] - 4 if above else y + radius[id_] + 13, _short(name), "middle")
        parts.append(
            Markup(
                '<a href="/actors/{}"><circle class="node" cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="#0b5394">'
                "<title>{}: {} statements on its lines</title></circle>{}</a>"
            ).format(id_, x, y, radius[id_], name, strength[id_], label)
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _placed(graph: Any) -> tuple[dict[str, tuple[float, float]], int]:
    """Where each actor stands, and the height of it all: those who are linked in one box, the boxes in rows."""
    import networkx as nx

    places: dict[str, tuple[float, float]] = {}
    linked = sorted(nx.connected_components(graph.to_undirected()), key=lambda some: (-len(some), min(some)))
    x = y = tall = 0.0
    for some in linked:
        wide = 240.0 if len(some) == 2 else min(_WIDTH, 190 * math.sqrt(len(some)))
        high = 90.0 if len(some) == 2 else 60 + 75 * math.sqrt(len(some))
        if x + wide > _WIDTH:
            x, y, tall = 0.0, y + tall, 0.0
        part = graph.subgraph(sorted(some)).to_undirected()
        if len(some) == 2:
            spots = dict(zip(sorted(some), ((-0.8, 0.8), (0.8, -0.8)), strict=True))
        else:
            spots = _spread(nx.spring_layout(part, k=2.5 / math.sqrt(len(some)), iterations=60, seed=7))
        for id_, (left, up) in spots.items():
            places[id_] = (x + 60 + (left + 1) * (wide - 120) / 2, y + 34 + (up + 1) * (high - 68) / 2)
        x, tall = x + wide, max(tall, high)
    return places, int(y + tall)


def _spread(spots: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Places that reach from -1 to 1 both ways, so that a box is filled."""
    found = {id_: (float(x), float(y)) for id_, (x, y) in spots.items()}
    sides = []
    for axis in (0, 1):
        low, high = (side(place[axis] for place in found.values()) for side in (min, max))
        sides.append((low, (high - low) or 1.0))
    return {
        id_: (2 * (x - sides[0][0]) / sides[0][1] - 1, 2 * (y - sides[1][0]) / sides[1][1] - 1)
        for id_, (x, y) in found.items()
    }


def _arrow(start: tuple[float, float], end: tuple[float, float], radius: float, weight: float) -> Markup:
    (x, y), (to_x, to_y) = start, end
    length = math.hypot(to_x - x, to_y - y) or 1
    share = max(0.0, (length - radius - 2) / length)
    # Numbers alone, and many: what escapes them too takes ten times as long.
    return Markup(  # noqa: S704 - no text in it
        f'<line class="edge" x1="{x:.1f}" y1="{y:.1f}" x2="{x + (to_x - x) * share:.1f}" '
        f'y2="{y + (to_y - y) * share:.1f}" stroke="#5c5c5c" stroke-width="{0.8 + 3 * weight:.1f}" '
        'stroke-opacity="0.6" marker-end="url(#arrow)"/>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 28 else name[:27] + "…"


def _open(width: int, height: int, title: str, role: str = "img") -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" class="chart" role="{}" aria-label="{}" '
        'font-family="system-ui, sans-serif" font-size="12"><title>{}</title>'
    ).format(width, height, role, title, title)


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text class="label" x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="#1c1c1c">{}</text>').format(
        x, y, anchor, escape(text)
    )
