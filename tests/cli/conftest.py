"""The command line: in this process on a test's database, or as separate processes."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from blog_api.auth.keys import load_keyring
from blog_api.cli import app
from blog_api.db.migrations import migrate
from blog_api.embedded_postgres.home import find_home
from blog_api.embedded_postgres.server import embedded_postgres
from blog_api.settings import Settings
from tests.cli.backups import PICTURES, Into, Run, call, put_picture
from tests.cli.served import Served, start
from tests.database import SERVER_VARIABLE, drop_database, in_database, recreate, worker_name
from tests.embedded.observe import all_processes_gone, wait_for
from tests.factories import World

__all__ = ["Run", "Serve"]

Serve = Callable[..., Served]
# Processes are killed here, the machine never is.
UNSAFE_BUT_FAST: Final = "fsync = off\nfull_page_writes = off\n"


@pytest.fixture
def run(
    database_url: str,
    serving_url: str,
    clean: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run a command in this process on this worker's database; return exit code and output.

    Both roles are set, unless the test sets DATABASE_URL itself.
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
    """Not in `tmp_path`: PostgreSQL's user could not reach it when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="blog-test-") as folder:
        Path(folder).chmod(0o711)
        subprocess.run(["/bin/cp", "-a", source, folder], check=True)  # a fixed command
        copy = Path(folder) / source.name
        yield copy
        # The database of a killed owner ends a moment later, and writes until then.
        assert wait_for(lambda: all_processes_gone(copy), seconds=30)


@pytest.fixture(scope="session")
def used_data_dir() -> Iterator[Path]:
    """Folder with a schema and a key, made once to be copied: creating it takes seconds."""
    with tempfile.TemporaryDirectory(prefix="blog-test-") as folder:
        Path(folder).chmod(0o711)
        data_dir = Path(folder) / "data"
        with embedded_postgres(data_dir, settings={"fsync": "off"}) as url:
            migrate(url)
        with (find_home(data_dir) / "cluster" / "postgresql.auto.conf").open("a") as file:
            file.write(UNSAFE_BUT_FAST)
        load_keyring(Settings(_env_file=None, blog_data_dir=data_dir))
        yield data_dir


@pytest.fixture
def data_dir(used_data_dir: Path) -> Iterator[Path]:
    with copied(used_data_dir) as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_data_dir(used_data_dir: Path) -> Iterator[Path]:
    with copied(used_data_dir) as folder:
        yield folder


@pytest.fixture(scope="module")
def served(shared_data_dir: Path) -> Iterator[Served]:
    """Run one server for the tests of a module that leave it running."""
    with start(shared_data_dir) as server:
        yield server


@pytest.fixture
def serve(data_dir: Path) -> Iterator[Serve]:
    """Yield a function that starts servers that a test may stop."""
    with ExitStack() as servers:
        yield lambda *arguments, **settings: servers.enter_context(
            start(data_dir, *arguments, **settings)
        )


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = os.environ[SERVER_VARIABLE]
    name = f"blog_restored_{worker_name()}"
    recreate(server, name, "template0")
    yield in_database(server, name)
    drop_database(server, name)


@pytest.fixture
def target(elsewhere: str, serving_url: str, tmp_path: Path) -> Into:
    name = elsewhere.partition("?")[0].rpartition("/")[2]
    return {
        "DATABASE_URL": in_database(serving_url, name),
        "MIGRATION_DATABASE_URL": elsewhere,
        "BLOG_DATA_DIR": str(tmp_path / "elsewhere"),
    }


@pytest.fixture
async def small(run: Run, world: World, tmp_path: Path) -> Path:
    """Create a backup of a post and an image."""
    await world.post()
    put_picture(tmp_path, "1/photo.webp", PICTURES["1/photo.webp"])
    await call(run, "backup", tmp_path / "small")
    return tmp_path / "small"
