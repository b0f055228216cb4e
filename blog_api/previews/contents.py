"""Content that a link shows: the post as it is, a version, or the working copy of its maker.

`queries.get_preview` checks the link.
"""

from typing import Any, Final

from blog_api.db.database import Reading
from blog_api.errors import InvalidInputError
from blog_api.permissions import Actor
from blog_api.revisions.queries import SELECT_REVISION
from blog_api.working_copies.queries import SELECT_COPY

Fields = dict[str, Any]  # fields of a post, by their names in `PostOut`
OF_A_VERSION: Final = {
    "title",
    "slug",
    "excerpt",
    "content",
    "category",
    "tags",
    "image_url",
    "status",
    "published_at",
}


async def find_version(db: Reading, post_id: int, version: int) -> Fields | None:
    """Return the fields of a version; None if there is none or its words were redacted."""
    revision = await db.one(SELECT_REVISION, post_id=post_id, version=version)
    if revision is None or revision.redacted_at is not None:
        return None
    return revision.model_dump(include=OF_A_VERSION)


async def find_working_copy(db: Reading, post_id: int, maker_id: int) -> Fields | None:
    """Return the fields that the working copy of an account changes; None if it has none.

    The caller checks that the account may still edit the post.
    """
    copy = await db.one(SELECT_COPY, post_id=post_id, viewer_id=maker_id, sees_all=True, reach=None)
    return None if copy is None else copy.model_dump(include=OF_A_VERSION, exclude_unset=True)


async def find_shown_fields(
    db: Reading, post_id: int, maker_id: int, show: str | int
) -> Fields | None:
    """Return the fields that replace those of the post.

    All fields of a version, the changed ones of a working copy, none for `current`. None if the
    version or the working copy does not exist.
    """
    if isinstance(show, int):
        return await find_version(db, post_id, show)
    return {} if show == "current" else await find_working_copy(db, post_id, maker_id)


async def require_shown(db: Reading, actor: Actor, post_id: int, show: str | int) -> None:
    """Raise InvalidInputError for a version or a working copy that does not exist."""
    if await find_shown_fields(db, post_id, actor.id, show) is None:
        is_version = isinstance(show, int)
        msg = "names no version of this post" if is_version else "you have no working copy of it"
        raise InvalidInputError.at("body", "show", msg=msg)
