"""The order of imported comments, and the steps that it takes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import pytest
from typing_extensions import override

from blog_api.import_export.comments import accept_comments
from blog_api.import_export.records import IncomingComment
from blog_api.import_export.sources.blogger_comments import Comments
from tests.cost.measuring import Calls
from tests.factories import World
from tests.import_export.conftest import Command
from tests.import_export.sources import item, make_wordpress

WXR_COMMENT = """<wp:comment><wp:comment_id>{key}</wp:comment_id>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_author>Bob</wp:comment_author>
<wp:comment_content>{key}</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_date_gmt>2020-06-{day:02} 10:00:00</wp:comment_date_gmt></wp:comment>"""


def incoming(key: str, parent: str | None, day: int | None) -> IncomingComment:
    return IncomingComment(
        key=key,
        parent=parent,
        author_name="Bob",
        author_email=None,
        content="Words",
        format="markdown",
        created_at=datetime(2020, 6, day, tzinfo=UTC) if day else None,
    )


async def test_a_post_has_its_comments_oldest_first(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user()
    written = [(3, 0, 3), (2, 1, 2), (1, 0, 1), (4, 2, 4)]
    comments = "".join(WXR_COMMENT.format(key=k, parent=p, day=d) for k, p, d in written)
    post = item(1).replace("</item>", f"{comments}</item>")
    await blog("import", make_wordpress(tmp_path / "w.xml", post), "--author", ada.username)
    ((post_id,),) = await world.execute("SELECT id FROM posts")
    page = (await world.client.get(f"/api/posts/{post_id}/comments")).json()
    assert [each["content"] for each in page["items"]] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("comments", "wanted"),
    [
        ([("c", None, 3), ("b", "a", 2), ("a", None, 1)], "abc"),
        ([("c", None, 5), ("b", "a", 1), ("a", None, 4), ("x", None, 3)], "xabc"),
        ([("d", "b", 2), ("c", "b", 1), ("b", "a", 3), ("a", None, 4)], "abcd"),
        ([("b", "gone", 2), ("a", None, 1)], "ab"),
        ([("c", None, None), ("a", None, 2), ("b", "a", 2)], "abc"),
        ([("d", "b", 1), ("b", "c", 2), ("c", "b", 3), ("a", None, 9)], "adbc"),
        ([("b", "b", 1), ("a", None, 2)], "ab"),
        ([("a", None, 1), ("b", "a", 2), ("a", "b", 3)], "aba"),
    ],
    ids=["dates", "early", "several", "lost", "undated", "circle", "itself", "key of two"],
)
def test_replies_come_after_their_parents(
    comments: list[tuple[str, str | None, int | None]], wanted: str
) -> None:
    accepted = accept_comments([incoming(*each) for each in comments], [])
    assert "".join(comment.key for comment in accepted) == wanted


class Key(str):
    """A key that counts the times it is looked up."""

    __slots__ = ()
    lookups = 0

    @override
    def __hash__(self) -> int:
        Key.lookups += 1
        return super().__hash__()


def steps_of_order(replies: int) -> int:
    keys = [Key(n) for n in range(replies)]
    chain = zip(keys, [None, *keys], strict=False)
    comments = [incoming(key, parent, None) for key, parent in chain]
    before = Key.lookups
    accept_comments(comments, [])
    return Key.lookups - before


def steps_of_blogger(replies: int) -> int:
    """Count the calls for a chain that comes with its last reply first, as in an export."""
    comments = Comments()
    for n in range(replies, 0, -1):
        entry = Element("entry")
        SubElement(entry, "id").text = f"tag:post-{n}"
        SubElement(entry, "blogger:parent").text = f"tag:post-{n - 1}"
        comments.add(entry)
    calls = Calls()
    with calls.counted():
        assert comments.settle({"tag:post-0"}) == 0
    assert len(comments.of_post["tag:post-0"]) == replies
    return calls.count


@pytest.mark.parametrize("steps", [steps_of_order, steps_of_blogger])
def test_a_chain_of_replies_takes_no_square_of_steps(steps: Callable[[int], int]) -> None:
    assert steps(400) < 3 * steps(200)
