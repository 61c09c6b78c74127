"""``onrecord model``: the models that come with the package."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping

import typer

from onrecord.cli.ending import DONE, run
from onrecord.cli.read import ModelOption, model_name
from onrecord.errors import ModelError

model = typer.Typer(name="model", no_args_is_help=True)
Offsets = Mapping[str, Iterable[Iterable[int]]]
"""A statement as ``[start, end]`` under each role."""
ROLES = ("content", "source", "cue")
NEAR = 0.03
"""How much a score of the golden pairs may differ: int8 sums are not the same to the last bit on every processor."""


@model.callback()
def _root() -> None:
    """Check or describe the models of this installation.

    \b
    Example: onrecord model check
    """


@model.command()
def check() -> None:
    """Check that the models' files are the right ones, and that they find here what they found when they were made.

    \b
    Example: onrecord model check
    """

    def job() -> int:
        from onrecord.neural.session import SHIPPED

        for name in SHIPPED:
            _check_reader(name)
        _check_claims()
        return DONE

    run(job)


@model.command()
def info(model: ModelOption = None) -> None:
    """Show the version, hashes, training data and scores of a model that reads, and of those of claims.

    \b
    Examples:
      onrecord model info
      onrecord model info --model fast
    """

    def job() -> int:
        from onrecord.neural.graphs import CLAIMS_FOLDER, read_claims_manifest
        from onrecord.neural.manifest import read_manifest
        from onrecord.neural.session import model_folder

        folder = model_folder(model_name(model))
        claims = read_claims_manifest(CLAIMS_FOLDER).raw
        raw = read_manifest(folder).raw
        shown: dict[str, object] = {
            key: raw[key] for key in ("version", "files", "labels", "training", "scores") if key in raw
        }
        sys.stdout.write("".join(f"{line}\n" for line in outline({**shown, "folder": str(folder)})))
        of_claims: dict[str, object] = {
            key: claims[key] for key in ("version", "files", "training", "scores") if key in claims
        }
        sys.stdout.write(
            "".join(f"{line}\n" for line in outline({"claims": {**of_claims, "folder": str(CLAIMS_FOLDER)}}))
        )
        return DONE

    run(job)


def _check_reader(name: str) -> None:
    """Check the files of a model that reads, and that it reads the golden text as where it was made."""
    from onrecord.neural.manifest import check_file, read_manifest
    from onrecord.neural.session import Model, model_folder
    from onrecord.reading.extract import to_characters

    folder = model_folder(name)
    manifest = read_manifest(folder)
    for file in manifest.files:
        check_file(folder, manifest, file)
        sys.stdout.write(f"{name}/{file}: as the manifest says\n")
    if not manifest.golden.get("text"):
        raise ModelError(f"{folder}: the manifest has no golden text to compare with")
    found = Model.load(folder).find(manifest.golden["text"])
    roles = ({role: to_characters(found.pieces, getattr(one, role)) for role in ROLES} for one, _ in found.statements)
    compare(name, manifest.golden["statements"], roles)
    sys.stdout.write(f"golden text: {len(manifest.golden['statements'])} statements found by {name}, as expected\n")


def _check_claims() -> None:
    """Check the files of the models of claims, and that they judge the golden pairs as where they were made."""
    from onrecord.neural.graphs import CLAIMS_FOLDER, read_claims_manifest
    from onrecord.neural.manifest import check_file
    from onrecord.neural.pairs import PairModel
    from onrecord.neural.sentences import SentenceEncoder

    claims = read_claims_manifest(CLAIMS_FOLDER)
    for name in claims.files:
        check_file(CLAIMS_FOLDER, claims, name)
        sys.stdout.write(f"claims/{name}: as the manifest says\n")
    pairs = [(one[0], one[1]) for one in claims.golden["pairs"]]
    encoder = SentenceEncoder.load()
    vectors = [encoder.encode(pair) for pair in pairs]
    found = [*PairModel.load().score(pairs).ravel().tolist(), *(float(a @ b) for a, b in vectors)]
    expected = [*(share for row in claims.golden["shares"] for share in row), *claims.golden["angles"]]
    if len(found) != len(expected) or any(abs(a - b) > NEAR for a, b in zip(found, expected, strict=True)):
        raise ModelError(
            "the golden pairs of claims are judged differently here; reinstall onrecord, or report your system and "
            "version of onnxruntime"
        )
    sys.stdout.write(f"golden pairs: {len(pairs)} judged, as expected\n")


def compare(model: str, golden: Iterable[Offsets], found: Iterable[Offsets]) -> None:
    """Raise `ModelError` unless the statements found are exactly the golden ones."""
    expected, here = ({_offsets(one[role] for role in ROLES) for one in side} for side in (golden, found))
    if here != expected:
        raise ModelError(
            f"{model} reads the golden text differently here: {len(expected - here)} of {len(expected)} statements "
            f"missing, {len(here - expected)} others found; reinstall onrecord, or report your system and version of "
            "onnxruntime"
        )


def _offsets(roles: Iterable[Iterable[Iterable[int]]]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    return tuple(tuple(tuple(one) for one in ranges) for ranges in roles)


def outline(values: Mapping[str, object], depth: int = 0) -> Iterator[str]:
    """A JSON object as indented lines; the objects of a list by number."""
    for key, value in values.items():
        name = f"{'  ' * depth}{key}:"
        if isinstance(value, dict):
            yield name
            yield from outline(value, depth + 1)
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield name
            yield from outline({str(number): one for number, one in enumerate(value, 1)}, depth + 1)
        else:
            yield f"{name} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
