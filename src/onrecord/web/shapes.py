"""The data of pages as JSON and CSV: the same that a page shows, under the contract's names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from onrecord.export import jsonl, table
from onrecord.statements import statement_to_json
from onrecord.store import Changes, Found
from onrecord.store.decisions import Decision

Json = dict[str, Any]


class JsonAnswer(JSONResponse):
    """JSON as every line of the project writes it: characters that can't be UTF-8 are escaped."""

    def render(self, content: Any) -> bytes:
        """The bytes of a value."""
        return jsonl.object_line(content).encode()


class LinkedAnswer(JsonAnswer):
    """Linked data."""

    media_type = "application/ld+json"


def csv_answer(name: str, text: str) -> Response:
    """A table to be saved under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.encode("utf-8", "backslashreplace"), media_type="text/csv; charset=utf-8", headers=headers)


def found_json(found: Found) -> Json:
    """A statement of the record: the contract's statement with its status, story and article."""
    return {
        **statement_to_json(found.statement),
        "status": found.status,
        "story": found.story,
        "article": found.article,
    }


def found_csv(found: Iterable[Found]) -> str:
    """One row a statement."""
    return table.head() + "".join(table.row(one) for one in found)


def rows_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of plain values; none of them is run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([table.guarded(one) if isinstance(one, str) else one for one in row])
    return out.getvalue()


def changes_json(changes: Changes) -> Json:
    """What differs between two revisions."""
    return {
        "appeared": [statement_to_json(one) for one in changes.appeared],
        "changed": [{"was": statement_to_json(was), "now": statement_to_json(now)} for was, now in changes.changed],
        "vanished": [statement_to_json(one) for one in changes.vanished],
    }


def decision_json(one: Decision, undone: bool = False, named: bool = True) -> Json:
    """One thing that a person decided; ``named`` tells who.

    ``statement`` is null where it is about no statement: then it is on a ``claim``, or on an actor. ``into`` is what
    was merged into, or the claim that a statement was split off to.
    """
    of_claims = one.kind == "merge_claims"
    return {
        "id": one.id,
        "at": one.at,
        "author": one.author if named else None,
        "reason": one.reason,
        "kind": one.kind,
        "statement": one.target if one.article is not None else None,
        "slots": one.payload.get("slots"),
        "note": one.payload.get("note"),
        "claim": one.target if of_claims else one.payload.get("claim"),
        "stance": one.payload.get("stance"),
        "into": one.payload.get("into") or one.payload.get("to", {}).get("id"),
        "undone": undone,
    }


def error_json(status: int, title: str, detail: str) -> Json:
    """The one shape of all errors."""
    return {"error": {"status": status, "title": title, "detail": detail}}


def web_annotation(found: Found, text: str, base: str) -> Json:
    """A statement as a W3C Web Annotation: each piece of its content as quote and position, in code points."""
    one = found.statement
    source = f"{base}/articles/{found.article['id']}"
    body: Mapping[str, Any] = {"type": "Dataset", "value": statement_to_json(one)}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{base}/statements/{one.id}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": body,
        "target": [
            {
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": span.text,
                        "prefix": text[max(0, span.start - 32) : span.start],
                        "suffix": text[span.end : span.end + 32],
                    },
                    {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                ],
            }
            for span in one.content
        ],
    }
