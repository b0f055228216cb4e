"""Grants of the token endpoint: password, second factor, passkey, and refresh token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from blog_api.auth.commands import SessionState, move_hash, open_session
from blog_api.auth.factor_grants import FactorGrants
from blog_api.auth.forms import field
from blog_api.auth.issuers import read_token
from blog_api.auth.limits import bucket_of, fold_name, limit_refresh
from blog_api.auth.queries import find_account_by_id, get_login
from blog_api.auth.refreshing import refresh_session
from blog_api.auth.schemas import Account, Device, TokenOut
from blog_api.auth.second_factor.commands import begin_pending_login
from blog_api.auth.second_factor.proving import Codes
from blog_api.auth.second_factor.queries import get_factors
from blog_api.auth.token_claims import RefreshClaims
from blog_api.errors import (
    InvalidGrantError,
    InvalidTokenError,
    MfaStepError,
    UnsupportedGrantTypeError,
)
from blog_api.http.rate_limiting import Share

BY_CODE: Final = {
    "urn:blog-api:grant-type:otp": "otp",
    "urn:blog-api:grant-type:recovery-code": "recovery_code",
}
BY_PASSKEY: Final = "urn:blog-api:grant-type:passkey"


@dataclass(frozen=True, slots=True)
class Checked:
    """A correct password, the device of the log-in, and the limits that the check consumed."""

    password: str
    device: Device
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Issuer(FactorGrants):
    """Token issuer: the grants of the form."""

    async def grant(self, form: Mapping[str, str], default: str, device: Device) -> TokenOut:
        """Run the grant of the form; `/login` and `/refresh` differ only in their default."""
        await self.identity.get(self.db)  # registers the issuer before a token names it
        grant_type = field(form, "grant_type") if "grant_type" in form else default
        if grant_type == "password":
            return await self.by_password(field(form, "username"), field(form, "password"), device)
        if grant_type in BY_CODE:
            code = field(form, BY_CODE[grant_type])
            codes = Codes(**{BY_CODE[grant_type]: code})
            return await self.by_code(field(form, "mfa_token"), codes, device)
        if grant_type == BY_PASSKEY:
            return await self.by_passkey(form, device)
        if grant_type == "refresh_token":
            return await self.by_refresh_token(field(form, "refresh_token"), device)
        raise UnsupportedGrantTypeError

    async def by_password(self, login: str, password: str, device: Device) -> TokenOut:
        """Log in; wrong names and passwords and closed accounts give the same error and timing."""
        address = device.ip or ""
        async with self.rate_limiter.lookups:
            attempt = await get_login(self.db, login, address)
            folded = await fold_name(self.db, login)
        account = attempt.account
        bucket = bucket_of(account.id if account else None, folded)
        shares = await self.guesses.consume(bucket, address, known=attempt.is_known)
        matches = await self.guesses.matches(attempt, password, shares)
        if account is None or not matches or not account.is_active:
            self.report_failure(login, account, address)
            raise InvalidGrantError
        checked = Checked(password, device, shares)
        session = await self.open(account, checked)
        pair = self.pair(session or await self.open_again(account.id, checked))
        await self.guesses.reset(shares)
        self.report_success(account.id, address)
        return pair

    async def open(self, account: Account, checked: Checked) -> SessionState | None:
        """Open a session, or raise MfaStepError for an account with a second factor.

        Return None if the account changed since its password was checked.
        """
        if account.has_factor:
            await self.ask_for_factor(account, checked)
            return None
        session = await self.db.write(open_session, self.settings, account, checked.device)
        if session is not None:
            await self.rehash_if_outdated(account, checked.password)
        return session

    async def ask_for_factor(self, account: Account, checked: Checked) -> None:
        """Raise MfaStepError, which starts the second step, unless the account has changed.

        The limits are refunded, not reset: a reset would forgive wrong codes of the log-in before.
        """
        mfa_token = await self.db.write(begin_pending_login, account)
        if mfa_token is None:
            return
        await self.guesses.refund(checked.shares)
        await self.rehash_if_outdated(account, checked.password)
        factors = await get_factors(self.db, account.id)
        raise MfaStepError(mfa_token=mfa_token, mfa_methods=factors.methods)

    async def open_again(self, user_id: int, checked: Checked) -> SessionState | None:
        """Retry once: a concurrent log-in may have rehashed the same password.

        The account may also have a second factor by now.
        """
        account = await find_account_by_id(self.db, user_id)
        if account is None:
            return None
        if not await self.passwords.matches(checked.password, account.password_hash):
            return None
        return await self.open(account, checked)

    async def by_refresh_token(self, token: str, device: Device) -> TokenOut:
        await limit_refresh(self.rate_limiter, self.db, device.ip or "")
        claims = await self.read_refresh(token)
        return self.pair(await self.db.write(refresh_session, self.settings, claims, device))

    async def read_refresh(self, token: str) -> RefreshClaims:
        try:
            return await read_token(
                self.tokens.read_refresh, token, self.tokens, self.identity, self.db
            )
        except InvalidTokenError as error:
            raise InvalidGrantError from error

    async def rehash_if_outdated(self, account: Account, password: str) -> None:
        if self.passwords.needs_rehash(account.password_hash):
            new_hash = await self.passwords.hash(password)
            await self.db.write(move_hash, account.id, account.password_hash, new_hash)
