"""What `dumping` wrote, put into a record again: each object in a transaction of its own, nothing twice."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from onrecord.errors import InputError, OnrecordError
from onrecord.statements import Reading, reading_from_json
from onrecord.store import current, decisions, effect, identities, loading, positions, schema, stories
from onrecord.store.claim_restoring import answers, factcheck, placed
from onrecord.store.decisions import Decision
from onrecord.store.dumping import dumped_article
from onrecord.store.effect import Effect
from onrecord.store.statement_rows import add_row
from onrecord.store.writer import Writer
from onrecord.text import Article

State = Literal["added", "completed", "same"]
Json = Mapping[str, Any]
_NO_TEXT = "has no text of the article; only an export made --with-text can be restored"
_articles, _events, _log = schema.articles, schema.corrections, schema.log


class Restorer:
    """Restores objects one after the other; knows which articles of the same export tell one story."""

    def __init__(self) -> None:
        self._stories: dict[str, str] = {}

    def restore(self, writer: Writer, value: Json) -> State:
        """Put one object into the record: an article with all that the export had of it, or a decision.

        A reading with text as ``onrecord read`` prints it is added as an article.
        Raises `InputError` for what is no such object, `onrecord.GroundingError` for a span that is not in the text.
        """
        try:
            if "correction" in value:
                return _decision(writer, value)
            if "factcheck" in value:
                return "added" if factcheck(writer, value["factcheck"]) else "same"
            if "text" not in value.get("article", {}):
                raise InputError(_NO_TEXT)
            reading = reading_from_json(value)
            if value["article"]["id"] != reading.article.id:
                raise InputError("the article's id is not that of its publisher, URL and text")
            if "record" not in value:
                return "same" if writer.add(reading).state == "same" else "added"
            return self._article(writer, reading, value)
        except OnrecordError:
            raise
        except (LookupError, TypeError, AttributeError, ValueError, struct.error) as error:
            raise InputError(f"not a line of an export: {error!r}") from error

    def _article(self, writer: Writer, reading: Reading, value: Json) -> State:
        kept = value["record"]
        earlier = [reading_from_json({**value, **one}) for one in kept["earlier"]]
        found = [*earlier, reading]
        query = sa.select(_articles.c.key).where(_articles.c.id == reading.article.id)
        known = writer.connection.execute(query).scalar_one_or_none()
        if known is not None and dumped_article(writer.connection, known) == value:
            return "same"  # also where it left out what is suppressed here
        restoring = _Restoring(writer, kept)
        new = False
        if known is None:
            packed = base64.b64decode(kept["signature"], validate=True) if kept["signature"] else b""
            restoring.add(found[0], struct.unpack(f"<{len(packed) // 4}I", packed))
            known = writer.connection.execute(query).scalar_one()
            new, found = True, found[1:]
        story = kept["story"]
        if story is not None:
            self._story(writer, known, story, reading.article.id)
        changed = restoring.readings(known, found, 1 if new else 0)
        changed |= restoring.events(known, reading.article, kept["corrections"])
        changed |= placed(writer, known, reading.article.text, kept.get("positions", ()))
        changed |= answers(writer, known, kept.get("answers", ()))
        _lines(writer.connection, kept["log"])
        if new:
            restoring.settle(known, latest=bool(kept["latest"]))
        if new or changed:
            effect.refresh(writer.connection, writer.numbers, known)
        return "added" if new else "completed" if changed else "same"

    def _story(self, writer: Writer, article: int, story: str, id_: str) -> None:
        """Link an article to those of its story that came before it."""
        first = self._stories.setdefault(story, id_)
        both = writer.connection.execute(
            sa.select(_articles.c.key, _articles.c.story).where(_articles.c.id.in_((first, id_)))
        ).all()
        if first != id_ and (both[0].story is None or both[0].story != both[1].story):
            other = next(row.key for row in both if row.key != article)
            stories.join(writer.connection, writer.numbers, article, (), other)


class _Restoring(Writer):
    """Writes an article as it was when it was exported: with its times, and without events or log of its own."""

    def __init__(self, writer: Writer, kept: Json) -> None:
        super().__init__(writer.connection, writer.author, writer.reason)
        self.numbers = writer.numbers
        self._kept = kept
        self._at = str(kept["added"])
        self._added = [str(one) for one in kept["readings"]]
        self._times = list(self._added)

    def log(self, action: str, target: str | None, details: Mapping[str, Any]) -> None:
        """Nothing: the export has its own log."""

    def readings(self, article: int, found: Sequence[Reading], first: int) -> bool:
        """Write the readings that are missing; were there any?"""
        keys = self.connection.scalars(
            sa.select(schema.readings.c.key).where(schema.readings.c.article == article)
        ).all()
        known = [loading.reading(self.connection, key) for key in keys]
        missing = [
            (one, self._added[place])
            for place, one in enumerate(found, first)
            if not any((one.reader, one.statements, one.actors) == (old.reader, old.statements, old.actors)
                       for old in known)
        ]  # fmt: skip
        for one, time in missing:
            table = schema.current_statements
            old = list(self.connection.scalars(sa.select(table.c.key).where(table.c.article == article)))
            current.remove(self.connection, old)
            self._times = [time]
            self._reading(one, article)
        return bool(missing)

    def events(self, article: int, of: Article, values: Sequence[Json]) -> bool:
        """Write the decisions that are missing; were there any?"""
        known: dict[str, Decision] = {one.id: one for one in decisions.everything_in(self.connection, article)}
        before = len(known)
        for value in values:
            if value["id"] in known:
                continue
            if value["kind"] == "add":
                add_row(
                    self.connection, self.numbers, article, value["target"], value["payload"]["slots"], of.published
                )
            if value["kind"] == "split_claim":
                new = positions.founding(value["payload"]["to"])
                positions.keys_of(self.connection, self.numbers, [new], value["at"])
            known[value["id"]] = _insert(self.connection, value, article, known)
        return len(known) > before

    def settle(self, article: int, latest: bool) -> None:
        """Say whether an article is the latest revision, when the export says that it is not."""
        if not latest:
            self.connection.execute(sa.update(_articles).where(_articles.c.key == article).values(latest=False))

    def _now(self) -> str:
        return self._at

    def _article(self, article: Article, document: str | None, revision: int) -> int:
        return super()._article(article, document, max(revision, int(self._kept["revision"])))

    def _reading(self, reading: Reading, article: int, latest: bool = True) -> list[current.Current]:
        self._at = self._times.pop(0)
        return super()._reading(reading, article, latest)

    def _carry(self, before: int, after: int) -> None:
        """Nothing: the export has what was carried."""

    def _decided(self, key: int, rows: Sequence[current.Current]) -> Effect:  # noqa: ARG002 - done once, at the end
        return Effect(0, ())


def _insert(connection: sa.Connection, value: Json, article: int | None, known: Mapping[str, Decision]) -> Decision:
    undone = None if value["undoes"] is None else known[value["undoes"]]
    names = ("at", "author", "reason", "kind", "target", "payload")
    row = {**{name: value[name] for name in names}, "article": article}
    if decisions.event_id(row, undone.id if undone else None) != value["id"]:
        raise InputError(f"correction {value['id']}: was altered; its id is not that of what it says")
    return decisions.insert(connection, row, undone)


def _decision(writer: Writer, value: Json) -> State:
    """Restore what concerns the whole record."""
    event = value["correction"]
    connection = writer.connection
    if connection.execute(sa.select(_events.c.key).where(_events.c.id == event["id"])).first() is not None:
        return "same"
    known = {one.id: one for one in decisions.everything_of(connection, decisions.OF_RECORD)}
    identities.roots(
        connection, writer.numbers, [(id_, name, kind) for id_, name, kind in event["payload"].get("names", ())]
    )
    claims = [positions.founding(one) for one in event["payload"].get("claims", ())]
    positions.keys_of(connection, writer.numbers, claims, event["at"])
    _insert(connection, event, None, known)
    _lines(connection, value["log"])
    positions.replay(connection)
    for article in sorted(identities.replay(connection) | effect.holding(connection, event["target"])):
        effect.refresh(connection, writer.numbers, article)
    return "added"


def _lines(connection: sa.Connection, values: Sequence[Json]) -> None:
    """Write the lines of a log that are missing."""
    for value in values:
        row = {name: value[name] for name in ("at", "author", "reason", "action", "target", "details")}
        same = (_log.c.target == row["target"], _log.c.at == row["at"], _log.c.action == row["action"])
        if connection.execute(sa.select(_log.c.key).where(*same).limit(1)).first() is None:
            connection.execute(sa.insert(_log), row)
