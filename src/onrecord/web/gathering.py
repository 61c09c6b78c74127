"""What pages and the API both show of articles, statements and actors, gathered from the record."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.exceptions import HTTPException

from onrecord.export import person
from onrecord.statements import statement_to_json
from onrecord.store import SHOWN, Context, Found, Profile, Search, views
from onrecord.store import portrait as portraits
from onrecord.store import review as doubt
from onrecord.store.claim_links import ClaimLink, claim_links
from onrecord.store.context import contexts
from onrecord.store.facets import Facets
from onrecord.store.people import Identity, profile
from onrecord.store.portrait import By, InArticle
from onrecord.store.recent import Recent, on_statement
from onrecord.store.search import page as search_page
from onrecord.web import terms
from onrecord.web.access import Visitor
from onrecord.web.asking import Asked
from onrecord.web.charts import Bars, bars
from onrecord.web.shapes import changes_json, decision_json, found_json
from onrecord.web.site import Site, known, page_id

_SAMPLE = 3_000
_LISTED = 10
_RANKED = 500
QUEUE = "queue"
"""Under which `Keeping` has the order of the queue for review."""
NOTHING = "-"
"""Stands for the last event on a statement on which nobody has decided anything."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """One statement in a list: in its context, with links to its speakers."""

    found: Found
    context: Context
    links: dict[str, views.SpeakerLink]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search."""

    asked: Asked
    listed: tuple[Listed, ...]
    cursor: str | None
    facets: Facets

    def as_json(self) -> Json:
        """What the page shows."""
        totals = self.facets.totals
        return {
            "totals": asdict(totals),
            "facets": {
                "counted": self.facets.counted,
                "values": {
                    name: [{"value": value, "statements": number} for value, number in values]
                    for name, values in self.facets.values.items()
                },
            },
            "statements": [found_json(one.found) for one in self.listed],
            "cursor": self.cursor,
        }


def results(site: Site, visitor: Visitor, asked: Asked) -> Results:
    """A page of a search; what only reviewers may see is refused to others."""
    check_statuses(visitor, asked)
    search = asked.search()
    with site.record.reading() as connection:
        page = search_page(connection, search, asked.limit, asked.cursor)
        listed_ = _listed(connection, page.found)
    return Results(asked, listed_, page.cursor, site.facets(search))


def check_statuses(visitor: Visitor, asked: Asked) -> None:
    """Refuse what only reviewers may see to others."""
    if "rejected" in asked.status and not visitor.reviews:
        raise HTTPException(403, "rejected statements are for reviewers")


def listed(site: Site, found: list[Found] | tuple[Found, ...]) -> tuple[Listed, ...]:
    """Statements with what a list shows beside them."""
    with site.record.reading() as connection:
        return _listed(connection, found)


def newest(site: Site, limit: int) -> tuple[Listed, ...]:
    """The newest utterances."""
    with site.record.reading() as connection:
        return _listed(connection, search_page(connection, Search(acts=("speech",)), limit).found)


def _listed(connection: Any, found: list[Found] | tuple[Found, ...]) -> tuple[Listed, ...]:
    links = views.links(connection, found)
    around = contexts(connection, found)
    return tuple(Listed(one, context, links[one.key]) for one, context in zip(found, around, strict=True))


def article(
    site: Site, visitor: Visitor, id_: str
) -> tuple[views.ArticleView, dict[int, dict[str, views.SpeakerLink]]]:
    """An article with links to its speakers; what was rejected is left out for readers."""
    with site.record.reading() as connection:
        view: views.ArticleView = known("article", views.article(connection, page_id(id_)))
        if not visitor.reviews:
            shown = tuple(one for one in view.statements if one.status in SHOWN)
            view = views.ArticleView(**{name: getattr(view, name) for name in view.__slots__} | {"statements": shown})
        return view, views.links(connection, view.statements)


def claims_of(site: Site, view: views.ArticleView) -> dict[str, tuple[ClaimLink, ...]]:
    """The claims that the statements of an article are on, by id of the statement."""
    with site.record.reading() as connection:
        return claim_links(connection, [one.statement.id for one in view.statements])


