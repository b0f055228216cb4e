"""Commands of second factors, one at a time for each account.

Recovery codes come with the first factor, of whatever kind, and go with the last one.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    SQLColumnExpression,
    bindparam,
    delete,
    func,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql

from blog_api import audit_log
from blog_api.auth.commands import END_PENDING_LOGINS
from blog_api.auth.confirming import mark_confirmed
from blog_api.auth.data_keys import Encrypted
from blog_api.auth.second_factor.commands import TotpStep
from blog_api.auth.second_factor.queries import get_factors
from blog_api.auth.second_factor.recovery_codes import hash_code, make_codes
from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import (
    AlreadyEnrolledError,
    InvalidTokenError,
    NotEnrolledError,
    NotEnrollingError,
    NotFoundError,
)
from blog_api.mail.account_notices import tell_factor_added, tell_factor_removed
from blog_api.models import Passkey, RecoveryCode, Session, TotpSecret, User
from blog_api.permissions import Action, Actor, require

OF_USER: Final = bindparam("user_id", type_=BigInteger)
LOCK_ACCOUNT: Final = Statement(
    select(User.c.id)
    .where(User.c.id == OF_USER, User.c.deleted_at.is_(None))
    .with_for_update(key_share=True),
    int,
)
FIND_ACCOUNT: Final = Statement(
    select(User.c.id).where(
        func.lower(User.c.username) == func.lower(bindparam("username")),
        User.c.deleted_at.is_(None),
    ),
    int,
)
KEEP_SECRET: Final = Statement(
    postgresql.insert(TotpSecret)
    .values(user_id=OF_USER, sealed=bindparam("sealed"), key_id=bindparam("key_id"))
    .on_conflict_do_update(
        index_elements=[TotpSecret.c.user_id],
        set_={
            "sealed": bindparam("sealed"),
            "key_id": bindparam("key_id"),
            "created_at": func.now(),
        },
        where=TotpSecret.c.confirmed_at.is_(None),
    )
    .returning(TotpSecret.c.user_id),
    int,
)
ACTIVATE: Final = Statement(
    update(TotpSecret)
    .where(
        TotpSecret.c.user_id == OF_USER,
        TotpSecret.c.confirmed_at.is_(None),
        TotpSecret.c.sealed == bindparam("sealed"),
    )
    .values(confirmed_at=func.now(), last_step=bindparam("step"))
    .returning(TotpSecret.c.user_id),
    int,
)
FIND_ENROLLING: Final = Statement(
    select(TotpSecret.c.key_id, TotpSecret.c.sealed).where(
        TotpSecret.c.user_id == OF_USER, TotpSecret.c.confirmed_at.is_(None)
    ),
    Encrypted,
)
REMOVE_TOTP: Final = Statement(
    delete(TotpSecret).where(TotpSecret.c.user_id == OF_USER).returning(TotpSecret.c.user_id), int
)
REMOVE_PASSKEYS: Final = Statement(delete(Passkey).where(Passkey.c.user_id == OF_USER), int)
REMOVE_CODES: Final = Statement(delete(RecoveryCode).where(RecoveryCode.c.user_id == OF_USER), int)
ADD_CODES: Final = Statement(
    insert(RecoveryCode).from_select(
        ["user_id", "code_hash"],
        select(
            OF_USER,
            func.unnest(bindparam("hashes", type_=postgresql.ARRAY(postgresql.BYTEA))),
        ),
    ),
    int,
)
UNCONFIRM_OTHERS: Final = Statement(
    update(Session)
    .where(Session.c.user_id == OF_USER, Session.c.id != bindparam("kept_id", type_=BigInteger))
    .values(confirmed_at=null()),
    int,
)


def without_methods(
    amr: SQLColumnExpression[list[str]], *methods: str
) -> SQLColumnExpression[list[str]]:
    for method in methods:
        amr = func.array_remove(amr, constant(method))
    return amr


FORGET_METHODS: Final = Statement(
    update(Session)
    .where(Session.c.user_id == OF_USER)
    .values(amr=without_methods(Session.c.amr, "mfa", "otp", "pop", "user")),
    int,
)


async def require_account(db: Transaction, user_id: int) -> None:
    if await db.one(LOCK_ACCOUNT, user_id=user_id) is None:
        raise InvalidTokenError


async def begin_totp(db: Transaction, actor: Actor, secret: Encrypted) -> None:
    """Keep a secret that is no factor yet, in place of an earlier such one."""
    values = {"user_id": actor.id, "sealed": secret.sealed, "key_id": secret.key_id}
    if await db.one(KEEP_SECRET, **values) is None:
        raise AlreadyEnrolledError


async def get_enrolling(db: Reading, actor: Actor) -> Encrypted:
    found = await db.one(FIND_ENROLLING, user_id=actor.id)
    if found is None:
        raise NotEnrollingError
    return found


async def activate_totp(
    db: Transaction, actor: Actor, secret: Encrypted, proof: TotpStep
) -> list[str]:
    """Make the secret a factor; return recovery codes, if it is the first factor.

    This session has proved it, the others have not: they are confirmed no more.
    """
    await require_account(db, actor.id)
    had_one = (await get_factors(db, actor.id)).exist
    values = {"user_id": actor.id, "sealed": secret.sealed, "step": proof.step}
    if await db.one(ACTIVATE, **values) is None:
        raise NotEnrollingError
    await db.run(UNCONFIRM_OTHERS, user_id=actor.id, kept_id=actor.session_id)
    await mark_confirmed(db, actor, proof.amr)
    await record(db, actor, "mfa.add", actor.id, factor="totp")
    await tell_factor_added(db, actor.id, "totp")
    return [] if had_one else await replace_codes(db, actor.id)


async def replace_codes(db: Transaction, user_id: int) -> list[str]:
    codes = make_codes()
    await db.run(REMOVE_CODES, user_id=user_id)
    await db.run(ADD_CODES, user_id=user_id, hashes=[hash_code(code) for code in codes])
    return codes


async def renew_codes(db: Transaction, actor: Actor) -> list[str]:
    await require_account(db, actor.id)
    if not (await get_factors(db, actor.id)).exist:
        raise NotEnrolledError
    await record(db, actor, "mfa.renew_recovery_codes", actor.id)
    await tell_factor_added(db, actor.id, "recovery_codes")
    return await replace_codes(db, actor.id)


async def remove_totp(db: Transaction, actor: Actor) -> None:
    """Remove the authenticator app, also one that was never confirmed."""
    await require_account(db, actor.id)
    was_factor = (await get_factors(db, actor.id)).totp_since is not None
    if await db.one(REMOVE_TOTP, user_id=actor.id) is None:
        raise NotFoundError
    await settle(db, actor.id)
    if was_factor:
        await tell_factor_removed(db, actor.id, "totp")
    await record(db, actor, "mfa.remove", actor.id, factor="totp")


async def settle(db: Transaction, user_id: int) -> None:
    """After the last factor: remove the recovery codes, and the methods from every session."""
    if not (await get_factors(db, user_id)).exist:
        await db.run(REMOVE_CODES, user_id=user_id)
        await db.run(FORGET_METHODS, user_id=user_id)
        await db.run(END_PENDING_LOGINS, user_id=user_id)


async def reset_factors(db: Transaction, actor: Actor | None, user_id: int) -> None:
    """Remove every factor of another account; no actor means the command line.

    Its sessions stay and are confirmed no more.
    """
    if actor is not None:
        require(actor, Action.RESET_MFA_OF, user_id)
    if await db.one(LOCK_ACCOUNT, user_id=user_id) is None:
        raise NotFoundError
    await tell_reset(db, user_id)
    await db.run(REMOVE_TOTP, user_id=user_id)
    await db.run(REMOVE_PASSKEYS, user_id=user_id)
    await settle(db, user_id)
    await db.run(UNCONFIRM_OTHERS, user_id=user_id, kept_id=0)
    await record(db, actor, "mfa.reset", user_id)


async def tell_reset(db: Transaction, user_id: int) -> None:
    if (await get_factors(db, user_id)).exist:
        await tell_factor_removed(db, user_id, "all")


async def reset_factors_of(db: Transaction, username: str) -> bool:
    """Reset by user name, for the command line; return False if there is no such account."""
    user_id = await db.one(FIND_ACCOUNT, username=username)
    if user_id is None:
        return False
    await reset_factors(db, None, user_id)
    return True


async def record(
    db: Transaction, actor: Actor | None, action: str, user_id: int, **details: str
) -> None:
    await audit_log.record(db, actor, action, ("user", user_id), details=details)
