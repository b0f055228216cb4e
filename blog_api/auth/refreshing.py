"""Rotation of refresh tokens (RFC 9700 §4.14.2): using a replaced token ends the session."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import Interval, Text, and_, bindparam, func, or_, select, update

from blog_api import metrics
from blog_api.auth.commands import (
    COLUMNS,
    END_SESSION,
    ENTIRE,
    IDLE,
    LIVE_USER,
    SessionState,
    lifetimes,
    new_jti,
)
from blog_api.auth.schemas import Device
from blog_api.auth.token_claims import RefreshClaims
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.http.client_ip import site_of
from blog_api.logs import log_event
from blog_api.models import Session, User
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.auth")


@dataclass(frozen=True, slots=True)
class Successor(SessionState):
    """The state that replaced the shown token less than REFRESH_REUSE_GRACE ago."""

    is_same_client: bool


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
        refresh_user_agent=bindparam("user_agent"),
        refresh_network=bindparam("network"),
        expires_at=func.least(func.now() + IDLE, Session.c.created_at + ENTIRE),
    )
    .returning(*COLUMNS),
    SessionState,
)

IS_SAME_CLIENT: Final = or_(
    Session.c.refresh_network.is_(None),
    and_(
        Session.c.refresh_network == bindparam("network"),
        Session.c.refresh_user_agent.is_not_distinct_from(bindparam("user_agent", type_=Text)),
    ),
)
LOCK_SUCCESSOR = Statement(
    select(*COLUMNS, IS_SAME_CLIENT)
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
    Successor,
)


async def refresh_session(
    db: Transaction, settings: Settings, shown: RefreshClaims, device: Device
) -> SessionState | None:
    """Rotate the refresh token of a session; a replaced token ends the session.

    Return None if the token is refused: an exception would roll back the end of the session. Within
    the grace period the replaced token returns the same successor, because a response may have been
    lost or two tabs may have refreshed at once. Anything older was stolen (RFC 9700 §4.14.2).
    """
    client = {"user_agent": device.user_agent, "network": site_of(device.ip or "")}
    key = {
        "session_id": shown.session_id,
        "user_id": shown.user_id,
        "shown_jti": shown.jti,
        **client,
    }
    rotated = await db.one(ROTATE, **key, jti=new_jti(), **lifetimes(settings))
    if rotated is not None:
        return rotated
    grace = timedelta(seconds=settings.refresh_reuse_grace)
    successor = await db.one(LOCK_SUCCESSOR, **key, grace=grace)
    if successor is None:
        await end_replayed(db, shown)
        return None
    return reuse(db, shown, successor)


def reuse(db: Transaction, shown: RefreshClaims, successor: Successor) -> SessionState | None:
    """Return the successor only to the client that rotated: another client may be a thief."""
    event = "refresh.reused" if successor.is_same_client else "refresh.reuse_refused"
    db.on_commit(partial(report, event, shown))
    return successor if successor.is_same_client else None


async def end_replayed(db: Transaction, shown: RefreshClaims) -> None:
    ended = await db.one(END_SESSION, session_id=shown.session_id, user_id=shown.user_id)
    if ended is not None:
        db.on_commit(metrics.REPLAYS.inc)
        db.on_commit(partial(report, "refresh.replayed", shown))


def report(event: str, shown: RefreshClaims) -> None:
    log_event(logger, logging.WARNING, event, user_id=shown.user_id, session_id=shown.session_id)
