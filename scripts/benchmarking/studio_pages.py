"""Pages of the studio for an administrator and an author, and the rows that they show."""

import json
import urllib.request
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import quote

import psycopg

from benchmarking.clients import log_in

# An author with posts in the trash and out of it.
FIND_AUTHOR: Final = """
SELECT u.id, u.username, max(p.id) FILTER (WHERE p.deleted_at IS NULL AND p.status = 'published'),
    max(p.id) FILTER (WHERE p.deleted_at IS NOT NULL)
FROM users u JOIN posts p ON p.author_id = u.id
WHERE u.deleted_at IS NULL AND u.is_active AND u.role = 'user' AND u.id <= 2000
GROUP BY u.id HAVING bool_or(p.deleted_at IS NOT NULL)
    AND bool_or(p.deleted_at IS NULL AND p.status = 'published')
ORDER BY count(*) DESC, u.id LIMIT %s
"""
BULK: Final = 5
TEXT: Final = "The harbour was quiet.\n\n## Morning\n\nA boat came in with *no* lights on.\n\n" * 8
STRANGER: Final = {
    "sign in": "/studio/sign-in",
    "sign up": "/studio/sign-up",
    "forgotten password": "/studio/forgot",
    "new password": "/studio/reset",
    "confirm an address": "/studio/verify",
    "take an address back": "/studio/revert",
    "shared preview": "/studio/preview",
}
BOTH: Final = {
    "overview": "/studio/overview",
    "posts, one's own": "/studio/posts",
    "posts, own drafts": "/studio/posts?status=draft",
    "posts, own, a tag": "/studio/posts?tag={common_tag}",
    "posts, own, changed last": "/studio/posts?sort=updated",
    "new post": "/studio/posts/new",
    "editor": "/studio/posts/{post}",
    "history": "/studio/posts/{post}/history",
    "two versions": "/studio/posts/{post}/history/compare?before=1&after=2",
    "a version": "/studio/posts/{post}/history/1",
    "restore a version": "/studio/posts/{post}/history/1/restore",
    "preview links": "/studio/posts/{post}/previews",
    "hand over": "/studio/posts/{post}/transfer",
    "delete a post": "/studio/posts/{post}/delete",
    "trash": "/studio/trash",
    "trash, search": "/studio/trash?search={title}",
    "deleted comments": "/studio/trash?kind=comments",
    "deleted post": "/studio/trash/posts/{trashed}",
    "requests": "/studio/requests",
    "comments": "/studio/comments",
    "comments, search": "/studio/comments?search=garden",
    "hand-overs": "/studio/transfers",
    "hand-overs, offered": "/studio/transfers?direction=out",
    "profile": "/studio/account",
    "email": "/studio/account/email",
    "ways to sign in": "/studio/account/security",
    "sessions": "/studio/account/sessions",
    "tokens": "/studio/account/tokens",
    "token": "/studio/account/tokens/{token}",
    "new token": "/studio/account/tokens/new",
    "new passkey": "/studio/account/security/passkeys/new",
    "confirm": "/studio/confirm",
    "own data": "/studio/account/data",
    "delete the own account": "/studio/account/data/delete",
}
AUTHOR: Final = BOTH | {
    "accept a post": "/studio/transfers/{transfer}/accept",
    "discard changes": "/studio/posts/{post}/discard",
}
ADMINISTRATOR: Final = BOTH | {
    "posts, everyone's": "/studio/posts?whose=all",
    "posts, drafts": "/studio/posts?whose=all&status=draft",
    "posts, search": "/studio/posts?whose=all&search={title}",
    "posts, most read": "/studio/posts?whose=all&sort=views",
    "posts, an author": "/studio/posts?whose=all&author={user_name}",
    "posts, drafts of an author": "/studio/posts?whose=all&status=draft&author={user_name}",
    "posts, a tag": "/studio/posts?whose=all&tag={common_tag}",
    "posts, a rare tag": "/studio/posts?whose=all&tag={tag}",
    "posts, scheduled, a tag": "/studio/posts?whose=all&status=scheduled&tag={common_tag}",
    "posts, a category": "/studio/posts?whose=all&category={category}",
    "comments, an author": "/studio/comments?author={user_name}",
    "comments, a post": "/studio/comments?post={post}",
    "plan of a deletion": "/studio/posts/selected/change?do=delete&id={post}",
    "remove words": "/studio/posts/{post}/redact",
    "remove the words of a version": "/studio/posts/{post}/history/1/redact",
    "remove for good": "/studio/trash/posts/{trashed}/purge",
    "deleted accounts": "/studio/trash?kind=accounts",
    "deleted account": "/studio/trash/accounts/{gone}",
    "request": "/studio/requests/{request}",
    "requests, all": "/studio/requests?state=all",
    "deletions": "/studio/deletions",
    "deletions, of accounts": "/studio/deletions?kind=account",
    "deletion": "/studio/deletions/{deletion}",
    "plan of an undo": "/studio/deletions/{deletion}/undo",
    "plan for comments": "/studio/comments/selected/delete?id={comment}",
    "tags": "/studio/tags",
    "categories": "/studio/tags?kind=category",
    "rename a tag": "/studio/tags/rename?kind=tag&name={tag}",
    "changes of tags": "/studio/tags/changes",
    "people": "/studio/people",
    "people, search": "/studio/people?search={user_name}",
    "people, administrators": "/studio/people?role=admin",
    "person": "/studio/people/{user}",
    "delete a person": "/studio/people/{user}/delete",
    "reset a second factor": "/studio/people/{user}/second-factor",
    "audit": "/studio/audit",
    "audit, one post": "/studio/audit?target_type=post&target_id={post}",
    "audit, a person": "/studio/audit?actor={user}",
    "audit, an action": "/studio/audit?action=post.delete",
}


