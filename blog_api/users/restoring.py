"""An account back from the trash, with exactly what went with it."""

from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import EmailTakenError, NotDeletedError, NotFoundError, UsernameTakenError
from blog_api.lifecycle.conflicts import find_user_conflicts
from blog_api.lifecycle.restoring import choose_deletion, restore
from blog_api.mail.outbox import queue_mail
from blog_api.models import User
from blog_api.permissions import Actor
from blog_api.users.queries import get_private_profile
from blog_api.users.schemas import PrivateProfile, RestoreUserIn

LOCK_IN_TRASH: Final = Statement(
    select(User.c.deletion_id)
    .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_not(None))
    .with_for_update(),
    int,
)
USER_EXISTS: Final = Statement(select(User.c.id).where(User.c.id == bindparam("user_id")), int)
STILL_VERIFIED: Final = User.c.email_verified & (
    func.lower(User.c.email) == func.lower(bindparam("new_name"))
)
NAME_IN_TRASH: Final = {
    name: Statement(
        update(User)
        .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_not(None))
        .values({name: bindparam("new_name")} | changes),
        int,
    )
    for name, changes in (("email", {"email_verified": STILL_VERIFIED}), ("username", {}))
}


async def restore_account(
    db: Transaction, actor: Actor, user_id: int, data: RestoreUserIn
) -> PrivateProfile:
    """Refuses while another live account has its email or user name and the body gives no other."""
    deletion_id = await lock_deletion_of(db, user_id)
    await give_names(db, user_id, data.model_dump(include={"email", "username"}, exclude_none=True))
    chosen = await choose_deletion(db, deletion_id)
    await require_free_names(db, user_id, data)
    restored = await restore(db, chosen, data.on_conflict)
    if data.email is not None:
        await queue_mail(db, "verify_email", data.email)
    details = {"counts": restored.counts}
    await audit.record(
        db, actor, "user.restore", ("user", user_id), deletion_id=deletion_id, details=details
    )
    return await get_private_profile(db, user_id)


async def lock_deletion_of(db: Transaction, user_id: int) -> int:
    """The deletion that an account in the trash went with."""
    deletion_id = await db.one(LOCK_IN_TRASH, user_id=user_id)
    if deletion_id is None:
        raise NotDeletedError if await db.one(USER_EXISTS, user_id=user_id) else NotFoundError
    return deletion_id


async def give_names(db: Transaction, user_id: int, names: dict[str, Any]) -> None:
    """In the trash a name is nobody's, so it can be changed before it has to be unique."""
    for name, value in names.items():
        await db.run(NAME_IN_TRASH[name], user_id=user_id, new_name=value)


async def require_free_names(db: Transaction, user_id: int, data: RestoreUserIn) -> None:
    """No mode can leave the account itself in the trash, and none can invent an email address."""
    for conflict in await find_user_conflicts(db, [user_id]):
        if conflict.code == EmailTakenError.code:
            raise EmailTakenError
        if data.on_conflict != "rename":
            raise UsernameTakenError
