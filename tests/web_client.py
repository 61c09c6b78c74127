"""What tests of the web share: a small record of invented articles, and clients that talk to the application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fastapi.testclient import TestClient

from onrecord import Article, Reader, Record
from onrecord.intake import Intake, Stored
from onrecord.statements import FactCheck
from onrecord.store import views
from onrecord.store.claims import ClaimWriter, Position, Stance
from onrecord.store.factchecks import FactChecks
from onrecord.store.writer import Writer
from onrecord.web.app import create

FERRY = """Ferry to Skerry Isle will run all winter, says harbour board

The night ferry to Skerry Isle will keep running through the winter, the harbour board said on Tuesday.

“We will not leave three hundred people on a rock,” Mira Halloran, the board's chair, told reporters in Port \
Ansel. “Not this winter, and not the next.”

Councillor Tom Brede accused Ms Halloran of spending money that the town does not have. “The figures are a fairy \
tale,” he said in a radio interview.

Ms Halloran denied that the board had hidden any figures. She said Mr Brede had seen them in March.
"""
FERRY_LATER = FERRY.replace("fairy tale", "fantasy") + "\n“I have seen nothing,” Mr Brede said on Wednesday.\n"
MILL = """Tide mill to reopen in May

The tide mill at Port Ansel will open again in May, its trust has announced.

“It ground flour for two hundred years and it will grind flour again,” said Anders Quill, who\
 leads the Port Ansel Mill Trust.

Mira Halloran welcomed the news. “A harbour needs a mill,” she said at the opening of the market.

According to Mr Quill, the wheel has cost £400,000.
"""
HOSTILE = """Minister <script>document.title='owned'</script> speaks

“<img src=x onerror=document.title='owned'> is what we ordered,” Ada <b onmouseover=document.title='owned'>Obi</b> \
said on\
 Monday.

“See javascript:document.title='owned' for details,” Petra Vance told \u202ereporters\u202c in Ansel.

“"><svg onload=document.title='owned'>,” said Аdа Obi, the \u200bminister. The mark \x07 rang.
"""
ARTICLES = (
    Article(FERRY, title="Ferry to run all winter", publisher="The Ansel Post", published=date(2025, 2, 19),
            url="https://post.example/ferry", byline="Jo Wren"),
    Article(FERRY, title="Ferry to run all winter", publisher="The Skerry Echo", published=date(2025, 2, 20),
            url="https://echo.example/ferry"),
    Article(FERRY_LATER, title="Ferry to run all winter", publisher="The Ansel Post", published=date(2025, 2, 20),
            url="https://post.example/ferry"),
    Article(MILL, title="Tide mill to reopen", publisher="The Ansel Post", published=date(2025, 3, 4),
            url="https://post.example/mill"),
    Article(HOSTILE, title="<script>document.title='owned'</script>\u202eeltit", publisher='"><img src=x onerror=1>',
            published=date(2025, 3, 5), url="javascript:document.title='owned'",
            byline="<style>*{display:none}</style>"),
)  # fmt: skip


CHECK = FactCheck(
    "The figures of the <b>harbour board</b>", "Mostly <script>right</script>", "Ansel Desk", url="javascript:alert(1)"
)
_ORDINAL = 90
"""Of a proposition in its statement: one that no reader gives."""
_POSITIONS: tuple[tuple[str, str, str, Stance, str], ...] = (
    ("seen", "copy", "Mr Brede had seen them in March", "asserts", ""),
    ("seen", "later", "Mr Brede had seen them in March", "asserts", ""),
    ("seen", "later", "I have seen nothing", "disputes", "nothing"),
    ("hidden", "later", "the board had hidden any figures", "disputes", "denied"),
)
"""Claim, article, words of the proposition, stance, words that show it."""


def fill(path: Path, reader: Reader) -> dict[str, str]:
    """Make a record of the articles and two claims; ids: ferry, copy, later, mill, hostile; seen, hidden."""
    with Record.open(path) as record:
        outcomes = [one for one in Intake(record, reader, "test").add(ARTICLES) if isinstance(one, Stored)]
        names = ("ferry", "copy", "later", "mill", "hostile")
        ids = {name: one.outcome.article for name, one in zip(names, outcomes, strict=True)}
        with record.writing("test", "test") as writer:
            keys = _claim(writer, ids)
        return ids | {name: one.id for one in record.claims() for name, key in keys.items() if one.key == key}


def _claim(writer: Writer, ids: dict[str, str]) -> dict[str, int]:
    """Put statements on claims, and a fact-check beside the first; the keys of the claims."""
    claims, keys = ClaimWriter(writer), dict[str, int]()
    for name, article, words, stance, shows in _POSITIONS:
        view = views.article(writer.connection, ids[article])
        assert view is not None
        start = view.text.index(words)
        (statement,) = [
            one.statement.id
            for one in view.statements
            if any(span.start <= start and start + len(words) <= span.end for span in one.statement.content)
        ]
        if name not in keys:
            (keys[name],) = claims.found([(statement, _ORDINAL)])
        shown = ((view.text.index(shows), view.text.index(shows) + len(shows)),) if shows else ()
        where = ((start, start + len(words)),)
        one = Position(statement, _ORDINAL, keys[name], stance, 0, None, where, shown, 0.9, bytes([1] * 256))
        claims.place(ids[article], [one])
    checks = FactChecks(writer)
    checks.add(CHECK)
    checks.match(keys["seen"], CHECK.id, 0.84)
    return keys


@contextmanager
def client(path: Path, reader: Reader, users: bool = False) -> Iterator[TestClient]:
    """A client of the application over a record."""
    with Record.open(path) as record:
        app = create(record, users, load=lambda: reader, warm=False)
        with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as made:
            yield made


def csrf(page: str) -> str:
    """The token in a form of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found, page[:2000]
    return found[1]
