"""The reader: articles in, readings out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.errors import LanguageError
from onrecord.neural.session import SHIPPED, Model
from onrecord.reading.assembly import Assembly
from onrecord.reading.extract import drafts_of
from onrecord.reading.forms import by_form
from onrecord.reading.language import foreign_language
from onrecord.reading.nested import nested
from onrecord.reading.tags import Tags
from onrecord.statements import ReaderInfo, Reading
from onrecord.text import Article
from onrecord.text.paragraphs import paragraphs
from onrecord.text.spans import Range

SECTION = 120_000
"""Characters of a text that are read as one article."""


class Reader:
    """Reads articles. One reader may be used from several threads at once."""

    def __init__(self, model: Model, threads: int = 1) -> None:
        import onrecord

        self._model = model
        self._threads = threads
        manifest = model.manifest
        self.info = ReaderInfo(onrecord.__version__, manifest.version, manifest.model_sha256)

    @classmethod
    def load(cls, model: str | Path = SHIPPED[0], threads: int = 1) -> Reader:
        """Load a model: one that comes with onrecord by its name (``en``, or ``fast``), another by its folder.

        ``threads`` is how many articles `read_many` reads at once; each is computed by one thread.
        Raises `onrecord.ModelError` when the model is missing or altered.
        """
        return cls(Model.load(model), threads)

    def read(self, article: str | Article, force: bool = False) -> Reading:
        """The reading of one article or text.

        Raises `onrecord.LanguageError` when the text is clearly not English, unless ``force`` is set.
        """
        article = Article(article) if isinstance(article, str) else article
        text = article.text
        if not force and (language := foreign_language(text)):
            raise LanguageError(
                f"{article.file or 'text'}: not English ({language}); read it all the same with --force"
            )
        assembly = Assembly(article)
        for start, end in sections(text):
            part = text[start:end]
            found = self._model.find(part)
            drafts = by_form(part, drafts_of(found, part))
            drafts += nested(self._model, part, drafts)
            assembly.add(drafts, part, start, Tags(found, self._model.manifest.entities))
        return Reading(article, self.info, assembly.statements, assembly.actors)

    def read_many(self, articles: Iterable[str | Article], force: bool = False) -> Iterator[Reading]:
        """Readings in the order of the articles, a few articles ahead of the consumer at most."""
        if self._threads == 1:
            for article in articles:
                yield self.read(article, force)
            return
        from concurrent.futures import ThreadPoolExecutor  # 7 ms with the logging that it loads

        with ThreadPoolExecutor(self._threads) as pool:
            source = iter(articles)
            ahead = [pool.submit(self.read, one, force) for one in itertools.islice(source, 2 * self._threads)]
            while ahead:
                reading = ahead.pop(0).result()
                ahead += [pool.submit(self.read, one, force) for one in itertools.islice(source, 1)]
                yield reading


def sections(text: str) -> Iterator[Range]:
    """A text in parts of at most about `SECTION` characters that end with a paragraph; an article is one part.

    Longer texts are no articles. Read in parts they take time in proportion to their length; a speaker is not looked
    for in another part.
    """
    start, last = 0, 0
    for _, end in paragraphs(text):
        if end - start > SECTION and last > start:
            yield start, last
            start = last
        last = end
    yield start, len(text)
