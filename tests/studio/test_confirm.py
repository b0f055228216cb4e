"""Confirmation of the session in the middle of an act."""

from tests.factories import PASSWORD, World
from tests.studio.conftest import SignIn


async def confirmed_at(world: World, user_id: int) -> list[tuple[object, ...]]:
    return await world.execute(
        "SELECT max(confirmed_at) > now() - interval '1 minute' FROM sessions "
        "WHERE user_id = %s AND user_agent = 'Test browser'",
        user_id,
    )


async def test_the_right_password_confirms_and_goes_on(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.execute("UPDATE sessions SET confirmed_at = NULL WHERE user_id = %s", person.id)
    page = await browser.get("/studio/confirm?next=/studio/posts%3Fstatus=draft")
    page = await browser.submit(page, "/studio/confirm", confirm_password=PASSWORD)
    assert page.path == "/studio/posts?status=draft"
    assert await confirmed_at(world, person.id) == [(True,)]


async def test_a_wrong_password_keeps_what_was_typed(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.execute("UPDATE sessions SET confirmed_at = NULL WHERE user_id = %s", person.id)
    page = await browser.post(
        "/studio/confirm", {"next": "/studio/posts", "confirm_password": "wrong"}
    )
    assert page.status == 403
    assert "The password is wrong." in page.text
    assert ("next", "/studio/posts") in page.form("/studio/confirm").fields
    assert await confirmed_at(world, person.id) == [(None,)]
