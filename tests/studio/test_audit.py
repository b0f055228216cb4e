"""The audit log: filters, details, and everything about one thing."""

import pytest

from tests.factories import World
from tests.studio.conftest import SignIn


async def test_only_administrators_read_it(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    assert (await browser.get("/studio/audit")).status == 403


async def test_entries_are_found_by_each_filter(world: World, signed_in: SignIn) -> None:
    author = await world.user("writer")
    post = await world.deleted_post(author)
    other = await world.deleted_post(await world.user("other"))
    browser = await signed_in(await world.admin())
    one, two = f"Post {post['id']}: deleted", f"Post {other['id']}: deleted"
    page = await browser.get("/studio/audit")
    assert one in page.text
    assert two in page.text
    for query in (
        f"target_type=post&target_id={post['id']}",
        "actor=writer&action=&target_type=&target_id=&after=&before=&request_id=",
        f"actor={author.id}&action=post.delete",
        f"target_id={post['id']}&target_type=post&after=2020-01-01&before=2999-01-01",
    ):
        page = await browser.get(f"/studio/audit?{query}")
        assert one in page.text, query
        assert two not in page.text, query
    assert f"/studio/audit?actor={author.id}" in page.links
    (same,) = {link for link in page.links if "request_id=" in link}
    page = await browser.get(same)
    assert one in page.text
    assert two not in page.text
    page = await browser.get("/studio/audit?before=2020-01-01")
    assert "No entry fits these filters." in page.text


async def test_an_unknown_name_is_said_at_its_field(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.admin())
    for name in ("nobody-here", "9" * 30):
        page = await browser.get(f"/studio/audit?actor={name}")
        assert page.status == 422
        assert "No account has this user name." in page.text
        assert f'value="{name}"' in page.response.text


@pytest.mark.parametrize("query", ["after=yesterday", "target_type=planet", "target_id=x"])
async def test_nonsense_is_an_error_page(world: World, signed_in: SignIn, query: str) -> None:
    browser = await signed_in(await world.admin())
    assert (await browser.get(f"/studio/audit?{query}")).status == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [("before=9999-12-31", 200), ("after=9999-12-31", 200), ("action=%00", 422)],
)
async def test_odd_filters_are_no_defect(
    world: World, signed_in: SignIn, query: str, status: int
) -> None:
    browser = await signed_in(await world.admin())
    assert (await browser.get(f"/studio/audit?{query}")).status == status
