"""What a reviewer decides on a claim: by a form, or by the API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from onrecord.errors import StoreError
from onrecord.store.claim_decisions import ClaimDecisions
from onrecord.store.claims import Stance
from onrecord.web.access import Visitor
from onrecord.web.site import Site

ClaimAction = Literal["merge", "split", "stance", "undo"]
REASONS: dict[ClaimAction, str] = {
    "merge": "merged on the page",
    "split": "split on the page",
    "stance": "stance set on the page",
    "undo": "undone on the page",
}
_NAMED = re.compile(r"([0-9a-f]{4,64})[\s\])/]*$")


@dataclass(frozen=True, slots=True)
class ClaimOrder:
    """What to do with a claim."""

    action: ClaimAction
    into: str = ""
    """For ``merge``: the other claim, by its id, by the address of its page, or as a list of claims suggests it."""
    statements: tuple[str, ...] = ()
    """For ``split`` and ``stance``: ids."""
    stance: Stance | None = None


def decide(here: Site, visitor: Visitor, claim: str, wanted: ClaimOrder, reason: str) -> str:
    """Do it, in the name of the visitor; the id of the claim to look at then.

    Raises `onrecord.StoreError` when it can't be done.
    """
    why = " ".join(reason.split()) or REASONS[wanted.action]
    with here.record.writing(visitor.name, why) as writer:
        decisions = ClaimDecisions(writer)
        match wanted.action:
            case "merge":
                done = decisions.merge(claim, _named(wanted.into))
            case "split":
                done = decisions.split(claim, wanted.statements)
            case "stance":
                done = _stances(decisions, claim, wanted)
            case _:
                done = decisions.undo(claim)
    here.keeping.clear()
    return done


def _named(text: str) -> str:
    found = _NAMED.search(text.strip().lower())
    if found is None:
        raise StoreError(f"{text.strip()!r}: name the other claim by its id or by the address of its page")
    return found[1]


def _stances(decisions: ClaimDecisions, claim: str, wanted: ClaimOrder) -> str:
    if wanted.stance is None or not wanted.statements:
        raise StoreError("name the statements, and the stance that they take")
    for statement in wanted.statements:
        claim = decisions.take(claim, statement, wanted.stance)
    return claim
