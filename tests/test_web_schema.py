"""The API against its own description: whatever is sent, it answers as described and never with a fault."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from onrecord import Reader, Record
from onrecord.web.app import create
from tests import web_client

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
HOST = {"Host": "127.0.0.1"}
RUN = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_answer_is_a_fault_and_each_is_as_described(tmp_path: Path, reader: Reader) -> None:
    web_client.fill(tmp_path / "record.db", reader)
    with Record.open(tmp_path / "record.db") as record:
        app = create(record, load=lambda: reader, warm=False)
        described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=HOST)
        tried = 0
        for found in described.get_all_operations():
            operation = found.ok()  # type: ignore[union-attr] # a description that can't be read raises

            @RUN
            @given(case=operation.as_strategy())
            def send(case: schemathesis.Case[Any]) -> None:
                nonlocal tried
                tried += 1
                case.call_and_validate(headers=HOST, checks=CHECKS)

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what it says of its own parts
                send()
    assert tried > 100
