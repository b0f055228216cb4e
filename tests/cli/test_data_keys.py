"""`blog-api data-key` and `blog-api mfa`, and a server without the key that it needs."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread

from tests.cli.conftest import Run
from tests.factories import World
from tests.second_factor.app import MFA, enrol, first_step, second_step


async def call(run: Run, *arguments: str | Path, **settings: str) -> tuple[int, str]:
    return await anyio.to_thread.run_sync(partial(run, *arguments, **settings))


def key_file_of(world: World) -> Path:
    folder: Path = world.app.state.settings.blog_data_dir
    return folder / "keys" / "data.key"


async def test_generate_prints_or_writes_a_key(run: Run, tmp_path: Path) -> None:
    code, key = run("data-key", "generate")
    assert (code, len(key.strip())) == (0, 44)
    out = tmp_path / "data.key"
    assert run("data-key", "generate", "--out", out)[0] == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert run("data-key", "generate", "--out", out)[0] == 1


async def test_rotation_loses_no_factor(run: Run, world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    path = key_file_of(world)
    old = path.read_text()
    [(key_id, sealed)] = await world.execute("SELECT key_id, sealed FROM totp_secrets")
    code, said = await call(run, "data-key", "rotate", DATA_KEY_FILE=str(path))
    assert (code, "1 secret was" in said) == (0, True), said
    [(new_id, resealed)] = await world.execute("SELECT key_id, sealed FROM totp_secrets")
    assert new_id in said
    assert new_id != key_id
    assert sealed != resealed
    assert old.strip() not in path.read_text()
    token = await first_step(world, ada)
    assert (await second_step(world, token, otp=app.code())).status_code == 200


async def test_an_interrupted_rotation_goes_on(run: Run, world: World) -> None:
    await enrol(world, await world.user())
    path = key_file_of(world)
    _, new = await call(run, "data-key", "generate")
    path.write_text(new + path.read_text())
    code, said = await call(run, "data-key", "list", DATA_KEY_FILE=str(path))
    assert [line.split()[2] for line in said.splitlines()] == ["0", "1"]
    code, said = await call(run, "data-key", "rotate", DATA_KEY_FILE=str(path))
    assert code == 0
    assert path.read_text() == new


async def test_an_enrolment_that_nobody_finished_needs_no_key(run: Run, world: World) -> None:
    """It is no second factor yet: nobody can name it to `mfa reset`, and it is soon begun again."""
    ada = await world.user()
    assert (await world.client.post(f"{MFA}/totp", headers=ada.headers)).status_code == 200
    (_, other), (_, new) = [await call(run, "data-key", "generate") for _ in range(2)]
    code, said = await call(run, "data-key", "list", DATA_KEY=other.strip())
    assert (code, "MISSING" in said) == (0, False), said
    keys = f"{new.strip()},{other.strip()}"
    code, said = await call(run, "data-key", "rotate", DATA_KEY=keys)
    assert (code, "0 secrets" in said) == (0, True), said


async def test_a_key_of_the_environment_is_replaced_by_its_operator(run: Run, world: World) -> None:
    ada = await world.user()
    await enrol(world, ada)
    old = key_file_of(world).read_text().strip()
    code, said = await call(run, "data-key", "rotate", DATA_KEY=old)
    assert code == 1
    assert "NEW,OLD" in said
    _, new = await call(run, "data-key", "generate")
    code, said = await call(run, "data-key", "rotate", DATA_KEY=f"{new.strip()},{old}")
    assert (code, "1 secret was" in said) == (0, True), said


async def test_a_server_with_another_key_does_not_start(
    run: Run, world: World, serving_url: str, database_url: str, tmp_path: Path
) -> None:
    await enrol(world, await world.user())
    [(key_id,)] = await world.execute("SELECT key_id FROM totp_secrets")
    _, other = await call(run, "data-key", "generate")
    settings = {
        "DATABASE_URL": serving_url,
        "MIGRATION_DATABASE_URL": database_url,
        "BLOG_DATA_DIR": str(tmp_path),
        "DATA_KEY": other.strip(),
    }
    serve = [sys.executable, "-m", "blog_api", "serve", "--port", "0"]
    ended = await anyio.run_process(
        serve, env=os.environ | settings, check=False, stderr=subprocess.STDOUT
    )
    said = ended.stdout.decode()
    assert ended.returncode == 1, said
    assert key_id in said
    assert "blog-api mfa reset" in said


async def test_a_backup_says_which_key_it_needs(run: Run, world: World, tmp_path: Path) -> None:
    await enrol(world, await world.user())
    [(key_id,)] = await world.execute("SELECT key_id FROM totp_secrets")
    code, said = await call(run, "backup", tmp_path / "backup")
    assert code == 0
    assert f"need the data key {key_id}" in said


async def test_reset_on_the_host(run: Run, world: World) -> None:
    ada = await world.user("ada")
    await enrol(world, ada)
    assert (await call(run, "mfa", "reset", "--username", "nobody"))[0] == 1
    code, said = await call(run, "mfa", "reset", "--username", "ADA")
    assert (code, said) == (0, "Removed every second factor of ADA.\n")
    assert (await world.tokens("ada")).status_code == 200
    entries = await world.execute("SELECT actor_id, action FROM audit_entries ORDER BY id")
    assert entries[-1] == (None, "mfa.reset")
