"""Predicates over (actor, thing) that `permissions.py` applies to actions, and their errors."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

from blog_api.errors import (
    AdminOnlyError,
    AppError,
    EmailNotVerifiedError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """The personal access token of a request; `post_ids` limits it to these posts."""

    id: int
    scopes: frozenset[str]
    post_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated user of a request, as stored in the database when it arrived.

    `confirmed_until` is null for a session that is not confirmed (decision 0052), and for a
    personal access token, whose `session_id` is 0. `lacks_factor`: with REQUIRE_ADMIN_MFA, an
    administrator counts as a user if the session, or the owner of the token, has no second factor.
    """

    id: int
    username: str
    role: str
    session_id: int
    may_publish: bool = True
    confirmed_until: datetime | None = None
    lacks_factor: bool = False
    token: TokenGrant | None = None

    @property
    def is_admin(self) -> bool:
        return self.role == "admin" and not self.lacks_factor

    @property
    def token_id(self) -> int | None:
        return self.token.id if self.token else None

    @property
    def post_ids(self) -> frozenset[int] | None:
        return self.token.post_ids if self.token else None

    def as_user(self) -> "Actor":
        """Return the actor without the rights of an administrator."""
        return self if self.role == "user" else replace(self, role="user")

    def has_scope(self, scope: str) -> bool:
        """Return False for a token without the scope; sessions have every scope."""
        return self.token is None or scope in self.token.scopes

    def reaches(self, post_id: int) -> bool:
        """Return False for a post that the token of the request is not limited to."""
        return self.post_ids is None or post_id in self.post_ids


class Owned(Protocol):
    """A post or comment."""

    @property
    def author_id(self) -> int | None: ...


class Publishable(Owned, Protocol):
    """A post; the clock of the database decides `is_public`."""

    @property
    def id(self) -> int: ...
    @property
    def is_public(self) -> bool: ...


def is_signed_in(actor: Actor | None, _: object = None) -> bool:
    return actor is not None


def is_admin(actor: Actor | None, _: object = None) -> bool:
    return actor is not None and actor.is_admin


def is_self(actor: Actor | None, user_id: int | None) -> bool:
    return actor is not None and actor.id == user_id


def is_for_other(actor: Actor | None, user_id: int) -> bool:
    return is_admin(actor) and not is_self(actor, user_id)


def owns(actor: Actor | None, thing: Owned) -> bool:
    return is_admin(actor) or is_self(actor, thing.author_id)


class Transferable(Protocol):
    """An offer or a transfer: its giver and its receiver."""

    @property
    def from_id(self) -> int | None: ...
    @property
    def to_id(self) -> int: ...


class Verifiable(Protocol):
    """An account."""

    @property
    def email_verified(self) -> bool: ...


def gives(actor: Actor | None, transfer: Transferable) -> bool:
    return is_admin(actor) or is_self(actor, transfer.from_id)


def receives(actor: Actor | None, transfer: Transferable) -> bool:
    return is_self(actor, transfer.to_id)


def can_see_transfer(actor: Actor | None, transfer: Transferable) -> bool:
    return gives(actor, transfer) or receives(actor, transfer)


class Undoable(Protocol):
    """A deletion, and the account that may undo its own deletion for a short time."""

    @property
    def undoable_by(self) -> int | None: ...


def wrote(actor: Actor | None, thing: Owned) -> bool:
    return is_self(actor, thing.author_id)


def may_undo(actor: Actor | None, deletion: Undoable) -> bool:
    return is_admin(actor) or is_self(actor, deletion.undoable_by)


def can_see_post(actor: Actor | None, post: Publishable) -> bool:
    """Return True for public posts, and for others to their author and administrators.

    `live.visible_to` is the same rule in SQL.
    """
    return post.is_public or (actor is not None and owns(actor, post) and actor.reaches(post.id))


def public_from(status: str, published_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a post becomes public, `now` if it is, None if it never does by itself."""
    return max(published_at or now, now) if status == "published" else None


def may_publish(actor: Actor | None, _: object = None) -> bool:
    """Return False while REQUIRE_VERIFIED_EMAIL holds an unverified address back."""
    return actor is not None and actor.may_publish


def has_verified_address(_: Actor | None, giver: Verifiable) -> bool:
    """Return False for the account of an author that must not offer its posts yet."""
    return giver.email_verified


@dataclass(frozen=True, slots=True)
class Rule:
    """A predicate over (actor, thing), and the error for an actor that it does not allow."""

    allows: Callable[[Actor | None, Any], bool]
    error: type[AppError]


SIGNED_IN: Final = Rule(is_signed_in, UnauthenticatedError)
SELF: Final = Rule(is_self, ForbiddenError)
OTHER_ACCOUNT: Final = Rule(is_for_other, ForbiddenError)
OWNER: Final = Rule(owns, ForbiddenError)
AUTHOR: Final = Rule(wrote, ForbiddenError)
SEEN_IN_TRASH: Final = Rule(owns, NotFoundError)
UNDOER: Final = Rule(may_undo, AdminOnlyError)
VISIBLE: Final = Rule(can_see_post, NotFoundError)
GIVER: Final = Rule(gives, ForbiddenError)
RECEIVER: Final = Rule(receives, ForbiddenError)
PARTY: Final = Rule(can_see_transfer, NotFoundError)
VERIFIED: Final = Rule(may_publish, EmailNotVerifiedError)
VERIFIED_GIVER: Final = Rule(has_verified_address, EmailNotVerifiedError)
ADMIN: Final = Rule(is_admin, AdminOnlyError)
