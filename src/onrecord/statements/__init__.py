"""Statements, speakers, actors and readings: the data that onrecord is about, and their JSON form."""

from onrecord.statements.codec import (
    SCHEMA_VERSION,
    article_to_json,
    check_grounding,
    reading_from_json,
    reading_to_json,
    statement_from_json,
    statement_to_json,
)
from onrecord.statements.factcheck import FactCheck
from onrecord.statements.ids import actor_id, statement_id
from onrecord.statements.model import Actor, ReaderInfo, Reading, SaidAt, Speaker, Statement

__all__ = [
    "SCHEMA_VERSION",
    "Actor",
    "FactCheck",
    "ReaderInfo",
    "Reading",
    "SaidAt",
    "Speaker",
    "Statement",
    "actor_id",
    "article_to_json",
    "check_grounding",
    "reading_from_json",
    "reading_to_json",
    "statement_from_json",
    "statement_id",
    "statement_to_json",
]
