"""Second step of a log-in: the code, the pending log-in and the session in one transaction."""

from psycopg import Rollback

from blog_api.auth.commands import BY_PASSWORD, SessionState, open_session
from blog_api.auth.schemas import Account, Device
from blog_api.auth.second_factor.commands import PasskeyUse, Proof, spend, spend_pending
from blog_api.db.database import Transaction
from blog_api.errors import InvalidGrantError
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.settings import Settings


async def finish_login(  # noqa: PLR0913, PLR0917  # what a log-in consists of
    db: Transaction,
    settings: Settings,
    account: Account,
    device: Device,
    token_hash: bytes,
    proof: Proof,
) -> SessionState | None:
    """Open a session; return None, and change nothing, if the code or the token is used up."""
    await share_lock_user(db, account.id, InvalidGrantError)  # accounts are locked first
    session = None
    async with db.savepoint():
        if await spend(db, account.id, proof) and await spend_pending(db, token_hash):
            amr = (BY_PASSWORD, *proof.amr)
            session = await open_session(db, settings, account, device, amr)
        if session is None:
            raise Rollback
    return session


async def open_by_passkey(
    db: Transaction, settings: Settings, account: Account, device: Device, proof: PasskeyUse
) -> SessionState | None:
    """Open a session without a password; return None, and change nothing, for a used signature."""
    await share_lock_user(db, account.id, InvalidGrantError)  # accounts are locked first
    session = None
    async with db.savepoint():
        if await spend(db, account.id, proof):
            session = await open_session(db, settings, account, device, proof.amr)
        if session is None:
            raise Rollback
    return session
