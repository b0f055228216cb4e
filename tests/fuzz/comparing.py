"""What the blog shows beside what the model says: to nobody, to everybody, and in the trash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.fuzz import views
from tests.fuzz.blog import Blog
from tests.fuzz.model import Account, Expected, Model

Reader = Callable[[dict[str, Any]], tuple[Any, ...]]


def require(answer: httpx2.Response, expected: Expected) -> None:
    """The status, one of the codes, and what the body must say."""
    assert answer.status_code == expected.status, (answer.text, expected)
    if not answer.content:
        return
    body = answer.json()
    assert not expected.codes or body["code"] in expected.codes, (body, expected)
    told = {name: body.get(name) for name in expected.body}
    assert told == expected.body


@dataclass
class Comparison:
    """Of one life; each act is followed by some of it, and the last one by all."""

    blog: Blog
    model: Model
    admin: Account

    def rows(self, viewer: Account | None, path: str, read: Reader) -> views.Rows:
        """Of a list that is shorter than a page."""
        headers = viewer.headers if viewer else {}
        answer = self.blog.send("GET", f"/api{path}", headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["next_cursor"] is None
        return {item["id"]: read(item) for item in page["items"]}

    def compare_some(self, slugs: Sequence[str]) -> None:
        """What everybody sees, the trash and the deletions; and one of each of the others."""
        turn = self.model.acts
        self.compare_public()
        self.compare_trash(self.admin)
        self.compare_deletions()
        viewers = self.viewers()
        viewer = viewers[turn % len(viewers)]
        self.compare_own(viewer)
        self.compare_slug(viewer, slugs[turn % len(slugs)])
        posts = sorted(self.model.posts)
        if posts:
            self.compare_comments(viewer, posts[turn % len(posts)])

    def compare_everything(self, slugs: Sequence[str]) -> None:
        """For every viewer."""
        self.compare_public()
        self.compare_deletions()
        self.compare_accounts()
        for viewer in self.viewers():
            self.compare_own(viewer)
            self.compare_trash(viewer)
        everybody: list[Account | None] = [None, *self.viewers()]
        for reader in everybody:
            for slug in slugs:
                self.compare_slug(reader, slug)
            for post_id in self.model.posts:
                self.compare_comments(reader, post_id)

    def viewers(self) -> list[Account]:
        return [account for account in self.model.accounts.values() if account.is_logged_in]

    def compare_public(self) -> None:
        found = self.rows(None, "/posts?limit=100", views.listed)
        assert found == views.public_posts(self.model)

    def compare_own(self, viewer: Account) -> None:
        found = self.rows(viewer, "/posts?author=me&limit=100", views.listed)
        assert found == views.own_posts(self.model, viewer)
        found = self.rows(viewer, "/posts?status=draft&limit=100", views.listed)
        assert found == views.drafts(self.model, viewer)

    def compare_trash(self, viewer: Account) -> None:
        found = self.rows(viewer, "/trash/posts?limit=100", views.trashed_post)
        assert found == views.post_trash(self.model, viewer)
        found = self.rows(viewer, "/trash/comments?limit=100", views.trashed_comment)
        assert found == views.comment_trash(self.model, viewer)

    def compare_deletions(self) -> None:
        found = self.rows(self.admin, "/deletions?limit=100", views.deletion)
        assert found == views.deletions(self.model)

    def compare_accounts(self) -> None:
        found = self.rows(self.admin, "/trash/users?limit=100", views.trashed_account)
        assert found == views.account_trash(self.model)
        for account in self.model.accounts.values():
            answer = self.blog.send("GET", f"/api/users/{account.id}")
            require(answer, views.profile(self.model, account))

    def compare_slug(self, viewer: Account | None, slug: str) -> None:
        headers = viewer.headers if viewer else {}
        answer = self.blog.send("GET", f"/api/posts/slug/{slug}", headers)
        status, where = views.by_slug(self.model, viewer, slug)
        assert answer.status_code == status, answer.text
        if status == 200:
            assert answer.json()["id"] == where
        if status == 308:
            assert answer.headers["location"] == f"/api/posts/slug/{where}"

    def compare_comments(self, viewer: Account | None, post_id: int) -> None:
        headers = viewer.headers if viewer else {}
        answer = self.blog.send("GET", f"/api/posts/{post_id}/comments?limit=100", headers)
        if self.model.visible_post(viewer, post_id) is None:
            assert answer.status_code == 404
            return
        found = [comment["id"] for comment in answer.json()["items"]]
        assert found == self.model.comments_of(post_id)
