"""`scripts/install-lock`: progress in a few lines, pip's configuration, its output on failure."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("one", "two", "three", "four", "five")


@pytest.fixture(scope="module")
def new_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create an environment to be copied: its pip takes seconds to install."""
    folder = tmp_path_factory.mktemp("new") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def venv(tmp_path: Path, new_venv: Path) -> Path:
    subprocess.run(["/bin/cp", "-a", new_venv, tmp_path], check=True)
    return tmp_path / new_venv.name


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Create five packages in a folder, and one for another platform that is missing."""
    lines = [make_wheel(tmp_path, f"locked-{name}") for name in NAMES]
    # Newer than locked; to the resolver of pip 23, `locked-one[extra]` has no pin.
    make_wheel(tmp_path, "locked-one", "2")
    lines.append("elsewhere==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n")
    file = tmp_path / "some.lock"
    file.write_text("".join(lines))
    return file


def make_wheel(folder: Path, name: str, version: str = "1") -> str:
    """Return the lines that lock it."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    file = folder / f"{module}-{version}-py3-none-any.whl"
    needs = "Requires-Dist: locked-one[extra]\nProvides-Extra: extra\n"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{module}.py", "")
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{name}==1 \\\n    --hash=sha256:{digest}\n    # via nothing\n"


def install(venv: Path, lock: Path) -> subprocess.CompletedProcess[str]:
    """Set the index by environment only, as a company's configuration does."""
    return subprocess.run(
        [ROOT / "scripts/install-lock", venv, lock],
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(lock.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_fails_with_the_output_of_pip(venv: Path, lock: Path) -> None:
    (lock.parent / "locked_two-1-py3-none-any.whl").write_bytes(b"another file")
    done = install(venv, lock)
    assert done.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert "pip failed" in done.stderr


def test_installs_from_where_pip_is_configured_to(venv: Path, lock: Path) -> None:
    done = install(venv, lock)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("  5 of 5 packages found, ")
    assert len(lines) <= 6
    modules = ", ".join(f"locked_{name}" for name in NAMES)
    subprocess.run([venv / "bin/python", "-c", f"import {modules}"], check=True)
    again = install(venv, lock)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
