"""Exports of Tumblr and Hashnode in the forms that public tools read."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.archives import opened
from blog_api.import_export.validation import Accepted
from tests.import_export.further_pages import (
    LINK,
    PHOTOS,
    TALK,
    TEXT,
    Files,
    tumblr_row,
    tumblr_table,
)
from tests.import_export.test_further_systems import read_whole, write
from tests.import_export.test_systems import HASHNODE, TUMBLR

QUOTE = "<quote-text>Sail on</quote-text><quote-source>Ada</quote-source>"
ANSWER = "<question>Why?</question><answer>&lt;p&gt;Because.&lt;/p&gt;</answer>"
VIDEO = (
    "<video-player>&lt;iframe src='https://www.youtube.com/embed/abcdefg'&gt;&lt;/iframe&gt;"
    "</video-player><video-caption>Film</video-caption>"
)
ROWS = {
    TEXT: "Words",
    PHOTOS: "![](https://e.com/1.jpg)\n\n![](https://e.com/2.jpg)\n\nTwo",
    TALK: "<strong>Ada:</strong> Ahoy",
    LINK: "[Sea](https://e.com/sea)",
    QUOTE: "> Sail on\n\nAda",
    ANSWER: "Why?\n\nBecause.",
    VIDEO: "[https://www.youtube.com/watch?v=abcdefg](https://www.youtube.com/watch?v=abcdefg)"
    "\n\nFilm",
}


def read_posts(root: Path, files: Files) -> list[Accepted]:
    return read_whole(write(root / "export", files), root)[0]


@pytest.mark.parametrize("more", ROWS)
def test_a_post_of_tumblr_without_a_page(tmp_path: Path, more: str) -> None:
    (post,) = read_posts(tmp_path, {"posts/posts.xml": tumblr_table(tumblr_row(7, more=more))})
    assert post.data.content == ROWS[more]
    assert (post.slug, post.data.tags, post.addresses) == ("post-7", ["sea"], ["/post/7"])
    assert str(post.data.published_at) == "2015-06-15 09:30:00+00:00"


def test_a_page_of_tumblr_has_the_date_and_address_of_its_row(tmp_path: Path) -> None:
    row = tumblr_row(7, more=TEXT).replace("2015-06-15 09", "2016-07-16 10")
    files: Files = {"posts/posts.xml": tumblr_table(row), "posts/html/7.html": TUMBLR}
    (post,) = read_posts(tmp_path, files)
    assert (post.place, post.slug) == ("posts/html/7.html", "post-7")
    assert str(post.data.published_at) == "2016-07-16 10:30:00+00:00"


def test_stored_pictures_of_tumblr(tmp_path: Path) -> None:
    picture = (Path(__file__).parent / "cases/30-export-inline-media/boat.png").read_bytes()
    files: Files = {
        "posts/posts.xml": tumblr_table(tumblr_row(7, more=PHOTOS)),
        **{f"media/{name}": picture for name in ("7_0.png", "7_2.png", "70.png")},
    }
    (post,) = read_posts(tmp_path, files)
    assert [path.name for path in post.images.values()] == ["7_0.png", "7_2.png"]


@pytest.mark.parametrize("place", ["posts.zip", "posts/posts.zip"])
@pytest.mark.parametrize("inside", ["posts.xml", "posts/posts.xml"])
def test_the_archive_in_the_archive_of_tumblr(tmp_path: Path, place: str, inside: str) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(inside, tumblr_table(tumblr_row(7, "private", more=TEXT)))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr(place, inner.getvalue())
        archive.writestr("media/x.txt", "")
    with opened(tmp_path / "export.zip") as folder:
        posts, said = read_whole(folder, tmp_path)
    assert [(post.slug, post.data.status) for post in posts] == [("post-7", "draft")]
    assert "its state was private" in said


def test_a_folder_with_an_archive_of_posts_is_named(tmp_path: Path) -> None:
    (tmp_path / "posts.zip").write_bytes(b"")
    with (
        pytest.raises(UnreadableError, match="unpack that into the folder `posts`"),
        opened(tmp_path),
    ):
        pass


HASHNODE_MARKDOWN = {
    '![a](https://e.com/a.png align="center")': "![a](https://e.com/a.png)",
    'x ![](https://e.com/a.png align="left") y': "x ![](https://e.com/a.png) y",
    '![a](https://e.com/a.png "T" align="right")': '![a](https://e.com/a.png "T")',
    "%[https://youtu.be/abcdefg]": "[https://youtu.be/abcdefg](https://youtu.be/abcdefg)",
    "%[https://gist.github.com/a/1]": "[https://gist.github.com/a/1](https://gist.github.com/a/1)",
    "100 %[x]": "100 %[x]",
    '`![](a.png align="left")`': '`![](a.png align="left")`',
    "```\n%[https://e.com/x]\n```": "```\n%[https://e.com/x]\n```",
}


@pytest.mark.parametrize("written", HASHNODE_MARKDOWN)
def test_markdown_of_hashnode(written: str) -> None:
    assert as_commonmark(written, []) == HASHNODE_MARKDOWN[written]


@pytest.mark.parametrize(
    ("tags", "wanted", "is_told"),
    [
        (["56744721958ef13879b94cad", "javascript"], ["javascript"], True),
        ([{"name": "Sea"}, {"slug": "ships"}], ["sea", "ships"], False),
        (["Web Dev"], ["web-dev"], False),
        ([], [], False),
    ],
)
def test_tags_of_hashnode(
    tmp_path: Path, tags: list[object], wanted: list[str], is_told: bool
) -> None:
    row = HASHNODE | {
        "tags": tags, "createdAt": "2015-06-01T00:00:00Z", "updatedAt": "2015-07-01T00:00:00Z",
    }  # fmt: skip  # as many in a line as fit
    (post,) = read_posts(tmp_path, {"export.json": json.dumps({"posts": [row]})})
    assert (post.data.tags, "tag without its name" in post.not_carried) == (wanted, is_told)
    assert [at.month for at in (post.created_at, post.updated_at) if at] == [6, 7]
