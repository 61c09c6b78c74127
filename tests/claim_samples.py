"""A dam, and who says what of it: articles with positions made by hand, for tests of claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord import Article, Record
from onrecord.store.claims import ClaimWriter, Position, Stance
from tests.store_samples import article, read

DRY = "Ada Obi said: the dam is safe for another ten years\n"
WIRE = "Bo Iyer said: the dam at Lomé is safe for a decade\nCy Dunn denied: the dam is safe at all\n"
LATER = "Ada Obi said: it is not safe\nDi Eno denied: Cy Dunn's claim that the gates were sold\n"


@dataclass(frozen=True)
class Put:
    """A position to be put: on the claim of this name, the words of it in the article."""

    claim: str
    words: str
    stance: Stance = "asserts"
    depth: int = 0
    speaker: str | None = None
    shows: str = ""
    ordinal: int = 0
    polarity: int = 1
    vector: bool = True
    """Do the words say something by themselves?"""


class Dam:
    """Puts articles into a record and their statements on claims, which it knows by names of its own."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.keys: dict[str, int] = {}

    def add(self, of: Article, puts: Sequence[Put], signature: Sequence[int] = ()) -> list[str]:
        """Add an article, put its statements on claims; ids of its statements in the order of the text."""
        reading = read(of)
        with self.record.writing() as writer:
            writer.add(reading, signature)
            self.place(ClaimWriter(writer), of, puts)
        return [one.id for one in reading.statements]

    def place(self, writer: ClaimWriter, of: Article, puts: Sequence[Put]) -> None:
        """Put statements of an article on claims; a claim that is new is named after the first."""
        positions: list[Position] = []
        statements = read(of).statements
        for put in puts:
            start = of.text.index(put.words)
            end = start + len(put.words)
            within = [one for one in statements if one.content[0].start <= start and end <= one.content[0].end]
            statement = within[0].id
            if put.claim not in self.keys:
                (self.keys[put.claim],) = writer.found([(statement, put.ordinal)])
            at = of.text.index(put.shows) if put.shows else 0
            positions.append(
                Position(
                    statement,
                    put.ordinal,
                    self.keys[put.claim],
                    put.stance,
                    put.depth,
                    put.speaker,
                    ((start, end),),
                    ((at, at + len(put.shows)),) if put.shows else (),
                    0.9,
                    bytes([len(positions)] * 256) if put.vector else b"",
                    put.polarity,
                )
            )
        writer.place(of.id, positions)


def dry(published: str | None = "2025-03-01", publisher: str = "The Quay") -> Article:
    """Ada Obi asserts that the dam is safe."""
    return article(DRY, publisher, published, url=f"https://e.example/{publisher}/dry", file="dry.txt")


def wire(publisher: str = "Wire", published: str | None = "2025-03-02") -> Article:
    """Bo Iyer asserts it, Cy Dunn disputes it."""
    return article(WIRE, publisher, published, url=f"https://e.example/{publisher}/wire")


def later() -> Article:
    """Ada Obi disputes it now; of the gates only a denial is known."""
    return article(LATER, "The Quay", "2025-04-01", url="https://e.example/later")


SAFE = [Put("safe", "the dam is safe for another ten years")]
SAFE_OR_NOT = [
    Put("safe", "the dam at Lomé is safe for a decade"),
    Put("safe", "the dam is safe at all", "disputes", shows="denied"),
]
UNSAFE = [
    Put("safe", "it is not safe", "disputes", shows="not"),
    Put("gates", "the gates were sold", "disputes", shows="denied"),
    Put("gates", "the gates were sold", "asserts", 1, "Cy Dunn", "claim", 1),
]


def whole(record: Record) -> tuple[Dam, dict[str, str]]:
    """The three articles with their positions; ids of the statements by who made them."""
    dam = Dam(record)
    (ada,) = dam.add(dry(), SAFE)
    bo, cy = dam.add(wire(), SAFE_OR_NOT)
    again, di = dam.add(later(), UNSAFE)
    return dam, {"ada": ada, "bo": bo, "cy": cy, "again": again, "di": di}
