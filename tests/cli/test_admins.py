"""`blog-api create-admin`."""

from collections.abc import Awaitable, Callable

import anyio.to_thread
import pytest

from tests.cli.conftest import Run
from tests.factories import PASSWORD, World

Make = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def make(run: Run) -> Make:
    """Run the command in a thread."""

    async def create_admin(
        email: str, username: str, *rest: str, stdin: str | None = None
    ) -> tuple[int, str]:
        named = ("create-admin", "--email", email, "--username", username, *rest)
        return await anyio.to_thread.run_sync(lambda: run(*named, stdin=stdin))

    return create_admin


async def test_a_new_one_logs_in_and_is_audited(make: Make, world: World) -> None:
    code, said = await make("root@example.com", "root", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (code, said) == (0, "Made the administrator root.\n")
    answer = await world.tokens("root")
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    me = (await world.client.get("/api/users/me", headers=headers)).json()
    assert (me["role"], me["email"]) == ("admin", "root@example.com")
    entries = await world.execute("SELECT actor_id, action, target_id, details FROM audit_entries")
    assert entries == [(None, "user.create_admin", me["id"], {"created": True})]


async def test_the_password_is_asked_for_twice(make: Make, world: World) -> None:
    code, _ = await make("root@example.com", "root", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert code == 0
    assert (await world.tokens("root")).status_code == 200


async def test_passwords_may_hold_spaces_and_any_letters(make: Make, world: World) -> None:
    password = "  pässwörd 密码 "  # made up
    await make("root@example.com", "root", "--password-stdin", stdin=f"{password}\r\n")
    assert (await world.tokens("root", password)).status_code == 200


@pytest.mark.parametrize(
    ("email", "username"), [("ADA@example.COM", "stranger"), ("other@example.com", "aDa")]
)
async def test_an_existing_account_is_found_without_case(
    make: Make, world: World, email: str, username: str
) -> None:
    ada = await world.user("ada")
    assert await make(email, username) == (
        0,
        "ada (ada@example.com) is now an administrator.\n",
    )
    assert (await world.client.get("/api/users", headers=ada.headers)).status_code == 200
    assert await make(email, username) == (
        0,
        "ada (ada@example.com) is already an administrator.\n",
    )
    assert await world.execute("SELECT count(*) FROM audit_entries") == [(1,)]


async def test_a_deleted_account_is_not_found(make: Make, world: World) -> None:
    ada = await world.user("ada")
    await world.client.delete("/api/users/me", headers=ada.headers)
    code, said = await make(ada.email, "ada", "--password-stdin", stdin=PASSWORD)
    assert (code, said) == (0, "Made the administrator ada.\n")
    roles = await world.execute("SELECT role FROM users ORDER BY id")
    assert roles == [("user",), ("admin",)]


async def test_two_accounts_are_not_one(make: Make, world: World) -> None:
    await world.user("ada")
    await world.user("grace")
    code, said = await make("ada@example.com", "grace")
    assert code == 1
    assert "two accounts" in said
    assert await world.execute("SELECT DISTINCT role FROM users") == [("user",)]


async def test_a_deactivated_account_is_named_so(make: Make, world: World) -> None:
    await world.user("ada")
    await world.execute("UPDATE users SET is_active = false")
    code, said = await make("ada@example.com", "ada")
    assert code == 0
    assert "deactivated" in said


@pytest.mark.parametrize(
    ("registration", "complaint"),
    [
        (("nobody", "root", PASSWORD), "EMAIL: "),
        (("root@example.com", "1root", PASSWORD), "USERNAME: "),
        (("root@example.com", "root", "short"), "at least 8 characters"),
        (("root@example.com", "root", "password1"), "first that anyone would try"),
        (("root@example.com", "Zyxw.vutsr-1", "zyxw.Vutsr-1"), "your own name"),
        (("root@example.com", "root", ""), "PASSWORD: "),
    ],
)
async def test_the_rules_of_registration_hold(
    make: Make, world: World, registration: tuple[str, str, str], complaint: str
) -> None:
    email, username, password = registration
    code, said = await make(email, username, "--password-stdin", stdin=f"{password}\n")
    assert code == 1
    assert complaint in said
    assert await world.execute("SELECT count(*) FROM users") == [(0,)]
