"""How often passwords may be tried: by account and address together, by either alone.

Of an IPv6 address the /64 counts, for whoever has one has all of it.

Nobody can be locked out: guesses from new addresses use up only what new addresses are allowed, and
an address where the account has a living session is not new. Unknown accounts are counted alike.
"""

from typing import Final

from sqlalchemy import bindparam, func, or_, select

from blog_api.db.database import Database, Reading
from blog_api.db.statement import Statement
from blog_api.live import LiveSession, LiveUser
from blog_api.web.addresses import network_of
from blog_api.web.throttling import (
    LOGIN,
    LOGIN_FROM_ADDRESS,
    LOGIN_FROM_NEW_ADDRESSES,
    REFRESH,
    Throttles,
)

LOWER: Final = Statement(select(func.lower(bindparam("name"))), str)

IS_KNOWN: Final = Statement(
    select(LiveSession.c.id)
    .join(LiveUser, LiveUser.c.id == LiveSession.c.user_id)
    .where(
        LiveSession.c.ip == bindparam("address"),
        or_(
            func.lower(LiveUser.c.email) == func.lower(bindparam("login")),
            func.lower(LiveUser.c.username) == func.lower(bindparam("login")),
        ),
    )
    .limit(1),
    int,
)


async def limit_login(throttles: Throttles, db: Database, login: str, address: str) -> None:
    """Refuses before the password is looked at."""
    network = network_of(address)
    await throttles.take(db, LOGIN_FROM_ADDRESS, network)
    name = await fold_name(db, login)
    await throttles.take(db, LOGIN, name, network)
    if not await is_known(db, login, address):
        await throttles.take(db, LOGIN_FROM_NEW_ADDRESSES, name)


async def forgive_login(throttles: Throttles, db: Database, login: str, address: str) -> None:
    """Whoever knows the password was not guessing."""
    await throttles.forgive(db, LOGIN, await fold_name(db, login), network_of(address))


async def limit_refresh(throttles: Throttles, db: Database, address: str) -> None:
    """Refuses before the token is looked at."""
    await throttles.take(db, REFRESH, network_of(address))


async def fold_name(db: Reading, name: str) -> str:
    """A user name or email address in the one spelling that all of its spellings share.

    The database folds, for it looks accounts up: Python sees two names in `i` and `İ`, and more
    in letters that its Unicode does not know yet.
    """
    if "\0" in name:
        return name
    return await db.one(LOWER, name=name) or name


async def is_known(db: Reading, login: str, address: str) -> bool:
    """True for an address from which the account is logged in."""
    if "\0" in login or not address:
        return False
    return await db.one(IS_KNOWN, login=login, address=address) is not None
