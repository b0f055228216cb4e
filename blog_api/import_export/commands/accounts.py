"""Accounts created for imported authors; login requires a password reset first."""

from blog_api import audit_log
from blog_api.auth.schemas import UNUSABLE_HASH
from blog_api.db.database import Transaction
from blog_api.http.fields import Input
from blog_api.import_export.records import UnreadableError
from blog_api.users.admins import find_candidate
from blog_api.users.fields import Email, Name, Username
from blog_api.users.inserting import insert_user


class NewAuthor(Input):
    """An account to create unless one with this email address exists."""

    email: Email
    username: Username
    name: Name | None = None


async def make_account(db: Transaction, new: NewAuthor) -> int | None:
    """Return the id of the new account, or None if an active account has the email address.

    Raise `UnreadableError` if an inactive account has it, `UsernameTakenError` for a user name
    that is taken or reserved.
    """
    known = await find_candidate(db, new.email, new.username)
    if known is None:
        user_id = await insert_user(db, new, UNUSABLE_HASH)
        await audit_log.record(db, None, "user.import", ("user", user_id))
        return user_id
    if known.email.lower() != new.email.lower():
        raise UnreadableError(f"the user name {known.username} belongs to another email address.")
    if not known.is_active:
        raise UnreadableError(f"the account {known.username} is deactivated.")
    return None
