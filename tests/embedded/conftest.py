"""A private data folder, and owners as separate processes."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.embedded.observe import BeginOwner, Owner, all_processes_gone, own, wait_for

OWNER = Path(__file__).with_name("owner.py")


@pytest.fixture
def new_data_dir() -> Iterator[Path]:
    """Not `tmp_path`: PostgreSQL's user could not reach it when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="blog-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def used_data_dir() -> Iterator[Path]:
    """Folder with a cluster, made once to be copied: creating it takes a second."""
    with tempfile.TemporaryDirectory(prefix="blog-test-") as folder:
        with own(Path(folder)):
            pass
        yield Path(folder)


@pytest.fixture
def data_dir(new_data_dir: Path, used_data_dir: Path) -> Path:
    subprocess.run(
        ["/bin/cp", "-a", f"{used_data_dir}/.", new_data_dir], check=True
    )  # our own folders
    return new_data_dir


@pytest.fixture
def begin_owner(new_data_dir: Path) -> Iterator[BeginOwner]:
    """Start an owner without waiting for its server; each is killed at the end.

    Its server ends a moment later, and writes into the folder until then.
    """
    with ExitStack() as owners:

        def begin() -> Owner:
            owner = subprocess.Popen(
                [sys.executable, OWNER, new_data_dir],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            owners.enter_context(owner)
            owners.callback(owner.kill)
            return owner

        yield begin
    assert wait_for(lambda: all_processes_gone(new_data_dir), seconds=30)
