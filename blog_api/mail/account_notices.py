"""Notices to the owner of an account, queued in the transaction of the change.

They go to verified addresses only, and their details are values of closed sets: no notice has text
of a user.
"""

from collections.abc import Sequence
from typing import Literal

from blog_api.db.database import Transaction
from blog_api.mail.outbox import queue_account_email, queue_account_notice

# `all`: an administrator or the command line removed every second factor.
Factor = Literal["totp", "passkey", "all"]
NewFactor = Literal["totp", "passkey", "recovery_codes"]


async def tell_new_password(db: Transaction, user_id: int) -> None:
    await queue_account_notice(db, "new_password", user_id)


async def tell_new_username(db: Transaction, user_id: int, email: str) -> None:
    """`email` is the verified address of the account before the change."""
    await queue_account_email(db, "new_username", user_id, email)


async def tell_factor_added(db: Transaction, user_id: int, factor: NewFactor) -> None:
    """`recovery_codes`: renewed ones; those that come with a first factor need no notice."""
    await queue_account_notice(db, "factor_added", user_id, {"factor": factor})


async def tell_factor_removed(db: Transaction, user_id: int, factor: Factor) -> None:
    await queue_account_notice(db, "factor_removed", user_id, {"factor": factor})


async def tell_token_made(
    db: Transaction, user_id: int, scopes: Sequence[str], *, is_new: bool = True
) -> None:
    """`is_new` is false for a token that has a new secret."""
    details = {"scopes": list(scopes), "is_new": is_new}
    await queue_account_notice(db, "token_made", user_id, details)


async def tell_role_changed(db: Transaction, user_id: int, email: str, role: str) -> None:
    """`email` is the verified address of the account before the change."""
    await queue_account_email(db, "role_changed", user_id, email, {"role": role})


async def tell_deactivated(db: Transaction, user_id: int, email: str) -> None:
    """`email` is the verified address of the account before the change."""
    await queue_account_email(db, "account_deactivated", user_id, email)


async def tell_deleted(db: Transaction, user_id: int) -> None:
    """Queue before the deletion: nobody is told about an account that was in the trash already."""
    await queue_account_notice(db, "account_deleted", user_id)


async def tell_new_login(db: Transaction, user_id: int, device: str, site: str) -> None:
    """`device` is a family of `auth/devices.py`, `site` an IPv4 /24 or an IPv6 /48."""
    await queue_account_notice(db, "new_login", user_id, {"device": device, "site": site})
