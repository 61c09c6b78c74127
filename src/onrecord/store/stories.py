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
ALIKE = 0.5
"""Share of equal values, which estimates the share of common shingles, from which on texts are copies."""
_ROWS = 3
"""Values in a band: 42 bands find 99.6% of the pairs at `ALIKE`."""
_PACKED = struct.Struct(f"<{VALUES}I")


def join(connection: sa.Connection, numbers: Numbers, article: int, signature: Sequence[int], kin: int | None) -> int:
    """Put an article into the story of its copies, which may join several; the number of its copies.

    ``article`` is its key, ``kin`` the key of another revision of it, which is of its story whatever it says.
    ``signature`` may be empty: nothing is compared then. Raises `ValueError` when it is no signature.
    """
    alike = {kin} if kin is not None else set()
    if signature:
        packed = _pack(signature)
        hashes = [_hash(number, packed) for number in range(VALUES // _ROWS)]
        alike |= _copies(connection, packed, hashes)
        connection.execute(sa.insert(signatures), {"article": article, "minhash": packed})
        connection.execute(sa.insert(bands), [{"band": one, "article": article} for one in hashes])
    if not alike:
        return 0
    found = connection.execute(sa.select(articles.c.key, articles.c.story).where(articles.c.key.in_(alike))).all()
    joined = sorted({row.story for row in found if row.story is not None})
    members = [article, *(row.key for row in found if row.story is None)]
    story = joined[0] if joined else numbers.take("story")
    in_story = articles.c.key.in_(members) | articles.c.story.in_(joined)
    ids = sorted(connection.scalars(sa.select(articles.c.id).where(in_story)))
    if not joined:
        connection.execute(sa.insert(stories), {"key": story, "id": ids[0]})
    connection.execute(sa.update(articles).where(in_story).values(story=story))
    if joined[1:]:
        connection.execute(sa.delete(stories).where(stories.c.key.in_(joined[1:])))
    connection.execute(sa.update(stories).where(stories.c.key == story, stories.c.id != ids[0]).values(id=ids[0]))
    return len(ids) - 1


def _copies(connection: sa.Connection, packed: bytes, hashes: list[int]) -> set[int]:
    """Keys of the articles whose signature is alike."""
    near = sa.select(bands.c.article).where(bands.c.band.in_(hashes)).distinct()
    candidates = connection.execute(sa.select(signatures).where(signatures.c.article.in_(near)))
    values = _PACKED.unpack(packed)
    return {row.article for row in candidates if _likeness(values, _PACKED.unpack(row.minhash)) >= ALIKE}


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
