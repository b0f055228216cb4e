"""Comparison of the blog with the model: public pages, pages of users, the trash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.fuzz import unpublished, views
from tests.fuzz.blog import Blog
from tests.fuzz.model import Account, Expected, Model

Reader = Callable[[dict[str, Any]], tuple[Any, ...]]


def require(answer: httpx2.Response, expected: Expected) -> None:
    """Require the status, one of the codes, and the expected members of the body."""
    assert answer.status_code == expected.status, (answer.text, expected)
    if not answer.content:
        return
    body = answer.json()
    assert not expected.codes or body["code"] in expected.codes, (body, expected)
    told = {name: body.get(name) for name in expected.body}
    assert told == expected.body


@dataclass
class Comparison:
    """Comparison of one life: a part after each action, and everything after the last one."""

    blog: Blog
    model: Model
    admin: Account

    def rows(self, viewer: Account | None, path: str, read: Reader) -> views.Rows:
        """Return the rows of a list that fits on one page."""
        headers = viewer.headers if viewer else {}
        answer = self.blog.send("GET", f"/api{path}", headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["next_cursor"] is None
        return {item["id"]: read(item) for item in page["items"]}

    def compare_some(self, slugs: Sequence[str]) -> None:
        """Compare the public list, the trash, the deletions, and one page of each other kind."""
        turn = self.model.acts
        self.record()
        self.compare_public()
        self.compare_trash(self.admin)
        self.compare_requests(self.admin)
        self.compare_deletions()
        viewers = self.viewers()
        viewer = viewers[turn % len(viewers)]
        self.compare_own(viewer)
        self.compare_slug(viewer, slugs[turn % len(slugs)])
        posts = sorted(self.model.posts)
        if posts:
            self.compare_comments(viewer, posts[turn % len(posts)])
            self.compare_revisions(viewer, posts[turn % len(posts)])
            self.compare_unpublished(viewer, posts[turn % len(posts)])

    def compare_everything(self, slugs: Sequence[str]) -> None:
        """Compare all pages for every viewer."""
        self.record()
        self.compare_public()
        self.compare_deletions()
        self.compare_accounts()
        for viewer in self.viewers():
            self.compare_own(viewer)
            self.compare_trash(viewer)
            self.compare_requests(viewer)
            self.compare_all_unpublished(viewer)
        everybody: list[Account | None] = [None, *self.viewers()]
        for reader in everybody:
            for slug in slugs:
                self.compare_slug(reader, slug)
            for post_id in self.model.posts:
                self.compare_comments(reader, post_id)
                self.compare_revisions(reader, post_id)

    def record(self) -> None:
        """Add to the model what follows from the last action."""
        self.model.record_versions()
        unpublished.end_previews(self.model)

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

    def compare_requests(self, viewer: Account) -> None:
        found = self.rows(viewer, "/restore-requests?limit=100", views.request)
        assert found == views.requests(self.model, viewer)

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

    def compare_revisions(self, viewer: Account | None, post_id: int) -> None:
        """Compare the versions, newest first; only the author and administrators see them."""
        headers = viewer.headers if viewer else {}
        answer = self.blog.send("GET", f"/api/posts/{post_id}/revisions?limit=100", headers)
        post = self.model.visible_post(viewer, post_id)
        if viewer is None:
            assert answer.status_code == 401
        elif post is None:
            assert answer.status_code == 404
        elif not self.model.owns(viewer, post):
            assert answer.status_code == 403
        else:
            found = [(item["version"], item["title"]) for item in answer.json()["items"]]
            expected = [(n, version.title) for n, version in enumerate(post.versions, 1)]
            assert found == expected[:-101:-1]

    def compare_all_unpublished(self, viewer: Account) -> None:
        for post_id in self.model.posts:
            self.compare_unpublished(viewer, post_id)

    def compare_unpublished(self, viewer: Account, post_id: int) -> None:
        """Compare the viewer's working copy, and the links, which need no account."""
        answer = self.blog.send("GET", f"/api/posts/{post_id}/working-copy", viewer.headers)
        require(answer, unpublished.read_copy(self.model, viewer, post_id))
        post = self.model.posts[post_id]
        for token, maker in post.previews.values():
            answer = self.blog.send("GET", f"/api/previews/{token}")
            require(answer, unpublished.read_preview(self.model, post, maker))
