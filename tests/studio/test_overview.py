"""The first page."""

from tests.factories import World
from tests.studio.conftest import SignIn


async def test_users_see_their_own_counts_and_no_state(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person, status="draft")
    await world.deleted_post(person, title="Leaving <i>soon</i>")
    await world.deleted_post(title="Of another")
    browser = await signed_in(person)
    page = await browser.get("/studio")
    assert page.path == "/studio/overview"
    assert "1 draft 0 published 0 scheduled 0 open requests" in page.text
    assert "/studio/posts?status=scheduled" in page.links
    assert "/studio/posts/new" in page.links
    assert "Leaving <i>soon</i> 30 days left" in page.text
    assert "Of another" not in page.text
    assert "State of the blog" not in page.text


async def test_administrators_see_the_state_of_the_blog(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/overview")
    assert "Nothing in the trash is about to be removed." in page.text
    assert "Last backup None yet" in page.text
    assert "Database In order" in page.text
