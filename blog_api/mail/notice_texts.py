"""Texts of the notices about an account, one template for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from blog_api.mail.one_time_tokens import AccountNotice

NOT_YOU: Final = (
    "If it was not you, request a new password by email now: that logs out every device."
)
ASK_ADMIN: Final = "If you did not expect this, ask an administrator of the blog."
FACTORS: Final = {
    "totp": "An authenticator app",
    "passkey": "A passkey",
    "all": "Every second factor, with the recovery codes,",
    "recovery_codes": "A new set of recovery codes",
}
TOKENS: Final = {
    True: "An access token was made for your account.",
    False: "An access token of your account has a new secret; the former one works for a day more.",
}
ROLES: Final = {
    "user": "Your account is an ordinary user now, without the rights of an administrator.",
    "admin": "Your account is an administrator now.",
}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The event, with `{names}` of details, and advice for an owner who did not cause it."""

    event: str
    advice: str = NOT_YOU


NOTICE_TEXTS: Final[Mapping[AccountNotice, NoticeText]] = {
    "new_password": NoticeText("Your account has a new password."),
    "new_username": NoticeText("The user name of your account was changed."),
    "factor_added": NoticeText("{factor} was added to your account as a second factor."),
    "factor_removed": NoticeText("{factor} was removed from your account."),
    "token_made": NoticeText("{token} It has the scopes: {scopes}."),
    "role_changed": NoticeText("{role}", ASK_ADMIN),
    "account_deactivated": NoticeText(
        "Your account was deactivated: nobody can log in to it. Its posts and comments stay.",
        ASK_ADMIN,
    ),
    "account_deleted": NoticeText(
        "Your account was deleted, with the posts and comments that were not handed over.",
        ASK_ADMIN,
    ),
    "new_login": NoticeText("Your account was logged in to with {device}, from {site}."),
}


def describe(kind: AccountNotice, details: Mapping[str, Any]) -> str:
    return NOTICE_TEXTS[kind].event.format_map(in_words(details))


def in_words(details: Mapping[str, Any]) -> dict[str, str]:
    words = {name: str(value) for name, value in details.items()}
    if "factor" in details:
        words["factor"] = FACTORS[details["factor"]]
    if "role" in details:
        words["role"] = ROLES[details["role"]]
    if "scopes" in details:
        words["scopes"] = ", ".join(details["scopes"]) or "none"
        words["token"] = TOKENS[details.get("is_new", True)]  # absent from earlier releases' rows
    if "site" in details:
        words["site"] = f"the network {details['site']}" if details["site"] else "this machine"
    return words


def time_of(instant: datetime) -> str:
    at = instant.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
