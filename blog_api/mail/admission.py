"""Admission of queued emails: anybody can request one to any address.

A refused email is dropped silently: its requester must not learn whether an account exists or an
email was requested before.
"""

import logging
import secrets
from dataclasses import replace
from functools import partial
from typing import Literal

from blog_api import audit_log, metrics
from blog_api.db.database import Transaction
from blog_api.errors import ThrottledError
from blog_api.http.rate_limiting import RateLimiter
from blog_api.logs import log_event
from blog_api.mail.claims import (
    Addressee,
    Claimed,
    OutboxEmail,
    admit_mail,
    find_addressee,
    remove_mail,
)
from blog_api.mail.one_time_tokens import (
    has_good_token,
    is_notice,
    issue_revert_token,
    issue_token,
)
from blog_api.rate_limits import (
    MAIL_ABOUT_ACCOUNT,
    MAIL_DROP_AUDITED,
    MAIL_NOTICE_A_DAY,
    MAIL_TO_KNOWN,
    MAIL_TO_RECIPIENT,
    MAIL_TO_RECIPIENT_A_DAY,
    DailyLimit,
    Limit,
)

logger = logging.getLogger("blog_api.mail")

Reason = Literal["token_still_good", "limit"]


async def address_mail(
    db: Transaction, claimed: Claimed, limiter: RateLimiter
) -> OutboxEmail | None:
    """Issue the token of an email; remove the email if it is refused or has no purpose any more."""
    to = await find_addressee(db, claimed)
    if to is None or claimed.too_old or not await is_admitted(db, claimed, to, limiter):
        await remove_mail(db, claimed)
        return None
    await admit_mail(db, claimed)
    if is_notice(claimed.kind):
        return OutboxEmail(claimed, to, None)
    token = secrets.token_urlsafe(32)
    if claimed.kind != "revert_email":
        await issue_token(db, claimed.kind, to.user_id, to.email, token)
    elif not await issue_revert_token(db, change_of(claimed), token):
        await remove_mail(db, claimed)
        return None
    return OutboxEmail(claimed, to, token)


def change_of(claimed: Claimed) -> int:
    change_id: int = (claimed.details or {})["change_id"]
    return change_id


async def is_admitted(
    db: Transaction, claimed: Claimed, to: Addressee, limiter: RateLimiter
) -> bool:
    """Consume the limits at the first attempt; retries repeat the decision.

    An email that takes an address back has no limit: only verified addresses get one.
    """
    if claimed.admitted or claimed.kind == "revert_email":
        return True
    if claimed.user_id is not None:
        return await has_share_of_account(db, claimed, to, limiter)
    if is_notice(claimed.kind):
        return await has_share_of_notices(db, claimed, to, limiter)
    if await has_good_token(db, claimed.kind, to.user_id, to.email):
        drop(db, claimed, to, "token_still_good")
        return False
    if await has_share(db, to, limiter):
        return True
    drop(db, claimed, to, "limit")
    await audit_drop(db, claimed, to, limiter)
    return False


async def has_share(db: Transaction, to: Addressee, limiter: RateLimiter) -> bool:
    """Consume one email to the recipient; a network that the account knows has its own limit."""
    if to.is_known and await consumes(db, limiter, to, MAIL_TO_KNOWN):
        return True
    return await consumes(db, limiter, to, MAIL_TO_RECIPIENT_A_DAY, at_once=MAIL_TO_RECIPIENT)


async def has_share_of_notices(
    db: Transaction, claimed: Claimed, to: Addressee, limiter: RateLimiter
) -> bool:
    """Consume one notice of the recipient's day; other emails have their own limits."""
    if await consumes(db, limiter, to, MAIL_NOTICE_A_DAY):
        return True
    drop(db, claimed, to, "limit")
    return False


async def has_share_of_account(
    db: Transaction, claimed: Claimed, to: Addressee, limiter: RateLimiter
) -> bool:
    """Consume one notice of the kind: many of one kind cannot suppress those of another."""
    limit = replace(MAIL_ABOUT_ACCOUNT, name=f"{MAIL_ABOUT_ACCOUNT.name}_{claimed.kind}")
    if await consumes(db, limiter, to, limit):
        return True
    drop(db, claimed, to, "limit")
    await audit_drop(db, claimed, to, limiter)
    return False


async def consumes(
    db: Transaction,
    limiter: RateLimiter,
    to: Addressee,
    of_day: DailyLimit,
    *,
    at_once: Limit | None = None,
) -> bool:
    """Consume one of each limit and return True, or return False and consume none."""
    mailbox = mailbox_of(to.folded_email)
    try:
        async with db.savepoint():
            if at_once is not None:
                await limiter.consume(db, at_once, mailbox)
            await limiter.consume_daily(db, of_day, mailbox)
    except ThrottledError:
        return False
    return True


def mailbox_of(email: str) -> str:
    """Return an address without its subaddress (RFC 5233): `ada+blog@` reaches `ada@`."""
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def drop(db: Transaction, claimed: Claimed, to: Addressee, reason: Reason) -> None:
    """Count and log a refused email after the commit."""
    db.on_commit(metrics.MAILS_DROPPED.labels(reason).inc)
    fields = {"user_id": to.user_id, "kind": claimed.kind, "reason": reason}
    db.on_commit(partial(log_event, logger, logging.WARNING, "mail.dropped", **fields))


async def audit_drop(
    db: Transaction, claimed: Claimed, to: Addressee, limiter: RateLimiter
) -> None:
    """Audit an exhausted limit, at most once a day: the log must not grow with requests."""
    if await consumes(db, limiter, to, MAIL_DROP_AUDITED):
        target: tuple[audit_log.TargetType, int] = ("user", to.user_id)
        await audit_log.record(db, None, "mail.drop", target, details={"kind": claimed.kind})
