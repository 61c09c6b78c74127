"""Grouping at work on a record: the propositions of each article that is added get their claims and their sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.answers import answers
from onrecord.claims.around import Around, Company, Standing, Surroundings
from onrecord.claims.checking import Checking
from onrecord.claims.grouping import Known, Placed, place
from onrecord.claims.index import Index
from onrecord.claims.propositions import Proposition, propositions
from onrecord.claims.relation import Encoder, Judge, Settings
from onrecord.claims.topic import Topics
from onrecord.claims.vectors import pack, unpack, vectors_of
from onrecord.neural.pairs import PairModel
from onrecord.neural.sentences import SentenceEncoder
from onrecord.statements import Reading
from onrecord.store.claims import ClaimWriter, Member, Position
from onrecord.store.writer import Writer

_NEAREST, _FARTHER = 24, 4
"""Grouped propositions that each new one is compared with at most: of articles about the same event, and of others."""
_TOGETHER = 1_000
"""Propositions that are read at once."""
_READ = 2_000
"""Articles whose words are remembered, at most."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading's propositions with their vectors, of shape ``(len(propositions), size)``."""

    reading: Reading
    propositions: list[Proposition]
    vectors: NDArray[np.float32]


class Grouper:
    """Groups what is added to one record. Several threads may call `prepare`; the one that writes calls `group`."""

    def __init__(self, encoder: Encoder, judge: Judge) -> None:
        self._encoder = encoder
        self._judge = judge
        self._checking = Checking(encoder)
        self._index: Index | None = None
        self._articles = np.empty(0, np.int64)
        """The article of each vector in the index, by key."""
        self._topics = Topics()
        self._read: dict[int, Surroundings] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> Grouper:
        """With the models of a folder (default: those in the package). Raises `onrecord.ModelError`."""
        return cls(SentenceEncoder.load(folder), Judge(PairModel.load(folder)))

    def prepare(self, reading: Reading) -> Prepared:
        """What can be worked out without the record."""
        found = propositions(reading)
        return Prepared(reading, found, vectors_of(self._encoder, reading.article.text, found))

    def group(self, writer: Writer, prepared: Prepared) -> None:
        """Place an article's propositions, in the transaction that adds it; those placed before stay where they are.

        To be called after the writer has added the reading.
        """
        claims = ClaimWriter(writer)
        reading = prepared.reading
        new = claims.ungrouped(reading.article.id)
        chosen = [number for number, one in enumerate(prepared.propositions) if one.statement in new]
        if not chosen:
            return
        found = [prepared.propositions[number] for number in chosen]
        vectors = prepared.vectors[chosen]
        rows = self._near(claims, reading.article.text, vectors)
        surroundings = self._surroundings(claims, {one.article for row in rows for one, *_ in row})
        standing = Standing(reading.article.text, found, surroundings.values())
        known = [
            [
                _known(one, cosine, near, standing.company(number, _around(one, surroundings)))
                for one, cosine, near in row
            ]
            for number, row in enumerate(rows)
        ]
        placed = place(found, vectors, known, reading.article.published, self._judge, standing)
        named: dict[int, tuple[str, int]] = {}
        for one in placed:
            if one.claim < 0:
                named.setdefault(one.claim, (one.proposition.statement, one.proposition.ordinal))
        keys = dict(zip(named, claims.found(list(named.values())), strict=True))
        positions = []
        for one in placed:
            vector = b"" if one.vector is None else pack(self._encoder, one.vector)
            positions.append(_position(one, keys.get(one.claim, one.claim), vector))
        claims.place(reading.article.id, positions)
        claims.answer(answers(reading, placed))
        new_claims = {
            keys[one.claim]: (keys[one.claim], one.proposition.text)
            for one in reversed(placed)
            if one.claim in keys and one.vector is not None
        }
        self._checking.match(writer, list(new_claims.values()))

    def _near(
        self, claims: ClaimWriter, text: str, vectors: NDArray[np.float32]
    ) -> list[list[tuple[Member, float, bool]]]:
        """For each vector the nearest that are grouped, from all that is in the record by now; with their cosines.

        Those of articles about the same event (True), and the few of others that are all but the same.
        """
        index = self._up_to_date(claims, vectors.shape[1])
        near = self._topics.related(text)
        among = np.isin(self._articles, np.array(sorted(near), np.int64))
        rows = _candidates(index, vectors, self._judge.settings, among)
        members = {one.key: one for one in claims.members(sorted({key for row in rows for key, _ in row}))}
        return [
            [(one, cosine, one.article in near) for key, cosine in row if (one := members.get(key)) is not None]
            for row in rows
        ]

    def _surroundings(self, claims: ClaimWriter, articles: set[int]) -> dict[int, Surroundings]:
        """The words of articles, by key; some are remembered."""
        texts = claims.texts(articles - self._read.keys())
        found = {key: self._read[key] for key in articles & self._read.keys()}
        found |= {key: Surroundings(text) for key, text in texts.items()}
        if len(self._read) > _READ:
            self._read.clear()
        self._read |= found
        return dict(sorted(found.items()))

    def _up_to_date(self, claims: ClaimWriter, size: int) -> Index:
        """The index with what this and other writers have added since. What a transaction took back was never in it.

        Vectors of another encoder are made anew, from the words alone; the record keeps them as they were.
        """
        if self._index is None:
            self._index = Index(size)
        found = [
            (key, article, unpack(self._encoder, kept)) for key, _, article, kept in claims.vectors(self._index.last)
        ]
        old = [key for key, _, vector in found if vector is None]
        anew: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(old), _TOGETHER):
            members = claims.members(old[start : start + _TOGETHER])
            vectors = self._encoder.encode([one.text for one in members])
            anew |= {one.key: vector for one, vector in zip(members, vectors, strict=True)}
        known = [
            (key, article, new)
            for key, article, vector in found
            if (new := vector if vector is not None else anew.get(key)) is not None
        ]
        if known:
            self._index.add([key for key, *_ in known], np.stack([vector for *_, vector in known]))
            self._articles = np.append(self._articles, [article for _, article, _ in known])
        for article, text in claims.texts({one for _, one, _ in known if one not in self._topics}).items():
            self._topics.add(article, text)
        return self._index


def _candidates(
    index: Index, vectors: NDArray[np.float32], settings: Settings, among: NDArray[np.bool_]
) -> list[list[tuple[int, float]]]:
    """For each vector keys and cosines of what it may join; ``among`` (rows): which are of articles about its event."""
    nearest = index.search(vectors, _NEAREST, settings.near, among)
    others = index.search(vectors, _FARTHER, settings.far, ~among)
    return [[*row, *more] for row, more in zip(nearest, others, strict=True)]


def _around(one: Member, surroundings: Mapping[int, Surroundings]) -> Around:
    return surroundings[one.article].around(one.start, one.text)


def _known(one: Member, cosine: float, near: bool, company: Company) -> Known:
    return Known(one.claim, one.polarity, one.text, cosine, one.published, near, one.speaker, one.stance, company)


def _position(one: Placed, claim: int, vector: bytes) -> Position:
    proposition = one.proposition
    return Position(
        statement=proposition.statement,
        ordinal=proposition.ordinal,
        claim=claim,
        stance=one.stance,
        polarity=one.polarity,
        depth=proposition.depth,
        speaker=proposition.speaker if proposition.depth else None,
        spans=proposition.spans,
        shows=proposition.shows,
        confidence=round(one.confidence, 4),
        compared=proposition.text,
        vector=vector,
    )
