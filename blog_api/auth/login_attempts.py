"""Checks of passwords and codes; each attempt consumes the rate limits of log-ins (`limits.py`)."""

from dataclasses import dataclass

from blog_api.auth.hash_queue import Priority
from blog_api.auth.limits import bucket_of, login_shares, reset_login_limits
from blog_api.auth.passwords import Passwords
from blog_api.auth.queries import get_own_login
from blog_api.auth.schemas import Account, LoginAttempt
from blog_api.db.database import Database
from blog_api.errors import PasswordsBusyError
from blog_api.http.rate_limiting import RateLimiter, Share
from blog_api.rate_limits import SECOND_FACTOR


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess at an account: the account as it was then, and the limits that were consumed."""

    attempt: LoginAttempt
    shares: list[Share]

    @property
    def account(self) -> Account | None:
        return self.attempt.account


@dataclass(frozen=True, slots=True)
class Guesses:
    """Each check consumes the limits of its account and network first; a right one resets them."""

    db: Database
    passwords: Passwords
    rate_limiter: RateLimiter

    async def consume(self, bucket: str, address: str, *, known: bool) -> list[Share]:
        """Consume one guess; raise ThrottledError, or PasswordsBusyError if too many wait."""
        shares = login_shares(bucket, address, known=known)
        await self.consume_shares(shares, known=known)
        return shares

    async def consume_shares(self, shares: list[Share], *, known: bool) -> None:
        limiter = self.rate_limiter
        consume = limiter.consume_all if known else limiter.consume_all_queued
        await consume(self.db, shares)

    async def begin(self, user_id: int, address: str, *, is_otp: bool = False) -> Guess:
        """Consume one guess at an account by its id; a code of an app also has its own limit."""
        async with self.rate_limiter.lookups:
            attempt = await get_own_login(self.db, user_id, address)
        shares = login_shares(bucket_of(user_id, ""), address, known=attempt.is_known)
        if is_otp:
            shares.append(Share(SECOND_FACTOR, (str(user_id),)))
        await self.consume_shares(shares, known=attempt.is_known)
        return Guess(attempt, shares)

    async def matches(self, attempt: LoginAttempt, password: str, shares: list[Share]) -> bool:
        """Check the password, known networks first; refund the limits if the queue is full."""
        known_hash = attempt.account.password_hash if attempt.account else None
        priority = Priority.TRUSTED if attempt.is_known else Priority.UNKNOWN
        try:
            return await self.passwords.matches(password, known_hash, priority)
        except PasswordsBusyError:
            await self.rate_limiter.refund_queued(self.db, shares)
            raise

    async def refund(self, shares: list[Share]) -> None:
        await self.rate_limiter.refund(self.db, shares)

    async def reset(self, shares: list[Share]) -> None:
        await reset_login_limits(self.rate_limiter, self.db, shares)
