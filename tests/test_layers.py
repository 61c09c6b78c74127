"""Who may import whom, what `import onrecord` may load, and how long a module may be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "fastapi",
    "huggingface_hub",
    "numpy",
    "onnxruntime",
    "ray",
    "rich",
    "sqlalchemy",
    "tokenizers",
    "torch",
    "typer",
)
LONGEST = 500
"""Lines: a longer module has two jobs."""


def modules_after(code: str) -> set[str]:
    """Top-level names of the modules that are loaded after running ``code`` in an interpreter of its own."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


def test_the_import_contracts_hold(root: Path) -> None:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    run = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("code", ["import onrecord", "from onrecord import Article, Span, Statement"])
def test_importing_onrecord_loads_nothing_heavy(code: str) -> None:
    assert not modules_after(code).intersection(HEAVY)


def test_the_reader_loads_the_runtime_when_asked_for() -> None:
    assert {"numpy", "onnxruntime", "tokenizers"} <= modules_after("from onrecord import Reader; Reader.load()")


def test_reading_needs_neither_torch_nor_the_command_line() -> None:
    assert not modules_after("from onrecord import Reader; Reader.load()").intersection({"rich", "torch", "typer"})


def test_batches_load_ray_when_they_run_on_it_alone() -> None:
    assert not modules_after("import onrecord.batch").intersection({"pyarrow", "ray"})


def test_no_module_is_longer_than_one_sitting(root: Path) -> None:
    folders = [root / name for name in ("src", "training", "evaluation", "tests")]
    lengths = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in folder.rglob("*.py")
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}
