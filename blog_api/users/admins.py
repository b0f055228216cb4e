"""Commands that make an account an administrator, for the command line."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, or_, select, update

from blog_api import audit_log
from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError, UsernameTakenError
from blog_api.live import LiveUser
from blog_api.mail.account_notices import tell_role_changed
from blog_api.models import User
from blog_api.users.commands import create_user
from blog_api.users.schemas import RegisterIn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A live account that can become an administrator."""

    id: int
    email: str
    username: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The role and address of an account, locked until the commit."""

    role: str
    email: str
    email_verified: bool


SELECT_CANDIDATES: Final = Statement(
    select(LiveUser.c.id, LiveUser.c.email, LiveUser.c.username, LiveUser.c.is_active)
    .where(
        or_(
            func.lower(LiveUser.c.email) == func.lower(bindparam("email")),
            func.lower(LiveUser.c.username) == func.lower(bindparam("username")),
        )
    )
    .order_by(LiveUser.c.id),
    Candidate,
)

IS_LIVE: Final = (User.c.id == bindparam("user_id"), User.c.deleted_at.is_(None))
LOCK_STANDING: Final = Statement(
    select(User.c.role, User.c.email, User.c.email_verified).where(*IS_LIVE).with_for_update(),
    Standing,
)
PROMOTE: Final = Statement(
    update(User).where(*IS_LIVE).values(role=constant("admin"), updated_at=func.now()), int
)


async def find_candidate(db: Reading, email: str, username: str) -> Candidate | None:
    """Return the live account with this email or user name, ignoring case.

    Raise UsernameTakenError if they belong to two accounts.
    """
    candidates = await db.all(SELECT_CANDIDATES, email=email, username=username)
    if len(candidates) > 1:
        raise UsernameTakenError("The email address and the user name belong to two accounts.")
    return candidates[0] if candidates else None


async def promote(db: Transaction, candidate: Candidate) -> bool:
    """Make the account an administrator; return False if it was one before."""
    standing = await db.one(LOCK_STANDING, user_id=candidate.id)
    if standing is None:
        raise NotFoundError("The account was deleted just now.")
    if standing.role == "admin":
        return False
    await db.run(PROMOTE, user_id=candidate.id)
    if standing.email_verified:
        await tell_role_changed(db, candidate.id, standing.email, "admin")
    await record_admin(db, candidate.id, created=False)
    return True


async def create_admin(db: Transaction, data: RegisterIn, password_hash: str) -> None:
    profile = await create_user(db, data, password_hash, role="admin")
    await record_admin(db, profile.id, created=True)


async def record_admin(db: Transaction, user_id: int, *, created: bool) -> None:
    """Add an audit entry without an actor: the command line has no user."""
    await audit_log.record(
        db, None, "user.create_admin", ("user", user_id), details={"created": created}
    )
