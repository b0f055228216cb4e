"""Accounts that an import creates for the authors of a map."""

from pathlib import Path

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import item, make_wordpress

NEW = 'wpada = { email = "Ada@example.org", username = "ada.l", name = "Ada L." }\n'
MADE = "made the account ada.l (Ada@example.org) for author 'wpada'"


async def imported(blog: Command, folder: Path, text: str, *more: str) -> tuple[int, str]:
    """Import a post of wpada with a map."""
    (folder / "authors.toml").write_text(text)
    path = make_wordpress(folder / "w.xml", item(1))
    return await blog("import", path, "--authors", folder / "authors.toml", *more)


async def test_an_account_is_made_once(blog: Command, world: World, tmp_path: Path) -> None:
    """It is reported, not verified, gets no mail, and no password matches."""
    code, said = await imported(blog, tmp_path, NEW)
    assert (code, MADE in said) == (0, True)
    users = "SELECT id, email, username, name, email_verified, role, password_hash FROM users"
    ((user_id, *columns),) = await world.execute(users)
    assert columns == ["Ada@example.org", "ada.l", "Ada L.", False, "user", "!"]
    assert await world.execute("SELECT author_id, status FROM posts") == [(user_id, "published")]
    assert await world.execute("SELECT 1 FROM outbox") == []
    audit = "SELECT target_id, actor_id FROM audit_entries WHERE action = 'user.import'"
    assert await world.execute(audit) == [(user_id, None)]
    for password in ("!", "", "correct horse battery"):
        assert (await world.tokens("ada.l", password)).status_code in {400, 422}
    code, said = await imported(blog, tmp_path, NEW)
    assert (code, "1 was there already" in said, "made" in said) == (0, True, False)
    assert len(await world.execute(users)) == 1


async def test_its_owner_chooses_a_password_by_mail(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await imported(blog, tmp_path, NEW)
    asked = {"email": "ada@example.org"}
    assert (await world.client.post("/api/auth/password/forgot", json=asked)).status_code == 202
    queued = await world.execute("SELECT kind, recipient FROM outbox")
    assert queued == [("reset_password", "ada@example.org")]


async def test_a_dry_run_makes_none(blog: Command, world: World, tmp_path: Path) -> None:
    code, said = await imported(blog, tmp_path, NEW, "--dry-run")
    assert (code, MADE in said) == (0, True)
    assert await world.execute("SELECT 1 FROM users") == []


async def test_an_account_with_the_address_is_taken(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user("someone", email="ada@EXAMPLE.org")
    code, said = await imported(blog, tmp_path, NEW)
    assert (code, "made" in said) == (0, False)
    assert await world.execute("SELECT author_id FROM posts") == [(ada.id,)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('wpada = { email = "a@example.org" }', "author 'wpada': username: Field required."),
        ('wpada = { email = "a", username = "abc" }', "author 'wpada': email: "),
        (
            'wpada = { email = "a@example.org", username = "TAKEN" }',
            "author 'wpada': the user name taken belongs to another email address.",
        ),
        ('wpada = { email = "a@example.org", username = "admin" }', "author 'wpada': "),
        (
            'wpada = { email = "off@example.org", username = "x.y" }',
            "author 'wpada': the account off is deactivated.",
        ),
    ],
)
async def test_an_account_that_cannot_be_made(
    blog: Command, world: World, tmp_path: Path, text: str, sentence: str
) -> None:
    """Nothing is written, not even an account that came before it."""
    await world.user("taken")
    await world.user("off", email="off@example.org")
    await world.execute("UPDATE users SET is_active = false WHERE username = 'off'")
    first = 'other = { email = "b@example.org", username = "other" }\n'
    code, said = await imported(blog, tmp_path, first + text)
    assert (code, sentence in said, await all_posts(world)) == (1, True, [])
    assert await world.execute("SELECT 1 FROM users WHERE username = 'other'") == []
