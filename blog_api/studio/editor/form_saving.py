"""Saving the form of the editor: as a new post, an edit or a working copy."""

from dataclasses import replace
from typing import Any, Final

from blog_api.db.database import Database, Reading, Transaction
from blog_api.diffing.field_merge import PostFields
from blog_api.errors import NotFoundError, StaleError
from blog_api.http.etag import version_of
from blog_api.http.idempotency import Creation, Idempotent
from blog_api.permissions import Action, Actor, require_on_post
from blog_api.posts import queries
from blog_api.posts.commands import create
from blog_api.posts.commands.update import PostEdit, update_post
from blog_api.posts.merging import save_merged
from blog_api.posts.schemas import PostIn, PostOut, PostPatch
from blog_api.posts.stale_edits import SELECT_SIDES, Sides
from blog_api.rendering.html_cache import Rendered
from blog_api.studio.editor.fields import life_of, require_words, tag_of, version_in, words_of
from blog_api.studio.forms import Form, parse_model
from blog_api.working_copies.commands import delete_working_copy, put_working_copy
from blog_api.working_copies.queries import find_working_copy
from blog_api.working_copies.schemas import WorkingCopyIn, WorkingCopyOut

NO_VERSION: Final = 0


async def get_sides(
    db: Reading, actor: Actor, post_id: int, base_version: int = NO_VERSION
) -> Sides:
    """Return a post as it is, and as it was at a version; only its editors get it."""
    sides = await db.one(SELECT_SIDES, post_id=post_id, base_version=base_version)
    if sides is None:
        raise NotFoundError
    require_on_post(actor, Action.UPDATE_POST, sides)
    return sides


async def create_post(db: Database, actor: Actor, form: Form) -> PostOut:
    require_words(form)
    data = parse_model(PostIn, words_of(form) | life_of(form, None))
    rendered = await Rendered.of(data.content, actor.id)
    post = await create.create_at_once(db, actor, data, rendered)
    if post is None:
        return await db.write(create.create_post, actor, data, rendered)
    return post


async def create_draft(db: Database, actor: Actor, data: PostIn, key: str | None) -> PostOut:
    """Create the draft of an unsaved form once, however often its first words are sent."""
    rendered = await Rendered.of(data.content, actor.id)

    async def command(db: Transaction, actor: Actor, data: PostIn) -> PostOut:
        return await create.create_post(db, actor, data, rendered)

    idempotent = Idempotent(db, "POST /studio/editor/autosave", key)
    return await idempotent.create(Creation(command, queries.get_post), actor, data)


async def edit_of(actor: Actor, post_id: int, form: Form, sides: Sides) -> PostEdit:
    """Return the edit: the fields that differ from the version that the form was made from."""
    require_words(form)
    base = sides.base or sides.current
    note = form.get("note").strip() or None
    given = words_of(form) | life_of(form, base.published_at) | {"note": note}
    patch = parse_model(PostPatch, given)
    tag = version_of("post", post_id, version_in(form))
    edit = await PostEdit.updating(actor, patch, f'"{tag}"')
    return without_equal(edit, base)


def without_equal(edit: PostEdit, base: PostFields) -> PostEdit:
    changes = {name: value for name, value in edit.changes.items() if differs(base, name, value)}
    return replace(edit, changes=changes, rendered=edit.rendered if "content" in changes else None)


def differs(base: PostFields, name: str, value: Any) -> bool:  # noqa: ANN401  # any column
    former = getattr(base, name)
    return bool(list(former) != value if name == "tags" else former != value)


async def save(db: Database, actor: Actor, post_id: int, edit: PostEdit) -> PostOut:
    """Save an edit, merged with the changes of others; its working copy is then gone.

    Raise MergeConflictsError, or StaleError where the former version is no longer kept.
    """
    return await save_merged(db, actor, post_id, edit, save_and_drop_copy)


async def save_and_drop_copy(
    db: Transaction, actor: Actor, post_id: int, edit: PostEdit
) -> PostOut:
    post = await update_post(db, actor, post_id, edit)
    if await find_working_copy(db, actor, post_id):
        await delete_working_copy(db, actor, post_id, None)
    return post


async def keep_words(
    db: Database, actor: Actor, post_id: int, form: Form, base_version: int
) -> WorkingCopyOut:
    """Put all words into the working copy, in place of its former ones."""
    data = parse_model(WorkingCopyIn, words_of(form) | {"base_version": base_version})
    return await db.write(put_working_copy, actor, post_id, data, None)


async def autosave(db: Database, actor: Actor, post_id: int, form: Form) -> WorkingCopyOut:
    """Put the words into the working copy that the form knows.

    Raise StaleError with the tag of the present one for words of another window.
    """
    data = parse_model(WorkingCopyIn, words_of(form) | {"base_version": version_in(form)})
    tag = form.get("copy_tag") or None
    if tag is None:
        present = await find_working_copy(db, actor, post_id)
        if present is not None and present.words != data.words:
            raise StaleError(current_etag=tag_of(present), base_version=None)
    return await db.write(put_working_copy, actor, post_id, data, tag)
