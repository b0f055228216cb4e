"""Editing of a post: lock its row, check permissions, change it, in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

from psycopg.errors import UniqueViolation

from blog_api.db.database import Transaction
from blog_api.permissions import (
    Action,
    Actor,
    public_from,
    require_may_publish,
)
from blog_api.posts.commands.edit_statement import edit_statement
from blog_api.posts.commands.slugs import (
    Publication,
    require_taken_slug,
    slug_consequences,
    slug_taken,
)
from blog_api.posts.excerpts import excerpt_of
from blog_api.posts.locking import PostRow, lock_changeable_post
from blog_api.posts.queries import get_post
from blog_api.posts.schemas import LIFE, PostOut, PostPatch, PostReplacement
from blog_api.posts.stale_edits import require_current
from blog_api.quota.usage import MARGIN, lock_usage
from blog_api.recording.causes import Cause, Via
from blog_api.recording.deltas import Delta
from blog_api.rendering.html_cache import Rendered

REPLACED: Final = {"title", "content", "excerpt", "category", "tags", "image_url"}


@dataclass(frozen=True, slots=True)
class PostEdit:
    """Changes to a post, the ETags that they were made against, and the HTML of a changed content.

    `via`, `note` and `restored_from` are stored with the revision.
    """

    action: Action
    changes: dict[str, Any]
    if_match: str | None
    rendered: Rendered | None
    via: Via = "edit"
    note: str | None = None
    restored_from: int | None = None

    def cause(self, actor: Actor) -> Cause:
        return Cause(self.via, actor.id, self.note, self.restored_from, actor.token_id)

    @classmethod
    async def replacing(cls, actor: Actor, data: PostReplacement, if_match: str | None) -> Self:
        """PUT: an absent field returns to its default; slug, status and date stay unless sent."""
        changes = data.model_dump(include=REPLACED | (LIFE & data.model_fields_set))
        rendered = await Rendered.of(data.content, actor.id)
        return cls(Action.REPLACE_POST, changes, if_match, rendered, note=data.note)

    @classmethod
    async def updating(cls, actor: Actor, data: PostPatch, if_match: str | None) -> Self:
        """PATCH: only the fields that were sent change."""
        content = data.content
        rendered = None if content is None else await Rendered.of(content, actor.id)
        changes = data.model_dump(exclude_unset=True, exclude={"note"})
        return cls(Action.UPDATE_POST, changes, if_match, rendered, note=data.note)


async def update_post(db: Transaction, actor: Actor, post_id: int, edit: PostEdit) -> PostOut:
    """Apply an edit and store its HTML; raise StaleError, ForbiddenError or SlugTakenError."""
    post = await lock_changeable_post(db, actor, edit.action, post_id, None)
    await require_current(db, actor, post, edit.if_match, edit.changes)
    require_may_publish_changes(actor, post, edit.changes)
    if not edit.changes:
        return await get_post(db, actor, post_id)
    return await apply_changes(db, actor, post, edit)


async def apply_changes(db: Transaction, actor: Actor, post: PostRow, edit: PostEdit) -> PostOut:
    """Write the changes, the columns derived from them, the revision and the HTML."""
    following = {
        **excerpt_consequences(post, edit.changes),
        **slug_consequences(post, edit.changes),
        **kept_publication(post, edit.changes),
    }
    write = Write(actor, post, edit.changes | following, edit.cause(actor), edit.rendered)
    if "slug" in following:
        return await write_with_derived_slug(db, write)
    return await write_changes(db, write)


def require_may_publish_changes(actor: Actor, post: Publication, changes: dict[str, Any]) -> None:
    """Raise an error if the change makes the post public and the actor may not publish."""
    now = datetime.now(UTC)
    status = changes.get("status", post.status)
    published_at = changes.get("published_at", post.published_at)
    before = now if post.is_public else public_from(post.status, post.published_at, now)
    require_may_publish(actor, before=before, after=public_from(status, published_at, now))


def kept_publication(post: PostRow, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the date of a published post if the changes clear it, as a restored version may."""
    is_cleared = changes.get("published_at", post.published_at) is None
    if is_cleared and changes.get("status", post.status) == post.status == "published":
        return {"published_at": post.published_at}
    return {}


def excerpt_consequences(post: PostRow, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes of the excerpt: without a given one, it is made from the content.

    A restored excerpt comes with its own `excerpt_given`.
    """
    if "excerpt_given" in changes:
        return {}
    following: dict[str, Any] = {}
    if "excerpt" in changes:
        following["excerpt_given"] = changes["excerpt"] is not None
    if not following.get("excerpt_given", post.excerpt_given) and changes.keys() & {
        "excerpt",
        "content",
    }:
        following["excerpt"] = excerpt_of(changes.get("content", post.content))
    return following


def only_hides(changes: dict[str, Any]) -> bool:
    """Return whether the changes withdraw a post from the public and do nothing else."""
    return changes.keys() == {"status"} and changes["status"] != "published"


@dataclass(frozen=True, slots=True)
class Write:
    """The new values of columns of a locked post, their author, cause and HTML."""

    actor: Actor
    post: PostRow
    changes: dict[str, Any]
    cause: Cause
    rendered: Rendered | None

    @property
    def values(self) -> dict[str, Any]:
        post = {"post_id": self.post.id, "viewer_id": self.actor.id}
        values = {**post, **self.changes, **self.cause.values}
        if self.rendered is None:
            return values
        delta = Delta.between(self.post.content, self.changes["content"])
        return values | delta.values | self.rendered.values


async def write_changes(db: Transaction, write: Write) -> PostOut:
    """Write the changes; raise SlugTakenError if the unique index rejects the slug."""
    if "slug" not in write.changes:
        return await write_columns(db, write)
    try:
        async with db.savepoint():
            return await write_columns(db, write)
    except UniqueViolation as error:
        require_taken_slug(error)
        raise await slug_taken(db, write.actor, write.changes["slug"]) from error


async def write_with_derived_slug(db: Transaction, write: Write) -> PostOut:
    """Write a post with the slug derived from its title, numbered if that slug is taken."""
    numbered = False
    while True:
        try:
            async with db.savepoint():
                return await write_columns(db, write, numbered=numbered)
        except UniqueViolation as error:
            require_taken_slug(error)
            numbered = True  # fails again only if another transaction succeeds, so this ends


async def write_columns(db: Transaction, write: Write, *, numbered: bool = False) -> PostOut:
    """Write the columns of a locked, live post, and return the post.

    Raise `UniqueViolation` if the slug is taken, and `QuotaExceededError` if the quota of the
    author is used up, unless the changes only withdraw the post from the public.
    """
    columns, values = frozenset(write.changes), write.values
    margin = None if only_hides(write.changes) else MARGIN
    changed = await db.one(edit_statement(columns, numbered=numbered, margin=margin), **values)
    if changed is None:
        usage = await lock_usage(db, write.post.author_id)
        changed = await db.one(edit_statement(columns, numbered=numbered, margin=0), **values)
        if changed is None:
            raise usage.refusal()
    return changed
