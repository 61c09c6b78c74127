"""Writing: articles with their readings, in one transaction with the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.statements import Actor, Reading, Statement, check_grounding
from onrecord.store import current, loading, revisions, schema, stories, tokens
from onrecord.store.carrying import carry
from onrecord.store.decisions import Decision, insert
from onrecord.store.effect import Effect, concerned, newest_reading, refresh
from onrecord.store.finding import effective
from onrecord.store.identities import resolve
from onrecord.store.keys import Numbers
from onrecord.store.names import folded
from onrecord.store.outcomes import Changes, Outcome
from onrecord.store.schema import articles, current_statements, readings, statement_key
from onrecord.store.statement_rows import insert_statements
from onrecord.store.upgrading import now
from onrecord.text import Article

_Item = TypeVar("_Item", Actor, Statement)


class Writer:
    """What `Record.writing` hands out: adds to the record, within one transaction."""

    def __init__(self, connection: sa.Connection, author: str, reason: str) -> None:
        self.connection = connection
        self.author = author
        self.reason = reason
        self.numbers = Numbers(connection)

    def add(self, reading: Reading, signature: Sequence[int] = ()) -> Outcome:
        """Add one article with what was read in it.

        An article that is there already (the same publisher, URL and text; or the same URL and text) is left as it
        is. Another text at the same URL becomes the next revision. ``signature`` is the MinHash signature of the
        text, by which copies are found (see `stories`); without it none are looked for.
        Raises `onrecord.GroundingError` when a span does not hold its slice of the text.
        """
        article = reading.article
        if not article.text:
            raise StoreError(f"{article.file or article.url or 'an article'}: has no text, so nothing can be kept")
        check_grounding(reading)
        document = revisions.document(article.url)
        there = known(self.connection, article)
        if there is not None:
            return there
        before = self._latest(document)
        key = self._article(article, document, before.revision + 1 if before else 1)
        copies = stories.join(self.connection, self.numbers, key, signature, before.key if before else None)
        rows = self._reading(reading, key)
        if before:
            self._carry(before.key, key)
        effect = self._decided(key, rows)
        changes = Changes()
        if before:
            changes = revisions.compare(self._current(before.key), self._after(key, rows, effect))
            for table, column in ((articles, articles.c.key), (current_statements, current_statements.c.article)):
                self.connection.execute(sa.update(table).where(column == before.key).values(latest=False))
        outcome = Outcome(
            article.id,
            "revision" if before else "added",
            len(rows),
            before.revision + 1 if before else 1,
            copies,
            changes,
            effect.placed,
            effect.unplaced,
        )
        self.log(outcome.state, article.id, _counts(outcome))
        return outcome

    def reread(self, reading: Reading) -> Outcome:
        """Add what a reader finds in an article of the record now; it becomes what search sees.

        What people decided is placed again on the statements that it was about. A reading equal to the newest
        one adds nothing.
        Raises `StoreError` when the record lacks the article.
        """
        check_grounding(reading)
        article = reading.article
        row = self.connection.execute(sa.select(articles).where(articles.c.id == article.id)).one_or_none()
        if row is None:
            raise StoreError(f"{article.file or article.url or article.id}: not in the record; add it first")
        if self._is_newest(row.key, reading):
            return Outcome(article.id, "same", revision=row.revision)
        before = self._current(row.key)
        table = current_statements
        old = list(self.connection.scalars(sa.select(table.c.key).where(table.c.article == row.key)))
        current.remove(self.connection, old)
        rows = self._reading(reading, row.key, latest=row.latest)
        effect = self._decided(row.key, rows)
        changes = revisions.compare(before, self._after(row.key, rows, effect))
        outcome = Outcome(article.id, "reread", len(rows), row.revision, 0, changes, effect.placed, effect.unplaced)
        self.log("reread", article.id, _counts(outcome))
        return outcome

    def decide(
        self, kind: str, target: str, article: int | None, payload: Mapping[str, Any], undone: Decision | None = None
    ) -> Decision:
        """Write the event of a decision (see `decisions`), with this writer's author and reason."""
        values = {
            "at": now(),
            "author": self.author,
            "reason": self.reason,
            "kind": kind,
            "article": article,
            "target": target,
            "payload": payload,
        }
        return insert(self.connection, values, undone)

    def log(self, action: str, target: str | None, details: Mapping[str, Any]) -> None:
        """Write one line of the log, with this writer's author and reason."""
        self.connection.execute(
            sa.insert(schema.log),
            {
                "at": self._now(),
                "author": self.author,
                "reason": self.reason,
                "action": action,
                "target": target,
                "details": dict(details),
            },
        )

    def finish(self) -> None:
        """Write down what the transaction counted; called by `Record.writing`."""
        self.numbers.save()

    def _now(self) -> str:
        return now()

    def _latest(self, document: str | None) -> Any:
        if document is None:
            return None
        query = sa.select(articles.c.key, articles.c.revision).where(articles.c.document == document)
        return self.connection.execute(query.order_by(articles.c.revision.desc()).limit(1)).one_or_none()

    def _is_newest(self, key: int, reading: Reading) -> bool:
        """Is a reading what the newest one of the same reader was?"""
        table = readings
        newest = self.connection.execute(sa.select(table).where(table.c.key == newest_reading(self.connection, key)))
        row, reader = newest.one(), reading.reader
        if (row.onrecord, row.model, row.model_sha256) != (reader.onrecord, reader.model, reader.model_sha256):
            return False
        known = loading.reading(self.connection, row.key)
        return (known.statements, known.actors) == (tuple(_unique(reading.statements)), tuple(_unique(reading.actors)))

    def _carry(self, before: int, after: int) -> None:
        """Take what people decided on one revision over to the next."""
        carry(self.connection, self.numbers, before, after)

    def _decided(self, key: int, rows: Sequence[current.Current]) -> Effect:
        """Apply what people decided to an article just read."""
        if not concerned(self.connection, key, [speaker for row in rows for speaker in row.speakers]):
            return Effect(0, ())
        return refresh(self.connection, self.numbers, key)

    def _after(self, key: int, rows: Sequence[current.Current], effect: Effect) -> list[Statement]:
        return self._current(key) if effect != Effect(0, ()) else [row.statement for row in rows]

    def _current(self, key: int) -> list[Statement]:
        """The statements of an article as search sees them, in the order of the text."""
        table = current_statements
        keys = list(self.connection.scalars(sa.select(table.c.key).where(table.c.article == key)))
        return sorted(effective(self.connection, keys).values(), key=lambda one: one.content[0].start)

    def _article(self, article: Article, document: str | None, revision: int) -> int:
        key = self.numbers.take("article")
        self.connection.execute(
            sa.insert(articles),
            {
                "key": key,
                "id": article.id,
                "sha256": article.sha256,
                "length": len(article.text),
                "ref": article.ref,
                "file": article.file,
                "url": article.url,
                "title": article.title,
                "publisher": article.publisher,
                "publisher_folded": None if article.publisher is None else folded(article.publisher),
                "published": article.published,
                "language": article.language,
                "byline": article.byline,
                "found_in": dict(article.found_in),
                "document": document,
                "revision": revision,
                "added": self._now(),
                "latest": True,
                "story": None,
            },
        )
        self.connection.execute(sa.insert(schema.texts), {"article": key, "text": article.text})
        if self.connection.dialect.name == "postgresql":
            tokens.index_article(self.connection, key, article.title, article.text)
        return key

    def _reading(self, reading: Reading, article: int, latest: bool = True) -> list[current.Current]:
        """Write a reading of an article and make it the current one; its statements as search sees them."""
        key = self.numbers.take("reading")
        reader = reading.reader
        self.connection.execute(
            sa.insert(readings),
            {
                "key": key,
                "article": article,
                "onrecord": reader.onrecord,
                "model": reader.model,
                "model_sha256": reader.model_sha256,
                "added": self._now(),
            },
        )
        speakers = self._actors(key, reading.actors)
        unique = _unique(reading.statements)
        # Search shows the highest keys first, and within an article that is to be the order of the text.
        last = self.numbers.take("statement", len(unique)) + len(unique) - 1
        keyed = [(statement_key(reading.article.published, last - place), one) for place, one in enumerate(unique)]
        insert_statements(self.connection, article, key, keyed)
        self._insert("attributions", [row for at, one in keyed for row in _attributions(at, one, speakers)])
        rows = [
            current.Current(
                at, article, one, tuple(speakers[id_] for id_ in one.speaker.actors if id_ in speakers), latest=latest
            )
            for at, one in keyed
        ]
        current.put(self.connection, reading.article, rows)
        return rows

    def _actors(self, reading: int, actors: Sequence[Actor]) -> dict[str, current.SpeakerRow]:
        """Write the actors of a reading; how each is known, by id."""
        unique = _unique(actors)
        identities = resolve(self.connection, self.numbers, [(one.name, one.type) for one in unique])
        first = self.numbers.take("actor", len(unique))
        keyed = list(enumerate(unique, first))
        self._insert(
            "actors",
            [
                {
                    "key": key,
                    "id": one.id,
                    "reading": reading,
                    "name": one.name,
                    "folded": folded(one.name),
                    "type": one.type,
                    "identity": identities[number],
                }
                for number, (key, one) in enumerate(keyed)
            ],
        )
        self._insert(
            "mentions",
            [
                {"actor": key, "position": at, "start": span.start, "end": span.end, "text": span.text}
                for key, one in keyed
                for at, span in enumerate(one.mentions)
            ],
        )
        self._insert(
            "roles",
            [{"actor": key, "position": at, "role": role} for key, one in keyed for at, role in enumerate(one.roles)],
        )
        return {
            one.id: current.SpeakerRow(key, identities[number], one.roles) for number, (key, one) in enumerate(keyed)
        }

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(sa.insert(schema.metadata.tables[table]), rows)


