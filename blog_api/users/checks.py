"""What is checked before a command begins: hashing must not hold a connection."""

from blog_api.auth.passwords import Passwords
from blog_api.auth.queries import find_account_by_id
from blog_api.auth.schemas import Account
from blog_api.db.database import Database
from blog_api.errors import InvalidTokenError, WrongPasswordError
from blog_api.permissions import Actor
from blog_api.web.throttling import PASSWORD, Throttles


async def check_current_password(
    db: Database, throttles: Throttles, passwords: Passwords, actor: Actor, password: str
) -> Account:
    """The account as it was when the password was right.

    Limited by user, from wherever they call: a stolen access token must not try passwords.
    """
    await throttles.take(db, PASSWORD, str(actor.id))
    account = await find_account_by_id(db, actor.id)
    if account is None:
        raise InvalidTokenError
    if not await passwords.matches(password, account.password_hash):
        raise WrongPasswordError
    return account
