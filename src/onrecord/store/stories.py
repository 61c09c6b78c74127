"""Copies of one story: articles whose texts are nearly the same, whoever published them.

The caller gives a MinHash signature of each text. Articles whose signatures share a band are compared; those
that agree in `ALIKE` of their values or more are one story, and so are all that are linked by a chain of
such pairs. Every pair is judged by itself, so the order in which articles come plays no part.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

import sqlalchemy as sa

from onrecord.store.keys import Numbers
from onrecord.store.schema import articles, bands, signatures, stories

VALUES = 128
"""Values of a signature, each of 32 bits."""
ALIKE = 0.45
"""Share of equal values from which on texts are copies: where `onrecord.ingest.fingerprint` was measured to put it."""
_ROWS = 3
"""Values in a band: 42 bands find 98% of the pairs at `ALIKE`, 99.6% of those at a half."""
_PACKED = struct.Struct(f"<{VALUES}I")


def join(connection: sa.Connection, numbers: Numbers, article: int, signature: Sequence[int], kin: int | None) -> int:
    """Put an article into the story of its copies, which may join several; the number of its copies.

    ``article`` is its key, ``kin`` the key of another revision of it, which is of its story whatever it says.
    ``signature`` may be empty: nothing is compared then. Raises `ValueError` when it is no signature.
    """
    alike = {kin} if kin is not None else set()
    if len(set(signature)) > 1:  # one value alone is the signature of a text too short to have any
        packed = _pack(signature)
        hashes = [_hash(number, packed) for number in range(VALUES // _ROWS)]
        alike |= _copies(connection, packed, hashes)
        connection.execute(sa.insert(signatures), {"article": article, "minhash": packed})
        connection.execute(sa.insert(bands), [{"band": one, "article": article} for one in hashes])
    elif signature:
        _pack(signature)
    if not alike:
        return 0
    columns = (articles.c.key, articles.c.id, articles.c.story)
    rows = connection.execute(sa.select(*columns).where(articles.c.key.in_({article, *alike}))).all()
    alone = [row for row in rows if row.story is None]
    joined = sorted({row.story for row in rows if row.story is not None})
    known = connection.scalars(sa.select(stories.c.id).where(stories.c.key.in_(joined)))
    smallest = min(*known, *(row.id for row in alone), key=str)
    story = joined[0] if joined else numbers.take("story")
    moving = articles.c.key.in_([row.key for row in alone]) | articles.c.story.in_(joined[1:])
    if joined:
        connection.execute(sa.update(articles).where(moving).values(story=story))
        connection.execute(sa.delete(stories).where(stories.c.key.in_(joined[1:])))
        connection.execute(sa.update(stories).where(stories.c.key == story).values(id=smallest))
    else:
        connection.execute(sa.insert(stories), {"key": story, "id": smallest})
        connection.execute(sa.update(articles).where(moving).values(story=story))
    count = sa.select(sa.func.count()).select_from(articles).where(articles.c.story == story)
    return int(connection.execute(count).scalar_one()) - 1


def _copies(connection: sa.Connection, packed: bytes, hashes: list[int]) -> set[int]:
    """Keys of articles whose signatures are alike, one of each story at least."""
    near = sa.select(bands.c.article).where(bands.c.band.in_(hashes)).distinct()
    candidates = connection.execute(
        sa.select(signatures.c.article, signatures.c.minhash, articles.c.story)
        .join_from(signatures, articles, articles.c.key == signatures.c.article)
        .where(signatures.c.article.in_(near))
    )
    values, alike, stories_found = _PACKED.unpack(packed), set[int](), set[int]()
    for row in candidates:
        if row.story not in stories_found and _likeness(values, _PACKED.unpack(row.minhash)) >= ALIKE:
            alike.add(row.article)
            stories_found |= set() if row.story is None else {row.story}
    return alike


def _likeness(one: Sequence[int], other: Sequence[int]) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / VALUES


def _pack(signature: Sequence[int]) -> bytes:
    try:
        return _PACKED.pack(*signature)
    except struct.error as error:
        raise ValueError(f"a signature is {VALUES} whole numbers of 32 bits, not {len(signature)} others") from error


def _hash(number: int, packed: bytes) -> int:
    """A signed number of 64 bits for one band, its place included."""
    part = packed[4 * _ROWS * number : 4 * _ROWS * (number + 1)]
    digest = hashlib.blake2b(part, digest_size=8, salt=number.to_bytes(2, "little")).digest()
    return int.from_bytes(digest, "little", signed=True)
