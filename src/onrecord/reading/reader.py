"""The reader: articles in, readings out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from onrecord.errors import LanguageError
from onrecord.neural.session import Model
from onrecord.reading.acts import act_of
from onrecord.reading.circumstances import Circumstances, circumstances, inherit
from onrecord.reading.dates import Dated
from onrecord.reading.draft import Draft
from onrecord.reading.extract import extract
from onrecord.reading.forms import by_form
from onrecord.reading.kinds import kind_of
from onrecord.reading.language import foreign_language
from onrecord.reading.nested import nested
from onrecord.reading.speakers import Resolved, Resolver
from onrecord.statements import Actor, ReaderInfo, Reading, SaidAt, Speaker, Statement, actor_id, statement_id
from onrecord.text import Article, Span
from onrecord.text.quotes import quote_states
from onrecord.text.spans import Range, merge_ranges


class Reader:
    """Reads articles. One reader may be used from several threads at once."""

    def __init__(self, model: Model, threads: int = 1) -> None:
        import onrecord

        self._model = model
        self._threads = threads
        manifest = model.manifest
        self.info = ReaderInfo(onrecord.__version__, manifest.version, manifest.model_sha256)

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> Reader:
        """Load the model of a folder (default: the one in the package).

        ``threads`` is how many articles `read_many` reads at once; each is computed by one thread.
        Raises `onrecord.ModelError` when the model is missing or altered.
        """
        return cls(Model.load(folder), threads)

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
        drafts = by_form(text, extract(self._model, text))
        drafts += nested(self._model, text, drafts)
        return Reading(article, self.info, *finish(article, drafts))

    def read_many(self, articles: Iterable[str | Article], force: bool = False) -> Iterator[Reading]:
        """Readings in the order of the articles, a few articles ahead of the consumer at most."""
        if self._threads == 1:
            for article in articles:
                yield self.read(article, force)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            source = iter(articles)
            ahead = [pool.submit(self.read, one, force) for one in itertools.islice(source, 2 * self._threads)]
            while ahead:
                reading = ahead.pop(0).result()
                ahead += [pool.submit(self.read, one, force) for one in itertools.islice(source, 1)]
                yield reading


def finish(article: Article, drafts: list[Draft]) -> tuple[tuple[Statement, ...], tuple[Actor, ...]]:
    """Drafts as statements and actors: grounded spans, kind, speaker, ids; in order of the text, doubles left out."""
    text, article_id = article.text, article.id
    states = quote_states(text)
    resolver = Resolver(text, drafts)
    speakers = resolver.resolve()
    actors: dict[str, Actor] = {}

    def spans(ranges: list[Range]) -> tuple[Span, ...]:
        return tuple(Span.of(text, start, end) for start, end in merge_ranges(ranges) if start < end)

    made: dict[str, Statement] = {}
    ids: dict[int, str] = {}
    latest: dict[str, tuple[Draft, Circumstances]] = {}
    for draft in sorted(drafts, key=lambda d: (d.parent is not None, d.start, d.end)):
        content, source, cue = spans(draft.content), spans(draft.source), spans(draft.cue)
        key = ids[id(draft)] = statement_id(article_id, content, source, cue)
        kind = kind_of(text, states, [(span.start, span.end) for span in content])
        act, framing = act_of(" ".join(span.text for span in cue), kind != "indirect")
        when = circumstances(text, draft, resolver.sentences, article.published)
        who = speakers[id(draft)].name
        if who is not None and draft.parent is None:
            when = inherit(draft, when, latest.get(who), text)
            latest[who] = (draft, when)
        made.setdefault(
            key,
            Statement(
                id=key,
                kind=kind,
                act=act,
                framing=framing,
                content=content,
                cue=cue,
                source=source,
                speaker=as_speaker(article, speakers[id(draft)], source, actors),
                addressee=spans(when.addressee),
                channel=spans(when.channel),
                place=spans(when.place),
                said_at=as_said_at(text, when.said_at),
                within=ids.get(id(draft.parent)) if draft.parent else None,
                confidence=round(draft.confidence, 4),
            ),
        )
    statements = tuple(sorted(made.values(), key=lambda one: (one.content[0].start, one.content[-1].end, one.id)))
    return statements, tuple(sorted(actors.values(), key=lambda actor: (actor.name, actor.id)))


def as_said_at(text: str, dated: Dated | None) -> SaidAt | None:
    """The time of a statement with its words."""
    return None if dated is None else SaidAt(Span.of(text, dated.start, dated.end), dated.earliest, dated.latest)


def as_speaker(article: Article, resolved: Resolved, source: tuple[Span, ...], actors: dict[str, Actor]) -> Speaker:
    """The speaker of a statement; its actors are added to ``actors``, or this mention to those that are there."""
    candidates = tuple((name, None, round(value, 4)) for name, value in resolved.candidates)
    if resolved.name is None or resolved.type is None:
        return Speaker(candidates=candidates)
    ids = []
    for name in resolved.name.split("; "):
        person = next((one for one in resolved.people if one.name == name), None)
        key = actor_id(article.id, name, resolved.type)
        ids.append(key)
        if person is not None:
            named = tuple(Span.of(article.text, one.start, one.end) for one in person.mentions)
            actors.setdefault(key, Actor(key, name, resolved.type, named, tuple(person.roles)))
        elif source:
            old = actors.get(key, Actor(key, name, resolved.type))
            mentions = tuple(sorted({*old.mentions, *source}))
            actors[key] = replace(old, mentions=mentions)
        else:
            actors.setdefault(key, Actor(key, name, resolved.type))
    return Speaker(resolved.name, resolved.type, tuple(ids), resolved.via, round(resolved.confidence, 4), candidates)
