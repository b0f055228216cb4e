"""Tokens of a session, and reports of log-ins: the common part of all grants."""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from blog_api import metrics
from blog_api.auth.commands import SessionState
from blog_api.auth.data_keys import DataKeySource
from blog_api.auth.login_attempts import Guesses
from blog_api.auth.passkeys.relying_party import RelyingParty
from blog_api.auth.passwords import Passwords
from blog_api.auth.schemas import Account, TokenOut
from blog_api.auth.token_claims import AccessClaims
from blog_api.auth.tokens import Tokens
from blog_api.blog_identity import IdentityHolder
from blog_api.db.database import Database
from blog_api.errors import InvalidGrantError
from blog_api.http.rate_limiting import RateLimiter
from blog_api.logs import log_event
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.auth")


@dataclass(frozen=True, slots=True)
class Granting:
    """Dependencies of the grants."""

    settings: Settings
    db: Database
    tokens: Tokens
    passwords: Passwords
    rate_limiter: RateLimiter
    log_secret: bytes
    identity: IdentityHolder
    data_keys: DataKeySource
    party: RelyingParty | None

    @property
    def guesses(self) -> Guesses:
        return Guesses(self.db, self.passwords, self.rate_limiter)

    def report_success(self, user_id: int, address: str) -> None:
        metrics.LOGINS.labels("ok").inc()
        log_event(logger, logging.INFO, "login.succeeded", user_id=user_id, client=address)

    def report_failure(self, login: str, account: Account | None, address: str) -> None:
        """Log a failure with the account or, for an unknown name (maybe a password), its HMAC."""
        metrics.LOGINS.labels("failed").inc()
        who: dict[str, int | str] = (
            {"user_id": account.id} if account else {"login_hmac": self.hmac_of(login)}
        )
        log_event(logger, logging.WARNING, "login.failed", **who, client=address)

    def hmac_of(self, login: str) -> str:
        """Return a keyed hash: it correlates attempts in logs without storing the name."""
        text = login.casefold().encode("utf-8", "surrogatepass")
        return hmac.new(self.log_secret, text, hashlib.sha256).hexdigest()[:16]

    def pair(self, session: SessionState | None) -> TokenOut:
        if session is None:
            raise InvalidGrantError
        access_token = self.tokens.issue_access(
            user_id=session.user_id,
            session_id=session.id,
            now=datetime.now(UTC),
            amr=session.amr,
            authenticated_at=session.authenticated_at,
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
