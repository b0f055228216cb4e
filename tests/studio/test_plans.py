"""On 10,000 posts no page of the studio scans a whole table or sorts more than its page."""

import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.contract.planning import clone_filled, found_wrong, undoing
from tests.database import worker_name
from tests.factories import Person, World
from tests.plans import Sent, explain, nodes
from tests.studio.browser import Browser

# Lists, the pages with plans, and those that show one thing with its surroundings.
PAGES: Final = (
    "posts",
    "posts?status=scheduled",
    "posts?status=draft",
    "posts?sort=updated",
    "posts?status=draft&sort=updated",
    "posts?whose=all",
    "posts?whose=all&status=scheduled",
    "posts?whose=all&status=draft",
    "posts?whose=all&status=draft&sort=updated",
    "posts?whose=all&sort=oldest",
    "posts?whose=all&sort=updated",
    "posts?whose=all&sort=top",
    "posts?whose=all&sort=views",
    "posts?whose=all&search=problem",
    "posts?tag=python",
    "posts?tag=python&sort=updated",
    "posts?category=world",
    "posts?whose=all&tag=python",
    "posts?whose=all&tag=python&status=scheduled",
    "posts?whose=all&tag=python&sort=views",
    "posts?whose=all&category=world",
    "posts?whose=all&author=17&status=draft",
    "posts?whose=all&author=17&sort=updated",
    "posts/selected/change?do=archive&id=1&id=2",
    "posts/{id}/history",
    "posts/{id}/previews",
    "comments",
    "comments?author=17",
    "comments?post={id}",
    "comments?where=trash",
    "comments/selected/delete?id=1&id=2",
    "trash",
    "trash?kind=comments",
    "trash?kind=accounts",
    "trash?deletion=3",
    "trash/posts/3",
    "deletions",
    "deletions?kind=post",
    "deletions/3",
    "deletions/3/undo",
    "requests?state=all",
    "transfers?direction=all",
    "people",
    "people?role=user",
    "people?active=yes",
    "people/17",
    "audit",
    "audit?target_type=post&target_id=3",
    "tags/changes",
    "tags/rename?kind=tag&name=python",
    "overview",
    "account",
    "account/sessions",
    "account/tokens",
)
OWN: Final = tuple(path for path in PAGES if path.startswith(("posts", "comments", "trash")))
# At this size PostgreSQL rightly reads all accounts and counters for a join of a few hundred rows,
# which says nothing about the list itself.
JOIN_BY_INDEX: Final = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
# Tabs count up to 10,000, which may be more than half of this table.
COUNTED: Final = "SELECT count(*) AS count_1"


@pytest.fixture(scope="module")
def filled_url() -> str:
    return clone_filled(f"blog_studio_plans_{worker_name()}")


