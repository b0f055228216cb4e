"""Live rows of credentials and changed addresses; they belong to `live.py`."""

from typing import Final

from sqlalchemy import ColumnElement, func, or_, select

from blog_api.live import unexpired
from blog_api.models import (
    AccessToken,
    AccessTokenColumns,
    AccessTokenSecret,
    AccessTokenSecretColumns,
    EmailChange,
    EmailChangeColumns,
    LoginDevice,
    LoginNetwork,
    OneTimeToken,
    OneTimeTokenColumns,
    Passkey,
    PasskeyChallenge,
    PasskeyChallengeColumns,
    PendingLogin,
    PendingLoginColumns,
    RecoveryCode,
    Session,
    SessionColumns,
    TotpSecret,
    TotpSecretColumns,
)

LiveSession: Final = unexpired(Session, SessionColumns, "live_sessions")
LiveAccessToken: Final = unexpired(AccessToken, AccessTokenColumns, "live_access_tokens")
# A replaced secret expires before its token; the present one has no time of its own.
LiveTokenSecret: Final = (
    select(AccessTokenSecret)
    .where(
        or_(
            AccessTokenSecret.c.expires_at.is_(None),
            AccessTokenSecret.c.expires_at > func.now(),
        )
    )
    .subquery("live_token_secrets")
    .with_cols(AccessTokenSecretColumns)
)
LiveOneTimeToken: Final = unexpired(OneTimeToken, OneTimeTokenColumns, "live_tokens")
LivePendingLogin: Final = unexpired(PendingLogin, PendingLoginColumns, "live_pending_logins")
LiveEmailChange: Final = unexpired(EmailChange, EmailChangeColumns, "live_email_changes")
LivePasskeyChallenge: Final = unexpired(
    PasskeyChallenge, PasskeyChallengeColumns, "live_passkey_challenges"
)

# A secret is a factor once its first code was right.
LiveTotpSecret: Final = (
    select(TotpSecret)
    .where(TotpSecret.c.confirmed_at.is_not(None))
    .subquery("live_totp_secrets")
    .with_cols(TotpSecretColumns)
)

# Rows that end with their account.
LiveLoginNetwork: Final = LoginNetwork.alias("login_networks")
LiveLoginDevice: Final = LoginDevice.alias("login_devices")
LivePasskey: Final = Passkey.alias("passkeys")
LiveRecoveryCode: Final = RecoveryCode.alias("recovery_codes")


def has_second_factor(user_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return whether an account has a second factor; recovery codes alone are none."""
    totp = select(LiveTotpSecret.c.user_id).where(LiveTotpSecret.c.user_id == user_id).exists()
    passkey = select(LivePasskey.c.id).where(LivePasskey.c.user_id == user_id).exists()
    return or_(totp, passkey)
