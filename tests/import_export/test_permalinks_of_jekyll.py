"""Old addresses that follow from the rule of a Jekyll site."""

from pathlib import Path

import pytest

from tests.import_export.permalinks import address, addresses, page

BOAT = "_posts/2015-06-14-boat.md"
ISO = "permalink: /:w_year/:week/:w_day/:title"
CATEGORIES = "categories: [Sea, Ships]"
BLANK = "permalink: /:slugified_categories/:slug/"
SCOPED = """permalink: /:title
defaults:
  - scope: {path: "notes"}
    values: {permalink: "/n/:year/:title/", categories: [deep]}
"""
COLLECTION = """collections:
  notes: {output: true, permalink: "/:collection/:path/"}
  tales: {output: true}
"""
DATED = "date: 2015-06-14"


@pytest.mark.parametrize(
    ("configuration", "path", "head", "wanted"),
    [
        # The styles.
        ("title: x", BOAT, "", "/2015/06/14/boat.html"),
        ("permalink: date", BOAT, CATEGORIES, "/sea/ships/2015/06/14/boat.html"),
        ("permalink: pretty", BOAT, "", "/2015/06/14/boat"),
        ("permalink: ordinal", BOAT, "", "/2015/165/boat.html"),
        ("permalink: weekdate", BOAT, "", "/2015/W24/Sun/boat.html"),
        ("permalink: none", BOAT, "", "/boat.html"),
        # Templates.
        ("permalink: /blog/:year/:i_month/:i_day/:title", BOAT, "", "/blog/2015/6/14/boat"),
        (
            "permalink: /:short_year-:month-:y_day/:title:output_ext",
            BOAT,
            "",
            "/15-06-165/boat.html",
        ),
        ("permalink: /:short_month/:long_day/:slug.html", BOAT, "", "/Jun/Sunday/boat.html"),
        ("permalink: /:year_:month/:title", BOAT, "", "/2015_06/boat"),
        (ISO, BOAT, "", "/2015/24/7/boat"),
        # A token that is not known, or depends on the hour of the build, makes no wrong address.
        ("permalink: /:weather/:title", BOAT, "", None),
        ("permalink: /:hour/:title", BOAT, "", None),
        # Names, slugs and categories.
        ("title: x", "_posts/2015-6-4-Node.js_&_C++.md", "", "/2015/06/04/Node.js_&_C++.html"),
        ("permalink: /p/:slug", "_posts/2015-06-14-Node.js_x.md", "", "/p/node-js-x"),
        ("permalink: /p/:title", BOAT, "slug: Big Boat", "/p/Big-Boat"),
        ("title: x", "_posts/2015-06-14-日本.md", "", "/2015/06/14/日本.html"),
        (
            "permalink: none",
            "Trips/_posts/2015-06-14-boat.md",
            CATEGORIES,
            "/trips/sea/ships/boat.html",
        ),
        (
            "permalink: none",
            "_posts/trips/2015-06-14-boat.md",
            "categories: sea ships",
            "/sea/ships/boat.html",
        ),
        ("permalink: none", BOAT, "category: Open Sea", "/open sea/boat.html"),
        (BLANK, BOAT, "category: Open Sea", "/open-sea/boat"),
        # Dates: the day of the front matter, in the zone of the site.
        ("title: x", BOAT, "date: 2016-01-02 10:00", "/2016/01/02/boat.html"),
        ("timezone: Asia/Tokyo", BOAT, "date: 2015-06-14 20:00:00 +0000", "/2015/06/15/boat.html"),
        ("timezone: Europe/Berlin", BOAT, "date: 2015-06-14 12:00", "/2015/06/14/boat.html"),
        # Read as UTC by Jekyll, this is the day before.
        ("timezone: America/New_York", BOAT, "date: 2015-06-14 01:00", None),
        # The day depends on the machine that built the site.
        ("title: x", BOAT, "date: 2015-06-14 23:00:00 -0700", None),
        ("title: x", BOAT, "date: 2015-06-14 12:00:00 -0700", "/2015/06/14/boat.html"),
        # Sites in a folder of their host, and pages in a folder of the site.
        ("baseurl: /blog", BOAT, "", "/blog/2015/06/14/boat.html"),
        ("baseurl: blog/\npermalink: pretty", BOAT, "", "/blog/2015/06/14/boat"),
        ("source: src", "src/_posts/2015-06-14-boat.md", "", "/2015/06/14/boat.html"),
        ("collections_dir: all", "all/_posts/2015-06-14-boat.md", "", "/2015/06/14/boat.html"),
        # Permalinks of a page and of defaults.
        ("title: x", BOAT, "permalink: /:year/:title/", "/2015/boat"),
        (SCOPED, "notes/_posts/2015-06-14-boat.md", "", "/n/2015/boat"),
        (SCOPED + "baseurl: /b", BOAT, "", "/b/boat"),
        # Collections.
        (COLLECTION, "_notes/deep/boat.md", DATED, "/notes/deep/boat"),
        (COLLECTION, "_tales/boat.md", DATED, "/tales/boat.html"),
        (COLLECTION + "permalink: pretty", "_tales/boat.md", DATED, "/tales/boat"),
        (COLLECTION + "permalink: weekdate", "_tales/boat.md", DATED, None),
        # The own path here is no old one.
        ("permalink: /:title", BOAT, "", None),
        ("permalink: /:title", "_posts/2015-06-14-Boat.md", "", "/Boat"),
    ],
)
def test_jekyll(
    tmp_path: Path, configuration: str, path: str, head: str, wanted: str | None
) -> None:
    files = {"_config.yml": f"{configuration}\n", "Gemfile": "", path: page(head)}
    assert address(tmp_path, files) == wanted


def test_a_permalink_of_a_page_below_a_base_has_both_addresses(tmp_path: Path) -> None:
    files = {"_config.yml": "baseurl: /b", BOAT: page("permalink: /own/")}
    assert addresses(tmp_path, files) == {BOAT: ["/own", "/b/own"]}


@pytest.mark.parametrize(
    ("path", "head"),
    [("_drafts/boat.md", DATED), (BOAT, "published: false"), ("_posts/boat.md", "")],
)
def test_a_draft_of_jekyll_has_no_address(tmp_path: Path, path: str, head: str) -> None:
    assert address(tmp_path, {"_config.yml": "title: x", "Gemfile": "", path: page(head)}) is None
