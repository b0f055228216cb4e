"""Commands that confirm a session (decision 0052)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, case, func, select, update

from blog_api.auth.commands import CHECKED_USER
from blog_api.auth.second_factor.commands import Proof, spend
from blog_api.auth.second_factor.queries import has_factor
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import MfaRequiredError
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.live_credentials import has_second_factor
from blog_api.models import Session
from blog_api.permissions import Actor

OWN_SESSION: Final = (
    Session.c.id == bindparam("session_id"),
    Session.c.user_id == bindparam("user_id"),
    Session.c.expires_at > func.now(),
)
CONFIRM_BY_PASSWORD: Final = Statement(
    update(Session)
    .where(*OWN_SESSION, select(CHECKED_USER.c.id).exists(), ~has_second_factor(Session.c.user_id))
    .values(confirmed_at=func.now())
    .returning(Session.c.id),
    int,
)
CONFIRM_BY_FACTOR: Final = Statement(
    update(Session)
    .where(*OWN_SESSION)
    .values(
        confirmed_at=func.now(),
        amr=case(
            (func.array_position(Session.c.amr, constant("mfa")).is_not(None), Session.c.amr),
            else_=func.array_cat(Session.c.amr, bindparam("amr", type_=Session.c.amr.type)),
        ),
    )
    .returning(Session.c.id),
    int,
)


async def confirm_by_password(db: Transaction, actor: Actor, checked_hash: str) -> bool:
    """Confirm the session of an account without a second factor.

    Return False if the password changed since its check; raise MfaRequiredError if the account has
    a factor by now.
    """
    # Before the statements that look for factors: their snapshots have one that was being added.
    await share_lock_user(db, actor.id)
    if await has_factor(db, actor.id):
        raise MfaRequiredError
    return await confirm_locked(db, actor, checked_hash)


async def confirm_locked(db: Transaction, actor: Actor, checked_hash: str) -> bool:
    """Confirm by password in a transaction that has locked the account.

    Return False if the password changed since its check or the account has a second factor.
    """
    confirmed = await db.one(
        CONFIRM_BY_PASSWORD,
        session_id=actor.session_id,
        user_id=actor.id,
        checked_hash=checked_hash,
    )
    return confirmed is not None


async def confirm_by_factor(db: Transaction, actor: Actor, proof: Proof) -> bool:
    """Use up a code and confirm the caller's session; return False if it was used before."""
    return await spend(db, actor.id, proof) and await mark_confirmed(db, actor, proof.amr)


async def mark_confirmed(db: Transaction, actor: Actor, amr: Sequence[str]) -> bool:
    """Confirm the caller's session, which has proved a second factor."""
    confirmed = await db.one(
        CONFIRM_BY_FACTOR, session_id=actor.session_id, user_id=actor.id, amr=list(amr)
    )
    return confirmed is not None
