"""Queue of emails: rows written in the transaction of the cause, without tokens.

`claims.py` has the side of the worker.
"""

from collections.abc import Mapping
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy import Integer, Interval, Text, and_, bindparam, cast, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveUser
from blog_api.mail.one_time_tokens import Kind, Notice
from blog_api.models import OutboxMail

COUNT: Final = Statement(select(func.count()).select_from(OutboxMail), int)
# A first attempt is under way for at most the time of its lease.
HAS_FAILED: Final = and_(
    OutboxMail.c.attempts > constant(0),
    OutboxMail.c.created_at < func.now() - cast(constant("90 seconds"), Interval),
)
COUNT_FAILED: Final = Statement(
    select(func.count()).select_from(
        select(OutboxMail.c.id)
        .where(HAS_FAILED)
        .limit(bindparam("limit", type_=Integer))
        .subquery()
    ),
    int,
)

QUEUE: Final = Statement(
    insert(OutboxMail).values(
        kind=bindparam("kind"),
        recipient=bindparam("recipient"),
        requester_network=bindparam("network"),
    ),
    int,
)
QUEUE_VERIFICATION: Final = Statement(
    insert(OutboxMail).from_select(
        ["kind", "recipient"],
        select(constant("verify_email"), LiveUser.c.email).where(
            LiveUser.c.id == bindparam("user_id")
        ),
    ),
    int,
)

QUEUE_NOTICE: Final = Statement(
    insert(OutboxMail).from_select(
        ["kind", "recipient"],
        select(bindparam("kind", type_=Text), LiveUser.c.email).where(
            LiveUser.c.id == bindparam("user_id"), LiveUser.c.email_verified
        ),
    ),
    int,
)

QUEUE_ACCOUNT_EMAIL: Final = Statement(
    insert(OutboxMail).values(
        kind=bindparam("kind"),
        recipient=bindparam("recipient"),
        user_id=bindparam("user_id"),
        details=bindparam("details"),
    ),
    int,
)
QUEUE_ACCOUNT_NOTICE: Final = Statement(
    insert(OutboxMail).from_select(
        ["kind", "recipient", "user_id", "details"],
        select(
            bindparam("kind", type_=Text),
            LiveUser.c.email,
            LiveUser.c.id,
            bindparam("details", type_=JSONB(none_as_null=True)),
        ).where(LiveUser.c.id == bindparam("user_id"), LiveUser.c.email_verified),
    ),
    int,
)


async def queue_mail(
    db: Transaction, kind: Kind | Notice, recipient: str, network: str | None = None
) -> None:
    """Queue an email; it goes to the account that has the address when it is sent, if one has.

    `network` is the requester's, which the account may know.
    """
    await db.run(QUEUE, kind=kind, recipient=recipient, network=network)


async def queue_verification(db: Transaction, user_id: int) -> None:
    """Queue a verification of the current address of a live account."""
    await db.run(QUEUE_VERIFICATION, user_id=user_id)


async def queue_notice(db: Transaction, kind: Notice, user_id: int) -> None:
    """Queue a notice to a live account, if its address is verified: else it may be a stranger's."""
    await db.run(QUEUE_NOTICE, kind=kind, user_id=user_id)


async def queue_account_email(
    db: Transaction,
    kind: Kind | Notice,
    user_id: int,
    recipient: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Queue an email about an account to an address that it had verified."""
    await db.run(
        QUEUE_ACCOUNT_EMAIL,
        kind=kind,
        user_id=user_id,
        recipient=recipient,
        details=as_json(details),
    )


async def queue_account_notice(
    db: Transaction, kind: Notice, user_id: int, details: Mapping[str, Any] | None = None
) -> None:
    """Queue a notice to the present address of a live account, if it is verified."""
    await db.run(QUEUE_ACCOUNT_NOTICE, kind=kind, user_id=user_id, details=as_json(details))


def as_json(details: Mapping[str, Any] | None) -> Jsonb | None:
    return Jsonb(dict(details)) if details else None


async def count_waiting(db: Reading) -> int:
    return await db.one(COUNT) or 0


async def count_failed(db: Reading, limit: int) -> int:
    """Count the emails that were tried in vain and wait for another attempt, up to a limit."""
    return await db.one(COUNT_FAILED, limit=limit) or 0
