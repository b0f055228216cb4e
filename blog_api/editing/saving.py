"""Saving an edit of a post; the text of a conflicting one is kept as a working copy."""

from blog_api.db.database import Database
from blog_api.errors import MergeConflictsError
from blog_api.permissions import Actor
from blog_api.posts.commands.update import PostEdit, update_post
from blog_api.posts.merging import save_merged
from blog_api.posts.schemas import PostOut
from blog_api.working_copies.commands import keep_text


async def save_post(
    db: Database, actor: Actor, post_id: int, edit: PostEdit, *, merges: bool
) -> PostOut:
    """Apply an edit; raise StaleError.

    With `merges`, a stale edit is merged; for conflicts, keep the text as the actor's working copy
    and raise MergeConflictsError.
    """
    if not merges:
        return await db.write(update_post, actor, post_id, edit)
    try:
        return await save_merged(db, actor, post_id, edit, update_post)
    except MergeConflictsError as error:
        base_version = error.extra["base_version"]
        kept = await db.write(keep_text, actor, post_id, base_version, edit.changes)
        error.extra["working_copy_kept"] = kept
        raise
