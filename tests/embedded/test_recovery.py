"""Recovery: after any process is killed at any time, the next start finds the data."""

import os
import signal
from pathlib import Path

import pytest

from blog_api.embedded_postgres.server import (
    EmbeddedPostgresError,
    find_running_url,
)
from tests.embedded.observe import (
    BeginOwner,
    bystander,
    execute,
    guards_of,
    is_alive,
    own,
    read_mark,
    ready_url,
    replace_pid,
    server_pid,
    wait_for,
    write_mark,
)


def test_restart_right_after_everything_is_killed(data_dir: Path, begin_owner: BeginOwner) -> None:
    owner = begin_owner()
    write_mark(ready_url(owner))
    os.kill(server_pid(data_dir), signal.SIGKILL)
    owner.kill()
    with own(data_dir) as url:
        assert read_mark(url) == "here"


def test_restart_while_the_server_of_a_killed_owner_still_stops(
    data_dir: Path, begin_owner: BeginOwner
) -> None:
    for _ in range(3):
        owner = begin_owner()
        url = ready_url(owner)
        execute(url, "CREATE TABLE IF NOT EXISTS marks (mark text)")
        execute(url, "INSERT INTO marks VALUES ('here')")
        owner.kill()
        owner.wait()
    with own(data_dir) as url:
        assert execute(url, "SELECT count(*) FROM marks") == [(3,)]


def test_an_orphan_is_stopped_before_the_next_start(
    data_dir: Path, begin_owner: BeginOwner
) -> None:
    owner = begin_owner()
    write_mark(ready_url(owner))
    orphan = server_pid(data_dir)
    for pid in guards_of(orphan):
        os.kill(pid, signal.SIGKILL)
    owner.kill()
    owner.wait()
    assert not wait_for(lambda: not is_alive(orphan), seconds=0.5)
    with own(data_dir) as url:
        assert server_pid(data_dir) != orphan
        assert read_mark(url) == "here"


@pytest.mark.parametrize("seen", ["PG_VERSION", "global/pg_control"])
def test_an_unfinished_cluster_is_created_again(
    seen: str, new_data_dir: Path, begin_owner: BeginOwner
) -> None:
    owner = begin_owner()
    draft = new_data_dir / "postgres" / "cluster.draft"
    assert wait_for((draft / seen).exists)
    owner.kill()
    owner.wait()
    assert not (new_data_dir / "postgres" / "cluster").exists()
    with own(new_data_dir) as url:
        write_mark(url)
        assert not draft.exists()


def keep_lock_files(data_dir: Path) -> tuple[Path, Path]:
    """Leave the lock files of a killed server behind."""
    home = data_dir / "postgres"
    files = (home / "cluster" / "postmaster.pid", home / ".s.PGSQL.5432.lock")
    with own(data_dir) as url:
        write_mark(url)
        contents = [file.read_text() for file in files]
    for file, content in zip(files, contents, strict=True):
        file.write_text(content)
    return files


def test_stale_pid_file_with_the_pid_of_another_program(data_dir: Path) -> None:
    files = keep_lock_files(data_dir)
    user = (data_dir / "postgres").stat().st_uid if os.geteuid() == 0 else None
    with bystander(Path("/"), user) as pid:
        for file in files:
            replace_pid(file, pid)
        assert find_running_url(data_dir) is None
        with own(data_dir) as url:
            assert read_mark(url) == "here"


def test_a_server_started_by_hand_is_left_alone(data_dir: Path) -> None:
    pid_file, _ = keep_lock_files(data_dir)
    with bystander(data_dir / "postgres" / "cluster") as pid:
        replace_pid(pid_file, pid)
        with pytest.raises(EmbeddedPostgresError, match=f"by hand .pid {pid}"), own(data_dir):
            pass
