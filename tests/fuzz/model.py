"""The blog as plain Python: who and what there is, and who sees which part of it.

A request is made first, and `writing`, `deleting` and `restoring` then say what it should have been
answered; ids are the only thing that the model learns from the answers.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Account:
    """Somebody who was registered once; `is_gone` for good."""

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
    """`former` has the slugs it bore before, and when it lost them."""

    id: int
    author: int
    slug: str
    title: str
    status: str
    deletion: int | None = None
    voters: set[int] = field(default_factory=set)
    former: dict[str, int] = field(default_factory=dict)


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


@dataclass(frozen=True)
class Expected:
    """A status, and what the body must say among other things; any of `codes` with a refusal."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    codes: Collection[str] = ()


def refused(status: int, *codes: str, **body: Any) -> Expected:
    """A problem with one of these codes."""
    return Expected(status, body, codes)


NOT_FOUND = refused(404, "not_found")
ADMIN_ONLY = refused(403, "admin_only")


@dataclass
class Model:
    """Everything there is, by id; what is gone for good is in none of them but `accounts`."""

    accounts: dict[int, Account] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    deletions: dict[int, Deletion] = field(default_factory=dict)
    acts: int = 0

    def refuse(self, actor: Account | None, *, admin: bool = False) -> Expected | None:
        """What a guarded route says before it looks at anything else."""
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
        """The live post that has a slug."""
        return next((post for post in self.live_posts() if post.slug == slug), None)

    def slugs(self) -> set[str]:
        """Those that are taken."""
        return {post.slug for post in self.live_posts()}

    def usernames(self) -> set[str]:
        return {account.username for account in self.live_accounts()}

    def emails(self) -> set[str]:
        return {account.email for account in self.live_accounts()}

    def carried(self, deletion_id: int) -> tuple[list[int], list[int], list[int]]:
        """The accounts, posts and comments that a deletion still holds in the trash."""

        def ids(rows: Iterable[Account | Post | Comment]) -> list[int]:
            return sorted(row.id for row in rows if row.deletion == deletion_id)

        existing = (account for account in self.accounts.values() if not account.is_gone)
        return ids(existing), ids(self.posts.values()), ids(self.comments.values())

    def may_see(self, viewer: Account | None, post: Post) -> bool:
        """Of a live post."""
        return post.status == "published" or self.owns(viewer, post)

    def owns(self, viewer: Account | None, thing: Post | Comment) -> bool:
        """Author or administrator."""
        return viewer is not None and (viewer.is_admin or viewer.id == thing.author)

    def visible_post(self, viewer: Account | None, post_id: int) -> Post | None:
        post = self.live_post(post_id)
        return post if post and self.may_see(viewer, post) else None

    def comments_of(self, post_id: int) -> list[int]:
        """The live ones, the oldest first."""
        found = self.comments.values()
        return sorted(c.id for c in found if c.post == post_id and c.deletion is None)

    def rename(self, post: Post, slug: str) -> None:
        """A slug that is given up is remembered."""
        if slug != post.slug:
            post.former[post.slug] = self.acts
            post.slug = slug

    def drop_posts(self, chosen: Callable[[Post], bool]) -> list[int]:
        """For good, with their comments."""
        gone = sorted(post.id for post in self.posts.values() if chosen(post))
        for post_id in gone:
            del self.posts[post_id]
        self.drop_comments(lambda comment: comment.post in gone)
        return gone

    def drop_comments(self, chosen: Callable[[Comment], bool]) -> None:
        for comment in [c for c in self.comments.values() if chosen(c)]:
            del self.comments[comment.id]


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The first of `wanted-2`, `wanted-3`… that nobody has."""
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
