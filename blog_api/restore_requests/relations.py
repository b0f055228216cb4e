"""Columns of restore requests with their items, for their authors and administrators."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, null, select

from blog_api.db.statements import constant
from blog_api.live import LiveRestoreRequest, LiveUser
from blog_api.models import Comment, Post
from blog_api.trash.relations import (
    COMMENT_CONFLICTS,
    NO_SLUG,
    POST_CONFLICTS,
    SUGGESTED_SLUG,
    agent_column,
)

Requester: Final = LiveUser.alias("requester")
Decider: Final = LiveUser.alias("decider")
TITLE: Final = func.coalesce(Post.c.title, func.left(Comment.c.content, constant(100)))


def plan(conflicts: ColumnElement[Any], slug: ColumnElement[Any]) -> ColumnElement[Any]:
    named = (constant("conflicts"), conflicts, constant("suggested_slug"), slug)
    return func.json_build_object(*named)


PLAN: Final = case(
    (LiveRestoreRequest.c.state != constant("open"), null()),
    (Post.c.deleted_at.is_not(None), plan(POST_CONFLICTS, SUGGESTED_SLUG)),
    (Comment.c.deleted_at.is_not(None), plan(COMMENT_CONFLICTS, NO_SLUG)),
    else_=null(),
)


def is_item(model: Any, kind: str) -> ColumnElement[bool]:  # noqa: ANN401  # two tables, alike in these columns
    """Return the join condition of the item, while its author is the one who asked."""
    return and_(
        LiveRestoreRequest.c.item_type == constant(kind),
        model.c.id == LiveRestoreRequest.c.item_id,
        model.c.author_id == LiveRestoreRequest.c.author_id,
    )


def select_requests(*, with_plans: bool) -> Select[Any]:
    request = LiveRestoreRequest
    item = (constant("id"), request.c.item_id, constant("title"), TITLE)
    return (
        select(
            request.c.id,
            request.c.item_type.label("type"),
            func.json_build_object(*item).label("item"),
            agent_column(Requester, "author"),
            request.c.note,
            request.c.state,
            request.c.reason,
            request.c.created_at,
            request.c.decided_at,
            agent_column(Decider, "decided_by"),
            (PLAN if with_plans else null()).label("plan"),
        )
        .select_from(request)
        .join(Requester, Requester.c.id == request.c.author_id)
        .outerjoin(Decider, Decider.c.id == request.c.decided_by_id)
        .outerjoin(Post, is_item(Post, "post"))
        .outerjoin(Comment, is_item(Comment, "comment"))
    )
