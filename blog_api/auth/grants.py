"""The two grants of the token endpoint: a password, or the refresh token of a session."""

import hashlib
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from blog_api import metrics
from blog_api.auth.commands import SessionState, move_hash, open_session, refresh_session
from blog_api.auth.forms import field
from blog_api.auth.limits import forgive_login, limit_login, limit_refresh
from blog_api.auth.passwords import Passwords
from blog_api.auth.queries import find_account, find_account_by_id
from blog_api.auth.schemas import Account, Device, TokenOut
from blog_api.auth.tokens import AccessClaims, RefreshClaims, Tokens
from blog_api.db.database import Database
from blog_api.errors import InvalidGrantError, InvalidTokenError, UnsupportedGrantTypeError
from blog_api.logs import tell
from blog_api.settings import Settings
from blog_api.web.throttling import Throttles

logger = logging.getLogger("blog_api.auth")


@dataclass(frozen=True, slots=True)
class Issuer:
    """What granting tokens takes."""

    settings: Settings
    db: Database
    tokens: Tokens
    passwords: Passwords
    throttles: Throttles
    log_secret: bytes

    async def grant(self, form: Mapping[str, str], default: str, device: Device) -> TokenOut:
        """Either grant; `/login` and `/refresh` differ only in their default."""
        grant_type = field(form, "grant_type") if "grant_type" in form else default
        if grant_type == "password":
            return await self.by_password(field(form, "username"), field(form, "password"), device)
        if grant_type == "refresh_token":
            return await self.by_refresh_token(field(form, "refresh_token"), device)
        raise UnsupportedGrantTypeError

    async def by_password(self, login: str, password: str, device: Device) -> TokenOut:
        """A wrong name, a wrong password, a closed account: refused in the same words and time."""
        address = device.ip or ""
        await limit_login(self.throttles, self.db, login, address)
        account = await find_account(self.db, login)
        known_hash = account.password_hash if account else None
        matches = await self.passwords.matches(password, known_hash)
        if account is None or not matches or not account.is_active:
            self.report_failure(login, account, address)
            raise InvalidGrantError
        await forgive_login(self.throttles, self.db, login, address)
        session = await self.open(account, password, device)
        pair = self.pair(session or await self.open_again(account.id, password, device))
        metrics.LOGINS.labels("ok").inc()
        tell(logger, logging.INFO, "login.succeeded", user_id=account.id, client=address)
        return pair

    async def open(self, account: Account, password: str, device: Device) -> SessionState | None:
        """None if the account is not as it was when its password was checked."""
        session = await self.db.write(open_session, self.settings, account, device)
        if session is not None:
            await self.modernise(account, password)
        return session

    async def open_again(self, user_id: int, password: str, device: Device) -> SessionState | None:
        """Once: a log-in beside this one may have moved the hash, with the password as it was."""
        account = await find_account_by_id(self.db, user_id)
        if account is None or not await self.passwords.matches(password, account.password_hash):
            return None
        return await self.open(account, password, device)

    def report_failure(self, login: str, account: Account | None, address: str) -> None:
        """Who was meant; of an unknown name, which may be a password, only its HMAC."""
        metrics.LOGINS.labels("failed").inc()
        who: dict[str, int | str] = (
            {"user_id": account.id} if account else {"login_hmac": self.hmac_of(login)}
        )
        tell(logger, logging.WARNING, "login.failed", **who, client=address)

    def hmac_of(self, login: str) -> str:
        """The same for the same name, so that guesses can be told apart."""
        text = login.casefold().encode("utf-8", "surrogatepass")
        return hmac.new(self.log_secret, text, hashlib.sha256).hexdigest()[:16]

    async def by_refresh_token(self, token: str, device: Device) -> TokenOut:
        """A new pair for the session whose latest refresh token this is."""
        await limit_refresh(self.throttles, self.db, device.ip or "")
        claims = self.read_refresh(token)
        return self.pair(await self.db.write(refresh_session, self.settings, claims))

    def read_refresh(self, token: str) -> RefreshClaims:
        """Refuses in the words of the token endpoint."""
        try:
            return self.tokens.read_refresh(token)
        except InvalidTokenError as error:
            raise InvalidGrantError from error

    async def modernise(self, account: Account, password: str) -> None:
        """Move a hash of an older scheme or cost, now that the password is at hand."""
        if self.passwords.needs_rehash(account.password_hash):
            new_hash = await self.passwords.hash(password)
            await self.db.write(move_hash, account.id, account.password_hash, new_hash)

    def pair(self, session: SessionState | None) -> TokenOut:
        """Both tokens of a session."""
        if session is None:
            raise InvalidGrantError
        access_token = self.tokens.issue_access(
            user_id=session.user_id, session_id=session.id, now=datetime.now(UTC)
        )
        refresh_token = self.tokens.issue_refresh(
            user_id=session.user_id,
            session_id=session.id,
            jti=session.refresh_jti,
            issued_at=session.refreshed_at,
            expires_at=session.expires_at,
        )
        return TokenOut(
            access_token=access_token,
            expires_in=self.settings.access_token_expires_in,
            refresh_token=refresh_token,
            scope=AccessClaims.scope,
        )
