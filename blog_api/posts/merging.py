"""Three-way merge of an edit that was made against an older version of a post (decision 0043)."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Final, TypeVar

from blog_api.db.database import Database, Transaction
from blog_api.diffing.field_merge import FieldConflict, PostFields, merge_fields
from blog_api.diffing.threads import compare
from blog_api.errors import MergeConflictsError, NotFoundError, StaleError
from blog_api.http.etag import version_of
from blog_api.permissions import Actor, require_on_post
from blog_api.posts.commands.update import PostEdit
from blog_api.posts.schemas import MAX_CONTENT
from blog_api.posts.stale_edits import (
    SELECT_SIDES,
    Sides,
    as_json,
    differing_names,
    with_changes,
)
from blog_api.rendering.html_cache import Rendered

ATTEMPTS: Final = 5
BASE_GONE: Final = (
    "The version you began with is no longer kept, so nothing can be merged; "
    "read the post again and send its ETag in If-Match."
)
Result = TypeVar("Result")
Write = Callable[[Transaction, Actor, int, PostEdit], Awaitable[Result]]


async def save_merged(
    db: Database, actor: Actor, post_id: int, edit: PostEdit, write: Write[Result]
) -> Result:
    """Apply an edit; if it is stale, merge it with the changes since its version.

    The merge is computed without a connection, and written only if the version that was merged is
    still the current one; otherwise it is computed again. Raise MergeConflictsError, or StaleError
    if the base version is no longer kept or after several attempts.
    """
    try:
        return await db.write(write, actor, post_id, edit)
    except StaleError as error:
        stale = error
    for _ in range(ATTEMPTS):
        merged = await merge_edit(db, actor, post_id, edit, stale)
        try:
            return await db.write(write, actor, post_id, merged)
        except StaleError:
            continue
    return await db.write(write, actor, post_id, edit)


async def merge_edit(
    db: Database, actor: Actor, post_id: int, edit: PostEdit, stale: StaleError
) -> PostEdit:
    """Return an edit of the current version that has the changes of a stale edit too."""
    base_version = stale.extra["base_version"]
    sides = await db.one(SELECT_SIDES, post_id=post_id, base_version=base_version)
    if sides is None:
        raise NotFoundError
    require_on_post(actor, edit.action, sides)
    if sides.base is None:
        raise StaleError(BASE_GONE, **stale.extra)
    yours = with_changes(sides.base, edit.changes)
    merge = partial(merge_fields, sides.base, yours, sides.current, MAX_CONTENT)
    merged = await compare(actor.id, merge)
    if isinstance(merged, list):
        raise merge_conflicts(merged, stale)
    return await edit_of(actor, post_id, edit, sides, merged)


def merge_conflicts(conflicts: list[FieldConflict], stale: StaleError) -> MergeConflictsError:
    told = {name: stale.extra[name] for name in ("current_etag", "base_version")}
    return MergeConflictsError(conflicts=[describe(each) for each in conflicts], **told)


def describe(conflict: FieldConflict) -> dict[str, Any]:
    described = {
        "field": conflict.field,
        "base": as_json(conflict.base),
        "yours": as_json(conflict.yours),
        "theirs": as_json(conflict.theirs),
    }
    if conflict.hunks is not None:
        described["hunks"] = [asdict(hunk) for hunk in conflict.hunks]
    return described


async def edit_of(
    actor: Actor, post_id: int, edit: PostEdit, sides: Sides, merged: PostFields
) -> PostEdit:
    """Return the edit that turns the current fields into the merged ones; it may change nothing."""
    names = differing_names(sides.current, merged)
    changes = {name: getattr(merged, name) for name in names}
    if "tags" in changes:
        changes["tags"] = list(changes["tags"])
    content = changes.get("content")
    rendered = None if content is None else await Rendered.of(content, actor.id)
    if_match = f'"{version_of("post", post_id, sides.version)}"'
    return replace(edit, changes=changes, if_match=if_match, rendered=rendered, via="merge")
