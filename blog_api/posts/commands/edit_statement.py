"""The statement that edits a post, stores its HTML and reads the response: one round trip."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select

from blog_api.db.statements import Statement
from blog_api.live import LiveUser, is_public
from blog_api.models import Post, PostColumns
from blog_api.posts.commands.statements import HAS_POST_ID, Change, change_post
from blog_api.posts.queries import summary_columns, voted_by_viewer, with_relations
from blog_api.posts.schemas import PostOut
from blog_api.quota.usage import MARGIN
from blog_api.rendering.html_cache import keeping, replacing


@lru_cache(maxsize=128)
def edit_statement(
    columns: frozenset[str], *, numbered: bool = False, margin: int | None = MARGIN
) -> Statement[PostOut]:
    """Build the UPDATE of these columns of a locked, live post.

    It returns the post as the viewer sees it, also if no value differs; no row means that the quota
    is used up. With `content`, the HTML is a parameter too. `numbered` as in `change_post`.
    """
    change = change_post(columns, numbered=numbered, in_trash_too=False, margin=margin)
    post = present(change, columns).cte("edited").with_cols(PostColumns)
    rows = with_relations(
        select(
            *summary_columns(post, LiveUser),
            post.c.content,
            post.c.author_id,
            post.c.version,
            func.coalesce(is_public(post), false()).label("is_public"),
            voted_by_viewer(post).label("voted"),
        ),
        post,
    )
    kept = [replacing(keeping(select(post.c.id))).cte("kept")] if "content" in columns else []
    return Statement(rows.add_cte(*change.records, *kept), PostOut)


def present(change: Change, columns: frozenset[str]) -> Select[Any]:
    """Build the query of the post after the change; the snapshot still has the old columns."""
    changed = change.changed
    is_changed = changed.c.id.is_not(None)
    written = columns | {"slug", "published_at", "version", "updated_at"}
    new: dict[str, ColumnElement[Any]] = {
        name: case((is_changed, changed.c[name]), else_=Post.c[name]).label(name)
        for name in written
    }
    return (
        select(*(new.get(column.key, column) for column in Post.c))
        .outerjoin_from(Post, changed, changed.c.id == Post.c.id)
        .where(HAS_POST_ID, or_(~change.differs, is_changed))
    )
