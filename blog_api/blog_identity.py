"""Identity of the blog: its UUID and the issuers of its tokens, stored in the database.

They survive a move to another URL: feed entries keep their ids (`urn:uuid`), and tokens of a former
issuer are accepted until the last of them has expired.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Integer, Text, bindparam, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Database, Reading, Transaction
from blog_api.db.statements import Statement
from blog_api.models import BlogSettings, TokenIssuer

RELOAD_S: Final = 10.0


def as_it_is(uid: UUID) -> UUID:
    return uid


LOCK_UID: Final = Statement(select(BlogSettings.c.uid).with_for_update(), as_it_is)
SELECT_UID: Final = Statement(select(BlogSettings.c.uid), as_it_is)
NAMED: Final = bindparam("issuer", type_=Text)
SELECT_PRESENT: Final = Statement(
    select(TokenIssuer.c.issuer)
    .where(TokenIssuer.c.replaced_at.is_(None))
    .order_by(TokenIssuer.c.created_at.desc()),
    str,
)
REPLACE_OTHERS: Final = Statement(
    update(TokenIssuer)
    .where(TokenIssuer.c.replaced_at.is_(None), TokenIssuer.c.issuer != NAMED)
    .values(replaced_at=func.now()),
    int,
)
MAKE_PRESENT: Final = Statement(
    insert(TokenIssuer)
    .values(issuer=NAMED)
    .on_conflict_do_update(index_elements=[TokenIssuer.c.issuer], set_={"replaced_at": null()}),
    int,
)
SELECT_ACCEPTED: Final = Statement(
    select(TokenIssuer.c.issuer).where(
        or_(
            TokenIssuer.c.replaced_at.is_(None),
            TokenIssuer.c.replaced_at
            > func.now() - func.make_interval(0, 0, 0, 0, 0, 0, bindparam("life_s", type_=Integer)),
        )
    ),
    str,
)


@dataclass(frozen=True, slots=True)
class BlogIdentity:
    """UUID, issuer of new tokens, and all accepted issuers, the current one included."""

    uid: UUID
    issuer: str
    issuers: Sequence[str]


def urn_of(uid: UUID, *names: str | int) -> str:
    """Return a URN (RFC 9562) for an item of a blog, independent of its URL."""
    name = ":".join(map(str, names))
    return (uuid5(uid, name) if names else uid).urn


async def find_present_issuer(db: Reading) -> str | None:
    """Return the current issuer, or None before the first start."""
    return await db.one(SELECT_PRESENT)


async def register_issuer(db: Transaction, issuer: str, life_s: int) -> BlogIdentity:
    """Make this the current issuer; `life_s` is the lifetime of a refresh token in seconds."""
    await db.one(LOCK_UID)
    if await db.one(SELECT_PRESENT) != issuer:
        await db.run(REPLACE_OTHERS, issuer=issuer)
        await db.run(MAKE_PRESENT, issuer=issuer)
    return await get_identity(db, issuer, life_s)


async def get_uid(db: Reading) -> UUID:
    uid = await db.one(SELECT_UID)
    if uid is None:
        raise RuntimeError("the table blog_settings has lost its row")
    return uid


async def get_identity(db: Reading, issuer: str, life_s: int) -> BlogIdentity:
    uid = await get_uid(db)
    accepted = await db.all(SELECT_ACCEPTED, life_s=life_s)
    return BlogIdentity(uid, issuer, tuple(dict.fromkeys([issuer, *accepted])))


class IdentityHolder:
    """Identity in one process, registered at first use: the database may not be up at startup.

    It is reloaded for a token of an unknown issuer, at most every ten seconds: another process
    may have registered a new one.
    """

    def __init__(self, issuer: str, life_s: int) -> None:
        self._issuer = issuer
        self._life_s = life_s
        self._identity: BlogIdentity | None = None
        self._uid: UUID | None = None
        self._read_at = 0.0

    async def get(self, db: Database) -> BlogIdentity:
        if self._identity is None:
            self._identity = await db.write(register_issuer, self._issuer, self._life_s)
            self._read_at = time.monotonic()
        return self._identity

    async def get_uid(self, db: Reading) -> UUID:
        """Return the UUID, which never changes; a standby has it too."""
        if self._identity is not None:
            return self._identity.uid
        if self._uid is None:
            self._uid = await get_uid(db)
        return self._uid

    async def reload(self, db: Database) -> BlogIdentity:
        """Return the identity from the database, at most ten seconds old."""
        known = await self.get(db)
        if time.monotonic() - self._read_at >= RELOAD_S:
            self._read_at = time.monotonic()
            self._identity = known = await get_identity(db, self._issuer, self._life_s)
        return known
