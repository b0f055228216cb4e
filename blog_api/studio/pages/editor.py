"""The editor of posts: writing, saving, publishing, merging, and discarding."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from blog_api.errors import MergeConflictsError, StaleError
from blog_api.http.fields import PathId
from blog_api.http.middleware.body_limit import MAX_TEXT_BYTES
from blog_api.posts.commands.update import PostEdit
from blog_api.studio.dependencies import Author, Fields, takes_up_to
from blog_api.studio.editor import conflicts, form_saving
from blog_api.studio.editor.fields import NEW, shown, typed_in, version_in
from blog_api.studio.editor.pages import (
    HERE,
    REFUSED,
    editor,
    faults_of,
    merge_again,
    said_of,
    show_merge,
    without_base,
)
from blog_api.studio.forms import Form
from blog_api.studio.requests import INVALID, SignedIn
from blog_api.working_copies.commands import delete_working_copy
from blog_api.working_copies.queries import find_working_copy, get_working_copy

TEXT_FORM: Final = takes_up_to(3 * MAX_TEXT_BYTES)
router = APIRouter(prefix=HERE)


@router.get("/new")
async def show_new(visit: Author) -> Response:
    return editor(visit, dict(NEW))


@router.post("/new", dependencies=[TEXT_FORM])
async def create(visit: Author, form: Fields) -> Response:
    try:
        post = await form_saving.create_post(visit.db, visit.actor, form)
    except REFUSED as error:
        return editor(visit, typed_in(form), faults=faults_of(visit, error), status=INVALID)
    return visit.redirect(f"{HERE}/{post.id}", said_of(visit, post))


@router.get("/{post_id:int}")
async def show(visit: Author, post_id: PathId) -> Response:
    copy = await find_working_copy(visit.db, visit.actor, post_id)
    sides = await form_saving.get_sides(visit.db, visit.actor, post_id)
    typed = shown(sides.current, sides.version, copy)
    typed["status"] = sides.current.status
    return editor(visit, typed, sides=sides, copy=copy)


@router.post("/{post_id:int}", dependencies=[TEXT_FORM])
async def update(visit: Author, form: Fields, post_id: PathId) -> Response:
    sides = await form_saving.get_sides(visit.db, visit.actor, post_id, version_in(form))
    try:
        edit = await form_saving.edit_of(visit.actor, post_id, form, sides)
        return await save(visit, post_id, edit, form)
    except REFUSED as error:
        faults = faults_of(visit, error)
        return editor(visit, typed_in(form), sides=sides, faults=faults, status=INVALID)


async def save(visit: SignedIn, post_id: int, edit: PostEdit, form: Form) -> Response:
    """Save an edit; one that conflicts with another is kept, and the page asks what stays."""
    try:
        post = await form_saving.save(visit.db, visit.actor, post_id, edit)
    except MergeConflictsError:
        await form_saving.keep_words(visit.db, visit.actor, post_id, form, version_in(form))
        return await merge_again(visit, post_id, edit, form)
    except StaleError:
        return await without_base(visit, post_id, form)
    return visit.redirect(f"{HERE}/{post_id}", said_of(visit, post))


@router.post("/{post_id:int}/merge", dependencies=[TEXT_FORM])
async def merge(visit: Author, form: Fields, post_id: PathId) -> Response:
    """Save what was decided on top of the version that the decisions were made on."""
    sides = await form_saving.get_sides(visit.db, visit.actor, post_id, version_in(form))
    if sides.base is None:
        return await without_base(visit, post_id, form)
    try:
        edit = await form_saving.edit_of(visit.actor, post_id, form, sides)
    except REFUSED as error:
        faults = faults_of(visit, error)
        return editor(visit, typed_in(form), sides=sides, faults=faults, status=INVALID)
    merging = await conflicts.Merge.of(visit.actor, sides, sides.base, edit)
    if sides.version != version_in(form, "theirs_version"):
        return await show_merge(visit, merging, form, changed_again=True)
    return await save_decided(visit, merging, edit, form)


async def save_decided(
    visit: SignedIn, merging: conflicts.Merge, edit: PostEdit, form: Form
) -> Response:
    post_id = merging.sides.id
    if open_ones := conflicts.undecided(merging, form):
        return await show_merge(visit, merging, form, open_ones)
    try:
        decided = await conflicts.decided(visit.actor, merging, edit, form)
        post = await visit.db.write(form_saving.save_and_drop_copy, visit.actor, post_id, decided)
    except StaleError:
        return await merge_again(visit, post_id, edit, form, changed_again=True)
    except REFUSED as error:
        return await show_merge(visit, merging, form, faults_of(visit, error).items)
    return visit.redirect(f"{HERE}/{post_id}", said_of(visit, post))


@router.get("/{post_id:int}/discard")
async def ask_to_discard(visit: Author, post_id: PathId) -> Response:
    copy = await get_working_copy(visit.db, visit.actor, post_id)
    return visit.render("discard.html", copy=copy)


@router.post("/{post_id:int}/discard")
async def discard(visit: Author, post_id: PathId) -> Response:
    await visit.db.write(delete_working_copy, visit.actor, post_id, None)
    text = visit.gettext("Your unpublished changes are discarded.")
    return visit.redirect(f"{HERE}/{post_id}", text)
