"""Access of personal access tokens to a route: the scope of the route, and those of a token."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from blog_api.errors import InsufficientScopeError, NotFoundError, TokenNotAllowedError
from blog_api.permissions import Actor, TokenGrant, require_scope, require_session
from blog_api.scopes import WITHOUT_POSTS, Scope

Path = Mapping[str, Any]  # parameters of the path
POST_ID: Final = "post_id"
OF_OTHER_POSTS: Final = "The token is limited to some posts, and this is not about one of them."


@dataclass(frozen=True, slots=True)
class TokenAccess:
    """Access of personal access tokens to a route: none, with a scope, or with any live token.

    `checks_posts` marks a route without a `post_id` in its path that applies `post_ids` itself.
    """

    is_open: bool = True
    scope: Scope | None = None
    checks_posts: bool = False


CLOSED: Final = TokenAccess(is_open=False)


def admit_token(path: Path, actor: Actor, access: TokenAccess) -> Actor:
    """Return the actor with the rights that the token leaves; raise an error of 403 or 404.

    Rights over the content of others need `admin:content`, or the scope of an administrators'
    route: other scopes are for the content of the token's owner.
    """
    if not access.is_open:
        require_session(actor)
    if access.scope is None or actor.token is None:
        return actor
    require_scope(actor, access.scope)
    require_post_of_token(path, actor, access)
    return actor if access.scope.is_admin else limit_to_own(actor, actor.token)


def require_post_of_token(path: Path, actor: Actor, access: TokenAccess) -> None:
    """Apply `post_ids` of a token: to the post in the path, else close the route."""
    if actor.post_ids is None or access.checks_posts or access.scope in WITHOUT_POSTS:
        return
    if POST_ID not in path:
        raise TokenNotAllowedError(OF_OTHER_POSTS)
    if names_other_post(path, actor):
        raise NotFoundError


def names_other_post(path: Path, actor: Actor) -> bool:
    """Return whether a path names a post outside the `post_ids` of the token."""
    if actor.post_ids is None or POST_ID not in path:
        return False
    return path[POST_ID] not in map(str, actor.post_ids)


def admit_reader(path: Path, actor: Actor, access: TokenAccess) -> Actor | None:
    """Return the actor of a public route, or None for a token that reads as anyone may.

    A token does so without the scope, and for a post outside its `post_ids`.
    """
    if not access.is_open:
        require_session(actor)
    if access.scope is None or actor.token is None:
        return actor
    if access.scope not in actor.token.scopes:
        return None
    if names_other_post(path, actor):
        return None
    return limit_to_own(actor, actor.token)


def limit_to_own(actor: Actor, token: TokenGrant) -> Actor:
    """Return the actor without the rights of an administrator, unless the token has them."""
    if actor.role == "user" or Scope.ADMIN_CONTENT in token.scopes:
        return actor
    return replace(actor, role="user")


def missing_scope(actor: Actor | None, scope: Scope) -> InsufficientScopeError | None:
    """Return the error for a token without the scope; None for other callers."""
    is_without = actor is not None and actor.token and scope not in actor.token.scopes
    return InsufficientScopeError(scope) if is_without else None
