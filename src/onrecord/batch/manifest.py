"""What an output says of itself: what it is made of, by which reader, and which shards are done."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from onrecord.batch import schema, shards
from onrecord.batch.core import Work
from onrecord.batch.inputs import InputFile, fingerprint
from onrecord.batch.places import Place
from onrecord.batch.shards import Entry
from onrecord.errors import BatchError
from onrecord.statements import SCHEMA_VERSION, ReaderInfo

if TYPE_CHECKING:
    import pyarrow as pa

NAME, INPUTS, COPIES = "manifest.json", "input.parquet", "copies.parquet"
FORMAT = 1
_FOLDERS = (shards.ARTICLES, shards.STATEMENTS, shards.ERRORS, shards.ENTRIES)
_SHARD = re.compile(r"\d{7,}-\d{6,}\.(?:parquet|jsonl|json)")
_UNFINISHED = re.compile(r"\.(?P<path>.+)\.\w{8}\.part|(?P<address>.+)\.\d+\.part")
"""A file that `Place.write` began, at a path and at an address, around the name that it was to get."""
_NAMED = 3
"""Files that a refusal names."""


def head(path: str, files: tuple[InputFile, ...], work: Work, most: int, reader: ReaderInfo) -> dict[str, Any]:
    """The part of a manifest that is fixed before anything is read; runs of equal heads give equal rows."""
    return {
        "format": FORMAT,
        "schema": SCHEMA_VERSION,
        "reader": asdict(reader),
        "input": {
            "path": path,
            "files": len(files),
            "bytes": sum(file.size for file in files),
            "fingerprint": fingerprint(path, files),
        },
        "work": work.to_json(),
        "shard": most,
    }


def read(place: Place) -> dict[str, Any] | None:
    """The manifest of an output; None if there is none. Raises `BatchError` when it is not one that is known here."""
    data = place.read(NAME)
    if data is None:
        return None
    try:
        value: dict[str, Any] = json.loads(data)
        if value["format"] != FORMAT:
            raise BatchError(f"{place.name}: a batch of format {value['format']}; this onrecord knows format {FORMAT}")
    except (ValueError, KeyError, TypeError) as error:
        raise BatchError(f"{place.name}/{NAME}: not the manifest of a batch ({error!r})") from error
    return value


def begin(place: Place, files: tuple[InputFile, ...], new: Mapping[str, Any]) -> None:
    """Write the manifest of a batch that begins, after the list of its files."""
    place.write(INPUTS, _listed(files))
    place.write(NAME, _json(new))


def check(place: Place, old: Mapping[str, Any], new: Mapping[str, Any], files: tuple[InputFile, ...]) -> None:
    """Raise `BatchError`, in words, unless a batch may go on with the input, reader and options of now."""
    differences = []
    if old["input"] != new["input"]:
        differences.append(_input_difference(place, old, new, files))
    if old["reader"] != new["reader"]:
        was, now = ("onrecord {onrecord} with model {model}".format(**one["reader"]) for one in (old, new))
        differences.append(f"it was begun by {was}, this is {now if was != now else 'another file of that model'}")
    differences += [
        f"it was begun with {name} {old['work'].get(name)!r}, now it is {value!r}"
        for name, value in new["work"].items()
        if old["work"].get(name) != value
    ]
    if old["shard"] != new["shard"]:
        differences.append(f"it was begun with shards of {old['shard']} items, now they are to have {new['shard']}")
    if differences:
        raise BatchError(
            f"{place.name}: can't be resumed: {'; '.join(differences)}. Put that back as it was, choose another "
            "output, or begin again with --anew, which removes what is there"
        )


def _input_difference(
    place: Place, old: Mapping[str, Any], new: Mapping[str, Any], files: tuple[InputFile, ...]
) -> str:
    if old["input"]["path"] != new["input"]["path"]:
        return f"its input was given as {old['input']['path']}, now it is {new['input']['path']}"
    before = {name: sha256 for name, _, sha256 in _unlisted(place.read(INPUTS))}
    now = {file.name: file.sha256 for file in files}
    changed = [
        f"{name} {'is gone' if name not in now else 'is new' if name not in before else 'has changed'}"
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]
    more = f" and {len(changed) - _NAMED:,} more" if len(changed) > _NAMED else ""
    return f"the input has changed ({', '.join(changed[:_NAMED])}{more})"


def done(place: Place, old: Mapping[str, Any]) -> dict[str, Entry]:
    """The shards that are done, by name: those whose entry and tables are there."""
    if old.get("complete"):
        entries = [Entry.from_json(one) for one in old["shards"]]
    else:
        names = filter(_SHARD.fullmatch, place.sizes(shards.ENTRIES))
        found = (place.read(f"{shards.ENTRIES}/{name}") for name in names)
        entries = [Entry.from_json(json.loads(data)) for data in found if data]
    there = {f"{folder}/{name}" for folder in _FOLDERS for name in place.sizes(folder)}
    return {one.shard: one for one in entries if one.whole and there.issuperset(one.files)}


def finish(place: Place, new: Mapping[str, Any], entries: Iterable[Entry]) -> None:
    """Write the manifest of a batch that is complete: the entries are in it from now on."""
    ordered = sorted(entries, key=lambda one: one.shard)
    counts = {name: sum(getattr(one, name) for one in ordered) for name in ("items", "articles", "statements", "words")}
    value = {**new, "complete": True, "counts": counts, "shards": [one.to_json() for one in ordered]}
    place.write(NAME, _json(value))
    for one in ordered:
        place.delete(f"{shards.ENTRIES}/{one.shard}.json")
    for folder in ("", *_FOLDERS):
        for name in _unfinished(place, folder):
            place.delete(f"{folder}/{name}".lstrip("/"))


def clear(place: Place) -> None:
    """Remove a batch and nothing else, the manifest last, so that what is left of it is known as one."""
    for folder in _FOLDERS:
        for name in (*filter(_SHARD.fullmatch, place.sizes(folder)), *_unfinished(place, folder)):
            place.delete(f"{folder}/{name}")
    for name in (*_unfinished(place), COPIES, INPUTS, NAME):
        place.delete(name)


def foreign(place: Place) -> list[str]:
    """What lies in an output without a manifest but is not of a batch that was stopped before it had written one.

    The manifest is written before any table and removed after all of them: a table without one is somebody's copy.
    """
    found = [name for name in place.folders() if name not in _FOLDERS]
    for folder in ("", *_FOLDERS):
        inside = place.folders(folder) if folder else []
        inside += [*place.sizes(folder), *(place.sizes(folder, parts=True).keys() - _unfinished(place, folder))]
        found += [f"{folder}/{name}".lstrip("/") for name in inside]
    return [name for name in found if name != INPUTS or not _is_list(place)]


def _unfinished(place: Place, folder: str = "") -> set[str]:
    """The files of a folder that a batch has begun to write."""
    found = ((name, _UNFINISHED.fullmatch(name)) for name in place.sizes(folder, parts=True))
    wanted = {name: match["path"] or match["address"] for name, match in found if match}
    top = (NAME, INPUTS, COPIES)
    return {name for name, own in wanted.items() if (_SHARD.fullmatch(own) if folder else own in top)}


def _is_list(place: Place) -> bool:
    """Is the file of that name the list of a batch's input, and not somebody's table?"""
    pa = schema.arrow()
    from pyarrow import parquet

    try:
        with place.open(INPUTS) as file:
            found: bool = parquet.read_schema(file).equals(_columns())
            return found
    except (pa.ArrowException, OSError):
        return False


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode() + b"\n"


def _listed(files: tuple[InputFile, ...]) -> bytes:
    pa = schema.arrow()
    from pyarrow import parquet

    rows = [{"name": file.name.encode("utf-8", "surrogateescape"), **_described(file)} for file in files]
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema=_columns()), sink, compression="zstd")
    return sink.getvalue()


def _columns() -> pa.Schema:
    pa = schema.arrow()
    return pa.schema([("name", pa.binary()), ("size", pa.int64()), ("sha256", pa.string())])


def _described(file: InputFile) -> dict[str, Any]:
    return {"size": file.size, "sha256": file.sha256}


def _unlisted(data: bytes | None) -> list[tuple[str, int, str]]:
    if data is None:
        return []
    rows = shards.parquet_table(data).to_pylist()
    return [(row["name"].decode("utf-8", "surrogateescape"), row["size"], row["sha256"]) for row in rows]
