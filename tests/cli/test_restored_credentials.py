"""Credentials after the restore of a backup, and the record of the backup."""

from pathlib import Path
from typing import Any

import pytest

from tests.access_tokens import make_token
from tests.cli.backups import call
from tests.cli.conftest import Run
from tests.factories import World
from tests.previews.links import is_dead, make


async def test_a_restore_ends_preview_links(run: Run, world: World, tmp_path: Path) -> None:
    """One that was revoked after the backup would be good again."""
    ada = await world.user("ada")
    token = (await make(world, ada, (await world.post(ada, status="draft"))["id"]))["token"]
    await call(run, "backup", tmp_path / "file")
    assert not await is_dead(world, token)
    await call(run, "restore", tmp_path / "file", "--replace", "--yes")
    assert await is_dead(world, token)


async def test_a_restore_revokes_access_tokens(run: Run, world: World, tmp_path: Path) -> None:
    ada = await world.user("ada")
    token = await make_token(world, ada)
    await call(run, "backup", tmp_path / "file")
    assert (await world.client.get("/api/auth/whoami", headers=token.headers)).is_success
    await call(run, "restore", tmp_path / "file", "--replace", "--yes")
    answer = await world.client.get("/api/auth/whoami", headers=token.headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("kept", [True, False])
async def test_a_restore_ends_sessions_and_one_time_tokens(
    run: Run, world: World, tmp_path: Path, *, kept: bool
) -> None:
    ada = await world.user("ada")
    token = await make_token(world, ada)
    await world.execute(
        "INSERT INTO one_time_tokens (token_hash, purpose, user_id, email, expires_at)"
        " VALUES ('x', 'reset_password', %s, %s, now() + interval '1 hour')",
        ada.id,
        ada.email,
    )
    await call(run, "backup", tmp_path / "file")
    keep = ["--keep-credentials"] if kept else []
    await call(run, "restore", tmp_path / "file", "--replace", "--yes", *keep)
    for headers in (ada.headers, token.headers):
        answer = await world.client.get("/api/auth/whoami", headers=headers)
        assert answer.status_code == (200 if kept else 401)
    form = {"grant_type": "refresh_token", "refresh_token": ada.refresh_token}
    refreshed = await world.client.post("/api/auth/refresh", data=form)
    assert refreshed.status_code == (200 if kept else 400)
    assert len(await world.execute("SELECT 1 FROM one_time_tokens")) == kept
    assert (await world.tokens("ada")).status_code == 200


async def test_the_overview_shows_the_last_backup(run: Run, world: World, tmp_path: Path) -> None:
    admin = await world.admin()

    async def last() -> Any:
        answer = await world.client.get("/api/overview", headers=admin.headers)
        return answer.json()["administration"]["last_backup"]

    assert await last() is None
    file = tmp_path / "file"
    await call(run, "backup", file)
    backup = await last()
    assert backup["size"] == file.stat().st_size
    assert backup["began_at"] < backup["ended_at"]
