"""Locks (FOR NO KEY UPDATE) on accounts, and on the administrators with them, in id order."""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Select,
    SQLColumnExpression,
    and_,
    any_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import User
from blog_api.permissions import Action, Actor, require

LIVE: Final = User.c.deleted_at.is_(None)
IS_ADMIN: Final = and_(User.c.role == constant("admin"), User.c.is_active, LIVE)


@dataclass(frozen=True, slots=True)
class Held:
    """An account locked until the commit."""

    id: int
    is_admin: bool


# One statement: to lock one more account afterwards would break the id order.
LOCK_ADMINS: Final = Statement(
    select(User.c.id, IS_ADMIN)
    .where(or_(IS_ADMIN, User.c.id == any_(bindparam("user_ids", type_=ARRAY(BigInteger)))))
    .order_by(User.c.id)
    .with_for_update(key_share=True),
    Held,
)


def locking(column: SQLColumnExpression[Any]) -> Select[Any]:
    rows = select(column).where(User.c.id == bindparam("user_id"), LIVE)
    return rows.with_for_update(key_share=True)


LOCK_USER: Final = Statement(locking(User.c.id), int)
LOCK_ROLE: Final = Statement(locking(User.c.role), str)
LOCK_PASSWORD: Final = Statement(locking(User.c.password_hash), str)
SELECT_ROLE: Final = Statement(select(User.c.role).where(User.c.id == bindparam("user_id")), str)


async def is_last_admin(db: Transaction, actor: Actor, user_id: int, *others: int) -> bool:
    """Lock all active administrators and these accounts; return whether `user_id` is the only one.

    So two administrators who demote each other run one after the other. `others` are further
    accounts that the command needs.

    Raise AdminOnlyError if the actor lost the role while waiting for the locks.
    """
    held = await db.all(LOCK_ADMINS, user_ids=[user_id, *others])
    admins = [account.id for account in held if account.is_admin]
    role = "admin" if actor.id in admins else "user"
    require(replace(actor, role=role), Action.CHANGE_ADMINS)
    return admins == [user_id]
