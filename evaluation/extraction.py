"""Article extraction beside plain trafilatura: ``python -m evaluation.extraction FOLDER``.

FOLDER holds ``aeb`` (Scrapinghub's article extraction benchmark: ``ground-truth.json`` and ``html/ID.html.gz``) and
``fundus_en`` (fundus's test pages and the articles expected of them), as unpacked from their repositories. Scores
are means over pages of token precision, recall and F1 as multisets. ``body`` leaves our headline out, as aeb's ground
truth does; ``whole`` compares all of the article's text with fundus's title, summary and sections.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from onrecord.errors import InputError
from onrecord.ingest.body import key
from onrecord.ingest.web import read_page

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what is expected of it; ``head`` is None where the corpus says nothing of headline and summary."""

    corpus: str
    name: str
    html: bytes
    url: str
    body: str
    head: str | None


def pages(folder: Path) -> Iterator[Page]:
    """The pages of both corpora."""
    truth = json.loads((folder / "aeb" / "ground-truth.json").read_text(encoding="utf-8"))
    for name, expected in truth.items():
        html = gzip.decompress((folder / "aeb" / "html" / f"{name}.html.gz").read_bytes())
        yield Page("aeb", name, html, expected["url"], expected["articleBody"], None)
    for outlet in sorted((folder / "fundus_en").glob("*/*.json")):
        described = json.loads((outlet.parent / "meta.info").read_text(encoding="utf-8"))
        versions = json.loads(outlet.read_text(encoding="utf-8"))
        # Each version of a parser has the page that it was tested on, in the same order.
        for version, path in zip(
            sorted(versions), sorted(outlet.parent.glob(f"{outlet.stem}_2*.html.gz")), strict=True
        ):
            body = versions[version]["body"]
            lines = [line for part in body["sections"] for line in (*part["headline"], *part["paragraphs"])]
            head = "\n".join([versions[version]["title"] or "", *body["summary"]])
            html = gzip.decompress(path.read_bytes())
            yield Page("fundus_en", path.name, html, described[path.name]["url"], "\n".join(lines), head)


def score(found: str, expected: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the tokens, each between 0 and 100."""
    ours, theirs = (Counter(_TOKEN.findall(text.lower())) for text in (found, expected))
    common = (ours & theirs).total()
    precision, recall = common / max(1, ours.total()), common / max(1, theirs.total())
    return 100 * precision, 100 * recall, 200 * common / max(1, ours.total() + theirs.total())


def extracted(page: Page) -> tuple[str, str]:
    """All of the text that onrecord makes of a page, and the text without its headline."""
    try:
        article = read_page(page.html, page.name, page.url)
    except InputError:
        return "", ""
    lines = article.text.split("\n\n")
    body = lines[1:] if article.title and key(lines[0]) == key(article.title) else lines
    return article.text, "\n".join(body)


def main() -> int:
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "aeb").is_dir():
        print("give the folder that holds aeb and fundus_en", file=sys.stderr)
        return 2
    rows: defaultdict[tuple[str, str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for page in pages(Path(sys.argv[1])):
        plain = trafilatura.extract(page.html) or ""
        whole, body = extracted(page)
        rows[page.corpus, "body", "onrecord"].append(score(body, page.body))
        rows[page.corpus, "body", "trafilatura"].append(score(plain, page.body))
        if page.head is not None:
            rows[page.corpus, "whole", "onrecord"].append(score(whole, f"{page.head}\n{page.body}"))
            rows[page.corpus, "whole", "trafilatura"].append(score(plain, f"{page.head}\n{page.body}"))
    print(f"{'corpus':10s} {'text':6s} {'by':12s} {'pages':>5s} {'P':>6s} {'R':>6s} {'F1':>6s}")
    for (corpus, part, by), scores in rows.items():
        means = [sum(values) / len(scores) for values in zip(*scores, strict=True)]
        print(f"{corpus:10s} {part:6s} {by:12s} {len(scores):>5d} " + " ".join(f"{mean:6.2f}" for mean in means))
    return 0


if __name__ == "__main__":
    sys.exit(main())