@dataclass(frozen=True, slots=True)
class Author:
    id: int
    username: str
    post: int
    trashed: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Values in the addresses of an author's pages, or those of an administrator."""

    post: int
    trashed: int
    user: int
    user_name: str
    title: str
    token: int
    tag: str = ""
    comment: int = 0
    request: int = 0
    deletion: int = 0
    transfer: int = 0
    gone: int = 0
    common_tag: str = ""
    category: str = ""

    def pages(self, addresses: dict[str, str]) -> dict[str, str]:
        values = {name: quote(str(value)) for name, value in asdict(self).items()}
        return {name: address.format(**values) for name, address in addresses.items()}


@dataclass(frozen=True, slots=True)
class Api:
    """The JSON API as one account."""

    port: int
    token: str

    @classmethod
    def of(cls, port: int, username: str) -> "Api":
        return cls(port, log_in(port, username))

    def call(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401  # JSON is of any type
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}",
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
            return json.loads(answer.read() or "null")


def find_authors(url: str, number: int) -> list[Author]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(FIND_AUTHOR, (number,)).fetchall()
    return [Author(*row) for row in rows]


def make_token(api: Api) -> int:
    """Return the id of a new access token."""
    given = {"name": "Deploy", "scopes": ["posts:read"]}
    return int(api.call("POST", "/auth/tokens", given)["id"])


def most_used(api: Api, terms: str) -> str:
    """Return the tag or the category that most posts have."""
    return str(api.call("GET", f"/{terms}")["items"][0]["name"])


def prepare_author(port: int, author: Author, admin_name: str) -> Rows:
    """Make what the pages of an author show: versions, a working copy, an offer to the author."""
    api, admin = Api.of(port, author.username), Api.of(port, admin_name)
    given = {"title": "A quiet harbour", "content": TEXT, "tags": ["sea"], "status": "published"}
    post = api.call("POST", "/posts", given)
    api.call("PATCH", f"/posts/{post['id']}", {"content": TEXT.replace("quiet", "almost quiet")})
    copy = {"base_version": 2, "content": TEXT.replace("quiet", "silent")}
    api.call("PUT", f"/posts/{post['id']}/working-copy", copy)
    offered = admin.call("POST", "/posts", given | {"title": "A post on offer"})
    to = {"to": author.username}
    transfer = admin.call("POST", f"/posts/{offered['id']}/transfer", to)
    return Rows(
        post["id"],
        author.trashed,
        author.id,
        author.username,
        post["title"],
        make_token(api),
        transfer=transfer["id"],
        common_tag=most_used(api, "tags"),
    )


def prepare_admin(port: int, author: Author, admin_name: str) -> Rows:
    """Make what the pages of administrators show: a request, a bulk deletion, a deleted account."""
    admin, api = Api.of(port, admin_name), Api.of(port, author.username)
    given = {"title": "The lighthouse", "content": TEXT, "tags": ["sea"], "status": "published"}
    post = admin.call("POST", "/posts", given)
    admin.call("PATCH", f"/posts/{post['id']}", {"content": TEXT.replace("boat", "ship")})
    admin.call("POST", f"/posts/{post['id']}/previews", {})
    comment = api.call("POST", f"/posts/{post['id']}/comments", {"content": "I was there."})
    asked = api.call("POST", f"/trash/posts/{author.trashed}/restore-request", {})
    newest = admin.call("GET", "/posts?limit=50")["items"][-BULK:]
    bulk = {"ids": [each["id"] for each in newest], "reason": "Advertising of last week"}
    deletion = admin.call("POST", "/posts/bulk-delete", bulk)["deletion_id"]
    gone = admin.call("GET", "/users?limit=1")["items"][0]["id"]
    admin.call("DELETE", f"/users/{gone}")
    return Rows(
        post["id"],
        author.trashed,
        author.id,
        author.username,
        post["title"],
        make_token(admin),
        tag="sea",
        comment=comment["id"],
        request=asked["id"],
        deletion=deletion,
        gone=gone,
        common_tag=most_used(admin, "tags"),
        category=most_used(admin, "categories"),
    )