def known(connection: sa.Connection, article: Article) -> Outcome | None:
    """What adding an article would come to if it is there already; None if it is not."""
    same = articles.c.id == article.id
    if (document := revisions.document(article.url)) is not None:
        same |= (articles.c.document == document) & (articles.c.sha256 == article.sha256)
    query = sa.select(articles.c.id, articles.c.revision).where(same).order_by(articles.c.key).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Outcome(row.id, "same", revision=row.revision)


def _unique(ones: Sequence[_Item]) -> list[_Item]:
    """What has an id of its own; of those with one id, the first."""
    found: dict[str, _Item] = {}
    for one in ones:
        found.setdefault(one.id, one)
    return list(found.values())


def _attributions(key: int, one: Statement, speakers: Mapping[str, current.SpeakerRow]) -> list[dict[str, Any]]:
    named = [(True, id_, None, None) for id_ in one.speaker.actors]
    considered = [(False, id_, name, confidence) for name, id_, confidence in one.speaker.candidates]
    return [
        {
            "statement": key,
            "position": position,
            "chosen": chosen,
            "actor": known.actor if known else None,
            "actor_id": None if known else id_,
            "name": name,
            "confidence": confidence,
        }
        for position, (chosen, id_, name, confidence) in enumerate([*named, *considered])
        for known in [speakers.get(id_ or "")]
    ]


def _counts(outcome: Outcome) -> dict[str, int]:
    changes = outcome.changes
    counts = {
        "statements": outcome.statements,
        "revision": outcome.revision,
        "copies": outcome.copies,
        "appeared": len(changes.appeared),
        "changed": len(changes.changed),
        "vanished": len(changes.vanished),
        "placed": outcome.placed,
        "unplaced": len(outcome.unplaced),
    }
    return {name: count for name, count in counts.items() if count}
