"""Restoring a version of a post: an edit that sets the fields to the values of the version."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import bindparam, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import RevisionRedactedError
from blog_api.models import PostRevision
from blog_api.permissions import Action, Actor
from blog_api.posts.commands.update import PostEdit, update_post
from blog_api.posts.schemas import PostOut
from blog_api.rendering.html_cache import Rendered
from blog_api.revisions.schemas import RestoreRevisionIn, StoredRevision

# A redaction locks the post too, so under its lock this is final.
IS_KEPT: Final = Statement(
    select(PostRevision.c.redacted_at.is_(None)).where(
        PostRevision.c.post_id == bindparam("post_id"),
        PostRevision.c.version == bindparam("version"),
    ),
    bool,
)
# Columns that say how a field came about go with it.
ORIGIN: Final = {"slug": "provisional_slug", "excerpt": "excerpt_given"}


async def restoring(
    actor: Actor, revision: StoredRevision, data: RestoreRevisionIn, if_match: str | None
) -> PostEdit:
    """Return the edit that restores fields; raise RevisionRedactedError for a redacted version."""
    if revision.redacted_at is not None:
        raise RevisionRedactedError
    changes = values_of(revision, data)
    content = changes.get("content")
    edit = PostEdit(
        Action.RESTORE_REVISION,
        changes,
        if_match,
        rendered=None if content is None else await Rendered.of(content, actor.id),
    )
    return replace(edit, via="restore", restored_from=revision.version)


def values_of(revision: StoredRevision, data: RestoreRevisionIn) -> dict[str, Any]:
    names = [*data.fields, *(ORIGIN[name] for name in data.fields if name in ORIGIN)]
    return {name: getattr(revision, name) for name in names}


async def restore_revision(db: Transaction, actor: Actor, post_id: int, edit: PostEdit) -> PostOut:
    """Apply the edit unless the version has been redacted since it was read."""
    restored = await update_post(db, actor, post_id, edit)
    if not await db.one(IS_KEPT, post_id=post_id, version=edit.restored_from):
        raise RevisionRedactedError
    return restored
