"""The blog as plain Python: accounts, posts, comments, and their visibility.

A request is made first, and `writing`, `deleting` and `restoring` then compute the expected
response; ids are the only thing that the model learns from the responses.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TITLES = {"A": "a", "B!": "b", "A 2": "a-2"}  # and the slugs derived from them


@dataclass
class Account:
    """A registered account; `is_gone` after a hard delete."""

    id: int
    username: str
    email: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    is_admin: bool = False
    is_logged_in: bool = False
    is_gone: bool = False
    deletion: int | None = None

    @property
    def is_live(self) -> bool:
        return self.deletion is None and not self.is_gone


@dataclass
class Post:
    """`former` has its earlier slugs, and when it lost them.

    `provisional`: the slug was derived while the post was never public. `copies` has the base and
    the title of each user's working copy, `previews` the token and the maker of each link.
    """

    id: int
    author: int
    slug: str
    title: str
    status: str
    deletion: int | None = None
    provisional: bool = False
    voters: set[int] = field(default_factory=set)
    former: dict[str, int] = field(default_factory=dict)
    versions: list["Version"] = field(default_factory=list)
    copies: dict[int, tuple[int, str]] = field(default_factory=dict)
    previews: dict[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def present(self) -> "Version":
        return Version(self.title, self.slug, self.status, self.provisional)


class Version(NamedTuple):
    """The fields of a post that an edit can change, as of a version."""

    title: str
    slug: str
    status: str
    provisional: bool


@dataclass
class Comment:
    id: int
    post: int
    author: int
    deletion: int | None = None


@dataclass
class Deletion:
    id: int
    kind: str
    actor: int
    counts: dict[str, int]
    is_undone: bool = False


@dataclass
class Request:
    """A restore request for the item that a deletion put into the trash."""

    id: int
    kind: str
    item: int
    author: int
    deletion: int
    state: str = "open"


@dataclass(frozen=True)
class Expected:
    """A status, and a part of the body; any of `codes` with an error."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    codes: Collection[str] = ()


def refused(status: int, *codes: str, **body: Any) -> Expected:
    """Expect a problem with one of these codes."""
    return Expected(status, body, codes)


NOT_FOUND = refused(404, "not_found")
ADMIN_ONLY = refused(403, "admin_only")


@dataclass
class Model:
    """All objects by id; hard-deleted ones are only in `accounts`."""

    accounts: dict[int, Account] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    deletions: dict[int, Deletion] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    acts: int = 0

    def refuse(self, actor: Account | None, *, admin: bool = False) -> Expected | None:
        """Return the error of a guarded route, which precedes all others."""
        if actor is None:
            return refused(401, "unauthenticated")
        if not actor.is_logged_in:
            return refused(401, "invalid_token")
        return ADMIN_ONLY if admin and not actor.is_admin else None

    def live_accounts(self) -> list[Account]:
        return [account for account in self.accounts.values() if account.is_live]

    def live_posts(self) -> list[Post]:
        return [post for post in self.posts.values() if post.deletion is None]

    def live_post(self, post_id: int) -> Post | None:
        post = self.posts.get(post_id)
        return post if post and post.deletion is None else None

    def holder(self, slug: str) -> Post | None:
        """Return the live post that has a slug."""
        return next((post for post in self.live_posts() if post.slug == slug), None)

    def slugs(self) -> set[str]:
        """Return the taken slugs."""
        return {post.slug for post in self.live_posts()}

    def usernames(self) -> set[str]:
        return {account.username for account in self.live_accounts()}

    def emails(self) -> set[str]:
        return {account.email for account in self.live_accounts()}

    def carried(self, deletion_id: int) -> tuple[list[int], list[int], list[int]]:
        """Return the accounts, posts and comments that a deletion still holds in the trash."""

        def ids(rows: Iterable[Account | Post | Comment]) -> list[int]:
            return sorted(row.id for row in rows if row.deletion == deletion_id)

        existing = (account for account in self.accounts.values() if not account.is_gone)
        return ids(existing), ids(self.posts.values()), ids(self.comments.values())

    def may_see(self, viewer: Account | None, post: Post) -> bool:
        """Return true if the viewer may see a live post."""
        return post.status == "published" or self.owns(viewer, post)

    def owns(self, viewer: Account | None, thing: Post | Comment) -> bool:
        """Return true for the author and administrators."""
        return viewer is not None and (viewer.is_admin or viewer.id == thing.author)

    def visible_post(self, viewer: Account | None, post_id: int) -> Post | None:
        post = self.live_post(post_id)
        return post if post and self.may_see(viewer, post) else None

    def comments_of(self, post_id: int) -> list[int]:
        """Return the live comments, oldest first."""
        found = self.comments.values()
        return sorted(c.id for c in found if c.post == post_id and c.deletion is None)

    def rename(self, post: Post, slug: str) -> None:
        """Rename a post; the former slug is recorded."""
        if slug != post.slug:
            post.former[post.slug] = self.acts
            post.slug = slug

    def record_versions(self) -> None:
        """Add the version that the last action made of each post."""
        for post in self.posts.values():
            if post.versions[-1:] != [post.present]:
                post.versions.append(post.present)

    def drop_posts(self, chosen: Callable[[Post], bool]) -> list[int]:
        """Hard-delete posts with their comments."""
        gone = sorted(post.id for post in self.posts.values() if chosen(post))
        for post_id in gone:
            del self.posts[post_id]
        self.drop_comments(lambda comment: comment.post in gone)
        return gone

    def drop_comments(self, chosen: Callable[[Comment], bool]) -> None:
        for comment in [c for c in self.comments.values() if chosen(c)]:
            del self.comments[comment.id]


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the first free name of `wanted-2`, `wanted-3` and so on."""
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
