"""Queries of log-ins, accounts and sessions."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Integer,
    Interval,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)

from blog_api.auth.schemas import Account, LoginAttempt, SessionOut
from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.http.client_ip import network_of
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.live import LiveUser
from blog_api.live_credentials import LiveLoginNetwork, LiveSession, has_second_factor
from blog_api.permissions import Actor

ACCOUNT = select(
    LiveUser.c.id,
    LiveUser.c.username,
    LiveUser.c.email,
    LiveUser.c.name,
    LiveUser.c.password_hash,
    LiveUser.c.is_active,
    has_second_factor(LiveUser.c.id),
)

KNOWN_FOR: Final = timedelta(days=90)
IS_KNOWN: Final = or_(
    select(LiveLoginNetwork.c.user_id)
    .where(
        LiveLoginNetwork.c.user_id == LiveUser.c.id,
        LiveLoginNetwork.c.network == bindparam("network"),
        LiveLoginNetwork.c.seen_at > func.now() - bindparam("known_for", type_=Interval),
    )
    .exists(),
    # Sessions of the previous release, which stores no networks.
    select(LiveSession.c.id)
    .where(LiveSession.c.user_id == LiveUser.c.id, LiveSession.c.ip == bindparam("address"))
    .exists(),
)


def login_attempt(*values: Any) -> LoginAttempt:
    return LoginAttempt(Account(*values[:-1]), is_known=values[-1])


SELECT_LOGIN = Statement(
    ACCOUNT.add_columns(IS_KNOWN)
    .where(
        or_(
            func.lower(LiveUser.c.email) == func.lower(bindparam("login")),
            func.lower(LiveUser.c.username) == func.lower(bindparam("login")),
        )
    )
    .limit(1),
    login_attempt,
)

SELECT_OWN_LOGIN = Statement(
    ACCOUNT.add_columns(IS_KNOWN).where(LiveUser.c.id == bindparam("user_id")), login_attempt
)

SELECT_ACCOUNT_BY_ID = Statement(ACCOUNT.where(LiveUser.c.id == bindparam("user_id")), Account)

SORT: Final = "sessions"
LAST_KEY: Final = tuple_(
    bindparam("last_used_at", type_=LiveSession.c.last_used_at.type),
    bindparam("last_id", type_=BigInteger),
)
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
    .where(
        LiveSession.c.user_id == bindparam("user_id"),
        or_(
            bindparam("last_id", type_=BigInteger).is_(None),
            tuple_(LiveSession.c.last_used_at, LiveSession.c.id) < LAST_KEY,
        ),
    )
    .order_by(LiveSession.c.last_used_at.desc(), LiveSession.c.id.desc())
    .limit(bindparam("limit", type_=Integer)),
    SessionOut,
)


async def get_login(db: Reading, login: str, address: str) -> LoginAttempt:
    """Return the account of an email or user name, ignoring case; a user name never has an @."""
    nobody = LoginAttempt(None, is_known=False)
    if "\0" in login:
        return nobody
    network = network_of(address)
    found = await db.one(
        SELECT_LOGIN, login=login, address=address, network=network, known_for=KNOWN_FOR
    )
    return found or nobody


async def get_own_login(db: Reading, user_id: int, address: str) -> LoginAttempt:
    """Return an account, and whether it has logged in from the network of the address before."""
    found = await db.one(
        SELECT_OWN_LOGIN,
        user_id=user_id,
        address=address,
        network=network_of(address),
        known_for=KNOWN_FOR,
    )
    return found or LoginAttempt(None, is_known=False)


async def find_account_by_id(db: Reading, user_id: int) -> Account | None:
    return await db.one(SELECT_ACCOUNT_BY_ID, user_id=user_id)


async def list_sessions(db: Reading, actor: Actor, paging: CursorPaging) -> Page[SessionOut]:
    key = read_cursor(SORT, paging.cursor)
    rows = await db.all(
        SELECT_SESSIONS,
        user_id=actor.id,
        current_id=actor.session_id,
        last_used_at=key.instant if key else None,
        last_id=key.id if key else None,
        limit=paging.limit + 1,
    )
    return page_of(rows, paging.limit, SORT, lambda session: (session.last_used_at, session.id))
