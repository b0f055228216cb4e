"""Passkeys of accounts."""

from typing import Final

from sqlalchemy import Text, bindparam, func, select

from blog_api.auth.passkeys.webauthn import StoredPasskey
from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.live_credentials import LivePasskey

FIND: Final = Statement(
    select(
        LivePasskey.c.id,
        LivePasskey.c.user_id,
        LivePasskey.c.credential_id,
        LivePasskey.c.public_key,
        LivePasskey.c.sign_count,
    ).where(
        LivePasskey.c.credential_id == bindparam("credential_id"),
        LivePasskey.c.rp_id == bindparam("rp_id"),
    ),
    StoredPasskey,
)
LIST_IDS: Final = Statement(
    select(LivePasskey.c.credential_id)
    .where(LivePasskey.c.user_id == bindparam("user_id"), LivePasskey.c.rp_id == bindparam("rp_id"))
    .order_by(LivePasskey.c.id),
    bytes,
)
COUNT_OF_OTHERS: Final = Statement(
    select(func.count())
    .select_from(LivePasskey)
    .where(LivePasskey.c.rp_id != bindparam("rp_id", type_=Text)),
    int,
)


async def find_passkey(db: Reading, credential_id: bytes, rp_id: str) -> StoredPasskey | None:
    return await db.one(FIND, credential_id=credential_id, rp_id=rp_id)


async def list_credential_ids(db: Reading, user_id: int, rp_id: str) -> list[bytes]:
    return await db.all(LIST_IDS, user_id=user_id, rp_id=rp_id)


async def count_orphaned(db: Reading, rp_id: str) -> int:
    """Return how many passkeys belong to another relying party: no browser offers them here."""
    return await db.one(COUNT_OF_OTHERS, rp_id=rp_id) or 0
