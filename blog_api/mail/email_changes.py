"""Changes of email addresses: the old address is reserved, and told how to take itself back."""

from typing import Final

from sqlalchemy import Interval, Text, bindparam, delete, func, insert, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveUser
from blog_api.mail.mailboxes import is_same_mailbox
from blog_api.mail.one_time_tokens import LIFETIMES
from blog_api.mail.outbox import queue_account_email
from blog_api.models import EmailChange, User

REVERTIBLE_FOR: Final = LIFETIMES["revert_email"]
OLD_EMAIL: Final = bindparam("old_email", type_=Text)
IS_HELD: Final = (
    select(LiveUser.c.id)
    .where(func.lower(LiveUser.c.email) == func.lower(OLD_EMAIL))
    .limit(constant(1))
    .scalar_subquery()
    .is_not(None)
)
INSERT_CHANGE: Final = Statement(
    insert(EmailChange)
    .from_select(
        ["user_id", "old_email", "expires_at"],
        select(User.c.id, OLD_EMAIL, func.now() + bindparam("lifetime", type_=Interval)).where(
            User.c.id == bindparam("user_id"), ~is_same_mailbox(User.c.email, OLD_EMAIL), ~IS_HELD
        ),
    )
    .returning(EmailChange.c.id),
    int,
)

EXPIRED: Final = (
    select(EmailChange.c.id)
    .where(EmailChange.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE_CHANGES: Final = Statement(delete(EmailChange).where(EmailChange.c.id == EXPIRED.c.id), int)


async def tell_email_changed(db: Transaction, user_id: int, old_email: str) -> None:
    """Reserve the old, verified address of an account that has a new one, and queue the email.

    Do nothing for another spelling of the mailbox, or for an address that another account has.
    """
    change_id = await db.one(
        INSERT_CHANGE, user_id=user_id, old_email=old_email, lifetime=REVERTIBLE_FOR
    )
    if change_id is not None:
        details = {"change_id": change_id}
        await queue_account_email(db, "revert_email", user_id, old_email, details)


async def expire_changes(db: Transaction, batch_size: int) -> int:
    """End reservations of old addresses; fewer than `batch_size` means that was all."""
    return await db.run(EXPIRE_CHANGES, batch_size=batch_size)
