"""``onrecord read``: articles in, readings out, one at a time."""

from __future__ import annotations

import os
import shutil
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.ending import DONE, FAILED, complain, run, uninterrupted
from onrecord.cli.progress import Progress
from onrecord.errors import InputError, OnrecordError
from onrecord.ingest import find_files, read_file
from onrecord.statements import Reading


class Acts(StrEnum):
    """Which statements a view for people shows."""

    SPEECH = "speech"
    ALL = "all"


class Format(StrEnum):
    """What a reading is printed as."""

    TEXT = "text"
    JSONL = "jsonl"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one input gave no reading."""

    reason: str


def parse_date(value: str) -> date:
    """A day as on the command line; raises `typer.BadParameter`, the command line's wrong use."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not a date such as 2025-02-19") from error


ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="What reads: en, fast (quicker, less accurate), or a model's folder; default ONRECORD_MODEL, else en.",
    ),
]


def model_name(option: str | None) -> str:
    """The model to read with: the option, the environment, the default."""
    if option is not None:
        return option
    from onrecord.settings import Settings

    return Settings().model


def parse_encoding(value: str) -> str:
    """The name of a text encoding that Python knows; raises `typer.BadParameter`."""
    try:
        b"a".decode(value)
    except LookupError as error:
        raise typer.BadParameter(f"there is no text encoding named {value!r}") from error
    except ValueError:
        pass  # known, and one letter is too little for it
    return value


def read(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILES", help="Text files or web pages, folders of them, or - for standard input."),
    ],
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,  # noqa: A002 - the option's name
    acts: Annotated[
        Acts, typer.Option(help="text and html: show speech, or thoughts, intentions and the rest, too.")
    ] = Acts.SPEECH,
    published: Annotated[
        date | None, typer.Option(parser=parse_date, metavar="DATE", help="Day of publication, as 2025-02-19.")
    ] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="jsonl: add the article's full text.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Read texts that are not English, too.")] = False,
    threads: Annotated[int, typer.Option(min=1, metavar="N", help="Articles to read at once.")] = 1,
    encoding: Annotated[
        str | None,
        typer.Option(parser=parse_encoding, metavar="NAME", help="Encoding of the files; else found out, or UTF-8."),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Read articles and print their statements.

    \b
    Examples:
      onrecord read article.txt
      onrecord read article.txt --acts all --published 2025-02-19
      onrecord read articles/ --format jsonl --model fast > readings.jsonl
      onrecord read article.txt --format html > article.html
      cat article.txt | onrecord read -
    """

    def job() -> int:
        from onrecord.reading import Reader

        reader = Reader.load(model_name(model))

        def work(one: str | Failure) -> Reading | Failure:
            if isinstance(one, Failure):
                return one
            try:
                return reader.read(read_file(one, published, encoding), force)
            except OnrecordError as error:
                return Failure(str(error))
            except Exception as error:  # noqa: BLE001 - a fault of ours costs this article, not the others
                return Failure(f"{one}: {type(error).__name__}: {error} (a fault in onrecord; please report it)")

        inputs: Iterable[str | Failure] = found(files)
        if sys.stderr.isatty():
            inputs = list(inputs)  # a bar needs their number
        with Progress(len(inputs) if isinstance(inputs, list) else 0) as progress:
            return print_readings(each(work, inputs, threads), renderer(format, with_text, acts), progress)

    run(job)


def found(paths: Iterable[str]) -> Iterator[str | Failure]:
    """The files that arguments name, in order; an argument that names none is a failure in its place."""
    for path in paths:
        try:
            yield from find_files([path])
        except InputError as error:
            yield Failure(str(error))
        except OSError as error:
            yield Failure(f"{path}: {error.strerror or error}")


def each(
    work: Callable[[str | Failure], Reading | Failure], inputs: Iterable[str | Failure], threads: int
) -> Generator[Reading | Failure]:
    """What ``work`` makes of each input, in their order; with several threads, a few inputs ahead at most."""
    if threads == 1:
        yield from map(work, inputs)
        return
    pool = ThreadPoolExecutor(threads)
    ahead: deque[Future[Reading | Failure]] = deque()
    try:
        for one in inputs:
            ahead.append(pool.submit(work, one))
            if len(ahead) >= 2 * threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Renderer:
    """How results become output: one reading (and its place among them), and what follows the last."""

    reading: Callable[[Reading, int], str]
    foot: str = ""


def shown(reading: Reading, acts: Acts) -> Reading:
    """The reading with the statements that a view for people shows, as asked."""
    if acts is Acts.ALL:
        return reading
    return replace(reading, statements=tuple(one for one in reading.statements if one.act == "speech"))


def renderer(format: Format, with_text: bool, acts: Acts) -> Renderer:  # noqa: A002 - the option's name
    """The renderer of a format; loads only the modules that this one needs."""
    if format is Format.JSONL:
        from onrecord.export import jsonl

        return Renderer(lambda reading, _: jsonl.line(reading, with_text))
    if format is Format.HTML:
        from onrecord.export import html

        return Renderer(
            lambda one, place: html.head() * (place == 1) + html.section(shown(one, acts), place), html.FOOT
        )
    from onrecord.export import text

    width = shutil.get_terminal_size((100, 24)).columns
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Renderer(lambda one, place: "\n" * (place > 1) + text.view(shown(one, acts), width, colour))


def print_readings(results: Iterable[Reading | Failure], render: Renderer, progress: Progress) -> int:
    """Print readings as they come, failures on standard error; the exit code."""
    code, place, on_screen = DONE, 0, sys.stdout.isatty()
    for result in results:
        if on_screen or isinstance(result, Failure):
            progress.hide()
        if isinstance(result, Failure):
            complain(result.reason)
            code = FAILED
        else:
            place += 1
            with uninterrupted():
                sys.stdout.write(render.reading(result, place))
                sys.stdout.flush()
        progress.step()
    if place:
        sys.stdout.write(render.foot)
    return code
