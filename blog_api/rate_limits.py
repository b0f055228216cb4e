"""Rate limits of the whole application, enforced by `http/rate_limiting.py`.

A Limit allows `burst` requests at once and then one more every `interval_s` seconds (GCRA). The
name of a limit is the label of `blog_throttled_total` and the field `limit` of the log event
`throttled`.
"""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one every `interval_s` seconds.

    One that `is_replicated` survives a crash or failover of the database, and commits without
    waiting: never consume it in a transaction with other changes.
    """

    name: str
    burst: int
    interval_s: float
    is_replicated: bool = False

    def widened(self, factor: int) -> "Limit":
        """Return the limit of a network that holds several of this limit's subjects."""
        return replace(
            self,
            name=f"{self.name}_network",
            burst=self.burst * factor,
            interval_s=self.interval_s / factor,
        )


@dataclass(frozen=True, slots=True)
class DailyLimit:
    """`most` in any 24 hours: each is allowed again a day after it was consumed.

    A Limit would allow almost twice its burst in the first day: the burst and what comes back.
    """

    name: str
    most: int


# Log-in. Only failures count: a success refunds what it consumed.
LOGIN: Final = Limit("login", 5, 12, is_replicated=True)  # account and network together
LOGIN_FROM_ADDRESS: Final = Limit("login_address", 30, 5, is_replicated=True)
# By account, unknown networks only; then all unknown networks together.
LOGIN_FROM_NEW_ADDRESSES: Final = Limit("login_account", 50, 72, is_replicated=True)
LOGIN_FROM_UNKNOWN: Final = Limit("login_unknown", 100, 0.5, is_replicated=True)
# Codes of an app, by account.
SECOND_FACTOR: Final = Limit("second_factor", 20, 180, is_replicated=True)
PASSKEY_CHALLENGE: Final = Limit("passkey_challenge", 60, 1)  # by address
REFRESH: Final = Limit("refresh", 120, 0.5)  # by address

# Accounts.
REGISTER: Final = Limit("register", 120, 5)  # by address
PASSWORD: Final = Limit("password", 10, 30)  # current password of a signed-in user, by user

# Email.
MAIL_FROM_ADDRESS: Final = Limit("mail_address", 20, 30)  # requests for an email, by address
MAIL_TO_RECIPIENT: Final = Limit("mail_recipient", 3, 300)
MAIL_TO_RECIPIENT_A_DAY: Final = DailyLimit("mail_recipient_day", 10)
MAIL_TO_KNOWN: Final = DailyLimit("mail_known", 3)  # requested from a network the account knows
MAIL_NOTICE_A_DAY: Final = DailyLimit("mail_notice_day", 20)  # by recipient, without a token
MAIL_ABOUT_ACCOUNT: Final = DailyLimit("mail_account", 10)  # notices of a kind, by recipient
# Audit entries that mail to this recipient was dropped.
MAIL_DROP_AUDITED: Final = DailyLimit("mail_drop_audited", 1)
TOKEN_FROM_ADDRESS: Final = Limit("token_address", 30, 10)  # one-time tokens, by address

# Reading.
PREVIEW: Final = Limit("preview", 60, 1)  # of preview links, by address
VIEW: Final = Limit("view", 60, 1)  # by IPv4 address or IPv6 /64 alone

EXPORT: Final = Limit("export", 5, 600)  # of the own account, by user

# Everything else that changes something, by user.
WRITE: Final = Limit("write", 600, 0.1)
UPLOAD: Final = Limit("upload", 30, 10)
WORKING_COPY: Final = Limit("working_copy", 5, 1)  # saves of one post by one user
