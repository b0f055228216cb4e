"""The list of posts."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import World
from tests.studio.conftest import SignIn


async def test_authors_see_their_own_posts_by_status(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person, title="Out", status="published")
    await world.post(person, title="In work", status="draft")
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await world.post(person, title="To come", status="published", published_at=later)
    await world.post(title="Of another author")
    browser = await signed_in(person)
    page = await browser.get("/studio/posts")
    assert "All 3 Published 1 Scheduled 1 Drafts 1 Archived 0" in page.text
    assert "Of another author" not in page.text
    assert "To come Scheduled" in page.text
    page = await browser.get("/studio/posts?status=draft")
    assert "In work" in page.text
    assert "Out " not in page.text


async def test_scheduled_posts_have_a_tab(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person, title="Out")
    for days in (3, 1, 2):
        at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        await world.post(person, title=f"In {days} days", published_at=at)
    browser = await signed_in(person)
    page = await browser.get("/studio/posts?status=scheduled&sort=oldest")
    assert "Out " not in page.text
    places = [page.text.index(f"In {days} days") for days in (1, 2, 3)]
    assert places == sorted(places)
    page = await browser.get("/studio/posts?status=scheduled&search=days")
    assert "In 2 days" in page.text
    browser = await signed_in(await world.user())
    assert "In 2 days" not in (await browser.get("/studio/posts?status=scheduled")).text


async def test_posts_are_filtered_by_author_tag_and_category(
    world: World, signed_in: SignIn
) -> None:
    ben, cleo = await world.user(), await world.user()
    await world.post(ben, title="Tide", tags=["sea", "c++"], category="The coast")
    await world.post(ben, title="Hill", tags=["land"])
    await world.post(cleo, title="Wave", tags=["sea"])
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/posts?whose=all")
    assert {"?whose=all&tag=sea", f"?whose=all&author={ben.username}"} <= {*page.links}
    page = await browser.get("/studio/posts?whose=all&tag=sea")
    assert "With the tag “sea” Show all" in page.text
    assert "Tide" in page.text
    assert "Wave" in page.text
    assert "Hill" not in page.text
    assert "Published Scheduled" in page.text  # tabs without numbers, which are those of all posts
    by_author = f"/studio/posts?whose=all&author={ben.username}"
    page = await browser.get(f"{by_author}&category=The+coast&tag=c%2B%2B")
    assert "Tide" in page.text
    assert "Hill" not in page.text
    assert "Wave" not in page.text
    assert "/studio/posts?whose=all" in page.links
    page = await browser.get("/studio/posts?whose=all&status=draft&tag=sea")
    assert "Tide" in page.text  # drafts of everyone are not looked through for a tag
    assert "Drafts" not in page.text
    page = await browser.get(f"{by_author}&tag=nothing")
    assert "No post fits" in page.text
    page = await (await signed_in(ben)).get(f"/studio/posts?tag=sea&author={cleo.username}")
    assert "Tide" in page.text
    assert "Wave" not in page.text


async def test_an_empty_list_says_where_posts_are(world: World, signed_in: SignIn) -> None:
    page = await (await signed_in(await world.user())).get("/studio/posts")
    assert "You have no posts" in page.text
    assert "/studio/posts?whose=all" not in page.links
    page = await (await signed_in(await world.admin())).get("/studio/posts")
    assert "See everyone's posts" in page.text
    assert "/studio/posts?whose=all" in page.links
    page = await (await signed_in(await world.user())).get("/studio/posts?status=draft")
    assert "No posts here yet" in page.text


async def test_posts_of_one_title_show_their_addresses(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    for title, slug in (("Twin", "twin-one"), ("Twin", "twin-two"), ("Single", "alone")):
        await world.post(person, title=title, slug=slug)
    page = await (await signed_in(person)).get("/studio/posts")
    assert "twin-one" in page.text
    assert "twin-two" in page.text
    assert "alone" not in page.text


@pytest.mark.parametrize("status", ["draft", "scheduled"])
async def test_only_administrators_see_what_is_not_public_of_everyone(
    world: World, signed_in: SignIn, status: str
) -> None:
    author = await world.user()
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    fields = {"status": "published", "published_at": later} if status == "scheduled" else {}
    await world.post(author, **{"title": "Secret plans", "status": status, **fields})
    path = f"/studio/posts?whose=all&status={status}"
    browser = await signed_in(await world.user())
    assert "Secret plans" not in (await browser.get(path)).text
    browser = await signed_in(await world.admin())
    assert "Secret plans" in (await browser.get(path)).text


async def test_pages_follow_each_other(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    for number in range(52):
        await world.post(person, title=f"Number {number}.")
    browser = await signed_in(person)
    page = await browser.get("/studio/posts?sort=oldest")
    assert "Number 0." in page.text
    assert "Number 51." not in page.text
    (following,) = [link for link in page.links if "cursor=" in link]
    page = await browser.get(following)
    assert "Number 51." in page.text
    assert "Number 49." not in page.text


async def test_searching_finds_drafts_too(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person, title="Zebras at noon", status="draft")
    browser = await signed_in(person)
    assert "Zebras" in (await browser.get("/studio/posts?search=zebras")).text
    assert "Nothing found" in (await browser.get("/studio/posts?search=giraffe")).text


async def test_a_cursor_of_nothing_is_an_error_page(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get("/studio/posts?cursor=nonsense")
    assert page.status == 422
    assert "Please check what you entered" in page.text
