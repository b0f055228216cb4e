"""Applying a working copy: a PATCH of its post with its fields."""

from functools import partial
from typing import Final

from pydantic import ValidationError

from blog_api.db.database import Database, Transaction
from blog_api.errors import MergeConflictsError, StaleError
from blog_api.http.etag import version_of
from blog_api.http.parameters import located
from blog_api.permissions import Actor
from blog_api.posts.commands.update import PostEdit, update_post
from blog_api.posts.locking import lock_changeable_post
from blog_api.posts.merging import save_merged
from blog_api.posts.schemas import PostOut, PostPatch
from blog_api.working_copies.commands import require_tag, take_copy
from blog_api.working_copies.queries import get_working_copy
from blog_api.working_copies.schemas import ApplyIn, WorkingCopyOut

ATTEMPTS: Final = 3


async def apply_working_copy(
    db: Database, actor: Actor, post_id: int, data: ApplyIn, if_match: str | None
) -> PostOut:
    """Apply the copy and delete it, in one transaction.

    A copy that was changed since is read again, unless `If-Match` names the former one.
    """
    for _ in range(ATTEMPTS):
        copy = await get_working_copy(db, actor, post_id)
        require_tag(copy, if_match)
        edit = await edit_of(actor, copy, data)
        post = await save(db, actor, edit, copy, merges=data.on_conflict == "merge")
        if post is not None:
            return post
    raise StaleError


async def edit_of(actor: Actor, copy: WorkingCopyOut, data: ApplyIn) -> PostEdit:
    """Return the edit; raise a validation error for words that a post cannot have."""
    given = data.model_dump(include=data.model_fields_set & {"status", "note"})
    try:
        patch = PostPatch(**copy.words, **given)
    except ValidationError as error:
        raise located("body", error) from error
    base = version_of("post", copy.post_id, copy.base_version)
    return await PostEdit.updating(actor, patch, f'"{base}"')


async def save(
    db: Database, actor: Actor, edit: PostEdit, copy: WorkingCopyOut, *, merges: bool
) -> PostOut | None:
    """Return None if the copy is no longer there as it was read."""
    write = partial(apply_copy, copy)
    if not merges:
        return await db.write(write, actor, copy.post_id, edit)
    try:
        return await save_merged(db, actor, copy.post_id, edit, write)
    except MergeConflictsError as error:
        error.extra["working_copy_kept"] = True
        raise


async def apply_copy(
    copy: WorkingCopyOut, db: Transaction, actor: Actor, post_id: int, edit: PostEdit
) -> PostOut | None:
    """Take the copy and edit the post; the post is locked first, as by every other command."""
    await lock_changeable_post(db, actor, edit.action, post_id, None)
    if not await take_copy(db, actor, copy):
        return None
    return await update_post(db, actor, post_id, edit)
