"""The names that users may rely on: a change of this list is a change of the interface."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import onrecord

PUBLIC = [
    "Actor",
    "Article",
    "GoldError",
    "GroundingError",
    "InputError",
    "LanguageError",
    "ModelError",
    "OnrecordError",
    "Reader",
    "Reading",
    "Record",
    "SaidAt",
    "Span",
    "Speaker",
    "Statement",
    "StoreError",
    "__version__",
    "reading_from_json",
    "reading_to_json",
]


def test_the_public_names_are_these() -> None:
    assert sorted(onrecord.__all__) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(onrecord, name) is not None


@pytest.mark.parametrize("name", [name for name in PUBLIC if name.endswith("Error")])
def test_every_error_can_be_caught_as_one(name: str) -> None:
    assert issubclass(getattr(onrecord, name), onrecord.OnrecordError)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = onrecord.nothing_of_the_kind


def test_nothing_else_is_public() -> None:
    """In a fresh interpreter, before other tests import submodules, only modules stand beside the public names."""
    script = (
        "import onrecord, types\n"
        "print(*[name for name, value in vars(onrecord).items() if not name.startswith('_')\n"
        "        and name not in onrecord.__all__ and not isinstance(value, types.ModuleType)\n"
        "        and getattr(value, '__module__', 'typing') not in ('__future__', 'typing', 'importlib')])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [name for name in run.stdout.split() if name != "TYPE_CHECKING"] == []


def test_the_version_is_the_distributions_and_in_the_changelog(root: Path) -> None:
    assert onrecord.__version__ == version("onrecord")
    assert f"## [{onrecord.__version__}]" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_locked_dependency_is_asked_for_by_name(root: Path) -> None:
    """A dependency without a line in the lock would be chosen at install time."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (root / "requirements" / "core.lock").read_text(encoding="utf-8")
    for requirement in project["dependencies"]:
        assert f"\n{requirement.partition('>=')[0]}==" in lock
