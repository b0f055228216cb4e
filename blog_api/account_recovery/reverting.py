"""Taking an email address back within seven days of its change."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, bindparam, delete, func, literal_column, or_, select, update

from blog_api import audit_log
from blog_api.auth.commands import end_all_sessions
from blog_api.auth.known_devices import forget_devices_of
from blog_api.auth.schemas import UNUSABLE_HASH
from blog_api.auth.second_factor.commands import Proof, spend
from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import MfaRequiredError, OneTimeTokenRefusedError, WrongCodeError
from blog_api.lifecycle.access_tokens import end_access_tokens_of
from blog_api.lifecycle.previews import end_previews_by
from blog_api.live_credentials import (
    LiveEmailChange,
    LiveOneTimeToken,
    LivePasskey,
    LiveTotpSecret,
)
from blog_api.mail.one_time_tokens import forget_tokens
from blog_api.mail.outbox import queue_mail
from blog_api.mfa.commands import settle
from blog_api.models import (
    AuditEntry,
    EmailChange,
    OneTimeToken,
    Passkey,
    RecoveryCode,
    TotpSecret,
    User,
)

IS_USABLE: Final = (
    OneTimeToken.c.token_hash == bindparam("token_hash"),
    OneTimeToken.c.purpose == constant("revert_email"),
    OneTimeToken.c.expires_at > func.now(),
)


@dataclass(frozen=True, slots=True)
class RevertibleChange:
    """A change of the address of an account, and the address before it."""

    id: int
    user_id: int
    old_email: str


# Of two links of one account, the second waits here, and then finds its token gone.
LOCK_OWNER: Final = Statement(
    select(User.c.id)
    .join(OneTimeToken, OneTimeToken.c.user_id == User.c.id)
    .where(*IS_USABLE)
    .with_for_update(of=User),
    int,
)
SPEND: Final = Statement(
    delete(OneTimeToken)
    .where(*IS_USABLE)
    .returning(OneTimeToken.c.email_change_id, OneTimeToken.c.user_id, OneTimeToken.c.email),
    RevertibleChange,
)
TAKE_BACK: Final = Statement(
    update(User)
    .where(User.c.id == bindparam("user_id"))
    .values(
        email=bindparam("email"),
        email_verified=literal_column("true"),
        password_hash=bindparam("password_hash"),
        updated_at=func.now(),
    ),
    int,
)
HAD_FACTOR: Final = Statement(
    select(
        or_(
            select(LiveTotpSecret.c.user_id)
            .where(
                LiveTotpSecret.c.user_id == LiveEmailChange.c.user_id,
                LiveTotpSecret.c.confirmed_at < LiveEmailChange.c.changed_at,
            )
            .exists(),
            select(LivePasskey.c.id)
            .where(
                LivePasskey.c.user_id == LiveEmailChange.c.user_id,
                LivePasskey.c.created_at < LiveEmailChange.c.changed_at,
            )
            .exists(),
        )
    ).where(LiveEmailChange.c.id == bindparam("change_id")),
    bool,
)
CHANGED_AT: Final = (
    select(EmailChange.c.changed_at)
    .where(EmailChange.c.id == bindparam("change_id"))
    .scalar_subquery()
)
REMOVE_NEW_TOTP: Final = Statement(
    delete(TotpSecret).where(
        TotpSecret.c.user_id == bindparam("user_id"),
        or_(TotpSecret.c.confirmed_at.is_(None), TotpSecret.c.confirmed_at >= CHANGED_AT),
    ),
    int,
)
REMOVE_NEW_PASSKEYS: Final = Statement(
    delete(Passkey).where(
        Passkey.c.user_id == bindparam("user_id"), Passkey.c.created_at >= CHANGED_AT
    ),
    int,
)
# The audit log knows when recovery codes were renewed. Those that came with a new factor are gone.
REMOVE_RENEWED_CODES: Final = Statement(
    delete(RecoveryCode).where(
        RecoveryCode.c.user_id == bindparam("user_id"),
        select(AuditEntry.c.id)
        .where(
            AuditEntry.c.target_type == constant("user"),
            AuditEntry.c.target_id == bindparam("user_id", type_=BigInteger),
            AuditEntry.c.action == constant("mfa.renew_recovery_codes"),
            AuditEntry.c.at >= CHANGED_AT,
        )
        .exists(),
    ),
    int,
)
FIND_CHANGE: Final = Statement(
    select(
        LiveOneTimeToken.c.email_change_id, LiveOneTimeToken.c.user_id, LiveOneTimeToken.c.email
    ).where(
        LiveOneTimeToken.c.token_hash == bindparam("token_hash"),
        LiveOneTimeToken.c.purpose == constant("revert_email"),
    ),
    RevertibleChange,
)
# The tokens of these changes go with them.
END_CHANGES_FROM: Final = Statement(
    delete(EmailChange).where(
        EmailChange.c.user_id == bindparam("user_id"), EmailChange.c.id >= bindparam("change_id")
    ),
    int,
)


async def find_change(db: Reading, token_hash: bytes) -> RevertibleChange | None:
    return await db.one(FIND_CHANGE, token_hash=token_hash)


async def had_factor(db: Reading, change: RevertibleChange) -> bool:
    """Return whether the account has a second factor from before the change."""
    return bool(await db.one(HAD_FACTOR, change_id=change.id))


async def revert_email(db: Transaction, token_hash: bytes, proof: Proof | None) -> None:
    """Give an account its old address back; end all that a thief may have, and the password.

    An account that was deactivated or deleted since gets its address back, and stays as it is.
    Older links remain: the oldest one decides. Raise OneTimeTokenRefusedError for an unusable
    token, MfaRequiredError or WrongCodeError without the factor that the account had.
    """
    change = await spend_token(db, token_hash)
    is_needed = await had_factor(db, change)
    await remove_new_factors(db, change)  # first: they prove nothing
    if is_needed:
        await require_factor(db, change, proof)
    await db.run(REMOVE_RENEWED_CODES, user_id=change.user_id, change_id=change.id)
    await db.run(
        TAKE_BACK,
        user_id=change.user_id,
        email=change.old_email,
        password_hash=UNUSABLE_HASH,
    )
    await db.run(END_CHANGES_FROM, user_id=change.user_id, change_id=change.id)
    await end_credentials(db, change)
    await queue_mail(db, "reset_password", change.old_email)
    target: tuple[audit_log.TargetType, int] = ("user", change.user_id)
    await audit_log.record(db, None, "user.revert_email", target)


async def require_factor(db: Transaction, change: RevertibleChange, proof: Proof | None) -> None:
    if proof is None:
        raise MfaRequiredError
    if not await spend(db, change.user_id, proof):
        raise WrongCodeError


async def remove_new_factors(db: Transaction, change: RevertibleChange) -> None:
    """Remove the factors since the change, and after the last one the recovery codes."""
    for statement in (REMOVE_NEW_TOTP, REMOVE_NEW_PASSKEYS):
        await db.run(statement, user_id=change.user_id, change_id=change.id)
    await settle(db, change.user_id)


async def spend_token(db: Transaction, token_hash: bytes) -> RevertibleChange:
    """Lock the account, then delete the token; raise OneTimeTokenRefusedError without one."""
    await db.one(LOCK_OWNER, token_hash=token_hash)
    change = await db.one(SPEND, token_hash=token_hash)
    if change is None:
        raise OneTimeTokenRefusedError
    return change


async def end_credentials(db: Transaction, change: RevertibleChange) -> None:
    """End sessions, links and tokens of the account, old ones and new."""
    await end_all_sessions(db, change.user_id)
    await end_previews_by(db, change.user_id)
    await end_access_tokens_of(db, change.user_id)
    await forget_tokens(db, change.user_id)
    await forget_devices_of(db, change.user_id)
