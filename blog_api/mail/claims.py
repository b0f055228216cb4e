"""Emails claimed by a worker, their recipients, and the tokens issued when they are sent.

An email is claimed under a lease, sent without holding a connection, and removed afterwards. After
a crash in between it is claimed again: delivery is at least once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Interval,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveUser
from blog_api.live_credentials import LiveLoginNetwork
from blog_api.mail.mailboxes import is_same_mailbox
from blog_api.mail.one_time_tokens import LIFETIMES, Kind, Notice, mark_delivered
from blog_api.models import OutboxMail

LEASE: Final = timedelta(seconds=90)
FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(days=3)
GIVE_UP_REVERT_AFTER: Final = LIFETIMES["revert_email"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A queued email, claimed by one worker for the time of the lease."""

    id: int
    kind: Kind | Notice
    recipient: str
    created_at: datetime
    attempts: int
    too_old: bool
    admitted: bool
    requester_network: str | None
    user_id: int | None
    details: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Addressee:
    """The account that has the address now or, for an email about an account, that account.

    `username` is None until the address is verified: an email must not carry text of a stranger.
    `is_known` is true for a verified account that has logged in from the requester's network.
    """

    user_id: int
    username: str | None
    email: str
    folded_email: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class OutboxEmail:
    """Content of an email; its token is stored nowhere, and a notice has none."""

    claimed: Claimed
    to: Addressee
    token: str | None


PATIENCE: Final = case(
    (
        OutboxMail.c.kind == constant("revert_email"),
        bindparam("revert_patience", type_=Interval),
    ),
    else_=bindparam("patience", type_=Interval),
)
DUE: Final = (
    select(OutboxMail.c.id)
    .where(OutboxMail.c.next_attempt_at <= func.now())
    .order_by(OutboxMail.c.next_attempt_at)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
CLAIM: Final = Statement(
    update(OutboxMail)
    .where(OutboxMail.c.id == DUE)
    .values(
        attempts=OutboxMail.c.attempts + 1,
        next_attempt_at=func.now() + bindparam("lease", type_=Interval),
    )
    .returning(
        OutboxMail.c.id,
        OutboxMail.c.kind,
        OutboxMail.c.recipient,
        OutboxMail.c.created_at,
        OutboxMail.c.attempts,
        func.now() > OutboxMail.c.created_at + PATIENCE,
        OutboxMail.c.admitted,
        OutboxMail.c.requester_network,
        OutboxMail.c.user_id,
        OutboxMail.c.details,
    ),
    Claimed,
)

POSTPONE: Final = Statement(
    update(OutboxMail)
    .where(OutboxMail.c.id == bindparam("mail_id"))
    .values(next_attempt_at=func.now() + bindparam("pause", type_=Interval)),
    int,
)

REMOVE: Final = Statement(delete(OutboxMail).where(OutboxMail.c.id == bindparam("mail_id")), int)

IS_KNOWN: Final = and_(
    LiveUser.c.email_verified,
    select(LiveLoginNetwork.c.user_id)
    .where(
        LiveLoginNetwork.c.user_id == LiveUser.c.id,
        LiveLoginNetwork.c.network == bindparam("network"),
    )
    .exists(),
)
# A verified address gets no second verification.
FIND_ADDRESSEE: Final = Statement(
    select(
        LiveUser.c.id,
        case((LiveUser.c.email_verified, LiveUser.c.username)),
        LiveUser.c.email,
        func.lower(LiveUser.c.email),
        IS_KNOWN,
    ).where(
        func.lower(LiveUser.c.email) == func.lower(bindparam("recipient")),
        LiveUser.c.is_active,
        or_(
            bindparam("kind") == constant("reset_password"),
            and_(bindparam("kind") == constant("verify_email"), ~LiveUser.c.email_verified),
            and_(bindparam("kind") == constant("transfer_offer"), LiveUser.c.email_verified),
            and_(bindparam("kind") == constant("restore_approved"), LiveUser.c.email_verified),
            and_(bindparam("kind") == constant("restore_declined"), LiveUser.c.email_verified),
        ),
    ),
    Addressee,
)

# The account may be in the trash or gone, and the address may no longer be its own. Its user name
# is told only where the address is its own and verified.
FIND_ACCOUNT_ADDRESSEE: Final = Statement(
    select(
        OutboxMail.c.user_id,
        LiveUser.c.username,
        OutboxMail.c.recipient,
        func.lower(OutboxMail.c.recipient),
        literal_column("false"),
    )
    .select_from(OutboxMail)
    .outerjoin(
        LiveUser,
        and_(
            LiveUser.c.id == OutboxMail.c.user_id,
            LiveUser.c.email_verified,
            is_same_mailbox(LiveUser.c.email, OutboxMail.c.recipient),
        ),
    )
    .where(OutboxMail.c.id == bindparam("mail_id")),
    Addressee,
)

ADMIT: Final = Statement(
    update(OutboxMail)
    .where(OutboxMail.c.id == bindparam("mail_id"))
    .values(admitted=literal_column("true")),
    int,
)


async def claim_mail(db: Transaction) -> Claimed | None:
    """Claim the email that has been due for longest; skip those claimed by other workers."""
    return await db.one(
        CLAIM, lease=LEASE, patience=GIVE_UP_AFTER, revert_patience=GIVE_UP_REVERT_AFTER
    )


async def find_addressee(db: Transaction, claimed: Claimed) -> Addressee | None:
    """Return the active account that has the address now, if the email still has a purpose.

    An email about an account goes to the address that it was queued for.
    """
    if claimed.user_id is not None:
        return await db.one(FIND_ACCOUNT_ADDRESSEE, mail_id=claimed.id)
    return await db.one(
        FIND_ADDRESSEE,
        recipient=claimed.recipient,
        kind=claimed.kind,
        network=claimed.requester_network,
    )


async def admit_mail(db: Transaction, claimed: Claimed) -> None:
    """Mark an email as admitted, so that retries skip admission."""
    await db.run(ADMIT, mail_id=claimed.id)


async def finish_mail(db: Transaction, email: OutboxEmail) -> None:
    if email.token is not None:
        await mark_delivered(db, email.token)
    await remove_mail(db, email.claimed)


async def postpone_mail(db: Transaction, claimed: Claimed) -> None:
    """Schedule a retry; each failure doubles the delay, up to an hour."""
    doublings = min(claimed.attempts - 1, 11)
    pause = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    await db.run(POSTPONE, mail_id=claimed.id, pause=pause)


async def remove_mail(db: Transaction, claimed: Claimed) -> None:
    await db.run(REMOVE, mail_id=claimed.id)
