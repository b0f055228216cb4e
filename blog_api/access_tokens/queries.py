"""Reads of personal access tokens: the list of an account, and the token of a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Integer, Text, bindparam, func, or_, select, tuple_

from blog_api.access_tokens.schemas import AccessTokenOut, AccountName, TokenInUse, WhoAmI
from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.errors import InvalidTokenError
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.live import LiveUser
from blog_api.live_credentials import LiveAccessToken, LiveSession
from blog_api.permissions import Actor


@dataclass(frozen=True, slots=True)
class ListedToken:
    """A live token and the name of its owner."""

    id: int
    username: str
    name: str
    prefix: str
    scopes: list[str]
    post_ids: list[int] | None
    expires_at: datetime
    last_used_at: datetime | None


SORT: Final = "access_tokens"
TOKEN: Final = LiveAccessToken.c
LAST_KEY: Final = tuple_(
    bindparam("last_created_at", type_=TOKEN.created_at.type),
    bindparam("last_id", type_=BigInteger),
)
SELECT_TOKENS: Final = Statement(
    select(
        TOKEN.id,
        TOKEN.name,
        TOKEN.prefix,
        TOKEN.scopes,
        TOKEN.post_ids,
        TOKEN.created_at,
        TOKEN.expires_at,
        TOKEN.last_used_at,
    )
    .where(
        TOKEN.user_id == bindparam("user_id"),
        or_(
            bindparam("last_id", type_=BigInteger).is_(None),
            tuple_(TOKEN.created_at, TOKEN.id) < LAST_KEY,
        ),
    )
    .order_by(TOKEN.created_at.desc(), TOKEN.id.desc())
    .limit(bindparam("limit", type_=Integer)),
    AccessTokenOut,
)
USERNAME: Final = bindparam("username", type_=Text)
IS_OF_USER: Final = func.lower(LiveUser.c.username) == func.lower(USERNAME)
SELECT_ALL: Final = Statement(
    select(
        TOKEN.id,
        LiveUser.c.username,
        TOKEN.name,
        TOKEN.prefix,
        TOKEN.scopes,
        TOKEN.post_ids,
        TOKEN.expires_at,
        TOKEN.last_used_at,
    )
    .join(LiveUser, LiveUser.c.id == TOKEN.user_id)
    .where(or_(USERNAME.is_(None), IS_OF_USER))
    .order_by(TOKEN.created_at.desc(), TOKEN.id.desc()),
    ListedToken,
)
SELECT_IN_USE: Final = Statement(
    select(TOKEN.id, TOKEN.name, TOKEN.scopes, TOKEN.expires_at).where(
        TOKEN.id == bindparam("token_id")
    ),
    TokenInUse,
)
SELECT_METHODS: Final = Statement(
    select(LiveSession.c.amr).where(LiveSession.c.id == bindparam("session_id")), list[str]
)


async def list_tokens(db: Reading, actor: Actor, paging: CursorPaging) -> Page[AccessTokenOut]:
    key = read_cursor(SORT, paging.cursor)
    rows = await db.all(
        SELECT_TOKENS,
        user_id=actor.id,
        last_created_at=key.instant if key else None,
        last_id=key.id if key else None,
        limit=paging.limit + 1,
    )
    return page_of(rows, paging.limit, SORT, lambda token: (token.created_at, token.id))


async def list_all_tokens(db: Reading, username: str | None) -> list[ListedToken]:
    """Return the live tokens of all accounts or of one, for the command line on the host."""
    return await db.all(SELECT_ALL, username=username)


async def who_am_i(db: Reading, actor: Actor) -> WhoAmI:
    """Raise InvalidTokenError if the session or token has ended since it was authenticated."""
    name = AccountName.model_validate(actor, from_attributes=True)
    if actor.token is None:
        amr = await db.one(SELECT_METHODS, session_id=actor.session_id)
        if amr is None:
            raise InvalidTokenError
        return WhoAmI(
            user=name,
            session_id=actor.session_id,
            confirmed_until=actor.confirmed_until,
            amr=amr,
        )
    token = await db.one(SELECT_IN_USE, token_id=actor.token.id)
    if token is None:
        raise InvalidTokenError
    return WhoAmI(user=name, token=token, amr=[])
