"""The gold stories of ``evaluation/claims``: their articles as readings, their claims for scoring."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.reading.acts import act_of
from onrecord.scoring.claims import Claims, Stance
from onrecord.statements import Actor, ReaderInfo, Reading, Speaker, Statement, actor_id, statement_id
from onrecord.statements.kinds import kind_of
from onrecord.text import Article, Span
from onrecord.text.quotes import quote_states

FOLDER = Path(__file__).parent / "claims"


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its articles, and its annotation as it stands in the file."""

    name: str
    articles: dict[str, Article]
    """By file name, in the order of publication."""
    annotation: dict[str, Any]

    def item(self, statement: str) -> str:
        """A gold statement's name over all stories."""
        return f"{self.name}/{statement}"


def load(part: str) -> list[Story]:
    """The stories of a part, ``dev`` or ``kept``."""
    found = []
    for path in sorted((FOLDER / part).glob("*/story.json")):
        annotation = json.loads(path.read_text(encoding="utf-8"))
        listed = sorted(annotation["articles"], key=lambda one: (one["published"], one["file"]))
        articles = {
            one["file"]: Article(
                (path.parent / one["file"]).read_bytes().decode("utf-8"),
                file=f"{path.parent.name}/{one['file']}",
                publisher=one["publisher"],
                published=date.fromisoformat(one["published"]),
            )
            for one in listed
        }
        found.append(Story(path.parent.name, articles, annotation))
    return found


def gold_claims(stories: list[Story]) -> Claims:
    """The claims over all stories, with the stance of each gold statement at depth 0, or else at 1."""
    claims: dict[str, dict[str, Stance]] = defaultdict(dict)
    for story in stories:
        for one in story.annotation["statements"]:
            for position in sorted(one["positions"], key=lambda position: position["depth"]):
                claims[f"{story.name}/{position['claim']}"].setdefault(story.item(one["id"]), position["stance"])
    return claims


def gold_readings(story: Story) -> list[tuple[Reading, dict[str, str]]]:
    """Its articles as a reader that makes no error would read them; and the gold statement of each statement's id."""
    found = []
    for file, article in story.articles.items():
        states = quote_states(article.text)
        statements, names, ids = [], set(), {}
        for one in story.annotation["statements"]:
            if one["file"] != file:
                continue
            content, source, cue = (
                tuple(Span.of(article.text, *ends) for ends in one[role]) for role in ("content", "source", "cue")
            )
            kind = kind_of(article.text, states, [(span.start, span.end) for span in content])
            name = one["speaker"]
            act, framing = act_of(" ".join(span.text for span in cue), kind == "direct", content[0].text)
            id_ = statement_id(article.id, content, source, cue)
            speaker = (
                Speaker(name, "person", (actor_id(article.id, name, "person"),), "name", 1.0) if name else Speaker()
            )
            statements.append(Statement(id_, kind, content, cue, source, act, framing, speaker))
            ids[id_] = story.item(one["id"])
            names |= {name} if name else set()
        actors = tuple(Actor(actor_id(article.id, name, "person"), name, "person") for name in sorted(names))
        statements.sort(key=lambda one: (one.content[0].start, one.content[-1].end))
        found.append((Reading(article, ReaderInfo("gold", "gold", "gold"), tuple(statements), actors), ids))
    return found


def sha256(part: str) -> str:
    """Hash over a part's files, names and bytes: what ``evaluation/claims/PART.sha256`` pins."""
    digest = hashlib.sha256()
    folder = FOLDER / part
    for path in sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
