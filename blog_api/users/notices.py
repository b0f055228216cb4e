"""Notices of changes of an account, to the address that it had verified before them."""

from dataclasses import dataclass

from blog_api.db.database import Transaction
from blog_api.mail.account_notices import tell_deactivated, tell_new_username, tell_role_changed
from blog_api.mail.email_changes import tell_email_changed
from blog_api.users.schemas import PrivateProfile, ProfilePatch


@dataclass(frozen=True, slots=True)
class Before:
    """An account before an update."""

    id: int
    email: str
    email_verified: bool
    username: str
    role: str
    is_active: bool


async def tell_new_names(db: Transaction, before: Before, data: ProfilePatch) -> None:
    """Queue notices of a new email address and a new user name."""
    if not before.email_verified:
        return
    if data.email is not None:
        await tell_email_changed(db, before.id, before.email)
    if data.username is not None and is_other_name(before.username, data.username):
        await tell_new_username(db, before.id, before.email)


def is_other_name(former: str, name: str) -> bool:
    """Return whether a log-in with the former name fails; user names are ASCII."""
    return former.lower() != name.lower()


async def tell_changes(db: Transaction, before: Before, after: PrivateProfile) -> None:
    """Queue notices of a new role and of a deactivation."""
    if before.role != after.role:
        await tell_role_changed(db, before.id, before.email, after.role)
    if before.is_active and not after.is_active:
        await tell_deactivated(db, before.id, before.email)
