"""Drafts become statements and actors: grounded spans, kind, act, speaker, circumstances, ids."""

from __future__ import annotations

from onrecord.reading.acts import act_of
from onrecord.reading.checkable import checkable
from onrecord.reading.circumstances import Circumstances, circumstances, inherit
from onrecord.reading.dates import Dated
from onrecord.reading.draft import Draft
from onrecord.reading.resolved import Resolved
from onrecord.reading.speakers import Resolver
from onrecord.reading.tags import Tagged
from onrecord.statements import Actor, SaidAt, Speaker, Statement, actor_id, statement_id
from onrecord.statements.kinds import kind_of
from onrecord.text import Article, Span
from onrecord.text.quotes import quote_states
from onrecord.text.spans import Range, merge_ranges


class Assembly:
    """The statements and actors of one article as they come together, section by section."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.article_id = article.id
        self._made: dict[str, Statement] = {}
        self._actors: dict[str, Actor] = {}
        self._added: set[tuple[str, int, int, int, int]] = set()
        """Actors as the people of a section last added to them."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """In order of the text, doubles left out."""
        return tuple(sorted(self._made.values(), key=lambda one: (one.content[0].start, one.content[-1].end, one.id)))

    @property
    def actors(self) -> tuple[Actor, ...]:
        """By name."""
        return tuple(sorted(self._actors.values(), key=lambda actor: (actor.name, actor.id)))

    def add(self, drafts: list[Draft], text: str, offset: int, tagged: Tagged | None = None) -> None:
        """Add the drafts of a section, whose ``text`` begins at ``offset`` of the article's. ``tagged`` gives the tags
        of its words.
        """
        states = quote_states(text)
        resolver = Resolver(text, drafts, tagged)
        speakers = resolver.resolve()
        ids: dict[int, str] = {}
        latest: dict[str, tuple[Draft, Circumstances]] = {}
        for draft in sorted(drafts, key=lambda d: (d.parent is not None, d.start, d.end)):
            content, source, cue = (self._spans(ranges, offset) for ranges in (draft.content, draft.source, draft.cue))
            key = ids[id(draft)] = statement_id(self.article_id, content, source, cue)
            kind = kind_of(text, states, merge_ranges(draft.content))
            cue_text, content_text = (" ".join(span.text for span in spans) for spans in (cue, content))
            act, framing = act_of(cue_text, kind != "indirect", content_text)
            share, claim_type = checkable(content_text, act, framing)
            when = circumstances(text, draft, resolver.sentences, self.article.published)
            who = speakers[id(draft)].name
            if who is not None and draft.parent is None:
                when = inherit(draft, when, latest.get(who), text)
                latest[who] = (draft, when)
            # Before the speaker: who is addressed by a role is known to have it.
            addressee = self._spans(resolver.addressee(when.addressee, speakers[id(draft)]), offset)
            made = Statement(
                id=key,
                kind=kind,
                act=act,
                framing=framing,
                content=content,
                cue=cue,
                source=source,
                speaker=self._speaker(speakers[id(draft)], source, offset),
                addressee=addressee,
                channel=self._spans(when.channel, offset),
                place=self._spans(when.place, offset),
                said_at=self._said_at(when.said_at, offset),
                checkable=share,
                claim_type=claim_type,
                within=ids.get(id(draft.parent)) if draft.parent else None,
                confidence=round(draft.confidence, 4),
            )
            self._made.setdefault(key, made)

    def _spans(self, ranges: list[Range], offset: int) -> tuple[Span, ...]:
        if not ranges:
            return ()
        text = self.article.text
        return tuple(
            [Span.of(text, start + offset, end + offset) for start, end in merge_ranges(ranges) if start < end]
        )

    def _said_at(self, dated: Dated | None, offset: int) -> SaidAt | None:
        if dated is None:
            return None
        return SaidAt(self._spans([(dated.start, dated.end)], offset)[0], dated.earliest, dated.latest)

    def _speaker(self, resolved: Resolved, source: tuple[Span, ...], offset: int) -> Speaker:
        """The speaker of a statement; its actors, or another mention of them, are added to the article's."""
        candidates = tuple((name, None, round(value, 4)) for name, value in resolved.candidates)
        if resolved.name is None or resolved.type is None:
            return Speaker(candidates=candidates)
        ids = []
        for name in resolved.name.split("; "):
            person = next((one for one in resolved.people if one.name == name), None)
            key = actor_id(self.article_id, name, resolved.type)
            ids.append(key)
            if person is not None:
                state = (key, offset, id(person), len(person.mentions), len(person.roles))
                if state in self._added:
                    continue  # nothing new of them since the statement before
                self._added.add(state)
            old = self._actors.get(key, Actor(key, name, resolved.type))
            mentions, roles = source, old.roles
            if person is not None:
                mentions = self._spans([(one.start, one.end) for one in person.mentions], offset)
                roles = tuple(dict.fromkeys([*old.roles, *(role.text for role in person.roles)]))
            self._actors[key] = Actor(key, name, resolved.type, tuple(sorted({*old.mentions, *mentions})), roles)
        return Speaker(
            resolved.name, resolved.type, tuple(ids), resolved.via, round(resolved.confidence, 4), candidates
        )
