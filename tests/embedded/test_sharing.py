"""One owner at a time; commands share its server."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from blog_api.embedded_postgres.server import (
    AlreadyOwnedError,
    embedded_postgres,
    find_running_url,
    open_postgres,
)
from tests.embedded.observe import (
    BeginOwner,
    all_processes_gone,
    execute,
    own,
    read_mark,
    ready_url,
    wait_for,
    write_mark,
)


def test_second_owner_is_refused_and_harms_nothing(data_dir: Path) -> None:
    refusal = f"{data_dir} .*pid {os.getpid()}.*BLOG_DATA_DIR"
    with own(data_dir) as url:
        with (
            pytest.raises(AlreadyOwnedError, match=refusal),
            embedded_postgres(data_dir, patience=0),
        ):
            pass
        assert execute(url, "SELECT 1") == [(1,)]


def test_second_owner_waits_for_one_that_leaves(data_dir: Path, begin_owner: BeginOwner) -> None:
    owner = begin_owner()
    write_mark(ready_url(owner))

    def end_soon() -> None:
        time.sleep(0.3)
        owner.terminate()

    with ThreadPoolExecutor() as pool:
        pool.submit(end_soon)
        with own(data_dir) as url:
            assert read_mark(url) == "here"


def test_looking_for_a_server_changes_nothing(new_data_dir: Path) -> None:
    assert find_running_url(new_data_dir) is None
    assert not list(new_data_dir.iterdir())


def test_a_command_shares_the_running_server(data_dir: Path) -> None:
    with own(data_dir) as url:
        assert find_running_url(data_dir) == url
        with open_postgres(data_dir) as shared:
            write_mark(shared)
        assert read_mark(url) == "here"
    assert find_running_url(data_dir) is None


def test_a_command_owns_the_server_if_nobody_does(data_dir: Path) -> None:
    with open_postgres(data_dir) as url:
        write_mark(url)
    assert all_processes_gone(data_dir)
    with open_postgres(data_dir) as url:
        assert read_mark(url) == "here"


def test_a_command_waits_for_a_server_that_is_starting(
    new_data_dir: Path, begin_owner: BeginOwner
) -> None:
    owner = begin_owner()
    assert wait_for((new_data_dir / "postgres" / "cluster.draft").exists)
    with open_postgres(new_data_dir) as url:
        assert url == ready_url(owner)


def test_many_starts_at_once_make_one_owner(begin_owner: BeginOwner) -> None:
    owners = [begin_owner() for _ in range(4)]
    assert wait_for(lambda: sum(owner.poll() is not None for owner in owners) == 3)
    (winner,) = [owner for owner in owners if owner.poll() is None]
    assert execute(ready_url(winner), "SELECT 1") == [(1,)]
    assert all("AlreadyOwnedError" in owner.communicate()[1] for owner in owners if owner != winner)
