"""A fact-check that somebody else published. onrecord has no verdict of its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FactCheck:
    """What one publisher found when it checked a claim, as its ClaimReview says."""

    claim: str
    """The words that were reviewed."""
    rating: str
    """As written."""
    publisher: str | None = None
    claimant: str | None = None
    """Who made the claim, by the fact-check."""
    url: str | None = None
    date: date | None = None
    """On which it was published."""

    @property
    def id(self) -> str:
        """A hash of all that it says."""
        said = [self.claim, self.rating, self.publisher, self.claimant, self.url, str(self.date or "")]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()[:24]
