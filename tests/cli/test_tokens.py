"""`blog-api tokens list` and `revoke`, and `purge` of tokens that nobody uses."""

import anyio.to_thread

from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.cli.conftest import Run
from tests.factories import World


async def call(run: Run, *arguments: str) -> tuple[int, str]:
    return await anyio.to_thread.run_sync(lambda: run(*arguments))


async def test_lists_the_tokens_of_all_or_of_one_without_secrets(run: Run, world: World) -> None:
    ada, grace = await world.user(), await world.user()
    post = await world.post(ada)
    first = await make_token(world, ada, Scope.POSTS_READ, name="First", post_ids=[post["id"]])
    second = await make_token(world, grace, name="Second")
    code, said = await call(run, "tokens", "list")
    assert code == 0
    lines = [line for line in said.splitlines() if "blog_pat_" in line]
    assert [line.split()[:2] for line in lines] == [
        [str(second.id), grace.username],
        [str(first.id), ada.username],
    ]
    assert "posts:read" in lines[1]
    assert f"only posts {post['id']}" in lines[1]
    assert first.text not in said
    code, said = await call(run, "tokens", "list", "--username", ada.username.upper())
    assert [line.split()[0] for line in said.splitlines() if "blog_pat_" in line] == [str(first.id)]


async def test_revokes_one_or_all_of_an_account(run: Run, world: World) -> None:
    ada, grace = await world.user(), await world.user()
    tokens = [await make_token(world, ada) for _ in range(3)]
    kept = await make_token(world, grace)
    assert (await call(run, "tokens", "revoke", str(tokens[0].id)))[0] == 0
    code, said = await call(run, "tokens", "revoke", "--username", ada.username)
    assert (code, "Revoked 2 tokens." in said) == (0, True)
    assert await world.execute("SELECT id FROM access_tokens") == [(kept.id,)]
    entries = await world.execute(
        "SELECT actor_id, target_id FROM audit_entries WHERE action = 'access_token.revoke' "
        "ORDER BY target_id"
    )
    assert entries == [(None, token.id) for token in tokens]
    assert (await call(run, "tokens", "revoke", str(tokens[0].id)))[0] == 1
    assert (await call(run, "tokens", "revoke"))[0] == 1


async def test_purge_revokes_unused_tokens(run: Run, world: World) -> None:
    ada = await world.user()
    await make_token(world, ada)
    await world.execute("UPDATE access_tokens SET created_at = now() - interval '181 days'")
    code, said = await call(run, "purge")
    assert (code, "Revoked 1 access token" in said) == (0, True)
    assert await world.execute("SELECT id FROM access_tokens") == []
