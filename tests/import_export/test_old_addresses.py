"""Old addresses of imports: escapes and colons belong to a path, tokens to a template."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog_api.redirects.paths import path_of, paths_of
from tests.factories import World
from tests.import_export.conftest import Command
from tests.import_export.sources import item, make_wordpress

LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/")


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://example.com/2020/05/05/%d0%ba%d0%be%d1%82/", "/2020/05/05/кот"),
        ("https://example.com/2020/05/05/%D0%BA%D0%BE%D1%82/", "/2020/05/05/кот"),
        ("https://example.com/2020/05/05/кот/", "/2020/05/05/кот"),
        ("https://example.com/2020/05/05/note:one/", "/2020/05/05/note:one"),
    ],
)
async def test_the_link_of_a_post_is_kept(
    blog: Command, world: World, tmp_path: Path, link: str, path: str
) -> None:
    ada = await world.user()
    post = item(1).replace("</item>", f"<link>{link}</link></item>")
    await blog("import", make_wordpress(tmp_path / "w.xml", post), "--author", ada.username)
    assert (path,) in await world.execute("SELECT path FROM post_redirects")
    answer = await world.client.get("/api/redirects", params={"path": link})
    assert answer.status_code == 200


@given(st.text(LETTERS, min_size=1, max_size=100))
def test_every_encoded_path_is_kept(name: str) -> None:
    upper = f"/2020/{quote(name, safe='')}/"
    lower = re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), upper)
    assert paths_of([upper, lower]) == [f"/2020/{name}"] == [path_of(lower)]


@pytest.mark.parametrize(
    "address",
    [
        "/note:one",
        "note:one/",
        "/10:30",
        "/Talk:title",
        "/blog/:)",
        "/:10",
        "/:titles",
        "/:Title",
        "/:smile:",
        "/%day",
        "/100%25year%25",
    ],
)
def test_a_colon_or_a_percent_sign_is_no_token(address: str) -> None:
    assert len(paths_of([address])) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/:year/:title",
        ":year/x",
        "/blog/:title.html",
        "/:categories/a",
        "/:year-:month-:day-a",
        "/:year_:month/a",
        "/:y_day/a",
        "/:slugorcontentbasename/",
        "/:sections[1:]/a",
        "/:i_month/a",
        "/:post_title/",
        "/%year%/%monthnum%/%postname%/",
        "/archives/%post_id%",
        "https://example.com/%category%/a",
        "/{slug}.html",
        "/{{ page.url }}",
    ],
)
def test_a_template_is_no_address(address: str) -> None:
    assert paths_of([address]) == []
