"""Users who act in any order; after each action the blog and the model agree."""

import re
from typing import Any

import httpx2
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from typing_extensions import override

from tests.factories import PASSWORD
from tests.fuzz import writing
from tests.fuzz.blog import Blog
from tests.fuzz.comparing import Comparison, require
from tests.fuzz.model import TITLES, Account, Model

NAMES = ("ann", "ben", "cyd")
SLUGS = (*TITLES.values(), "a-2-2")


class People(RuleBasedStateMachine):
    """One example is one life of a blog: an administrator, two users, and their content."""

    blog: Blog
    acts = 0

    people: Bundle[int] = Bundle("people")
    posts: Bundle[int] = Bundle("posts")
    comments: Bundle[int] = Bundle("comments")
    deletions: Bundle[int] = Bundle("deletions")
    who = st.just(0) | people  # 0 is the administrator
    chosen = st.lists(posts, min_size=1, max_size=4)

    def __init__(self) -> None:
        super().__init__()
        self.blog.empty()
        self.model = Model()
        self.admin = self.blog.make_admin()
        self.model.accounts[self.admin.id] = self.admin
        self.comparison = Comparison(self.blog, self.model, self.admin)
        self.first_people = [self.register_as(name, name) for name in NAMES[:2]]
        self.first_posts = [
            self.create_post_as(who, title, None, status)
            for who in self.first_people
            for title, status in (("A", "published"), ("B!", "draft"))
        ]

    @override
    def teardown(self) -> None:
        self.comparison.compare_everything(SLUGS)

    @invariant()
    def nothing_differs(self) -> None:
        self.comparison.compare_some(SLUGS)

    def account(self, number: int) -> Account:
        return self.model.accounts[number] if number else self.admin

    def act(self, who: int, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Send a request as a user."""
        self.model.acts += 1
        type(self).acts += 1
        options = {} if body is None else {"json": body}
        return self.blog.send(method, f"/api{path}", self.account(who).headers, **options)

    @initialize(target=people)
    def begin_with_people(self) -> MultipleResults[int]:
        return multiple(*self.first_people)

    @initialize(target=posts)
    def begin_with_posts(self) -> MultipleResults[int]:
        return multiple(*self.first_posts)

    def register_as(self, username: str, name: str) -> int:
        """Return the new id; 0 for an error."""
        email = f"{name}@example.com"
        body = {"username": username, "email": email, "password": PASSWORD}
        answer = self.blog.send("POST", "/api/users", json=body)
        new_id = created_id(answer)
        require(answer, writing.register(self.model, username, email, new_id))
        if new_id:
            self.log_in_as(email)
        return new_id or 0

    def log_in_as(self, email: str) -> None:
        account, answer = writing.log_in(self.model, email), self.blog.log_in(email)
        assert answer.status_code == (200 if account else 400)
        if account:
            account.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            account.is_logged_in = True

    def create_post_as(self, who: int, title: str, slug: str | None, status: str) -> int:
        """Return the new id; 0 for an error."""
        body = {"title": title, "content": "Words.", "status": status}
        answer = self.act(who, "POST", "/posts", body | ({"slug": slug} if slug else {}))
        new_id = created_id(answer)
        derived = TITLES[title]
        if new_id and not slug and status != "published":
            derived = answer.json()["slug"]
            assert re.fullmatch(f"{TITLES[title]}-[a-z0-9]{{6}}", derived)
        draft = writing.Draft(title, derived, slug, status)
        require(answer, writing.create_post(self.model, self.account(who), draft, new_id))
        return new_id or 0

    @rule(target=people, username=st.sampled_from(NAMES), name=st.sampled_from(NAMES))
    def register(self, username: str, name: str) -> int | MultipleResults[int]:
        return self.register_as(username, name) or multiple()

    @rule(name=st.sampled_from(NAMES))
    def log_in(self, name: str) -> None:
        self.log_in_as(f"{name}@example.com")


def created_id(answer: httpx2.Response) -> int | None:
    return answer.json()["id"] if answer.status_code == 201 else None


def deletion_id(answer: httpx2.Response) -> int | None:
    return int(answer.headers["deletion-id"]) if "deletion-id" in answer.headers else None
