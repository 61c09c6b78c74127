"""Statements of unlabelled news, found by the shipped reader: ``python -m onrecord_training.news_statements``.

One line an article in the cache folder; stopped and run again it goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from onrecord.errors import OnrecordError
from onrecord.reading.reader import Reader
from onrecord_training.paths import cache, corpora

ARTICLES = 1_500
LONGEST = 12_000
"""Characters; what is longer is left out."""


def statements_file() -> Path:
    return cache() / "news-statements.jsonl"


def news_articles() -> Iterator[tuple[int, str]]:
    """Number and text of the articles of abp_10k, in an order by chance that is always the same."""
    with (corpora() / "scale" / "abp_10k.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["content_original"] for line in lines]
    Random(6).shuffle(texts)
    yield from enumerate(texts)


def contents_by_article() -> list[list[str]]:
    """Contents of the statements found in each article, 5 to 28 words, none twice."""
    found = []
    with statements_file().open(encoding="utf-8") as lines:
        for line in lines:
            texts = (" ".join(statement["content"]) for statement in json.loads(line)["statements"])
            found.append(list(dict.fromkeys(text for text in texts if 5 <= len(text.split()) <= 28)))
    return found


def news_contents() -> list[str]:
    """The same of all articles together."""
    return list(dict.fromkeys(text for texts in contents_by_article() for text in texts))


def main() -> None:
    path = statements_file()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    done = {json.loads(line)["n"] for line in lines}
    reader = Reader.load()
    with path.open("a", encoding="utf-8") as out:
        for number, text in news_articles():
            if number in done or number >= ARTICLES or len(text) > LONGEST:
                continue
            try:
                statements = reader.read(text).statements
            except OnrecordError as error:
                print(number, error)
                continue
            rows = [
                {"content": [span.text for span in one.content], "act": one.act, "framing": one.framing}
                for one in statements
            ]
            out.write(json.dumps({"n": number, "statements": rows}) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
