"""The command line: in this process on a test's database, or as processes of their own."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from blog_api.auth.keys import load_keyring
from blog_api.cli import app
from blog_api.db.embedded import embedded_postgres
from blog_api.db.migrations import migrate
from blog_api.settings import Settings
from tests.cli.served import Served, start
from tests.embedded.observe import all_processes_gone, wait_for

Run = Callable[..., tuple[int, str]]
Serve = Callable[..., Served]


@pytest.fixture
def run(
    database_url: str,
    serving_url: str,
    clean: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run a command here, on this worker's database: its exit code, and all it said.

    It has both roles of that; a test's own DATABASE_URL stands alone.
    """
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    defaults = {
        "DATABASE_URL": serving_url,
        "MIGRATION_DATABASE_URL": database_url,
        "BLOG_DATA_DIR": str(tmp_path),
        "BCRYPT_ROUNDS": "4",
    }

    def run_command(
        *arguments: str | Path, stdin: str | None = None, **settings: str
    ) -> tuple[int, str]:
        alone = {"MIGRATION_DATABASE_URL": ""} if "DATABASE_URL" in settings else {}
        given = [str(argument) for argument in arguments]
        result = CliRunner().invoke(app, given, input=stdin, env=defaults | alone | settings)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result.exit_code, result.output

    return run_command


@contextmanager
def copied(source: Path) -> Iterator[Path]:
    """Not in `tmp_path`: for root, PostgreSQL's user could not reach it."""
    with tempfile.TemporaryDirectory(prefix="blog-test-") as folder:
        Path(folder).chmod(0o711)
        subprocess.run(["/bin/cp", "-a", source, folder], check=True)  # a fixed command
        copy = Path(folder) / source.name
        yield copy
        # A killed owner's database ends a moment after it, and writes until then.
        assert wait_for(lambda: all_processes_gone(copy), seconds=30)


@pytest.fixture(scope="session")
def used_data_dir() -> Iterator[Path]:
    """One with a schema and a key in it, to be copied: making those takes seconds."""
    with tempfile.TemporaryDirectory(prefix="blog-test-") as folder:
        Path(folder).chmod(0o711)
        data_dir = Path(folder) / "data"
        with embedded_postgres(data_dir, settings={"fsync": "off"}) as url:
            migrate(url)
        load_keyring(Settings(_env_file=None, blog_data_dir=data_dir))
        yield data_dir


@pytest.fixture
def data_dir(used_data_dir: Path) -> Iterator[Path]:
    """A copy for one test."""
    with copied(used_data_dir) as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_data_dir(used_data_dir: Path) -> Iterator[Path]:
    """A copy for a module."""
    with copied(used_data_dir) as folder:
        yield folder


@pytest.fixture(scope="module")
def served(shared_data_dir: Path) -> Iterator[Served]:
    """One server for the tests of a module that leave it running."""
    with start(shared_data_dir) as server:
        yield server


@pytest.fixture
def serve(data_dir: Path) -> Iterator[Serve]:
    """Start servers that a test may end as it likes."""
    with ExitStack() as servers:
        yield lambda *arguments, **settings: servers.enter_context(
            start(data_dir, *arguments, **settings)
        )