def article_json(site: Site, view: views.ArticleView, with_text: bool = True) -> Json:
    """What the page of an article shows."""
    claims = claims_of(site, view)
    return {
        "article": {**view.article, **({"text": view.text} if with_text else {})},
        "revision": view.revision,
        "latest": view.latest,
        "added": view.added,
        "statements": [
            {
                **statement_to_json(one.statement),
                "status": one.status,
                "claims": [asdict(each) for each in claims.get(one.statement.id, ())],
            }
            for one in view.statements
        ],
        "revisions": [
            {"revision": one.number, "article": one.article, "changes": changes_json(one.changes)}
            for one in view.revisions
        ],
        "copies": list(view.copies),
        "readings": [{"reader": asdict(one.reader), "added": one.added} for one in view.readings],
    }


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement with its text and what people decided on it."""

    listed: Listed
    text: str
    history: tuple[Recent, ...]
    people: tuple[tuple[str, str], ...]
    """Names and types of those in the article."""
    roles: dict[str, tuple[str, ...]] = field(hash=False)
    """Their roles by id."""
    claims: tuple[ClaimLink, ...]

    @property
    def seen(self) -> str:
        """The last of the history, for who decides next (see `deciding.Order`)."""
        return self.history[-1].decision.id if self.history else NOTHING

    def as_json(self, visitor: Visitor) -> Json:
        """What the page shows; only reviewers are told who decided."""
        history = [decision_json(one.decision, one.undone, visitor.reviews) for one in self.history]
        claims = [asdict(one) for one in self.claims]
        return {**found_json(self.listed.found), "claims": claims, "history": history}


def statement(site: Site, visitor: Visitor, id_: str) -> StatementView:
    """The statement of an id."""
    with site.record.reading() as connection:
        found: Found = known("statement", views.statement(connection, page_id(id_)))
        if found.status == "rejected" and not visitor.reviews:
            raise HTTPException(404, "the record has no such statement")
        (one,) = _listed(connection, [found])
        history = on_statement(connection, found.statement.id)
        article_id = found.article["id"]
        text = views.article_text(connection, article_id)
        people, roles = views.people(connection, article_id), views.roles(connection, article_id)
        claims = claim_links(connection, [found.statement.id]).get(found.statement.id, ())
    return StatementView(one, text, tuple(history), people, roles, claims)


@dataclass(frozen=True, slots=True)
class ActorView:
    """Everything that the page of an actor shows."""

    profile: Profile
    names: tuple[str, ...]
    months: Bars
    by: By
    terms: tuple[tuple[str, int], ...]
    terms_of: int
    """Statements, the newest, from which the terms are taken."""
    addressees: tuple[tuple[str, int], ...]
    said: tuple[Listed, ...]
    about: tuple[Listed, ...]

    def as_json(self) -> Json:
        """The same as data."""
        return {
            **person.as_json(self.profile),
            "names": list(self.names),
            "timeline": {
                "by": self.by,
                "months": [
                    {"month": month, **dict(zip(self.months.series, row, strict=True))}
                    for month, row in zip(self.months.months, self.months.numbers, strict=True)
                ],
            },
            "terms": {"of": self.terms_of, "words": dict(self.terms)},
            "addressees": dict(self.addressees),
            "said": [found_json(one.found) for one in self.said],
            "about": [found_json(one.found) for one in self.about],
        }

    def rows(self) -> list[tuple[str, str, int, str | None, str | None]]:
        """The counts as rows: what, value, statements (articles for roles), first and last day."""
        one = self.profile
        found: list[tuple[str, str, int, str | None, str | None]] = []
        for name in ("acts", "kinds", "framings", "channels", "publishers"):
            found += [(name[:-1], value or "", number, None, None) for value, number in getattr(one, name)]
        found += [("role", role.role, role.articles, str(role.first or ""), str(role.last or "")) for role in one.roles]
        for month, row in zip(self.months.months, self.months.numbers, strict=True):
            found += [(f"month by {self.by}", f"{month} {value}", number, None, None)
                      for value, number in zip(self.months.series, row, strict=True)]  # fmt: skip
        found += [("term", word, number, None, None) for word, number in self.terms]
        return found + [("addressee", text, number, None, None) for text, number in self.addressees]


def actor(site: Site, id_: str, by: By) -> ActorView | tuple[InArticle, tuple[Listed, ...]]:
    """An actor: one known over articles, or one known in one article alone with the statements there."""
    with site.record.reading() as connection:
        one = portraits.identity(connection, page_id(id_))
        if one is None:
            alone: InArticle = known("actor", portraits.in_article(connection, id_))
            if views.article(connection, alone.article) is None:
                raise HTTPException(404, "the record has no such actor")
            return alone, _listed(connection, portraits.of_article(connection, alone))
    return site.keeping.get(("actor", one.id, by), lambda: _actor(site, one, by))


def _actor(site: Site, one: Identity, by: By) -> ActorView:
    def usual() -> tuple[dict[str, int], int]:
        with site.record.reading() as connection:
            texts = portraits.sample(connection, _SAMPLE)
        return terms.counted(texts), len(texts)

    usually, of = site.keeping.get("usual words", usual, 3600)
    with site.record.reading() as connection:
        about_them = profile(connection, one)
        texts = portraits.said(connection, one)
        months = [month for month, _ in about_them.months]
        counts = portraits.by_month(connection, one, by)
        return ActorView(
            about_them,
            portraits.names(connection, one),
            bars(counts, months, "no channel named" if by == "channel" else "neutral"),
            by,
            tuple(terms.distinctive(terms.counted(texts), len(texts), usually, of)),
            len(texts),
            portraits.addressees(connection, one),
            _listed(connection, search_page(connection, Search(identity=one.id), _LISTED).found),
            _listed(connection, portraits.about(connection, one, _LISTED)),
        )


def queue(site: Site, limit: int, skip: int) -> tuple[list[doubt.Doubt], int]:
    """Part of the queue for review, and how many statements wait.

    Their order takes a look at the whole record, so it is some seconds old; what was decided since is left out.
    """

    def compute() -> tuple[doubt.Ranked, int]:
        with site.record.reading() as connection:
            return doubt.ranked(connection, _RANKED), doubt.waiting(connection)

    known, number = site.keeping.get(QUEUE, compute, 300)
    with site.record.reading() as connection:
        still = doubt.still(connection, known)
        some = still[skip : skip + limit]
        if len(some) < limit and len(known) == _RANKED:
            some = doubt.ranked(connection, limit, skip)
        return doubt.doubts_of(connection, some), number - len(known) + len(still)
