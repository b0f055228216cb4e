"""Old addresses that follow from the rule of a Pelican site."""

from pathlib import Path

import pytest

from tests.import_export.permalinks import address, page

BOAT = "content/boat.md"
DATED = "date: 2015-06-14 23:30"
DAY = "ARTICLE_URL = 'posts/{date:%Y}/{date:%m}/{date:%d}/{slug}/'\n"
SAVED = "ARTICLE_SAVE_AS = 'x/{slug}/index.html'"
FORMAT = "FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)'"
OTHER_FORMAT = "FILENAME_METADATA = r'(?P<number>\\d+)-(?P<slug>.*)'"
CATEGORY = "ARTICLE_URL = '{category}/{slug}.html'\n"
NAMED = "RULE = 'r/{slug}/'\nARTICLE_URL = RULE"
CODE = "ARTICLE_URL = 'a' if True else 'b'"
TRANSLATED = f"{DATED}\nlang: de"
FROM_PATH = "PATH_METADATA = r'(?P<category>\\w+)/.*'\n"


@pytest.mark.parametrize(
    ("configuration", "path", "head", "wanted"),
    [
        # The default, with a slug of the title.
        ("", BOAT, DATED, "/a-boat.html"),
        ("", BOAT, f"{DATED}\nslug: big", "/big.html"),
        ("", BOAT, f"{DATED}\ntitle: Don't “Stop” – café & more", "/dont-stop-cafe-more.html"),
        ("SLUGIFY_SOURCE = 'basename'", "content/Big_Boat.md", DATED, "/big_boat.html"),
        # Settings.
        (DAY, BOAT, DATED, "/posts/2015/06/14/a-boat"),
        (DAY, "content/2015-06-15-boat.md", "", "/posts/2015/06/15/a-boat"),
        (f"TIMEZONE = 'Asia/Tokyo'\n{DAY}", BOAT, DATED, "/posts/2015/06/14/a-boat"),
        (DAY, BOAT, "date: 2015-06-14T23:30:00-07:00", "/posts/2015/06/14/a-boat"),
        (SAVED, BOAT, DATED, "/x/a-boat"),
        (f"{DAY}{SAVED}", BOAT, DATED, "/posts/2015/06/14/a-boat"),
        ("ARTICLE_URL = '{date:%b}/{date:%-d}-{slug}'", BOAT, DATED, "/Jun/14-a-boat"),
        (NAMED, BOAT, DATED, "/r/a-boat"),
        (CATEGORY, BOAT, DATED, "/misc/a-boat.html"),
        (CATEGORY, "content/Big Sea/boat.md", DATED, "/big-sea/a-boat.html"),
        (CATEGORY, BOAT, f"{DATED}\ncategory: Open Sea", "/open-sea/a-boat.html"),
        (
            f"{CATEGORY}USE_FOLDER_AS_CATEGORY = False\nDEFAULT_CATEGORY = 'all'",
            "content/sea/boat.md",
            DATED,
            "/all/a-boat.html",
        ),
        ("AUTHOR = 'Ada L'\nARTICLE_URL = '{author}/{slug}'", BOAT, DATED, "/ada-l/a-boat"),
        ("ARTICLE_URL = '{series}/{slug}'", BOAT, f"{DATED}\nseries: s", "/s/a-boat"),
        ("PATH = 'text'", "text/boat.md", DATED, "/a-boat.html"),
        ("SITEURL = 'https://e.example/blog'", BOAT, DATED, "/blog/a-boat.html"),
        # Slugs in names of files.
        (FORMAT, "content/2015-06-14_big.md", "", "/big.html"),
        (OTHER_FORMAT, "content/1-big.md", DATED, None),
        # Translations.
        ("", BOAT, TRANSLATED, "/a-boat-de.html"),
        ("DEFAULT_LANG = 'de'", BOAT, TRANSLATED, "/a-boat.html"),
        ("ARTICLE_LANG_URL = '{lang}/{slug}/'", BOAT, TRANSLATED, "/de/a-boat"),
        # Code, a missing value, or substitutions of the site make no wrong address.
        (CODE, BOAT, DATED, None),
        ("ARTICLE_URL = '{series}/{slug}'", BOAT, DATED, None),
        ("ARTICLE_URL = '{slug!r}'", BOAT, DATED, None),
        ("ARTICLE_URL = '{date:%c}/{slug}'", BOAT, DATED, None),
        ("DEFAULT_LANG = 'de'\nARTICLE_URL = '{date:%b}/{slug}'", BOAT, DATED, None),
        ("", BOAT, f"{DATED}\ntitle: 日本", None),
        ("SLUG_REGEX_SUBSTITUTIONS = []", BOAT, DATED, None),
        (CATEGORY + FROM_PATH, BOAT, DATED, None),
        # A page is no article.
        ("", "content/pages/2015-06-14-boat.md", DATED, None),
    ],
)
def test_pelican(
    tmp_path: Path, configuration: str, path: str, head: str, wanted: str | None
) -> None:
    files = {"pelicanconf.py": f"SITENAME = 'x'\n{configuration}\n", path: page(head)}
    assert address(tmp_path, files) == wanted


def test_the_published_address_of_pelican(tmp_path: Path) -> None:
    files = {
        "pelicanconf.py": "SITEURL = ''\nARTICLE_URL = '{slug}/'",
        "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://e.example/b'",
        BOAT: page(DATED),
    }
    assert address(tmp_path, files) == "/b/a-boat"
