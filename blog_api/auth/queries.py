"""Who a token stands for, asked of the database on every request: so revocation is instant."""

from typing import Final

from sqlalchemy import Boolean, bindparam, func, or_, select

from blog_api.auth.schemas import Account, SessionOut
from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.live import LiveSession, LiveUser
from blog_api.permissions import Actor

# The active user of a live session, in one indexed read; who may publish, the settings say.
ACTOR: Final = (
    select(
        LiveUser.id,
        LiveUser.username,
        LiveUser.role,
        LiveSession.id,
        or_(
            bindparam("anyone_publishes", type_=Boolean),
            LiveUser.email_verified,
            LiveUser.role == constant("admin"),
        ),
    )
    .join(LiveSession, LiveSession.user_id == LiveUser.id)
    .where(
        LiveSession.id == bindparam("session_id"),
        LiveUser.id == bindparam("user_id"),
        LiveUser.is_active,
    )
)
SELECT_ACTOR: Final = Statement(ACTOR, Actor)

ACCOUNT = select(
    LiveUser.id,
    LiveUser.username,
    LiveUser.email,
    LiveUser.name,
    LiveUser.password_hash,
    LiveUser.is_active,
)

SELECT_ACCOUNT = Statement(
    ACCOUNT.where(
        or_(
            func.lower(LiveUser.email) == func.lower(bindparam("login")),
            func.lower(LiveUser.username) == func.lower(bindparam("login")),
        )
    ).limit(1),
    Account,
)

SELECT_ACCOUNT_BY_ID = Statement(ACCOUNT.where(LiveUser.id == bindparam("user_id")), Account)

SELECT_SESSIONS = Statement(
    select(
        LiveSession.id,
        LiveSession.created_at,
        LiveSession.last_used_at,
        LiveSession.expires_at,
        LiveSession.user_agent,
        LiveSession.ip,
        (LiveSession.id == bindparam("current_id")).label("current"),
    )
    .where(LiveSession.user_id == bindparam("user_id"))
    .order_by(LiveSession.last_used_at.desc(), LiveSession.id.desc()),
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
