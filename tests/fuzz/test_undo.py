"""Every act on a post can be undone: all columns but `version` and `updated_at` are as before.

`history_bytes`, the size of the revisions, only grows, as they do.
"""

import os
from collections.abc import Callable
from typing import Any, Final

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from tests.fuzz.blog import Blog
from tests.fuzz.model import Account

EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "12"))
IS_SHORT: Final = "FUZZ_EXAMPLES" not in os.environ
MOVING: Final = {"version", "updated_at", "history_bytes"}
FIELDS: Final = (
    "title",
    "slug",
    "excerpt",
    "content",
    "category",
    "tags",
    "image_url",
    "status",
    "published_at",
)
DATE: Final = st.sampled_from(["2020-01-02T03:04:05Z", "2999-01-01T00:00:00Z"])
EDIT: Final = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["One", "Two", "Three"]),
        "slug": st.sampled_from(["one", "two", "three"]),
        "excerpt": st.sampled_from(["Short.", "Other.", None]),
        "content": st.sampled_from(["First words.", "Other *words*.", "word " * 100]),
        "category": st.sampled_from(["News", None]),
        "tags": st.sampled_from([[], ["a"], ["a", "b"], ["b", "c"]]),
        "image_url": st.sampled_from(["https://example.com/a.png", None]),
        "status": st.sampled_from(["draft", "published", "archived"]),
        "published_at": DATE,
    },
)
ACT: Final = st.one_of(
    st.tuples(st.just("edit"), EDIT),
    st.tuples(st.just("merge"), EDIT),
    st.tuples(st.just("delete"), st.none()),
    st.tuples(st.just("retag"), st.sampled_from(["a", "b", "c"])),
    st.tuples(st.just("restore"), st.lists(st.sampled_from(FIELDS), min_size=1, unique=True)),
)
Undo = Callable[[], Any]


class Author:
    """One post, and requests that change it and undo that."""

    def __init__(self, blog: Blog, admin: Account, first: dict[str, Any]) -> None:
        self.blog, self.headers = blog, admin.headers
        self.post = self.ask("POST", "/posts", {"title": "T", "content": "First."} | first)["id"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        options = {} if body is None else {"json": body}
        answer = self.blog.send(method, f"/api{path}", self.headers, **options)
        assert answer.status_code < 300 or answer.json()["code"] == "not_found", answer.text
        return {"headers": answer.headers} | (answer.json() if answer.content else {})

    def row(self) -> dict[str, Any]:
        with psycopg.connect(self.blog.database_url, row_factory=dict_row) as connection:
            row = connection.execute("SELECT * FROM posts WHERE id = %s", [self.post]).fetchone()
        assert row is not None
        return row

    def restore(self, version: int, fields: Any) -> None:
        path = f"/posts/{self.post}/revisions/{version}/restore"
        self.ask("POST", path, {"fields": fields})

    def merge(self, changes: Any) -> None:
        """Edit the first version; a conflict changes nothing."""
        path = f"/api/posts/{self.post}?on_conflict=merge"
        first = self.headers | {"If-Match": f'"post-{self.post}-1"'}
        answer = self.blog.send("PATCH", path, first, json=changes)
        assert answer.status_code in {200, 412}, answer.text

    def act(self, kind: str, detail: Any) -> Undo:
        """Do it, and return what undoes it."""
        version = self.row()["version"]
        match kind:
            case "delete":
                done = self.ask("DELETE", f"/posts/{self.post}")
                deletion = done["headers"]["deletion-id"]
                return lambda: self.ask("POST", f"/deletions/{deletion}/undo", {})
            case "retag":
                change = self.ask("PATCH", f"/tags/{detail}", {"name": "renamed"}).get("id")
                return lambda: change and self.ask("POST", f"/term-changes/{change}/undo")
            case "restore":
                self.restore(1, detail)
            case "merge":
                self.merge(detail)
            case _:
                self.ask("PATCH", f"/posts/{self.post}", detail)
        return lambda: self.restore(version, FIELDS)


def test_every_act_can_be_undone(blog: Blog) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=IS_SHORT)
    @given(first=EDIT, acts=st.lists(ACT, min_size=1, max_size=6))
    def check(first: dict[str, Any], acts: list[tuple[str, Any]]) -> None:
        blog.empty()
        admin = blog.make_admin()
        author = Author(
            blog, admin, {name: value for name, value in first.items() if value is not None}
        )
        for kind, detail in acts:
            before = author.row()
            author.act(kind, detail)()
            after = author.row()
            differ = {name for name in before if before[name] != after[name]}
            assert differ <= MOVING, (kind, detail, before, after)
            if kind in {"edit", "merge", "restore"}:
                author.act(kind, detail)

    check()
