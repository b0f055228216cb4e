"""The summary of a form's faults: each names its field, and leads to it."""

import re
from collections.abc import Iterator

import pytest

from blog_api.studio.words import FIELD_SENTENCES
from tests.factories import World
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn
from tests.studio.routes import FIELDS, fill, routes
from tests.studio.test_every_page import ENDS_THE_SESSION, NUMBERS

SUMMARY = re.compile(r'class="error-summary".*?<ul>(.*?)</ul>', re.DOTALL)
ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
LINK = re.compile(r'<a href="#([^"]+)">([^:<]+): [^<]+</a>')
NEEDED = {"do": "add_tag", "kind": "tag", "seen": "1", "base_version": "1"}
BARE = {sentence.split("%(")[0] for sentence in FIELD_SENTENCES.values()}
BODIES = {
    "empty": {},
    "blank": dict.fromkeys(FIELDS, " "),
    "long": dict.fromkeys(FIELDS, "x" * 350),
    "odd": dict.fromkeys(FIELDS, "\u200b!"),
}


def unnamed(page: Page) -> Iterator[str]:
    """Return the faults of a summary that do not say to which field they belong."""
    html = page.response.text
    found = SUMMARY.search(html)
    for item in ITEM.findall(found[1]) if found else ():
        link = LINK.fullmatch(item)
        is_bare = any(item.startswith(sentence) for sentence in BARE)
        leads_nowhere = link is not None and f'id="{link[1]}"' not in html
        if leads_nowhere or (link is None and (is_bare or "<a" in item)):
            yield f"{page.path}: {item}"


async def test_an_empty_post_names_its_title(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await browser.post("/studio/posts/new", {"title": "", "then": "publish"})
    assert '<li><a href="#title">Title: Fill this in.</a></li>' in page.response.text
    assert '<p class="fault" id="title-fault">' in page.response.text


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("who", ["stranger", "admin"])
async def test_each_fault_names_its_field(
    world: World, browser: Browser, signed_in: SignIn, body: str, who: str
) -> None:
    admin = await world.admin()
    post = await world.post(admin)
    trashed = await world.deleted_post(admin, title="In the trash")
    values = NUMBERS | {"post_id": str(post["id"]), "item_id": str(trashed["id"])}
    visitor = browser if who == "stranger" else await signed_in(admin)
    given = NEEDED | {"id": values["post_id"]}
    faults: list[str] = []
    seen: set[str] = set()
    for path in routes("POST"):
        if path in ENDS_THE_SESSION:
            continue
        page = await visitor.post(fill(path, values), given | BODIES[body], follow=False)
        faults += unnamed(page)
        if SUMMARY.search(page.response.text):
            seen.add(path)
    assert not faults
    assert len(seen) > (3 if who == "stranger" else 12), seen
