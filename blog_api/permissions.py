"""Who may do what: every rule is a pure function of who acts and what is acted on."""

from dataclasses import dataclass
from typing import Protocol

from blog_api.errors import (
    AdminOnlyError,
    AppError,
    EmailNotVerifiedError,
    ForbiddenError,
    NotFoundError,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """The user behind a request, as the database knew them when it arrived."""

    id: int
    username: str
    role: str
    session_id: int
    may_publish: bool = True

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


class Owned(Protocol):
    """Whatever a user has written."""

    @property
    def author_id(self) -> int: ...


class Publishable(Owned, Protocol):
    """What only its author sees until it is published; the database's clock says when that is."""

    @property
    def is_public(self) -> bool: ...


def owns(actor: Actor | None, thing: Owned) -> bool:
    """The author or an administrator."""
    return actor is not None and (actor.is_admin or actor.id == thing.author_id)


def can_see_post(actor: Actor | None, post: Publishable) -> bool:
    """Anyone a public post; a draft, archived or scheduled one its author and administrators."""
    return post.is_public or owns(actor, post)


def can_edit(actor: Actor, thing: Owned) -> bool:
    """The author or an administrator; deleting follows the same rule."""
    return owns(actor, thing)


def can_list_all(actor: Actor | None) -> bool:
    """Drafts, trash and audit of everyone."""
    return actor is not None and actor.is_admin


def require(allowed: bool, refusal: type[AppError] = ForbiddenError) -> None:  # noqa: FBT001  # reads as "require(can_edit(…))"
    """Refuse unless the rule allows it."""
    if not allowed:
        raise refusal


def require_admin(actor: Actor) -> None:
    """Refuse whoever is no administrator."""
    require(actor.is_admin, AdminOnlyError)


def require_may_publish(actor: Actor) -> None:
    """Refuse whoever has yet to verify their address, where the settings ask for that."""
    require(actor.may_publish, EmailNotVerifiedError)


def require_can_edit_post(actor: Actor, post: Publishable) -> None:
    """404 for a post that the actor may not even see, 403 for one that is somebody else's."""
    require(can_see_post(actor, post), NotFoundError)
    require(can_edit(actor, post))
