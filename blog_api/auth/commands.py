"""Session commands: open with a password, refresh, end, expire.

A replayed refresh token ends its session (`refreshing`).
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Interval,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from blog_api.auth.callers import NO_SESSION
from blog_api.auth.known_devices import remember_device
from blog_api.auth.known_networks import remember_network
from blog_api.auth.schemas import Account, Device
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import InvalidGrantError, NotFoundError
from blog_api.lifecycle.share_locks import share_lock_user, share_locked_user
from blog_api.live_credentials import has_second_factor
from blog_api.models import PendingLogin, Session, User
from blog_api.permissions import Actor
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.auth")

BY_PASSWORD: Final = "pwd"  # noqa: S105  # the name of a method (RFC 8176 §2)
BY_FACTORS: Final = "mfa"
MAX_SESSIONS: Final = 100  # live sessions per account


@dataclass(frozen=True, slots=True)
class SessionState:
    """State from which a pair of tokens is made; equal states make equal refresh tokens."""

    id: int
    user_id: int
    refresh_jti: str
    refreshed_at: datetime
    expires_at: datetime
    amr: Sequence[str]
    authenticated_at: datetime


COLUMNS: Final = (
    Session.c.id,
    Session.c.user_id,
    Session.c.refresh_jti,
    Session.c.refreshed_at,
    Session.c.expires_at,
    Session.c.amr,
    func.coalesce(Session.c.confirmed_at, Session.c.created_at).label("authenticated_at"),
)
IDLE: Final = bindparam("idle", type_=Interval)
ENTIRE: Final = bindparam("entire", type_=Interval)
LIVE_USER: Final = share_locked_user().cte("live_user")
CHECKED_USER: Final = (
    share_locked_user().where(User.c.password_hash == bindparam("checked_hash")).cte("checked_user")
)
AMR: Final = bindparam("amr", type_=Session.c.amr.type)

OPEN_SESSION = Statement(
    insert(Session)
    .from_select(
        ["user_id", "refresh_jti", "expires_at", "user_agent", "ip", "amr", "confirmed_at"],
        select(
            CHECKED_USER.c.id,
            bindparam("jti"),
            func.now() + func.least(IDLE, ENTIRE),
            bindparam("user_agent"),
            bindparam("ip"),
            AMR,
            func.now(),
        ).where(
            or_(
                func.array_position(AMR, constant(BY_FACTORS)).is_not(None),
                ~has_second_factor(CHECKED_USER.c.id),
            )
        ),
    )
    .returning(*COLUMNS),
    SessionState,
)

END_SESSION = Statement(
    delete(Session)
    .where(Session.c.id == bindparam("session_id"), Session.c.user_id == bindparam("user_id"))
    .returning(Session.c.id),
    int,
)

END_PENDING_LOGINS = Statement(
    delete(PendingLogin).where(PendingLogin.c.user_id == bindparam("user_id")), int
)

END_OTHER_SESSIONS = Statement(
    delete(Session).where(
        Session.c.user_id == bindparam("user_id"),
        Session.c.id != bindparam("kept_id", type_=BigInteger),
    ),
    int,
)

LOCK_SESSIONS_OF: Final = Statement(
    select(
        cast(
            func.pg_advisory_xact_lock(
                func.hashtextextended(
                    func.concat(constant("sessions "), bindparam("user_id", type_=BigInteger)),
                    constant(0),
                )
            ),
            Text,
        )
    ),
    str,
)
END_SURPLUS: Final = Statement(
    delete(Session).where(
        Session.c.id.in_(
            select(Session.c.id)
            .where(Session.c.user_id == bindparam("user_id"), Session.c.expires_at > func.now())
            .order_by(Session.c.last_used_at.desc(), Session.c.id.desc())
            .offset(constant(MAX_SESSIONS))
        )
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


def new_jti() -> str:
    return secrets.token_urlsafe(16)


async def open_session(
    db: Transaction,
    settings: Settings,
    account: Account,
    device: Device,
    amr: Sequence[str] = (BY_PASSWORD,),
) -> SessionState | None:
    """Open a session; end the least recently used ones beyond `MAX_SESSIONS`.

    Return None if the account was given another password since the check, or a second factor that
    `amr` lacks; raise InvalidGrantError if it was deleted or deactivated. A notice is queued for a
    new device or network. An advisory lock serialises log-ins of one account, so that each counts
    the sessions of the others.
    """
    # Before the statement that looks for factors: its snapshot has one that was being added.
    await share_lock_user(db, account.id, InvalidGrantError)
    await db.one(LOCK_SESSIONS_OF, user_id=account.id)
    session = await db.one(
        OPEN_SESSION,
        user_id=account.id,
        checked_hash=account.password_hash,
        jti=new_jti(),
        user_agent=device.user_agent,
        ip=device.ip,
        amr=list(amr),
        **lifetimes(settings),
    )
    if session is not None:
        await db.run(END_SURPLUS, user_id=account.id)
        await remember_network(db, account.id, device.ip or "")
        await remember_device(db, account.id, device, session_id=session.id)
    return session


def lifetimes(settings: Settings) -> dict[str, timedelta]:
    return {
        "idle": timedelta(seconds=settings.refresh_token_expires_in),
        "entire": timedelta(seconds=settings.session_expires_in),
    }


async def end_session(db: Transaction, user_id: int, session_id: int) -> None:
    """End a session; raise NotFoundError if it has ended already or belongs to another user."""
    if await db.one(END_SESSION, user_id=user_id, session_id=session_id) is None:
        raise NotFoundError


async def log_out(db: Transaction, user_id: int, session_id: int) -> None:
    """End a session; do nothing if it has ended already (RFC 7009 §2.2)."""
    await db.run(END_SESSION, user_id=user_id, session_id=session_id)


async def end_other_sessions(db: Transaction, actor: Actor) -> None:
    """End the caller's other sessions, and log-ins of theirs that wait for a second factor."""
    await db.run(END_OTHER_SESSIONS, user_id=actor.id, kept_id=actor.session_id)
    await db.run(END_PENDING_LOGINS, user_id=actor.id)


async def end_all_sessions(db: Transaction, user_id: int) -> None:
    await db.run(END_OTHER_SESSIONS, user_id=user_id, kept_id=NO_SESSION)
    await db.run(END_PENDING_LOGINS, user_id=user_id)


async def expire_sessions(db: Transaction, batch_size: int) -> int:
    """Remove a batch of expired sessions; return how many."""
    return await db.run(EXPIRE_SESSIONS, batch_size=batch_size)


async def move_hash(db: Transaction, user_id: int, old_hash: str, new_hash: str) -> None:
    """Replace a hash of an older scheme or cost, unless the password changed since."""
    await db.run(REHASH, user_id=user_id, old_hash=old_hash, new_hash=new_hash)
