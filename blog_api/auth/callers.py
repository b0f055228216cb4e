"""Lookup of the caller on every request, so that revocation is immediate (decision 0024)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import (
    Boolean,
    Interval,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from blog_api.db.lookup import Lookup
from blog_api.db.statements import constant
from blog_api.live import LiveUser
from blog_api.live_credentials import (
    LiveAccessToken,
    LiveSession,
    LiveTokenSecret,
    has_second_factor,
)
from blog_api.permissions import Actor, TokenGrant

Caller_co = TypeVar("Caller_co", covariant=True)
NO_SESSION: Final = 0  # of an actor with a token
TOUCHED_AFTER: Final = timedelta(minutes=1)  # `last_used_at` of a token is that exact


@dataclass(frozen=True, slots=True)
class Authenticated(Generic[Caller_co]):
    """A caller, and the id of the session or the hash of the token that the lookup found them by.

    `caller` is the actor, or the actor with more columns. `needs_touch` is true if the last use of
    a token was stored more than a minute ago.
    """

    key: int | bytes
    needs_touch: bool
    actor: Actor
    caller: Caller_co


@dataclass(frozen=True, slots=True)
class CallerLookup(Generic[Caller_co]):
    """Lookups of an active user by a live session and by the hash of a live token.

    Each is one query, which concurrent requests share (decision 0024). `by_token` has two, by
    whether administrators need a second factor: PostgreSQL prepares its subqueries in each
    execution, also where the setting is off.
    """

    by_session: Lookup[Authenticated[Caller_co]]
    by_token: Mapping[bool, Lookup[Authenticated[Caller_co]]]


# These depend on the settings: `anyone_publishes`, `confirmed_for` and `admins_need_factor`, which
# is a parameter for sessions and selects the statement for tokens.
IS_ADMIN: Final = LiveUser.c.role == constant("admin")
MAY_PUBLISH: Final = or_(
    bindparam("anyone_publishes", type_=Boolean), LiveUser.c.email_verified, IS_ADMIN
)
CONFIRMED_UNTIL: Final = LiveSession.c.confirmed_at + bindparam("confirmed_for", type_=Interval)
NEEDS_FACTOR: Final = and_(bindparam("admins_need_factor", type_=Boolean), IS_ADMIN)

USER: Final = (LiveUser.c.id, LiveUser.c.username, LiveUser.c.role)
OF_SESSION: Final = (
    *USER,
    LiveSession.c.id,
    MAY_PUBLISH,
    case((func.now() < CONFIRMED_UNTIL, CONFIRMED_UNTIL)),
    and_(NEEDS_FACTOR, func.array_position(LiveSession.c.amr, constant("mfa")).is_(None)),
)
OF_TOKEN: Final = (
    LiveTokenSecret.c.secret_hash,
    func.coalesce(
        LiveAccessToken.c.last_used_at < func.now() - literal(TOUCHED_AFTER, Interval), true()
    ),
    *USER,
    MAY_PUBLISH,
    LiveAccessToken.c.id,
    LiveAccessToken.c.scopes,
    LiveAccessToken.c.post_ids,
)
LACKS_FACTOR: Final[Mapping[bool, SQLColumnExpression[bool]]] = {
    False: false(),
    True: and_(IS_ADMIN, ~has_second_factor(LiveUser.c.id)),
}


def actor_of_token(  # noqa: PLR0913, PLR0917  # columns of OF_TOKEN and LACKS_FACTOR
    user_id: int,
    username: str,
    role: str,
    may_publish: bool,  # noqa: FBT001  # a column
    token_id: int,
    scopes: list[str],
    post_ids: list[int] | None,
    lacks_factor: bool,  # noqa: FBT001  # a column
) -> Actor:
    reach = None if post_ids is None else frozenset(post_ids)
    return Actor(
        user_id,
        username,
        role,
        NO_SESSION,
        may_publish,
        lacks_factor=lacks_factor,
        token=TokenGrant(token_id, frozenset(scopes), reach),
    )


def caller_by(
    make: Callable[..., Caller_co], *columns: SQLColumnExpression[Any]
) -> CallerLookup[Caller_co]:
    """Return lookups of callers; `make` takes the actor and the values of further columns."""

    def of_session(*values: Any) -> Authenticated[Caller_co]:
        actor = Actor(*values[: len(OF_SESSION)])
        caller = make(actor, *values[len(OF_SESSION) :])
        return Authenticated(actor.session_id, needs_touch=False, actor=actor, caller=caller)

    def of_token(*values: Any) -> Authenticated[Caller_co]:
        secret_hash, needs_touch, *known = values[: len(OF_TOKEN) + 1]
        actor = actor_of_token(*known)
        caller = make(actor, *values[len(OF_TOKEN) + 1 :])
        return Authenticated(bytes(secret_hash), needs_touch, actor, caller)

    sessions = (
        select(*OF_SESSION, *columns)
        .join(LiveSession, LiveSession.c.user_id == LiveUser.c.id)
        .where(LiveUser.c.is_active)
    )
    tokens = {
        admins_need_factor: select(*OF_TOKEN, lacks_factor, *columns)
        .join(LiveAccessToken, LiveAccessToken.c.user_id == LiveUser.c.id)
        .join(LiveTokenSecret, LiveTokenSecret.c.token_id == LiveAccessToken.c.id)
        .where(LiveUser.c.is_active)
        for admins_need_factor, lacks_factor in LACKS_FACTOR.items()
    }
    return CallerLookup(
        Lookup.by(LiveSession.c.id, sessions, of_session, "key"),
        {
            admins_need_factor: Lookup.by(LiveTokenSecret.c.secret_hash, rows, of_token, "key")
            for admins_need_factor, rows in tokens.items()
        },
    )


ACTOR: Final = caller_by(lambda actor: actor)
