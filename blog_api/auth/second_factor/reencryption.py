"""Data keys of stored secrets: which are needed, and re-encryption under the current one."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Text, any_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.auth.data_keys import DataKeys, Encrypted
from blog_api.auth.second_factor.totp import bound_to
from blog_api.db.database import Database, Reading, Transaction
from blog_api.db.statements import Statement
from blog_api.models import TotpSecret

BATCH_SIZE: Final = 200


@dataclass(frozen=True, slots=True)
class Use:
    """How many second factors are encrypted with a data key."""

    key_id: str
    count: int


@dataclass(frozen=True, slots=True)
class Stored:
    """An encrypted secret, locked until the commit."""

    user_id: int
    key_id: str
    sealed: bytes


IS_FACTOR: Final = TotpSecret.c.confirmed_at.is_not(None)
LIST_USES: Final = Statement(
    select(TotpSecret.c.key_id, func.count())
    .where(IS_FACTOR)
    .group_by(TotpSecret.c.key_id)
    .order_by(TotpSecret.c.key_id),
    Use,
)
LOCK_OTHERS: Final = Statement(
    select(TotpSecret.c.user_id, TotpSecret.c.key_id, TotpSecret.c.sealed)
    .where(
        TotpSecret.c.key_id != bindparam("current_id", type_=Text),
        # An enrolment that nobody finished is lost with its key, and begun again.
        or_(IS_FACTOR, TotpSecret.c.key_id == any_(bindparam("known_ids", type_=ARRAY(Text)))),
    )
    .order_by(TotpSecret.c.user_id)
    .limit(bindparam("batch_size"))
    .with_for_update(),
    Stored,
)
REPLACE: Final = Statement(
    update(TotpSecret)
    .where(TotpSecret.c.user_id == bindparam("user_id", type_=BigInteger))
    .values(sealed=bindparam("sealed"), key_id=bindparam("current_id")),
    int,
)


async def list_uses(db: Reading) -> list[Use]:
    return await db.all(LIST_USES)


async def reencrypt_batch(db: Transaction, keys: DataKeys) -> int:
    """Encrypt some secrets with the current key; return how many, 0 when none is left.

    Raise MissingDataKeyError for a secret whose key is missing.
    """
    current = keys.current
    if current is None:
        return 0
    known = list(keys.by_fingerprint)
    rows = await db.all(
        LOCK_OTHERS, current_id=current.fingerprint, known_ids=known, batch_size=BATCH_SIZE
    )
    for row in rows:
        bound = bound_to(row.user_id)
        plain = keys.decrypt(Encrypted(row.key_id, row.sealed), bound)
        sealed = current.seal(plain, bound)
        await db.run(REPLACE, user_id=row.user_id, sealed=sealed, current_id=current.fingerprint)
    return len(rows)


async def reencrypt_all(db: Database, keys: DataKeys) -> int:
    """Encrypt every secret with the current key, batch by batch; return how many there were."""
    done = 0
    while batch := await db.write(reencrypt_batch, keys):
        done += batch
    return done
