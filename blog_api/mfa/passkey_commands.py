"""Commands of passkeys; recovery codes come and go as with every second factor."""

from typing import Final

from sqlalchemy import bindparam, delete, insert

from blog_api.auth.confirming import mark_confirmed
from blog_api.auth.passkeys.webauthn import VerifiedPasskey
from blog_api.auth.second_factor.queries import get_factors
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError, PasskeyLimitError
from blog_api.mail.account_notices import tell_factor_added, tell_factor_removed
from blog_api.mfa.commands import (
    OF_USER,
    UNCONFIRM_OTHERS,
    record,
    replace_codes,
    require_account,
    settle,
)
from blog_api.mfa.schemas import NewPasskey, Passkey
from blog_api.models import Passkey as PasskeyTable
from blog_api.permissions import Actor

MAX_PASSKEYS: Final = 20  # per account
AMR: Final = ("pop", "user", "mfa")

INSERT: Final = Statement(
    insert(PasskeyTable)
    .values(
        user_id=OF_USER,
        credential_id=bindparam("credential_id"),
        public_key=bindparam("public_key"),
        sign_count=bindparam("sign_count"),
        rp_id=bindparam("rp_id"),
        name=bindparam("name"),
    )
    .returning(
        PasskeyTable.c.id,
        PasskeyTable.c.name,
        PasskeyTable.c.created_at,
        PasskeyTable.c.last_used_at,
    ),
    Passkey,
)
REMOVE: Final = Statement(
    delete(PasskeyTable)
    .where(PasskeyTable.c.id == bindparam("passkey_id"), PasskeyTable.c.user_id == OF_USER)
    .returning(PasskeyTable.c.id),
    int,
)


async def add_passkey(
    db: Transaction, actor: Actor, verified: VerifiedPasskey, rp_id: str, name: str
) -> NewPasskey:
    """Add a verified passkey; return recovery codes too, if it is the first factor.

    This session has proved it, the others have not: they are confirmed no more. Raise
    PasskeyKnownError for a credential that an account has, by the unique constraint.
    """
    await require_account(db, actor.id)
    factors = await get_factors(db, actor.id)
    if factors.passkeys >= MAX_PASSKEYS:
        raise PasskeyLimitError
    (passkey,) = await db.all(
        INSERT,
        user_id=actor.id,
        credential_id=verified.credential_id,
        public_key=verified.public_key,
        sign_count=verified.sign_count,
        rp_id=rp_id,
        name=name,
    )
    await db.run(UNCONFIRM_OTHERS, user_id=actor.id, kept_id=actor.session_id)
    await mark_confirmed(db, actor, AMR)
    await record(db, actor, "mfa.add", actor.id, factor="passkey")
    await tell_factor_added(db, actor.id, "passkey")
    codes = None if factors.exist else await replace_codes(db, actor.id)
    return NewPasskey(**passkey.model_dump(), recovery_codes=codes)


async def remove_passkey(db: Transaction, actor: Actor, passkey_id: int) -> None:
    """Remove a passkey of the caller; raise NotFoundError for any other."""
    await require_account(db, actor.id)
    if await db.one(REMOVE, passkey_id=passkey_id, user_id=actor.id) is None:
        raise NotFoundError
    await settle(db, actor.id)
    await record(db, actor, "mfa.remove", actor.id, factor="passkey")
    await tell_factor_removed(db, actor.id, "passkey")
