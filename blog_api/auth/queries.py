"""Who a token stands for, asked of the database on every request: so revocation is instant."""

from collections.abc import Callable
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Boolean, Select, bindparam, func, or_, select

from blog_api.auth.schemas import Account, SessionOut
from blog_api.db.database import Reading
from blog_api.db.lookup import Lookup
from blog_api.db.statement import Statement, constant
from blog_api.live import LiveSession, LiveUser
from blog_api.permissions import Actor


class Caller(Protocol):
    """Whom a token stands for; a row may tell more of them."""

    @property
    def id(self) -> int:
        """The user."""

    @property
    def session_id(self) -> int:
        """What is looked up."""


Caller_co = TypeVar("Caller_co", bound=Caller, covariant=True)

# The active user of a live session; who may publish, the settings say.
CALLERS: Final = (
    select(
        LiveUser.c.id,
        LiveUser.c.username,
        LiveUser.c.role,
        LiveSession.c.id,
        or_(
            bindparam("anyone_publishes", type_=Boolean),
            LiveUser.c.email_verified,
            LiveUser.c.role == constant("admin"),
        ),
    )
    .join(LiveSession, LiveSession.c.user_id == LiveUser.c.id)
    .where(LiveUser.c.is_active)
)


def caller_by(rows: Select[*tuple[Any, ...]], row: Callable[..., Caller_co]) -> Lookup[Caller_co]:
    """By the session; those who call at the same time are read together (decision 0024)."""
    return Lookup.by(LiveSession.c.id, rows, row, "session_id")


ACTOR: Final = caller_by(CALLERS, Actor)

ACCOUNT = select(
    LiveUser.c.id,
    LiveUser.c.username,
    LiveUser.c.email,
    LiveUser.c.name,
    LiveUser.c.password_hash,
    LiveUser.c.is_active,
)

SELECT_ACCOUNT = Statement(
    ACCOUNT.where(
        or_(
            func.lower(LiveUser.c.email) == func.lower(bindparam("login")),
            func.lower(LiveUser.c.username) == func.lower(bindparam("login")),
        )
    ).limit(1),
    Account,
)

SELECT_ACCOUNT_BY_ID = Statement(ACCOUNT.where(LiveUser.c.id == bindparam("user_id")), Account)

SELECT_SESSIONS = Statement(
    select(
        LiveSession.c.id,
        LiveSession.c.created_at,
        LiveSession.c.last_used_at,
        LiveSession.c.expires_at,
        LiveSession.c.user_agent,
        LiveSession.c.ip,
        (LiveSession.c.id == bindparam("current_id")).label("current"),
    )
    .where(LiveSession.c.user_id == bindparam("user_id"))
    .order_by(LiveSession.c.last_used_at.desc(), LiveSession.c.id.desc()),
    SessionOut,
)


async def find_account(db: Reading, login: str) -> Account | None:
    """By email or user name, without case; a user name holds no @, so the two cannot meet."""
    if "\0" in login:
        return None
    return await db.one(SELECT_ACCOUNT, login=login)


async def find_account_by_id(db: Reading, user_id: int) -> Account | None:
    """For checking a current password."""
    return await db.one(SELECT_ACCOUNT_BY_ID, user_id=user_id)


async def list_sessions(db: Reading, actor: Actor) -> list[SessionOut]:
    """The actor's log-ins, the latest used first."""
    return await db.all(SELECT_SESSIONS, user_id=actor.id, current_id=actor.session_id)
