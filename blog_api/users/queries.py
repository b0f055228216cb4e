"""Account queries: private profile, public profile, and the list for administrators."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, bindparam, func, or_, select

from blog_api.auth.callers import caller_by
from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Page, page_of, read_cursor
from blog_api.http.search_terms import escaped
from blog_api.lifecycle.possessions import get_possessions
from blog_api.live import LivePost, LiveUser, Viewer, visible_to
from blog_api.media.image_urls import absolute_url
from blog_api.permissions import Actor
from blog_api.quota.usage import storage_column
from blog_api.users.schemas import DeletionPreview, PrivateProfile, PublicProfile, UserFilters

AVATAR_URL: Final = absolute_url(LiveUser.c.avatar_url).label("avatar_url")


def notices_column(new_login: SQLColumnExpression[bool]) -> ColumnElement[Any]:
    return func.json_build_object(constant("new_login"), new_login).label("notices")


COMPUTED: Final = {
    "avatar_url": AVATAR_URL,
    "notices": notices_column(LiveUser.c.notify_new_login),
    "storage": storage_column(LiveUser.c.id),
}
PRIVATE_COLUMNS: Final = tuple(
    COMPUTED[name] if name in COMPUTED else LiveUser.c[name] for name in PrivateProfile.model_fields
)
POST_COUNT: Final = (
    select(func.count())
    .where(LivePost.c.author_id == LiveUser.c.id, visible_to(Viewer.EVERYONE))
    .correlate(LiveUser)
    .scalar_subquery()
)

SELECT_PRIVATE: Final = Statement(
    select(*PRIVATE_COLUMNS).where(LiveUser.c.id == bindparam("id")), PrivateProfile
)


def own_profile(_: Actor, *values: Any) -> PrivateProfile:
    return PrivateProfile.model_validate(
        dict(zip(PrivateProfile.model_fields, values, strict=True))
    )


OWN_PROFILE: Final = caller_by(own_profile, *PRIVATE_COLUMNS)

PUBLIC_PROFILES: Final = select(
    LiveUser.c.id,
    LiveUser.c.username,
    LiveUser.c.name,
    LiveUser.c.bio,
    AVATAR_URL,
    POST_COUNT.label("post_count"),
    LiveUser.c.created_at,
)
SELECT_PUBLIC: Final = Statement(
    PUBLIC_PROFILES.where(LiveUser.c.id == bindparam("id")), PublicProfile
)
SELECT_PUBLIC_BY_USERNAME: Final = Statement(
    PUBLIC_PROFILES.where(func.lower(LiveUser.c.username) == func.lower(bindparam("username"))),
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
    return Statement(
        select(*PRIVATE_COLUMNS)
        .where(*(CONDITIONS[name] for name in sorted(conditions)))
        .order_by(LiveUser.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        PrivateProfile,
    )


async def get_private_profile(db: Reading, user_id: int) -> PrivateProfile:
    return found(await db.one(SELECT_PRIVATE, id=user_id))


async def get_deletion_preview(db: Reading, user_id: int) -> DeletionPreview:
    return DeletionPreview.model_validate((await get_possessions(db, user_id)).as_json)


async def get_public_profile(db: Reading, user_id: int) -> PublicProfile:
    profile = await db.one(SELECT_PUBLIC, id=user_id)
    if profile is None:
        raise NotFoundError
    return profile


async def get_public_profile_by_username(db: Reading, username: str) -> PublicProfile:
    """Return the profile of a user name, ignoring case; raise NotFoundError."""
    profile = await db.one(SELECT_PUBLIC_BY_USERNAME, username=username)
    if profile is None:
        raise NotFoundError
    return profile


def found(profile: PrivateProfile | None) -> PrivateProfile:
    if profile is None:
        raise NotFoundError
    return profile


async def list_users(db: Reading, filters: UserFilters) -> Page[PrivateProfile]:
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
