"""Insertion of a new account."""

from typing import Final, Protocol

from sqlalchemy import bindparam, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import User
from blog_api.users.names import require_plain_name

INSERT_USER: Final = Statement(
    insert(User)
    .values(
        email=bindparam("email"),
        username=bindparam("username"),
        name=bindparam("name"),
        password_hash=bindparam("password_hash"),
        role=bindparam("role"),
    )
    .returning(User.c.id),
    int,
)


class Identity(Protocol):
    """Values that identify a new account."""

    @property
    def email(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str | None: ...


async def insert_user(
    db: Transaction, data: Identity, password_hash: str, role: str = "user"
) -> int:
    """Insert an account; raise an error if a live account has the email or the user name.

    Only the command line, which makes administrators, may use names that look official.
    """
    if role != "admin":
        await require_plain_name(db, data.username)
    (user_id,) = await db.all(
        INSERT_USER,
        email=data.email,
        username=data.username,
        name=data.name,
        password_hash=password_hash,
        role=role,
    )
    return user_id
