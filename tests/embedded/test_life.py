"""A server starts whole, ends with its owner, and keeps its data and its secrets."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from blog_api.embedded_postgres.home import PLACE_FOR_ROOT
from blog_api.embedded_postgres.programs import PACKAGE, list_packaged, read_version
from blog_api.embedded_postgres.server import (
    EmbeddedPostgresError,
    embedded_postgres,
    find_running_url,
)
from tests.embedded.observe import (
    BeginOwner,
    all_processes_gone,
    execute,
    is_alive,
    own,
    read_mark,
    ready_url,
    server_pid,
    wait_for,
    write_mark,
)

OTHER_POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def test_first_start_is_a_whole_database(new_data_dir: Path) -> None:
    with own(new_data_dir) as url:
        assert execute(
            url,
            "SELECT current_user, current_database(), rolsuper, rolcreatedb,"
            " current_setting('server_encoding'), current_setting('timezone'),"
            " current_setting('jit'), current_setting('listen_addresses')"
            " FROM pg_roles WHERE rolname = current_user",
        ) == [("blog", "blog", False, True, "UTF8", "UTC", "off", "")]
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as db:
            assert db.scalar(text("SELECT 'Äß' < 'éa' AND upper('é') = 'É'"))
        engine.dispose()


def test_no_one_else_can_read_it(used_data_dir: Path) -> None:
    """Look at the folder of a first start: in a copy the modes are those that `cp` gave."""
    with own(used_data_dir):
        paths = [path for path in (used_data_dir / "postgres").rglob("*") if not path.is_symlink()]
        assert len(paths) > 100
        assert not [path for path in paths if path.stat().st_mode & 0o077 and not path.is_socket()]
        assert not (used_data_dir / "postgres").stat().st_mode & 0o077
        assert not used_data_dir.stat().st_mode & 0o067
        assert not (used_data_dir / "postgres" / "superuser_password").exists()


def test_a_password_is_needed(data_dir: Path) -> None:
    with own(data_dir) as url, pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url, password="wrong")


def test_restart_keeps_data_and_url(data_dir: Path) -> None:
    with own(data_dir) as first:
        write_mark(first)
    assert all_processes_gone(data_dir)
    with own(data_dir) as second:
        assert second == first
        assert read_mark(second) == "here"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_server_ends_with_its_owner(
    end: signal.Signals, data_dir: Path, begin_owner: BeginOwner
) -> None:
    owner = begin_owner()
    url = ready_url(owner)
    write_mark(url)
    pid = server_pid(data_dir)
    with psycopg.connect(url):  # An open client connection does not keep the server running.
        owner.send_signal(end)
        assert wait_for(lambda: not is_alive(pid))
        assert wait_for(lambda: all_processes_gone(data_dir))
    with own(data_dir) as url:
        assert read_mark(url) == "here"


def test_a_start_that_fails_says_why(data_dir: Path) -> None:
    wrong = {"shared_buffers": "nonsense"}
    with (
        pytest.raises(EmbeddedPostgresError, match="shared_buffers"),
        embedded_postgres(data_dir, settings=wrong),
    ):
        pass
    assert all_processes_gone(data_dir)


def test_long_path(new_data_dir: Path) -> None:
    deep = new_data_dir / ('a, "long" folder ' * 10)
    if os.geteuid() == 0:
        new_data_dir.chmod(0o711)
    with own(deep) as url:
        write_mark(url)
        assert find_running_url(deep) == url
    with own(deep) as url:
        assert read_mark(url) == "here"


@pytest.mark.skipif(not OTHER_POSTGRESQL, reason="No other PostgreSQL is installed here.")
def test_programs_of_another_postgresql(new_data_dir: Path) -> None:
    bin_dir = OTHER_POSTGRESQL[0]
    for _ in range(2):
        with embedded_postgres(new_data_dir, bin_dir=bin_dir, settings={"fsync": "off"}) as url:
            ((version,),) = execute(url, "SHOW server_version")
            assert str(version).partition(".")[0] == bin_dir.parent.name
    with pytest.raises(EmbeddedPostgresError, match=f"needs PostgreSQL {bin_dir.parent.name}"):
        own(new_data_dir).__enter__()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root needs another place.")
def test_root_leaves_closed_folders_closed(new_data_dir: Path) -> None:
    inner = new_data_dir / "inner"
    with own(inner) as url:
        write_mark(url)
    elsewhere = (inner / "postgres").readlink()
    try:
        assert elsewhere.parent == PLACE_FOR_ROOT
        assert new_data_dir.stat().st_mode & 0o777 == 0o700
        with own(inner) as url:
            assert read_mark(url) == "here"
    finally:
        shutil.rmtree(elsewhere)


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root needs copies of the programs.")
def test_root_runs_programs_from_a_closed_folder(new_data_dir: Path) -> None:
    (bin_dir,) = (path for path in list_packaged() if read_version(path) >= 18)
    site = bin_dir.parents[2]
    with tempfile.TemporaryDirectory() as closed:
        for name in (bin_dir.parent.relative_to(site), f"{PACKAGE}.libs"):
            if (site / name).exists():
                shutil.copytree(site / name, Path(closed, name))
        programs = Path(closed, bin_dir.relative_to(site))
        with embedded_postgres(new_data_dir, bin_dir=programs, settings={"fsync": "off"}) as url:
            write_mark(url)
        assert Path(closed).stat().st_mode & 0o777 == 0o700
