"""``onrecord review``: the statements that need a look, least certain first."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, ReasonOption, author
from onrecord.cli.ending import DONE, complain, run
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.store import Record
    from onrecord.store.review import Doubt, Unplaced

_KEYS = "c confirm · s speaker · r reject · u undo · n next · q quit"


class Format(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSONL = "jsonl"


def review(
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many.")] = 20,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TABLE,  # noqa: A002 - the option's name
    by: ByOption = None,
    reason: ReasonOption = "reviewed",
    record: options.RecordOption = None,
) -> None:
    """Go through what nobody has looked at, least certain first; in a terminal, one at a time with single keys.

    First come corrections whose statement was not found again after a newer reading or a revision. Elsewhere than in
    a terminal, and with jsonl, the queue is only listed.

    \b
    Examples:
      onrecord review
      onrecord review --limit 500 --format jsonl > queue.jsonl
    """

    def job() -> int:
        from onrecord.store import Record

        asks = format is Format.TABLE and sys.stdin.isatty() and sys.stdout.isatty()
        with Record.open(options.record_address(record), write=asks) as opened:
            waiting, doubts = queue(opened, limit)
            if asks:
                ask(opened, waiting, doubts, author(by), reason)
                return DONE
            for lost in waiting:
                sys.stdout.write(_lost_json(lost) if format is Format.JSONL else _lost_text(lost))
            for doubt in doubts:
                if format is Format.JSONL:
                    sys.stdout.write(_doubt_json(doubt))
                else:
                    show(opened, doubt)
            if format is Format.TABLE and not waiting and not doubts:
                sys.stdout.write("nothing waits for review\n")
        return DONE

    run(job)


def queue(record: Record, limit: int) -> tuple[list[Unplaced], list[Doubt]]:
    """What waits for review, ``limit`` in all."""
    from onrecord.store import review as waiting

    with record.reading() as connection:
        lost = waiting.unplaced(connection)[:limit]
        return lost, waiting.doubts(connection, limit - len(lost)) if limit > len(lost) else []


def show(record: Record, doubt: Doubt) -> None:
    """Print one statement in its context, with those who were considered as its speaker."""
    from onrecord.export.marks import printable
    from onrecord.export.snippets import entries

    screen = options.console()
    for entry in entries([doubt.found], record.contexts([doubt.found]), screen):
        screen.print(entry, end="")
    candidates = doubt.found.statement.speaker.candidates
    if candidates:
        named = ", ".join(f"{printable(name)} {confidence:.2f}" for name, _, confidence in candidates)
        screen.print(f"  considered: {named}")
    screen.print()


def ask(record: Record, waiting: list[Unplaced], doubts: list[Doubt], who: str | None, reason: str) -> None:
    """Show one after the other and do what the person at the terminal says."""
    from onrecord.store.review import Unplaced

    done: list[str] = []
    sys.stdout.write(_KEYS + "\n\n")
    everything: list[Unplaced | Doubt] = [*waiting, *doubts]
    for number, one in enumerate(everything, 1):
        lost = isinstance(one, Unplaced)
        if isinstance(one, Unplaced):
            sys.stdout.write(_lost_text(one))
        else:
            show(record, one)
        id_ = one.statement if isinstance(one, Unplaced) else one.found.statement.id
        while True:
            sys.stdout.write(f"{number}/{len(everything)} > ")
            sys.stdout.flush()
            key = typer.getchar().lower()
            sys.stdout.write(key + "\n" if key.isprintable() else "\n")
            if key == "\x03":
                raise KeyboardInterrupt
            if key in "q\x04":
                return
            if key == "n":
                break
            if _act(record, key, id_, done, lost, who, reason):
                break


def _act(record: Record, key: str, id_: str, done: list[str], lost: bool, who: str | None, reason: str) -> bool:
    """Do what a key says; is the statement dealt with?"""
    from onrecord.store.corrections import Corrections, Fix

    if key not in "csru" or (lost and key != "u"):
        sys.stdout.write("u undo · n next · q quit\n" if lost else _KEYS + "\n")
        return False
    name = typer.prompt("speaker", default="", show_default=False).strip() if key == "s" else ""
    if key == "s" and not name:
        return False
    target = id_ if lost or key != "u" or not done else done.pop()
    try:
        with record.writing(who, reason) as writer:
            corrections = Corrections(writer)
            if key == "s":
                corrections.change(target, Fix(speakers=((name, "person"),)))
            else:
                {"c": corrections.confirm, "r": corrections.reject, "u": corrections.undo}[key](target)
    except OnrecordError as error:
        complain(error)
        return False
    if key != "u":
        done.append(target)
    sys.stdout.write(options.shown(record, target))
    return key != "u" or lost


def _lost_text(one: Unplaced) -> str:
    from onrecord.export.marks import heading, printable

    article = one.article
    content = " … ".join(" ".join(printable(span["text"]).split()) for span in one.seen.get("content", ()))
    where = heading(article["title"], article["file"], article["ref"])
    said = ", ".join(f"{event.kind} by {printable(event.author)} on {event.at[:10]}" for event in one.decisions)
    return f"not found again: {one.statement}  {content}\n  {where} · {said}\n\n"


def _lost_json(one: Unplaced) -> str:
    from onrecord.export import jsonl

    events = [
        {"id": event.id, "at": event.at, "author": event.author, "reason": event.reason, "kind": event.kind,
         **event.payload}
        for event in one.decisions
    ]  # fmt: skip
    return jsonl.object_line(
        {"why": "unplaced", "id": one.statement, "seen": one.seen, "corrections": events, "article": one.article}
    )


def _doubt_json(one: Doubt) -> str:
    from onrecord.export import jsonl

    return jsonl.object_line(
        {"why": "uncertain", "certainty": round(one.certainty, 4), **jsonl.found_object(one.found)}
    )
