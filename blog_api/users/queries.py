"""Reading accounts: the private profile, the public one, and the administrators' list."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, bindparam, func, or_, select

from blog_api.auth.queries import CALLERS, caller_by
from blog_api.db.database import Reading
from blog_api.db.statement import Statement
from blog_api.errors import NotFoundError
from blog_api.live import IS_PUBLIC, LivePost, LiveUser
from blog_api.permissions import Actor
from blog_api.users.schemas import PrivateProfile, PublicProfile, UserFilters
from blog_api.web.pagination import Page, page_of, read_cursor
from blog_api.web.search import escaped

PRIVATE_COLUMNS: Final = tuple(LiveUser.c[name] for name in PrivateProfile.model_fields)
POST_COUNT: Final = (
    select(func.count())
    .where(LivePost.c.author_id == LiveUser.c.id, IS_PUBLIC)
    .correlate(LiveUser)
    .scalar_subquery()
)

SELECT_PRIVATE: Final = Statement(
    select(*PRIVATE_COLUMNS).where(LiveUser.c.id == bindparam("id")), PrivateProfile
)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Who calls, and their account."""

    actor: Actor
    profile: PrivateProfile

    @property
    def id(self) -> int:
        return self.actor.id

    @property
    def session_id(self) -> int:
        return self.actor.session_id


def own_account(*values: Any) -> OwnAccount:
    """A row of `OWN_ACCOUNT`."""
    known = len(fields(Actor))
    profile = dict(zip(PrivateProfile.model_fields, values[known:], strict=True))
    return OwnAccount(Actor(*values[:known]), PrivateProfile.model_validate(profile))


OWN_ACCOUNT: Final = caller_by(CALLERS.add_columns(*PRIVATE_COLUMNS), own_account)

SELECT_PUBLIC: Final = Statement(
    select(
        LiveUser.c.id,
        LiveUser.c.username,
        LiveUser.c.name,
        LiveUser.c.bio,
        LiveUser.c.avatar_url,
        POST_COUNT.label("post_count"),
        LiveUser.c.created_at,
    ).where(LiveUser.c.id == bindparam("id")),
    PublicProfile,
)

SORT: Final = "users"
CONDITIONS: Final = {
    "role": LiveUser.c.role == bindparam("role"),
    "is_active": LiveUser.c.is_active == bindparam("is_active"),
    "search": or_(
        *(
            column.icontains(bindparam("search"), autoescape=False, escape="\\")
            for column in (LiveUser.c.username, LiveUser.c.name, LiveUser.c.email)
        )
    ),
    "before_id": LiveUser.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=32)
def page_statement(conditions: frozenset[str]) -> Statement[PrivateProfile]:
    """The newest accounts first."""
    return Statement(
        select(*PRIVATE_COLUMNS)
        .where(*(CONDITIONS[name] for name in sorted(conditions)))
        .order_by(LiveUser.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        PrivateProfile,
    )


async def get_private_profile(db: Reading, user_id: int) -> PrivateProfile:
    """For the owner and administrators."""
    return found(await db.one(SELECT_PRIVATE, id=user_id))


async def get_public_profile(db: Reading, user_id: int) -> PublicProfile:
    """For everyone."""
    profile = await db.one(SELECT_PUBLIC, id=user_id)
    if profile is None:
        raise NotFoundError
    return profile


def found(profile: PrivateProfile | None) -> PrivateProfile:
    """Refuse what is not there."""
    if profile is None:
        raise NotFoundError
    return profile


async def list_users(db: Reading, filters: UserFilters) -> Page[PrivateProfile]:
    """A page of live accounts."""
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {
        "role": filters.role,
        "is_active": filters.is_active,
        "search": escaped(filters.search),
        "before_id": key.id if key else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    rows = await db.all(page_statement(frozenset(values)), **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda user: (user.created_at, user.id))
