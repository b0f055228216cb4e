"""Old addresses that follow from the rule of a Hexo site."""

from pathlib import Path

import pytest

from tests.import_export.permalinks import HEXO, address, addresses, page

DATED = "date: 2015-06-14"
LISTED = "date: 2015-06-14 23:30:00\ncategories: [Open Sea, Deep]"
FOLDERS = "new_post_name: :category/:title.md\npermalink: :category/:title/"


@pytest.mark.parametrize(
    ("configuration", "name", "head", "wanted"),
    [
        ("title: x", "boat", LISTED, "/2015/06/14/boat"),
        ("timezone: Asia/Tokyo", "boat", LISTED, "/2015/06/14/boat"),
        ("permalink: p/:i_month/:i_day/:title.html", "boat", DATED, "/p/6/14/boat.html"),
        (
            "permalink: :year:month:day-:hour-:minute/:name",
            "a/boat",
            LISTED,
            "/20150614-23-30/boat",
        ),
        ("permalink: :post_title/", "boat", DATED, "/a-boat"),
        ("permalink: :year/:title/", "trips/Big Boat", DATED, "/2015/trips/Big Boat"),
        ("permalink: :category/:title/", "boat", LISTED, "/Open-Sea/Deep/boat"),
        ("permalink: :category/:title/\nfilename_case: 1", "boat", LISTED, "/open-sea/deep/boat"),
        (
            "permalink: :category/:title/\ncategory_map: {Open Sea: os}",
            "boat",
            LISTED,
            "/os/Deep/boat",
        ),
        ("permalink: :category/:title/", "boat", DATED, "/uncategorized/boat"),
        ("permalink: :category/:title/\ndefault_category: c", "boat", DATED, "/c/boat"),
        # Several categories have no order that is known.
        ("permalink: :category/:title/", "boat", "categories: [[a, b], [c]]", None),
        ("permalink: :category/:title/", "boat", "categories: [Søren]", None),
        (FOLDERS, "sea/boat", DATED, "/sea/boat"),
        # The name of a file by its form.
        ("new_post_name: :year-:month-:day-:title.md", "2015-06-14-boat", "", "/2015/06/14/boat"),
        ("new_post_name: :a-:b-:title.md", "x-y-boat", DATED, None),
        ("title: x", "/".join(["long" * 42] * 3), DATED, None),
        ("title: x", "2015-06-14-boat", DATED, "/2015/06/14/2015-06-14-boat"),
        # Values of the front matter and defaults.
        ("permalink: :lang/:title/", "boat", "lang: de", "/de/boat"),
        ("permalink: :lang/:title/\npermalink_defaults: {lang: en}", "boat", DATED, "/en/boat"),
        ("permalink: :lang/:title/", "boat", DATED, None),
        # Ids and hashes are not in the source, and neither is the time of a file.
        ("permalink: :id/", "boat", DATED, None),
        ("permalink: :hash/", "boat", DATED, None),
        ("title: x", "boat", "", None),
        ("title: x", "boat", "date: 2015-06-14 23:00:00 -0700", None),
        # Sites in a folder of their host.
        ("root: /blog/", "boat", DATED, "/blog/2015/06/14/boat"),
        ("url: https://e.example/b", "boat", DATED, "/b/2015/06/14/boat"),
    ],
)
def test_hexo(tmp_path: Path, configuration: str, name: str, head: str, wanted: str | None) -> None:
    files = {"_config.yml": configuration, f"source/_posts/{name}.md": page(head)}
    assert address(tmp_path, HEXO | files) == wanted


def test_a_permalink_of_a_post_of_hexo_below_a_root_has_both_addresses(tmp_path: Path) -> None:
    boat = "source/_posts/boat.md"
    files = {"_config.yml": "root: /b/", boat: page("permalink: own/")}
    assert addresses(tmp_path, HEXO | files) == {boat: ["/own", "/b/own"]}


def test_a_site_of_hexo_without_its_packages(tmp_path: Path) -> None:
    configuration = "new_post_name: :title.md\npermalink: :year/:title/"
    files = {"_config.yml": configuration, "source/_posts/boat.md": page(DATED)}
    assert address(tmp_path, files) == "/2015/boat"
