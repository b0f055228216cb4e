"""Second factors of an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import bindparam, func, select

from blog_api.auth.data_keys import Encrypted
from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.live_credentials import (
    LivePasskey,
    LivePendingLogin,
    LiveRecoveryCode,
    LiveTotpSecret,
    has_second_factor,
)

Method = Literal["totp", "passkey", "recovery_code"]


@dataclass(frozen=True, slots=True)
class Factors:
    """The time when TOTP was enrolled, if at all; numbers of recovery codes and passkeys."""

    totp_since: datetime | None
    recovery_codes_left: int
    passkeys: int

    @property
    def exist(self) -> bool:
        return self.totp_since is not None or self.passkeys > 0

    @property
    def methods(self) -> list[Method]:
        found: list[Method] = ["totp"] if self.totp_since else []
        if self.passkeys:
            found.append("passkey")
        return [*found, "recovery_code"] if found and self.recovery_codes_left else found


USER_ID: Final = bindparam("user_id", type_=LiveTotpSecret.c.user_id.type)
SELECT_FACTORS: Final = Statement(
    select(
        select(LiveTotpSecret.c.confirmed_at)
        .where(LiveTotpSecret.c.user_id == USER_ID)
        .scalar_subquery(),
        select(func.count())
        .select_from(LiveRecoveryCode)
        .where(LiveRecoveryCode.c.user_id == USER_ID)
        .scalar_subquery(),
        select(func.count())
        .select_from(LivePasskey)
        .where(LivePasskey.c.user_id == USER_ID)
        .scalar_subquery(),
    ),
    Factors,
)
SELECT_TOTP: Final = Statement(
    select(LiveTotpSecret.c.key_id, LiveTotpSecret.c.sealed).where(
        LiveTotpSecret.c.user_id == USER_ID
    ),
    Encrypted,
)
SELECT_PENDING: Final = Statement(
    select(LivePendingLogin.c.user_id).where(
        LivePendingLogin.c.token_hash == bindparam("token_hash")
    ),
    int,
)
SELECT_HAS_FACTOR: Final = Statement(select(has_second_factor(USER_ID)), bool)


async def get_factors(db: Reading, user_id: int) -> Factors:
    return await db.one(SELECT_FACTORS, user_id=user_id) or Factors(None, 0, 0)


async def has_factor(db: Reading, user_id: int) -> bool:
    return bool(await db.one(SELECT_HAS_FACTOR, user_id=user_id))


async def find_totp(db: Reading, user_id: int) -> Encrypted | None:
    return await db.one(SELECT_TOTP, user_id=user_id)


async def find_pending_user(db: Reading, token_hash: bytes) -> int | None:
    """Return the account of a log-in that waits for a second factor."""
    return await db.one(SELECT_PENDING, token_hash=token_hash)
