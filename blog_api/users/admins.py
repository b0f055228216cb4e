"""How the command line makes administrators: no route does this for whoever is none."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, or_, select, update

from blog_api import audit
from blog_api.db.database import Reading, Transaction
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError, UsernameTakenError
from blog_api.live import LiveUser
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
LOCK_ROLE: Final = Statement(select(User.c.role).where(*IS_LIVE).with_for_update(), str)
PROMOTE: Final = Statement(
    update(User).where(*IS_LIVE).values(role=constant("admin"), updated_at=func.now()), int
)
SELECT_ADMIN: Final = Statement(
    select(LiveUser.c.id)
    .where(LiveUser.c.role == constant("admin"), LiveUser.c.is_active)
    .limit(1),
    int,
)


async def find_candidate(db: Reading, email: str, username: str) -> Candidate | None:
    """The live account with this address or name, without case; refuses when two share them."""
    candidates = await db.all(SELECT_CANDIDATES, email=email, username=username)
    if len(candidates) > 1:
        raise UsernameTakenError("The email address and the user name belong to two accounts.")
    return candidates[0] if candidates else None


async def promote(db: Transaction, candidate: Candidate) -> bool:
    """Tell whether it was none before."""
    role = await db.one(LOCK_ROLE, user_id=candidate.id)
    if role is None:
        raise NotFoundError("The account was deleted just now.")
    if role == "admin":
        return False
    await db.run(PROMOTE, user_id=candidate.id)
    await record_admin(db, candidate.id, created=False)
    return True


async def create_admin(db: Transaction, data: RegisterIn, password_hash: str) -> None:
    """A new account; refuses a name that was taken just now."""
    profile = await create_user(db, data, password_hash, role="admin")
    await record_admin(db, profile.id, created=True)


async def record_admin(db: Transaction, user_id: int, *, created: bool) -> None:
    """Without an actor: the command line knows nobody."""
    await audit.record(
        db, None, "user.create_admin", ("user", user_id), details={"created": created}
    )


async def has_admin(db: Reading) -> bool:
    """Whether anybody can administer."""
    return await db.one(SELECT_ADMIN) is not None
