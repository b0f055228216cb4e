"""Password check before a command, because hashing must not hold a connection."""

from blog_api.auth.dependencies import Confirmation
from blog_api.auth.passwords import Passwords
from blog_api.auth.queries import find_account_by_id
from blog_api.auth.schemas import Account
from blog_api.auth.second_factor.queries import has_factor
from blog_api.db.database import Database, Reading
from blog_api.errors import InvalidTokenError, WrongPasswordError
from blog_api.http.rate_limiting import RateLimiter
from blog_api.permissions import Actor
from blog_api.rate_limits import PASSWORD


async def require_confirmed_owner(db: Reading, actor: Actor, confirmation: Confirmation) -> None:
    """Raise ConfirmationRequiredError if the account has a second factor that was not proved.

    A password alone must change neither the password nor the email address of such an account.
    """
    if await has_factor(db, actor.id):
        confirmation.require()


async def check_current_password(
    db: Database, limiter: RateLimiter, passwords: Passwords, actor: Actor, password: str
) -> Account:
    """Check the password; return the account as it was then, or raise WrongPasswordError.

    Rate limited by user, from any network: a stolen access token must not try passwords.
    """
    await limiter.consume(db, PASSWORD, str(actor.id))
    account = await find_account_by_id(db, actor.id)
    if account is None:
        raise InvalidTokenError
    if not await passwords.matches(password, account.password_hash):
        raise WrongPasswordError
    return account
