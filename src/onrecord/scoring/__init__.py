"""Readings against gold: how well statements were found."""

from onrecord.scoring.spans import Score, score_articles

__all__ = ["Score", "score_articles"]
