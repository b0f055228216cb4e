"""`blog-api backup` and `restore`."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio.to_thread
import psycopg
import pytest
from alembic.command import downgrade
from alembic.script import ScriptDirectory
from psycopg.conninfo import conninfo_to_dict

from blog_api.db.migrations import configuration
from tests.cli.backups import (
    PICTURES,
    Into,
    call,
    checksums,
    count_on,
    forge,
    last_ids,
    left_in,
    mode_of,
    pictures,
    put_picture,
)
from tests.cli.conftest import Run
from tests.cli.served import Served, command, start
from tests.embedded.observe import all_processes_gone, wait_for
from tests.factories import World


@pytest.fixture
async def blog(world: World, run: Run, tmp_path: Path) -> Path:
    """Create a backup of users, content in twelve languages, votes, deletions and images."""
    await call(run, "seed", "--users", "12", "--posts", "120", "--comments", "60")
    ada = await world.user("ada")
    kept, trashed = await world.post(ada, title="Größe, 高度, ارتفاع"), await world.post(ada)
    await world.post(ada, status="draft")
    await world.client.put(f"/api/posts/{kept['id']}/vote", headers=ada.headers)
    await world.client.delete(f"/api/posts/{trashed['id']}", headers=ada.headers)
    for name, content in PICTURES.items():
        put_picture(tmp_path, name, content)
    file = tmp_path / "blog.backup"
    said = await call(run, "backup", file)
    assert "and 2 files to" in said
    return file


async def test_the_drill(
    blog: Path, run: Run, database_url: str, target: Into, tmp_path: Path
) -> None:
    assert mode_of(blog) == 0o600
    assert left_in(tmp_path) == ["blog.backup", "media"]
    said = await call(run, "restore", blog, "--keep-credentials", into=target)
    assert "Restored" in said
    before, after = checksums(database_url), checksums(target["MIGRATION_DATABASE_URL"])
    assert before == after
    assert before["posts"][0] == 123
    assert before["deletions"][0] == before["votes"][0] == 1
    assert pictures(tmp_path / "elsewhere") == PICTURES
    assert left_in(tmp_path / "elsewhere") == ["media"]
    with psycopg.connect(target["DATABASE_URL"], autocommit=True) as serving:
        assert serving.execute("SELECT count(*) FROM posts").fetchall() == [(123,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            serving.execute("DELETE FROM audit_entries")


async def test_what_is_there_is_replaced_only_when_told(
    blog: Path, run: Run, world: World, database_url: str, tmp_path: Path
) -> None:
    before = checksums(database_url)
    await world.post(title="Written after the backup")
    put_picture(tmp_path, "new.webp", b"new")
    changed = checksums(database_url)
    assert "--replace" in await call(run, "restore", blog, code=1)
    await call(run, "restore", blog, "--replace", code=1)
    assert checksums(database_url) == changed
    assert "new.webp" in pictures(tmp_path)
    await call(run, "restore", blog, "--replace", "--yes", "--keep-credentials")
    assert checksums(database_url) == before
    assert pictures(tmp_path) == PICTURES
    await world.post(title="Written after the restore")


async def test_a_token_of_before_a_restore_is_nobody_elses(
    run: Run, world: World, tmp_path: Path
) -> None:
    """Accounts made after the backup lose their tokens, even if credentials are kept."""
    ada = await world.user("ada")
    await call(run, "backup", tmp_path / "file")
    bob = await world.user("bob")
    gone = await world.post(bob)
    await call(run, "restore", tmp_path / "file", "--replace", "--yes", "--keep-credentials")
    cyd = await world.user("cyd")
    post = await world.post(cyd)
    assert cyd.id > bob.id
    assert post["id"] > gone["id"]
    assert (await world.client.get("/api/users/me", headers=bob.headers)).status_code == 401
    for person in (ada, cyd):
        me = await world.client.get("/api/users/me", headers=person.headers)
        assert me.json()["id"] == person.id


async def test_ids_go_on_from_what_was_replaced(
    small: Path, run: Run, elsewhere: str, target: Into
) -> None:
    """Ids are not reused, however many there were, for every table."""
    await call(run, "restore", small, into=target)
    given = count_on(elsewhere, 10**12)
    await call(run, "restore", small, "--replace", "--yes", into=target)
    now = last_ids(elsewhere)
    assert now.keys() == given.keys() >= {"users_id_seq", "sessions_id_seq", "posts_id_seq"}
    assert all(now[name] > last for name, last in given.items())


async def test_elsewhere_there_is_room_for_ids_that_nobody_knows_of(
    small: Path, run: Run, database_url: str, elsewhere: str, target: Into
) -> None:
    given = count_on(database_url, 100_000)
    await call(run, "restore", small, into=target)
    now = last_ids(elsewhere)
    assert all(now[name] > last for name, last in given.items())


async def test_the_room_for_what_tokens_name_grows_with_the_age_of_a_backup(
    small: Path, run: Run, database_url: str, elsewhere: str, target: Into
) -> None:
    """Sequences of ids that tokens do not name keep a small gap: a sitemap scans ids of posts."""
    forge(small, made_at="2025-01-01T00:00:00Z")
    since = datetime.now(UTC) - datetime(2025, 1, 1, tzinfo=UTC)
    await call(run, "restore", small, into=target)
    now = last_ids(elsewhere)
    for name in ("users_id_seq", "sessions_id_seq"):
        assert now[name] > since.total_seconds() * 1_000
    assert now["posts_id_seq"] < last_ids(database_url)["posts_id_seq"] + 2_000_000


async def test_files_in_a_bucket_are_left_to_it(
    run: Run, world: World, database_url: str, tmp_path: Path
) -> None:
    bucket = {"MEDIA_URL": "s3://pictures"}
    put_picture(tmp_path, "1.png", b"of another time")
    await world.post()
    before = checksums(database_url)
    assert "lie in a bucket" in await call(run, "backup", tmp_path / "file", into=bucket)
    for into in (bucket, {}):
        said = await call(
            run, "restore", tmp_path / "file", "--replace", "--yes", "--keep-credentials", into=into
        )
        assert "lie in a bucket" in said
    assert pictures(tmp_path) == {"1.png": b"of another time"}
    assert checksums(database_url) == before


async def test_an_earlier_schema_is_migrated(
    small: Path, run: Run, elsewhere: str, target: Into, tmp_path: Path
) -> None:
    """Migrate one step back, back up, and restore."""
    await call(run, "restore", small, into=target)
    steps = list(ScriptDirectory.from_config(configuration()).walk_revisions())
    await anyio.to_thread.run_sync(
        lambda: downgrade(configuration(elsewhere), str(steps[1].revision))
    )
    await call(run, "backup", tmp_path / "old", into=target)
    said = await call(run, "restore", tmp_path / "old", "--replace", "--yes", into=target)
    assert f"migrated from {steps[1].revision}" in said
    with psycopg.connect(elsewhere) as db:
        assert db.execute("SELECT count(*) FROM posts").fetchall() == [(1,)]


async def test_no_password_on_a_command_line(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    """Neither in arguments nor in error messages."""
    seen: list[str] = []
    popen = subprocess.Popen.__init__

    def watch(self: Any, args: Any, *rest: Any, **options: Any) -> None:
        seen.extend(map(str, args))
        popen(self, args, *rest, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", watch)
    await call(run, "backup", tmp_path / "file")
    password = str(conninfo_to_dict(database_url)["password"])
    assert any("--dbname=" in argument for argument in seen)
    assert not any(password in argument for argument in seen)


@pytest.fixture(scope="module")
def of_served(served: Served, shared_data_dir: Path) -> Path:
    """Back up the embedded database, with ada, while its server runs."""
    assert served.register("ada").status_code == 201
    file = shared_data_dir.with_name("file")
    code, said = command(shared_data_dir, "backup", str(file))
    assert code == 0, said
    return file


def test_with_a_server_on_the_embedded_database(of_served: Path) -> None:
    """Restore into an empty folder, and serve it there."""
    folder = of_served.with_name("restored")
    code, said = command(folder, "restore", str(of_served))
    assert code == 0, said
    with start(folder) as again:
        again.log_in("ada")
    assert wait_for(lambda: all_processes_gone(folder), seconds=30)


def test_into_a_server_that_runs(of_served: Path, served: Served, shared_data_dir: Path) -> None:
    """Prepared statements of the server go on working on the replaced tables."""
    assert served.register("cyd").status_code == 201
    headers = served.log_in("ada")
    code, said = command(shared_data_dir, "restore", str(of_served), "--replace", "--yes")
    assert code == 0, said
    assert served.register("cyd").status_code == 201
    assert served.client.get("/api/users/me", headers=headers).status_code == 401
    headers = served.log_in("ada")
    assert served.client.get("/api/users/me", headers=headers).status_code == 200
