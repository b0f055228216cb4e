"""Account: access tokens."""

import re

import pytest

from tests.factories import PASSWORD, World
from tests.studio.account import unconfirm
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn

TOKENS = "/studio/account/tokens"
NEW = f"{TOKENS}/new"


def secret_of(page: Page) -> str:
    (secret,) = re.findall(r'id="secret">(blog_pat_\w+)<', page.response.text)
    return str(secret)


async def make(browser: Browser, *scopes: str, name: str = "Deploy") -> Page:
    pairs = [("name", name), ("days", "30"), *(("scopes", scope) for scope in scopes)]
    return await browser.post(NEW, pairs)


async def status_of(world: World, token: str, path: str = "/api/auth/whoami") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return (await world.client.get(path, headers=headers)).status_code


async def test_a_token_is_shown_once_and_has_its_rights(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await make(browser, "posts:read", "profile:read", name="<i>CI</i>")
    token = secret_of(page)
    assert await status_of(world, token, "/api/users/me") == 200
    assert await status_of(world, token, "/api/users/me/mfa") == 403
    assert "http://127.0.0.1:8000/api/auth/whoami" in page.text
    page = await browser.get(TOKENS)
    assert "Address of the API: http://127.0.0.1:8000/api All calls" in page.text
    assert token not in page.response.text
    assert "<i>CI" not in page.response.text
    assert "2 rights" in page.text


async def test_faults_keep_what_was_typed(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await make(browser, "posts:read", name="")
    assert page.status == 422
    assert ("scopes", "posts:read") in page.form(NEW).fields
    page = await make(browser, name="Nightly")
    assert "Choose at least one right." in page.text
    assert ("name", "Nightly") in page.form(NEW).fields


async def test_a_token_is_limited_to_posts(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post, other = await world.post(author), await world.post(author)
    browser = await signed_in(author)
    fields = {"name": "One", "scopes": "posts:write", "post_ids": f"{post['id']}, {post['id']}"}
    secret = secret_of(await browser.post(NEW, fields))
    headers = {"Authorization": f"Bearer {secret}"}
    for each, status in ((post, 200), (other, 404)):
        path = f"/api/posts/{each['id']}"
        answer = await world.client.patch(path, json={"title": "New"}, headers=headers)
        assert answer.status_code == status
    page = await browser.get(TOKENS)
    assert "only for 1 post" in page.text
    (token,) = [link for link in page.links if link.startswith(f"{TOKENS}/") and link != NEW]
    assert f"Only for the posts {post['id']}" in (await browser.get(token)).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"post_ids": "my post"}, "Write the numbers of posts, separated by commas."),
        ({"post_ids": "0"}, "Use at least 1."),
        (
            {"post_ids": "1", "scopes": "admin:audit"},
            "A token with rights of administrators is not limited to posts.",
        ),
    ],
)
async def test_faults_of_the_posts_of_a_token(
    world: World, signed_in: SignIn, fields: dict[str, str], sentence: str
) -> None:
    browser = await signed_in(await world.admin())
    page = await browser.post(NEW, {"name": "x", "scopes": "posts:read"} | fields)
    assert page.status == 422
    assert sentence in page.text
    assert 'id="post_ids-fault"' in page.response.text
    assert ("post_ids", fields["post_ids"]) in page.form(NEW).fields


async def test_rights_of_administrators_are_theirs(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    assert "Read the audit log" not in (await browser.get(NEW)).text
    assert (await make(browser, "admin:audit")).status == 403
    browser = await signed_in(await world.admin())
    assert "Read the audit log" in (await browser.get(NEW)).text
    assert secret_of(await make(browser, "admin:audit"))


async def test_a_token_is_renamed_replaced_and_revoked(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    token = secret_of(await make(browser, "posts:read"))
    page = await browser.get(TOKENS)
    assert "Change or revoke" in page.text
    (path,) = [link for link in page.links if re.search(r"tokens/\d+$", link)]
    page = await browser.submit(await browser.get(path), f"{path}/rename", name="")
    assert page.status == 422
    page = await browser.submit(page, f"{path}/rename", name="Backup")
    assert "Backup" in page.text
    await unconfirm(world, person)
    page = await browser.submit(await browser.get(path), f"{path}/rotate")
    page = await browser.submit(page, f"{path}/rotate", confirm_password=PASSWORD)
    successor = secret_of(page)
    assert "24 hours" in page.text
    page = await browser.submit(await browser.get(path), f"{path}/revoke")
    assert "The token is revoked." in page.text
    assert "No tokens" in page.text
    assert {await status_of(world, each) for each in (token, successor)} == {401}


async def test_making_one_needs_a_confirmed_session(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await unconfirm(world, person)
    assert (await browser.get(NEW)).path.startswith("/studio/confirm")
    page = await make(browser, "posts:read")
    page = await browser.submit(page, NEW, confirm_password=PASSWORD)
    assert secret_of(page)


async def test_tokens_of_someone_else_are_not_there(world: World, signed_in: SignIn) -> None:
    first = await signed_in(await world.user())
    token = secret_of(await make(first, "posts:read"))
    (path,) = [link for link in (await first.get(TOKENS)).links if re.search(r"tokens/\d+$", link)]
    other = await signed_in(await world.user())
    assert (await other.get(path)).status == 404
    for verb in ("rename", "revoke", "rotate"):
        assert (await other.post(f"{path}/{verb}", {"name": "Mine"})).status == 404
    assert await status_of(world, token) == 200