@pytest.fixture(scope="module")
async def filled_app(settings: Settings, filled_url: str) -> AsyncIterator[FastAPI]:
    app = create_app(settings.model_copy(update={"database_url": SecretStr(filled_url)}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
async def crowd(filled_app: FastAPI) -> AsyncIterator[World]:
    transport = httpx2.ASGITransport(filled_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield World(client, filled_app)


async def opened(crowd: World, person: Person) -> Browser:
    browser = Browser(crowd.app)
    assert (await browser.sign_in(person)).status == 200
    return browser


@pytest.fixture(scope="module")
async def admin(crowd: World) -> AsyncIterator[Browser]:
    browser = await opened(crowd, await crowd.admin(f"a{uuid.uuid4().hex[:12]}"))
    yield browser
    await browser.client.aclose()


@pytest.fixture(scope="module")
async def author(crowd: World, filled_url: str) -> AsyncIterator[Browser]:
    """Return the browser of an author who wrote every fifth post and comment."""
    person = await crowd.user(f"u{uuid.uuid4().hex[:12]}")
    with psycopg.connect(filled_url, autocommit=True) as connection:
        for table in ("posts", "comments"):
            update = f"UPDATE {table} SET author_id = %s WHERE id %% 5 = 3"
            connection.execute(update.encode(), [person.id])
        connection.execute("VACUUM (ANALYZE) posts, comments")
    browser = await opened(crowd, person)
    yield browser
    await browser.client.aclose()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Sent]:
    """Record the statements that psycopg sends."""
    seen: list[Sent] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        if isinstance(query, bytes) and query.startswith((b"SELECT", b"WITH")):
            seen.append(Sent(query.decode(), given[0] if given else None))
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return seen


async def faults_of(
    browser: Browser, sent: list[Sent], url: str, paths: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return the faults of the pages, and of those that follow them."""
    faults = []
    with psycopg.connect(url) as connection:
        newest = b"SELECT max(id) FROM posts WHERE deleted_at IS NULL AND id % 5 = 3"
        ((post_id,),) = connection.execute(newest).fetchall()
    for path in paths:
        following = f"/studio/{path.format(id=post_id)}"
        bound = "/api/posts?search=" if "search=" in path else path  # the rows of a search
        for _ in range(2):
            sent.clear()
            page = await browser.get(following)
            assert page.status == 200, (following, page.text)
            seen = [each for each in sent if not each.sql.startswith(COUNTED)]
            faults += [(following, each) for each in found_wrong(url, seen, bound, JOIN_BY_INDEX)]
            further = [link for link in page.links if "cursor=" in link]
            if not further:
                break
            following = further[0]
    return faults


async def test_pages_of_administrators_take_indexes(
    admin: Browser, sent: list[Sent], filled_url: str
) -> None:
    assert await faults_of(admin, sent, filled_url, PAGES) == []


async def test_pages_of_authors_take_indexes(
    author: Browser, sent: list[Sent], filled_url: str
) -> None:
    hidden = ("whose=all", "accounts", "deletion=", "trash/posts/3")
    own = [path for path in OWN if not any(word in path for word in hidden)]
    assert await faults_of(author, sent, filled_url, tuple(own)) == []


# One deletion with all of the trash: most of the rows that are found along the primary key.
TOGETHER: Final = """
UPDATE {0} SET deletion_id = (SELECT max(id) FROM deletions) WHERE deletion_id IS NOT NULL;
ANALYZE {0};
"""
WITHOUT_POSTS: Final = "UPDATE posts SET deletion_id = NULL, deleted_at = NULL;"  # they come first
UNINDEXED: Final = "DROP INDEX ix_{0}_deletion;"


def indexes_of(table: str, sent: Sent, url: str, damage: str) -> set[str]:
    """Return the indexes by which a statement looks for items of a deletion, after `damage`."""
    with undoing(url) as connection:
        connection.execute(damage.encode())
        plan = explain(connection, sent)
        reads = [node for node in nodes(plan) if node.get("Relation Name") == table]
        return {
            node.get("Index Name", "none")
            for node in reads
            if "deletion_id" in node.get("Index Cond", "") + node.get("Filter", "")
        }


@pytest.mark.parametrize("table", ["posts", "comments"])
async def test_the_first_item_of_a_large_deletion_takes_an_index(
    admin: Browser, sent: list[Sent], filled_url: str, table: str
) -> None:
    """By the primary key it would read every row for a deletion without items."""
    await admin.get("/studio/deletions")
    (listing,) = [each for each in sent if "FROM deletions" in each.sql]
    damage = (WITHOUT_POSTS if table == "comments" else "") + TOGETHER.format(table)
    assert indexes_of(table, listing, filled_url, damage) == {f"ix_{table}_deletion"}
    damage += UNINDEXED.format(table)
    assert indexes_of(table, listing, filled_url, damage) != {f"ix_{table}_deletion"}


async def test_the_page_that_signs_in_takes_an_index(
    crowd: World, sent: list[Sent], filled_url: str
) -> None:
    """It looks for an administrator, who may be the oldest of many accounts."""
    browser = Browser(crowd.app)
    assert await faults_of(browser, sent, filled_url, ("sign-in",)) == []
    await browser.client.aclose()
