"""Old addresses that follow from the rule of a Hugo site."""

from pathlib import Path

import pytest

from tests.import_export.permalinks import address, addresses, page

BOAT = "content/posts/boat.md"
DATED = "date: 2015-06-14"
LATE = "date: 2015-06-14T23:30:00-07:00"
RULE = "[permalinks]\nposts = "
PAGE_RULE = "[permalinks.page]\nposts = '/p/:slug/'\n[permalinks.section]\nposts = '/s/'"
INNER = "[permalinks]\n'posts/deep' = '/d/:slug/'"
NEW_FORM = "[[permalinks]]\npattern = '/:slug/'\n[permalinks.target]\npath = '/posts/**'"
NAMES = "[frontmatter]\ndate = [':filename', ':default']"
TWO = "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n"
UGLY = "uglyURLs = true\n"
UGLY_POSTS = "[uglyURLs]\nposts = true\n"
SUBDIR = "defaultContentLanguageInSubdir = true\n"
HOSTS = (
    "[languages.en]\nbaseURL = 'https://en.example'\n[languages.de]\nbaseURL = 'https://de.example'"
)
OWN_RULE = f"{TWO}[languages.de.permalinks]\nposts = '/beitrag/:title/'\n"
FOLDERS = """[languages.en]
contentDir = "content/en"
[languages.de]
contentDir = "content/de"
"""


@pytest.mark.parametrize(
    ("configuration", "path", "head", "wanted"),
    [
        # Folders and names.
        ("", BOAT, DATED, "/posts/boat"),
        ("", "content/posts/deep/boat.md", DATED, "/posts/deep/boat"),
        ("", "content/posts/boat/index.md", DATED, "/posts/boat"),
        ("", "content/posts/2015-06-14-boat.md", "", "/posts/2015-06-14-boat"),
        ("", "content/Posts/A Big_Boat & Co.md", DATED, "/posts/a-big_boat-co"),
        ("disablePathToLower = true", "content/Posts/Boat.md", DATED, "/Posts/Boat"),
        ("", BOAT, "date: 2015-06-14\nslug: Big Boat", "/posts/big-boat"),
        ("contentDir = 'pages'", "pages/posts/boat.md", DATED, "/posts/boat"),
        (UGLY, BOAT, DATED, "/posts/boat.html"),
        (UGLY_POSTS, BOAT, DATED, "/posts/boat.html"),
        (UGLY_POSTS, "content/notes/boat.md", DATED, "/notes/boat"),
        ("baseURL = 'https://e.example/blog/'", BOAT, DATED, "/blog/posts/boat"),
        # The own path here is no old one.
        ("", "content/boat.md", DATED, None),
        # Patterns of sections.
        (f"{RULE}'/:year/:month/:day/:slug/'", BOAT, DATED, "/2015/06/14/a-boat"),
        (f"{UGLY}{RULE}'/:year/:month/:title/'", BOAT, DATED, "/2015/06/a-boat.html"),
        (
            f"{RULE}'/:monthname/:weekdayname/:weekday/:yearday/:filename'",
            BOAT,
            DATED,
            "/june/sunday/0/165/boat",
        ),
        (
            f"{RULE}'/:section/:contentbasename/'",
            "content/posts/x/boat/index.md",
            DATED,
            "/posts/boat",
        ),
        (f"{RULE}'/:sections/:slugorfilename/'", "content/posts/x/boat.md", DATED, "/posts/x/boat"),
        (f"{RULE}'/a:sections[1:]/:filename/'", "content/posts/x/y/boat.md", DATED, "/ax/y/boat"),
        (
            f"{RULE}'/a/:sections[last]/:sections[0]/:filename/'",
            "content/posts/x/boat.md",
            DATED,
            "/a/x/posts/boat",
        ),
        (f"{RULE}'/:slugorcontentbasename/'", BOAT, "slug: ship", None),
        (f"{RULE}'/x/:slugorcontentbasename/'", BOAT, "slug: ship", "/x/ship"),
        (f"{RULE}'/x/:slug/'", "content/notes/boat.md", DATED, "/notes/boat"),
        ("[permalinks]\n'/' = '/top/:filename/'", "content/boat.md", DATED, "/top/boat"),
        (PAGE_RULE, BOAT, DATED, "/p/a-boat"),
        # Where versions differ, or a token has no value, there is no address.
        (INNER, "content/posts/deep/boat.md", DATED, None),
        (INNER, BOAT, DATED, "/posts/boat"),
        (NEW_FORM, BOAT, DATED, None),
        (f"{RULE}'/:author/:slug/'", BOAT, DATED, None),
        (f"{RULE}'/:year/:slug/'", BOAT, "", None),
        # The day is that of the zone in which it is written.
        (f"{RULE}'/:day/:slug/'", BOAT, LATE, "/14/a-boat"),
        (f"timeZone = 'Asia/Tokyo'\n{RULE}'/:day/:slug/'", BOAT, LATE, "/14/a-boat"),
        (f"{RULE}'/:year/:slug/'", BOAT, "publishDate: 2014-01-01", "/2014/a-boat"),
        # Dates and slugs in names, if the site reads them.
        (NAMES, "content/posts/2015-06-14-boat.md", "", "/posts/boat"),
        (
            f"{NAMES}\n{RULE}'/:year/:slug/'",
            "content/posts/2015-06-14-boat.md",
            "date: 2016-01-01",
            "/2015/boat",
        ),
        # An address of the page.
        ("", BOAT, "date: 2015-06-14\nurl: /:year/:filename/", "/2015/boat"),
    ],
)
def test_hugo(tmp_path: Path, configuration: str, path: str, head: str, wanted: str | None) -> None:
    files = {"hugo.toml": configuration, "content/_index.md": page(), path: page(head)}
    assert address(tmp_path, files) == wanted


