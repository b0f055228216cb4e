"""What is checked before a command begins: hashing must not hold a connection."""

from blog_api.auth.passwords import Passwords
from blog_api.auth.queries import find_account_by_id
from blog_api.auth.schemas import Account
from blog_api.db.database import Reading
from blog_api.errors import InvalidTokenError, WrongPasswordError
from blog_api.permissions import Actor


async def check_current_password(
    db: Reading, passwords: Passwords, actor: Actor, password: str
) -> Account:
    """The account as it was when the password was right."""
    account = await find_account_by_id(db, actor.id)
    if account is None:
        raise InvalidTokenError
    if not await passwords.matches(password, account.password_hash):
        raise WrongPasswordError
    return account
