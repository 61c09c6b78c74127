"""Batches on Ray: the same bytes as on one machine's own processes, whatever happens to Ray's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import BatchError
from tests.batch_samples import ACCIDENTS, archive, batch, content, jsonl, nearly_full, row

pytest.importorskip("ray", reason="Ray has no wheel for this machine")
# What Ray's own modules do among themselves, or leave to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore::{one}")
    for one in ("DeprecationWarning", "FutureWarning", "ResourceWarning", "pytest.PytestUnraisableExceptionWarning")
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster on this machine whose readers have accidents."""
    folder = tmp_path_factory.mktemp("accidents")
    (folder / "sitecustomize.py").write_text(ACCIDENTS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"PYTHONPATH": str(folder), "SLOWLY": "0.1", "RAY_AUTH_MODE": "disabled"}.items():
            patch.setenv(name, value)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        import ray
        from ray.cluster_utils import Cluster

        node = {"num_cpus": 2, "object_store_memory": 100 * 2**20, "include_dashboard": False}
        made: Any = Cluster(initialize_head=True, head_node_args=node)
        yield made.address
        ray.shutdown()  # a cluster refuses to end while this process is connected to it
        made.shutdown()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with what crashes the reader in it."""
    folder = archive(tmp_path_factory.mktemp("ray") / "archive")
    bad = {"id": "x", "text": "“SEGFAULT,” said Ada Obi."}
    (folder / "c2.jsonl").write_bytes(jsonl([row(30), bad, row(31)]))
    return folder


@pytest.fixture(scope="module")
def whole(source: Path, cluster: str) -> Path:
    """What an undisturbed run without Ray gives."""
    assert cluster
    output = source.parent / "whole"
    batch(source, output, signatures=True)
    return output


def processes(words: bytes) -> list[int]:
    """Processes of this user whose command line has these words in it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if words in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_the_rows_are_the_same_also_when_an_actor_is_killed(
    source: Path, whole: Path, cluster: str, tmp_path: Path
) -> None:
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while not killed and not over.wait(0.2):
            # The actor that reads, told by the shard that it has written.
            if list((tmp_path / "out").glob("shards/*.json")):
                for process in processes(b"ray::MapWorker(MapBatches(_Reading))")[:1]:
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        report = batch(source, tmp_path / "out", signatures=True, engine="ray", workers=2, address=cluster)
    finally:
        over.set()
        killer.join()
    assert killed
    assert report.errors["crash"] == 1
    assert content(tmp_path / "out") == content(whole)


def test_a_driver_that_is_killed_is_followed_by_the_next(
    source: Path, whole: Path, cluster: str, tmp_path: Path
) -> None:
    command = [
        sys.executable,
        "-c",
        "from onrecord.cli import main; main()",
        "batch",
        str(source),
        str(tmp_path / "out"),
    ]
    command += [
        "--engine",
        "ray",
        "--address",
        cluster,
        "--workers",
        "2",
        "--shard",
        "3",
        "--dedup",
        "--max-errors",
        "1",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (done := list((tmp_path / "out" / "shards").glob("*.json"))) and process.poll() is None:
        time.sleep(0.1)
    process.kill()
    process.wait()
    report = batch(source, tmp_path / "out", signatures=True, engine="ray", workers=2, address=cluster, begin="resume")
    assert done
    assert report.earlier >= len(done)
    assert content(tmp_path / "out") == content(whole)


def test_a_full_disk_stops_a_run_that_can_go_on(whole: Path, source: Path, cluster: str, tmp_path: Path) -> None:
    with nearly_full(tmp_path / "drive") as filler:
        output = tmp_path / "drive" / "out"
        with pytest.raises(BatchError, match="can't be written: No space left on device"):
            batch(source, output, signatures=True, engine="ray", workers=1, address=cluster)
        filler.unlink()
        batch(source, output, signatures=True, begin="resume")
        assert content(output) == content(whole), "what one engine began the other may finish"


def test_a_cluster_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl([row(1)]))
    with pytest.raises(BatchError, match=r"Ray can't be reached at 127\.0\.0\.1:9"):
        batch(tmp_path / "a.jsonl", tmp_path / "out", engine="ray", address="127.0.0.1:9")


def test_the_example_of_a_cluster_is_one_that_ray_takes(root: Path) -> None:
    import jsonschema
    import ray.autoscaler
    import yaml  # type: ignore[import-untyped] # comes with Ray, its annotations don't

    schema = json.loads((Path(ray.autoscaler.__file__).parent / "ray-schema.json").read_text())
    described = yaml.safe_load((root / "examples" / "cluster.yaml").read_text())
    jsonschema.validate(described, schema)
    assert described["head_node_type"] in described["available_node_types"]
