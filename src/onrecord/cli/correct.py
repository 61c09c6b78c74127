"""``onrecord correct``: what a person says about one statement."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, ReasonOption, author
from onrecord.cli.ending import DONE, run
from onrecord.cli.read import parse_date

if TYPE_CHECKING:
    from onrecord.store.corrections import Corrections, Fix

_RANGES = re.compile(r"\d{1,12}-\d{1,12}(,\d{1,12}-\d{1,12})*")


@dataclass(frozen=True, slots=True)
class Ranges:
    """Characters of an article, as on the command line."""

    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """A first and a last day."""

    earliest: date | None
    latest: date | None


def parse_ranges(value: str) -> Ranges:
    """Ranges such as ``10-40,50-60``; an empty text is none. Raises `typer.BadParameter`."""
    plain = value.replace(" ", "")
    if not plain:
        return Ranges(())
    if not _RANGES.fullmatch(plain):
        raise typer.BadParameter(f"{value!r} is not a list of characters such as 10-40,50-60")
    found = tuple((int(start), int(end)) for start, _, end in (part.partition("-") for part in plain.split(",")))
    for start, end in found:
        if start >= end:
            raise typer.BadParameter(f"{start}-{end} is empty: the end is the first character after it")
    if any(a[1] > b[0] for a, b in zip(sorted(found), sorted(found)[1:], strict=False)):
        raise typer.BadParameter(f"{value!r} names characters twice")
    return Ranges(found)


def parse_days(value: str) -> Days:
    """A day, or two with ``..`` between them, either of which may be missing. Raises `typer.BadParameter`."""
    first, dots, last = value.partition("..")
    earliest = parse_date(first) if first else None
    latest = (parse_date(last) if last else None) if dots else earliest
    return Days(earliest, latest)


def _spans(name: str, what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, parser=parse_ranges, metavar="A-B,…", help=what)
    return option


def correct(
    statement: Annotated[
        str | None, typer.Argument(metavar="[STATEMENT]", help="Id of a statement, or the beginning of it.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="It is right as it is.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It is not a statement.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last decision on it back.")] = False,
    add: Annotated[
        str | None, typer.Option("--add", metavar="ARTICLE", help="Add a statement to this article (its id) instead.")
    ] = None,
    speaker: Annotated[
        list[str] | None, typer.Option("--speaker", metavar="NAME", help="Who said it; may be repeated.")
    ] = None,
    type: Annotated[options.Type, typer.Option("--type", help="What the speaker is.")] = options.Type.PERSON,  # noqa: A002
    unattributed: Annotated[bool, typer.Option("--unattributed", help="Who said it is not known.")] = False,
    content: Annotated[Ranges | None, _spans("--content", "Characters of what is said.")] = None,
    source: Annotated[Ranges | None, _spans("--source", "Characters that name who speaks; '' for none.")] = None,
    cue: Annotated[Ranges | None, _spans("--cue", "Characters of the reporting words; '' for none.")] = None,
    addressee: Annotated[Ranges | None, _spans("--addressee", "Characters that say to whom.")] = None,
    channel: Annotated[Ranges | None, _spans("--channel", "Characters that say through what.")] = None,
    place: Annotated[Ranges | None, _spans("--place", "Characters that say where.")] = None,
    said_at: Annotated[Ranges | None, _spans("--said-at", "Characters that say when.")] = None,
    days: Annotated[
        Days | None,
        typer.Option("--days", parser=parse_days, metavar="DAY[..DAY]", help="When it may have been said."),
    ] = None,
    kind: Annotated[options.Kind | None, typer.Option("--kind", help="Default: by the quotation marks.")] = None,
    act: Annotated[options.Act | None, typer.Option("--act", help="What kind of act it was.")] = None,
    framing: Annotated[str | None, typer.Option("--framing", metavar="WORD", help="How the reporter puts it.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="WORDS", help="Leave a note on it.")] = None,
    by: ByOption = None,
    reason: ReasonOption = "",
    record: options.RecordOption = None,
) -> None:
    """Correct a statement of the record, or add one that was missed.

    Characters are counted from 0 in the article's text; the end is the first one after. What was read stays as it
    was; a correction is an event of its own with author, time and reason, and is kept when the article is read again.

    \b
    Examples:
      onrecord correct 3f9a27c1 --confirm
      onrecord correct 3f9a27c1 --speaker "Ada Obi" --reason "named in the caption"
      onrecord correct 3f9a27c1 --content 120-164,170-188 --source 96-103
      onrecord correct --add 8c41d0aa --content 310-342 --source 350-357 --cue 344-349 --speaker "Bo Iyer"
      onrecord correct 3f9a27c1 --undo
    """
    from onrecord.store.corrections import Fix

    if type is options.Type.NONE or act is options.Act.ALL:
        raise typer.BadParameter("'none' and 'all' are for searching; name one type or act")
    if speaker and unattributed:
        raise typer.BadParameter("--speaker and --unattributed contradict each other")
    if said_at is not None and len(said_at.parts) != 1:
        raise typer.BadParameter("--said-at takes one stretch of characters, such as 10-20")
    names = tuple((name, type.value) for name in speaker or ())
    fix = Fix(
        content=content.parts if content else None,
        source=source.parts if source else None,
        cue=cue.parts if cue else None,
        addressee=addressee.parts if addressee else None,
        channel=channel.parts if channel else None,
        place=place.parts if place else None,
        speakers=() if unattributed else names or None,  # type: ignore[arg-type] # `none` is refused above
        kind=kind.value if kind else None,
        act=act.value if act else None,  # type: ignore[arg-type] # `all` is refused above
        framing=framing,
        said_at=said_at.parts[0] if said_at else None,
        days=(days.earliest, days.latest) if days else None,
    )
    asked = [name for name, given in (("--confirm", confirm), ("--reject", reject), ("--undo", undo)) if given]
    _check(statement, asked, fix, add, note)

    def job() -> int:
        from onrecord.store import Record
        from onrecord.store.corrections import Corrections

        with Record.open(options.record_address(record)) as opened:
            with opened.writing(author(by), reason) as writer:
                id_ = _decide(Corrections(writer), statement or "", asked, fix, add, note)
            sys.stdout.write(options.shown(opened, id_))
        return DONE

    run(job)


def _check(statement: str | None, asked: list[str], fix: Fix, add: str | None, note: str | None) -> None:
    """Raise `typer.BadParameter` unless the arguments say one thing."""
    if (statement is None) == (add is None):
        raise typer.BadParameter("name one STATEMENT, or with --add the ARTICLE that lacks one")
    chosen = [*asked, *(["a correction"] if fix else [])]
    if len(chosen) > 1:
        raise typer.BadParameter(f"{' and '.join(chosen)} at once; do one after the other")
    if add is not None and (asked or not fix.content):
        raise typer.BadParameter("--add needs --content, and takes slots alone")
    if not chosen and note is None:
        raise typer.BadParameter("say what: --confirm, --reject, --undo, --note, or the slots that are wrong")


def _decide(
    corrections: Corrections, statement: str, asked: list[str], fix: Fix, add: str | None, note: str | None
) -> str:
    """Do what was asked for; the id of the statement."""
    id_ = statement
    if add is not None:
        id_ = corrections.add(add, fix).target
    elif fix:
        id_ = corrections.change(statement, fix).target
    elif asked:
        decide = {"--confirm": corrections.confirm, "--reject": corrections.reject, "--undo": corrections.undo}
        id_ = decide[asked[0]](statement).target
    return corrections.note(id_, note).target if note is not None else id_
