"""PolNeAR (Newell et al., LREC 2018): its brat standoff files as texts with gold statements.

Choices: of several annotators' versions the alphabetically first, or every one; ``Content2`` and the like belong to
the content; statements without content are slips and left out; lines other than ``T…`` and ``E…`` (which include
the tails of spans with a newline in them) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from onrecord.text.spans import Range, merge_ranges

PolnearArticle = tuple[str, str, list[dict[str, list[Range]]]]
"""Name, text, and statements as ranges of code points under ``content``, ``source`` and ``cue``."""


def read_polnear(root: Path, part: str, all_annotators: bool = False) -> Iterator[PolnearArticle]:
    """Articles of ``root/part`` (``train`` or ``dev``) by name; each annotator's version as one, if asked for."""
    versions: dict[str, list[Path]] = {}
    for path in sorted((root / part / "attributions").glob("*.ann")):
        if match := re.fullmatch(r"(.+)_[0-9a-f]{4}\.ann", path.name):
            versions.setdefault(match[1], []).append(path)
    for path in sorted((root / part / "text").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        paths = versions.get(path.stem, [])
        for version in paths if all_annotators else paths[:1]:
            yield path.stem, text, _statements(version.read_bytes().decode("utf-8"))


def _statements(standoff: str) -> list[dict[str, list[Range]]]:
    spans: dict[str, list[Range]] = {}
    events: list[list[str]] = []
    for line in standoff.split("\n"):
        fields = line.rstrip("\r").split("\t")
        if re.match(r"T\d+\t", line):
            pairs = (pair.split() for pair in fields[1].split(" ", 1)[1].split(";"))
            spans[fields[0]] = [(int(start), int(end)) for start, end in pairs]
        elif re.match(r"E\d+\t", line):
            events.append(fields[1].split()[1:])
    statements = []
    for event in events:
        roles: dict[str, list[Range]] = {"content": [], "source": [], "cue": []}
        for role, span in (part.split(":") for part in event):
            roles[role.rstrip("0123456789").lower()] += spans[span]
        if roles["content"]:
            statements.append({role: merge_ranges(ranges) for role, ranges in roles.items()})
    return statements
