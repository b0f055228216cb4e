"""Plan of an undo: the effect of restoring a deletion now, read without locks or writes.

The plan agrees with `restoring.restore`, unless rows have changed when that runs.
"""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    all_,
    and_,
    any_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.lifecycle.conflicts import (
    Conflict,
    author_is_deleted,
    choose_posts,
    find_user_conflicts,
    slug_is_held,
)
from blog_api.lifecycle.restoring import OnConflict
from blog_api.lifecycle.statements import USERS_OF
from blog_api.models import Comment, Post
from blog_api.slugs import first_free, stem_of

DELETION_ID: Final = bindparam("deletion_id", type_=BigInteger)
RETURNING: Final = bindparam("returning", type_=ARRAY(BigInteger))  # accounts that come back
TAKEN: Final = bindparam("taken", type_=ARRAY(Text))  # slugs that posts before this one get
ROLE: Final = "user"  # of accounts that an undo brings back


def stays_deleted(author_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    return and_(author_is_deleted(author_id), author_id != all_(RETURNING))


CHOSEN: Final = choose_posts(stays_deleted(Post.c.author_id), Post.c.deletion_id == DELETION_ID)
Other: Final = CHOSEN.alias("other")
Holder: Final = Post.alias("slug_holder")
IS_IN_THE_WAY: Final = or_(
    CHOSEN.c.no_author, CHOSEN.c.turn > constant(1), slug_is_held(CHOSEN.c.slug)
)


def holders(slug: ColumnElement[str]) -> Select[int]:
    """Build a query that has a row if the slug is taken: by a live post or by a planned one."""
    live = select(Holder.c.id).where(Holder.c.slug == slug, Holder.c.deleted_at.is_(None))
    others = select(Other.c.id).where(Other.c.slug == slug, ~Other.c.no_author)
    is_held = or_(
        live.correlate_except(Holder).exists(),
        others.correlate_except(Other).exists(),
        slug == any_(TAKEN),
    )
    return select(constant(1)).where(is_held).correlate_except(None)


FREE_SLUG: Final = first_free(stem_of(CHOSEN.c.slug), holders)
POST_CONFLICTS: Final = Statement(
    select(
        constant("post"),
        CHOSEN.c.id,
        case((CHOSEN.c.no_author, constant("author_deleted")), else_=constant("slug_taken")),
        case((CHOSEN.c.no_author, null()), else_=FREE_SLUG),
    )
    .where(IS_IN_THE_WAY)
    .order_by(CHOSEN.c.id),
    Conflict,
)
NEXT_SLUG: Final = Statement(select(FREE_SLUG).where(CHOSEN.c.id == bindparam("id")), str)
COMMENT_CONFLICTS: Final = Statement(
    select(constant("comment"), Comment.c.id, constant("author_deleted"), null())
    .where(Comment.c.deletion_id == DELETION_ID, stays_deleted(Comment.c.author_id))
    .order_by(Comment.c.id),
    Conflict,
)
COUNT_POSTS: Final = Statement(select(func.count()).where(Post.c.deletion_id == DELETION_ID), int)
COUNT_COMMENTS: Final = Statement(
    select(func.count()).where(Comment.c.deletion_id == DELETION_ID), int
)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The accounts that come back, the numbers of posts and comments, and the conflicts."""

    users: list[int]
    posts: int
    comments: int
    conflicts: list[Conflict]

    @property
    def counts(self) -> dict[str, int]:
        return {"posts": self.posts, "comments": self.comments, "users": len(self.users)}


async def plan_restore(db: Reading, deletion_id: int, on_conflict: OnConflict) -> UndoPlan:
    """Return the effect of restoring a deletion: with `fail` and a conflict, the conflicts only."""
    renames = on_conflict != "skip"
    chosen = await db.all(USERS_OF, deletion_id=deletion_id)
    of_users = await find_user_conflicts(db, chosen, ROLE) if chosen else []
    staying = {each.id for each in of_users if not renames or each.code != "username_taken"}
    users = [user_id for user_id in chosen if user_id not in staying]
    of_posts = await plan_posts(db, deletion_id, users, renames=renames)
    of_comments = await db.all(COMMENT_CONFLICTS, deletion_id=deletion_id, returning=users)
    conflicts = [*of_users, *of_posts, *of_comments]
    if on_conflict == "fail" and conflicts:
        return UndoPlan([], 0, 0, conflicts)
    posts = await db.one(COUNT_POSTS, deletion_id=deletion_id) or 0
    comments = await db.one(COUNT_COMMENTS, deletion_id=deletion_id) or 0
    kept = [each for each in of_posts if not renames or each.suggested_slug is None]
    return UndoPlan(sorted(users), posts - len(kept), comments - len(of_comments), conflicts)


async def plan_posts(
    db: Reading, deletion_id: int, returning: list[int], *, renames: bool
) -> list[Conflict]:
    """Return the conflicts of posts; with `renames`, each is suggested a different slug."""
    named = {"deletion_id": deletion_id, "returning": returning}
    found = await db.all(POST_CONFLICTS, **named, taken=[])
    given = set[str]()
    planned = []
    for each in found:
        conflict = each
        if renames and each.suggested_slug in given:
            slug = await db.one(NEXT_SLUG, **named, id=each.id, taken=sorted(given))
            conflict = replace(each, suggested_slug=slug)
        if conflict.suggested_slug is not None:
            given.add(conflict.suggested_slug)
        planned.append(conflict)
    return planned
