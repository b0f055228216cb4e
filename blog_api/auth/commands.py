"""A session's life: opened by a password, moved on by each refresh, ended by what is suspicious."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import BigInteger, Interval, bindparam, delete, func, insert, select, update

from blog_api import metrics
from blog_api.auth.schemas import Account, Device
from blog_api.auth.tokens import RefreshClaims
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import NotFoundError
from blog_api.logs import tell
from blog_api.models import Session, User
from blog_api.permissions import Actor
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.auth")


@dataclass(frozen=True, slots=True)
class SessionState:
    """What a pair of tokens is made from; equal states make equal refresh tokens."""

    id: int
    user_id: int
    refresh_jti: str
    refreshed_at: datetime
    expires_at: datetime


COLUMNS: Final = (
    Session.c.id,
    Session.c.user_id,
    Session.c.refresh_jti,
    Session.c.refreshed_at,
    Session.c.expires_at,
)
IDLE: Final = bindparam("idle", type_=Interval)
ENTIRE: Final = bindparam("entire", type_=Interval)
SHARED_USER: Final = (
    select(User.c.id)
    .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_(None), User.c.is_active)
    .with_for_update(read=True)
)
LIVE_USER: Final = SHARED_USER.cte("live_user")
CHECKED_USER: Final = SHARED_USER.where(User.c.password_hash == bindparam("checked_hash")).cte(
    "checked_user"
)

OPEN_SESSION = Statement(
    insert(Session)
    .from_select(
        ["user_id", "refresh_jti", "expires_at", "user_agent", "ip"],
        select(
            CHECKED_USER.c.id,
            bindparam("jti"),
            func.now() + func.least(IDLE, ENTIRE),
            bindparam("user_agent"),
            bindparam("ip"),
        ),
    )
    .returning(*COLUMNS),
    SessionState,
)

ROTATE = Statement(
    update(Session)
    .where(
        Session.c.id == bindparam("session_id"),
        Session.c.user_id == bindparam("user_id"),
        Session.c.refresh_jti == bindparam("shown_jti"),
        Session.c.expires_at > func.now(),
        select(LIVE_USER.c.id).exists(),
    )
    .values(
        previous_jti=Session.c.refresh_jti,
        refresh_jti=bindparam("jti"),
        refreshed_at=func.now(),
        last_used_at=func.now(),
        expires_at=func.least(func.now() + IDLE, Session.c.created_at + ENTIRE),
    )
    .returning(*COLUMNS),
    SessionState,
)

LOCK_SUCCESSOR = Statement(
    select(*COLUMNS)
    .where(
        Session.c.id == bindparam("session_id"),
        Session.c.user_id == bindparam("user_id"),
        Session.c.previous_jti == bindparam("shown_jti"),
        Session.c.refreshed_at + bindparam("grace", type_=Interval) > func.now(),
        Session.c.expires_at > func.now(),
        Session.c.user_id.in_(
            select(User.c.id).where(User.c.deleted_at.is_(None), User.c.is_active)
        ),
    )
    .with_for_update(of=Session),
    SessionState,
)

END_SESSION = Statement(
    delete(Session)
    .where(Session.c.id == bindparam("session_id"), Session.c.user_id == bindparam("user_id"))
    .returning(Session.c.id),
    int,
)

END_OTHER_SESSIONS = Statement(
    delete(Session).where(
        Session.c.user_id == bindparam("user_id"),
        Session.c.id != bindparam("kept_id", type_=BigInteger),
    ),
    int,
)

EXPIRED: Final = (
    select(Session.c.id)
    .where(Session.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE_SESSIONS = Statement(delete(Session).where(Session.c.id == EXPIRED.c.id), int)

REHASH = Statement(
    update(User)
    .where(User.c.id == bindparam("user_id"), User.c.password_hash == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash")),
    int,
)

NO_SESSION: Final = 0


def new_jti() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


async def open_session(
    db: Transaction, settings: Settings, account: Account, device: Device
) -> SessionState | None:
    """None if the account was deleted, closed or given another password meanwhile."""
    return await db.one(
        OPEN_SESSION,
        user_id=account.id,
        checked_hash=account.password_hash,
        jti=new_jti(),
        user_agent=device.user_agent,
        ip=device.ip,
        **lifetimes(settings),
    )


async def refresh_session(
    db: Transaction, settings: Settings, shown: RefreshClaims
) -> SessionState | None:
    """Move the session on; a token shown too late ends it.

    None means refused, and is no exception because the end of the session must be committed. Within
    the grace period the token just replaced answers the same successor: a reply may have been lost,
    or two tabs may have refreshed at once. Anything older was stolen (RFC 9700 §4.14.2).
    """
    named = {"session_id": shown.session_id, "user_id": shown.user_id}
    grace = timedelta(seconds=settings.refresh_reuse_grace)
    state = await db.one(
        ROTATE, **named, shown_jti=shown.jti, jti=new_jti(), **lifetimes(settings)
    ) or await db.one(LOCK_SUCCESSOR, **named, shown_jti=shown.jti, grace=grace)
    if state is None and await db.one(END_SESSION, **named) is not None:
        db.once_committed(partial(report_replay, shown))
    return state


def report_replay(shown: RefreshClaims) -> None:
    """Somebody may have stolen a token; whose it was, and that its session is over."""
    metrics.REPLAYS.inc()
    tell(
        logger,
        logging.WARNING,
        "refresh.replayed",
        user_id=shown.user_id,
        session_id=shown.session_id,
    )


def lifetimes(settings: Settings) -> dict[str, timedelta]:
    """How long a session lives unused, and how long at the very most."""
    return {
        "idle": timedelta(seconds=settings.refresh_token_expires_in),
        "entire": timedelta(seconds=settings.session_expires_in),
    }


async def end_session(db: Transaction, user_id: int, session_id: int) -> None:
    """Refuses a session that is not the user's, or is over."""
    if await db.one(END_SESSION, user_id=user_id, session_id=session_id) is None:
        raise NotFoundError


async def log_out(db: Transaction, user_id: int, session_id: int) -> None:
    """End a session; one that is over already stays over (RFC 7009 §2.2)."""
    await db.run(END_SESSION, user_id=user_id, session_id=session_id)


async def end_other_sessions(db: Transaction, actor: Actor) -> None:
    """All but the one that asks."""
    await db.run(END_OTHER_SESSIONS, user_id=actor.id, kept_id=actor.session_id)


async def end_all_sessions(db: Transaction, user_id: int) -> None:
    """For an account that is deleted or deactivated."""
    await db.run(END_OTHER_SESSIONS, user_id=user_id, kept_id=NO_SESSION)


async def expire_sessions(db: Transaction, batch_size: int) -> int:
    """How many sessions that are over were removed; fewer than a batch means that was all."""
    return await db.run(EXPIRE_SESSIONS, batch_size=batch_size)


async def move_hash(db: Transaction, user_id: int, old_hash: str, new_hash: str) -> None:
    """Replace a hash of an older scheme or cost, unless the password was changed meanwhile."""
    await db.run(REHASH, user_id=user_id, old_hash=old_hash, new_hash=new_hash)
