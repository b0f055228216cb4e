"""The author of something in a list, as permissions ask for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from blog_api.permissions import Action
from blog_api.posts.schemas import PostItem
from blog_api.studio.requests import SignedIn


@dataclass(frozen=True, slots=True)
class Owned:
    """A post or comment, as far as rules of permission ask about it."""

    author_id: int | None


def allowed_posts(visit: SignedIn, action: Action, posts: Iterable[PostItem]) -> set[int]:
    return {post.id for post in posts if visit.can(action, Owned(post.author.id))}
