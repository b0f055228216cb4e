"""Scopes of personal access tokens: a closed list. A scope only takes rights away."""

from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """Right that a personal access token can have."""

    POSTS_READ = "posts:read"
    POSTS_WRITE = "posts:write"
    POSTS_PUBLISH = "posts:publish"
    POSTS_DELETE = "posts:delete"
    TRASH_READ = "trash:read"
    COMMENTS_WRITE = "comments:write"
    VOTES_WRITE = "votes:write"
    MEDIA_WRITE = "media:write"
    PROFILE_READ = "profile:read"
    PROFILE_WRITE = "profile:write"
    ADMIN_CONTENT = "admin:content"
    ADMIN_USERS = "admin:users"
    ADMIN_AUDIT = "admin:audit"

    @property
    def is_admin(self) -> bool:
        return self.startswith("admin:")


DESCRIPTIONS: Final = {
    Scope.POSTS_READ: "Read your unpublished posts, their revisions, working copies and previews.",
    Scope.POSTS_WRITE: "Write posts, and change their revisions, working copies, previews and "
    "transfers. Nothing becomes public.",
    Scope.POSTS_PUBLISH: "With `posts:write`: make posts public, now or at a later date.",
    Scope.POSTS_DELETE: "Move posts to the trash, and request their restore.",
    Scope.TRASH_READ: "Read your trash.",
    Scope.COMMENTS_WRITE: "Write, change and delete comments.",
    Scope.VOTES_WRITE: "Vote, and take votes back.",
    Scope.MEDIA_WRITE: "Upload images.",
    Scope.PROFILE_READ: "Read your private profile, with the email address.",
    Scope.PROFILE_WRITE: "Change your user name, name, bio and avatar.",
    Scope.ADMIN_CONTENT: "Administrators: restore, undo, bulk actions, transfers, terms and "
    "requests; with the other scopes, act on the content of every account.",
    Scope.ADMIN_USERS: "Administrators: list, change, preview the deletion of, and restore "
    "accounts, and read their trash.",
    Scope.ADMIN_AUDIT: "Administrators: read the audit log.",
}
# Scopes of routes that do not concern single posts: `post_ids` of a token does not narrow them.
WITHOUT_POSTS: Final = frozenset({Scope.MEDIA_WRITE, Scope.PROFILE_READ, Scope.PROFILE_WRITE})
