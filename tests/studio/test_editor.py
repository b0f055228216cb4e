"""The editor without scripts: writing, saving, publishing, faults and permissions."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import World
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn

NEW = "/studio/posts/new"


def typed(page: Page, action: str) -> dict[str, str]:
    return dict(page.form(action).fields)


async def write(browser: Browser, **fields: str) -> Page:
    page = await browser.get(NEW)
    return await browser.submit(page, NEW, **{"then": "save", **fields})


async def test_strangers_are_led_to_sign_in(browser: Browser) -> None:
    page = await browser.get(NEW)
    assert page.path.startswith("/studio/sign-in?next=")


async def test_a_draft_is_saved_and_published(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await write(
        browser, title="First <b>words</b>", content="Hello\r\nthere", tags="News, b c"
    )
    assert page.status == 200
    assert "Saved. Only you and administrators see it." in page.text
    assert "<b>words" not in page.response.text
    fields = typed(page, page.path)
    assert fields["title"] == "First <b>words</b>"
    assert fields["content"] == "Hello\nthere"
    assert fields["tags"] == "news, b-c"
    page = await browser.submit(page, page.path, then="publish", note="Ready")
    assert "Saved. The post is public." in page.text
    assert "Published" in page.text


async def test_times_are_of_the_chosen_zone(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    year = datetime.now(UTC).year + 1
    when = {"published_at": f"{year}-07-01T12:00", "time_zone": "Europe/Berlin"}
    page = await write(browser, title="Later", content="x", then="publish", **when)
    assert "Saved. The post is scheduled." in page.text
    assert typed(page, page.path)["published_at"] == f"{year}-07-01T10:00"
    page = await browser.submit(page, page.path, then="save", time_zone="Mars/Olympus")
    assert page.status == 422
    assert "Write a time zone such as Europe/Berlin." in page.text
    assert typed(page, page.path)["time_zone"] == "Mars/Olympus"


async def test_saving_keeps_the_seconds_of_a_publication(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    at = (datetime.now(UTC) - timedelta(days=1)).replace(second=17, microsecond=5)
    post = await world.post(author, published_at=at.isoformat())
    browser = await signed_in(author)
    page = await browser.get(f"/studio/posts/{post['id']}")
    await browser.submit(page, page.path, then="save", title="Changed")
    shown = (await world.client.get(f"/api/posts/{post['id']}")).json()
    assert shown["title"] == "Changed"
    assert datetime.fromisoformat(shown["published_at"]) == at


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Fill this in."),
        ({"slug": "No Slug"}, "Use lower case letters and digits"),
        ({"tags": ",".join(f"t{number}" for number in range(11))}, "Use at most 10."),
        ({"published_at": "soon"}, "Write a date and a time."),
    ],
)
async def test_faults_are_at_their_fields_with_what_was_typed(
    world: World, signed_in: SignIn, fields: dict[str, str], sentence: str
) -> None:
    browser = await signed_in(await world.user())
    page = await write(browser, **{"title": "A title", "content": "Many words", **fields})
    assert page.status == 422
    assert sentence in page.text
    assert f'id="{next(iter(fields))}-fault"' in page.response.text
    kept = typed(page, NEW)
    assert kept["content"] == "Many words"
    assert kept | fields == kept


async def test_a_taken_address_is_said_at_its_field(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    await world.post(author, slug="taken")
    browser = await signed_in(author)
    page = await write(browser, title="Mine", content="x", slug="taken")
    assert 'id="slug-fault"' in page.response.text


async def test_only_authors_and_administrators_edit(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    public = await world.post(author)
    draft = await world.post(author, status="draft")
    browser = await signed_in(await world.user())
    assert (await browser.get(f"/studio/posts/{public['id']}")).status == 403
    assert (await browser.get(f"/studio/posts/{draft['id']}")).status == 404
    answer = await browser.post(
        f"/studio/posts/{public['id']}", {"base_version": "1", "title": "x"}
    )
    assert answer.status == 403
    browser = await signed_in(await world.admin())
    assert (await browser.get(f"/studio/posts/{draft['id']}")).status == 200


async def test_words_of_a_working_copy_are_shown_and_discarded(
    world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    post = await world.post(author, title="Before")
    path = f"/studio/posts/{post['id']}"
    browser = await signed_in(author)
    page = await browser.get(path)
    fields = typed(page, path) | {"title": "Not public yet"}
    saved = await browser.post(f"/studio/editor/autosave/{post['id']}", fields)
    assert saved.status == 200
    page = await browser.get(path)
    assert "You have unpublished changes" in page.text
    assert "Kept. Others do not see these changes yet." in page.text
    assert typed(page, path)["title"] == "Not public yet"
    page = await browser.get(f"{path}/discard")
    page = await browser.submit(page, f"{path}/discard")
    assert "Your unpublished changes are discarded." in page.text
    assert "Edit post Published Saved" in page.text
    assert typed(page, path)["title"] == "Before"
