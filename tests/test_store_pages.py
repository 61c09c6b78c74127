"""What pages ask of the record, on both databases."""

from __future__ import annotations

from datetime import date

from onrecord import Record
from onrecord.statements.model import ActorType
from onrecord.store import ClaimSearch, Search, network, portrait, recent, views
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.store.claim_links import claim_links
from onrecord.store.corrections import Corrections, Fix
from onrecord.store.people import named
from tests.claim_samples import whole
from tests.harbour import article, fears, read


def test_a_claim_knows_its_history_and_statements_their_claims(record: Record) -> None:
    dam, ids = whole(record)
    with record.writing("Ines", "checked") as writer:
        decisions = ClaimDecisions(writer)
        gates, safe = (one.id for one in record.claims())
        decisions.take(safe, ids["bo"], "neutral")
        decisions.merge(gates, safe)
        decisions.undo(safe)
    with record.reading() as connection:
        events = recent.on_claim(connection, dam.keys["safe"])
        links = claim_links(connection, list(ids.values()))
    assert [(one.decision.kind, one.undone) for one in events] == [
        ("stance", False),
        ("merge_claims", True),
        ("undo", False),
    ]
    (bo,) = links[ids["bo"]]
    assert (bo.claim, bo.stance, bo.others, bo.disputing) == (safe, "neutral", 3, 2)
    assert [(one.claim, one.stance, one.depth) for one in links[ids["di"]]] == [
        (gates, "disputes", 0),
        (gates, "asserts", 1),
    ]


def test_a_speaker_whom_the_newest_reading_lacks_keeps_name_and_link(record: Record) -> None:
    of = article()
    record.add(read(of))
    people: tuple[tuple[str, ActorType], ...] = (("Ines Okoro", "person"), ("Iyer", "person"), ("Ada Obi", "person"))
    with record.writing("Ines", "checked") as writer:
        Corrections(writer).change(fears(of).id, Fix(speakers=people))
    with record.reading() as connection:
        one = views.statement(connection, fears(of).id)
        assert one is not None
        links = views.links(connection, [one])[one.key]
        (okoro,) = named(connection, "Ines Okoro").identities
        (ada,) = named(connection, "Ada Obi").identities
    assert list(links) == list(one.statement.speaker.actors)
    assert list(links.values()) == [
        views.SpeakerLink(okoro.id, "Ines Okoro", across=True),
        views.SpeakerLink(None, "Iyer", across=False),  # a surname alone is nobody over articles
        views.SpeakerLink(ada.id, "Ada Obi", across=True),
    ]


def test_claims_are_found_by_days_names_and_sides(record: Record) -> None:
    whole(record)
    gates, safe = (one.id for one in record.claims())

    def found(statements: Search, disputed: bool = False) -> list[str]:
        return [one.id for one in record.claims(ClaimSearch(statements, disputed))]

    assert found(Search(until=date(2025, 3, 31))) == [safe]
    assert found(Search(since=date(2025, 3, 3))) == [gates, safe]
    assert found(Search(since=date(2025, 4, 2))) == []
    assert found(Search(speaker="Cy Dunn")) == [gates, safe], "of the gates it is only said of him"
    assert found(Search(speaker="Cy Dunn", until=date(2025, 3, 31))) == [safe]
    assert found(Search(speaker="Cy Dunn", since=date(2025, 3, 3))) == [gates]
    assert found(Search("lomé"), disputed=True) == [safe]


def test_an_actor_and_the_network_are_counted(record: Record) -> None:
    whole(record)
    with record.reading() as connection:
        (ada,) = named(connection, "Ada Obi").identities
        assert portrait.identity(connection, ada.id) == ada
        assert portrait.names(connection, ada) == ("Ada Obi",)
        assert portrait.by_month(connection, ada, "framing") == {("2025-03", "neutral"): 1, ("2025-04", "neutral"): 1}
        assert portrait.by_month(connection, ada, "channel") == {("2025-03", ""): 1, ("2025-04", ""): 1}
        assert len(portrait.said(connection, ada)) == 2
        assert portrait.addressees(connection, ada) == ()
        assert portrait.about(connection, ada, 5) == []
        seen = network.network(connection, date(2025, 3, 1), date(2025, 4, 30), "about")
    assert seen.considered == 5