@pytest.mark.parametrize(
    ("configuration", "wanted"),
    [
        (TWO, {"posts/boat.md": "/posts/boat", "posts/boat.de.md": "/de/posts/boat"}),
        (TWO, {"posts/boat.en.md": "/posts/boat", "posts/x/index.de.md": "/de/posts/x"}),
        (f"defaultContentLanguage = 'de'\n{TWO}", {"posts/boat.de.md": "/posts/boat"}),
        (SUBDIR + TWO, {"posts/boat.md": "/en/posts/boat", "posts/x.de.md": "/de/posts/x"}),
        (SUBDIR, {"posts/boat.md": None}),
        (FOLDERS, {"en/posts/boat.md": "/posts/boat", "de/posts/boat.md": "/de/posts/boat"}),
        # Without a folder of its own for a language, the folder is a section.
        (TWO, {"de/boat.md": "/de/boat", "en/boat.md": "/en/boat"}),
        (f"{TWO}{RULE}'/:slug/'", {"posts/boat.de.md": "/de/a-boat"}),
        (OWN_RULE, {"posts/boat.de.md": "/de/beitrag/a-boat", "posts/x.md": "/posts/x"}),
        # Languages with hosts of their own have no folder, and one path may be two pages.
        (HOSTS, {"posts/boat.de.md": None}),
        # Outside of the folders of languages, nothing belongs to the site.
        (FOLDERS, {"other/boat.md": None}),
    ],
)
def test_languages_of_hugo(
    tmp_path: Path, configuration: str, wanted: dict[str, str | None]
) -> None:
    pages = {f"content/{name}": page(DATED) for name in wanted}
    found = addresses(tmp_path, {"hugo.toml": configuration, **pages})
    assert found == {f"content/{name}": [path] * bool(path) for name, path in wanted.items()}


def test_configuration_of_hugo_in_several_files(tmp_path: Path) -> None:
    files = {
        "config/_default/hugo.toml": "baseURL = 'https://e.example/b/'",
        "config/_default/permalinks.toml": "posts = '/:year/:slug/'",
        "config/_default/languages.en.toml": "contentDir = 'content/en'",
        "config/_default/languages.de.toml": "contentDir = 'content/de'",
        "content/en/posts/boat.md": page(DATED),
        "content/de/posts/boat.md": page(DATED),
    }
    posts = addresses(tmp_path, files)
    assert posts == {
        "content/en/posts/boat.md": ["/b/2015/a-boat"],
        "content/de/posts/boat.md": ["/b/de/2015/a-boat"],
    }


@pytest.mark.parametrize("head", ["draft: true", "status: archived", "headless: true"])
def test_a_page_of_hugo_that_is_not_published_has_no_address(tmp_path: Path, head: str) -> None:
    assert address(tmp_path, {"hugo.toml": "", BOAT: page(head)}) is None
