"""Pages of the editor: the form, and the decisions of a merge."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.diffing.field_merge import PostFields
from blog_api.errors import (
    AppError,
    EmailNotVerifiedError,
    QuotaExceededError,
    SlugTakenError,
    ThrottledError,
    TooManyWorkingCopiesError,
)
from blog_api.posts.commands.update import PostEdit
from blog_api.posts.schemas import PostOut
from blog_api.posts.stale_edits import Sides
from blog_api.studio.cookies import PATH
from blog_api.studio.editor import conflicts, form_saving
from blog_api.studio.editor.fields import MistypedError, typed_in, version_in
from blog_api.studio.editor.words import TOOLS, words_of
from blog_api.studio.forms import Fault, Faults, Form
from blog_api.studio.languages import N_
from blog_api.studio.requests import SignedIn
from blog_api.working_copies.schemas import WorkingCopyOut

HERE: Final = f"{PATH}/posts"
REFUSED: Final = (
    EmailNotVerifiedError,
    QuotaExceededError,
    ThrottledError,
    TooManyWorkingCopiesError,
    SlugTakenError,
    MistypedError,
    RequestValidationError,
)
STATUSES: Final = {
    "draft": N_("Draft"),
    "published": N_("Published"),
    "archived": N_("Archived"),
}
CONFLICT: Final = 412
FIELDS: Final = {**conflicts.TITLES, "content": N_("Text")}


def editor(  # noqa: PLR0913  # all that the page shows
    visit: SignedIn,
    typed: dict[str, str],
    *,
    sides: Sides | None = None,
    copy: WorkingCopyOut | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    values: dict[str, Any] = {
        "typed": typed,
        "post_id": sides.id if sides else None,
        "action": f"{HERE}/{sides.id}" if sides else f"{HERE}/new",
        "present": badge_of(sides.current) if sides else None,
        "statuses": statuses_of(sides),
        "copy": copy,
        "tools": TOOLS,
        "words": words_of(visit.language),
        "faults": faults or Faults(),
    }
    return visit.render("editor.html", status=status, **values)


def badge_of(post: PostFields) -> str:
    is_due = post.published_at is None or post.published_at <= datetime.now(UTC)
    return post.status if post.status != "published" or is_due else "scheduled"


def statuses_of(sides: Sides | None) -> dict[str, str]:
    if sides is None:
        return {}
    is_public = sides.current.status == "published"
    return {name: each for name, each in STATUSES.items() if is_public or name != "published"}


def said_of(visit: SignedIn, post: PostOut) -> str:
    if post.status == "published":
        is_due = post.published_at is None or post.published_at <= datetime.now(UTC)
        text = N_("Saved. The post is public.") if is_due else N_("Saved. The post is scheduled.")
        return visit.gettext(text)
    return visit.gettext("Saved. Only you and administrators see it.")


def faults_of(visit: SignedIn, error: AppError | RequestValidationError | MistypedError) -> Faults:
    if isinstance(error, MistypedError):
        return Faults([Fault(error.field, visit.gettext(error.sentence))])
    if isinstance(error, SlugTakenError):
        return Faults([Fault("slug", visit.faults(error).items[0].message)])
    return visit.faults(error)


async def without_base(visit: SignedIn, post_id: int, form: Form) -> Response:
    """Show the words of the form on top of the present post: the former version is not kept."""
    sides = await form_saving.get_sides(visit.db, visit.actor, post_id)
    text = visit.gettext(
        "The post was changed, and the version that you began with is no longer kept. "
        "Saving again replaces the present words by yours."
    )
    typed = typed_in(form) | {"base_version": str(sides.version)}
    faults = Faults([Fault("", text)])
    return editor(visit, typed, sides=sides, faults=faults, status=CONFLICT)


async def merge_again(
    visit: SignedIn, post_id: int, edit: PostEdit, form: Form, *, changed_again: bool = False
) -> Response:
    """Show the decisions between an edit and the post as it is now."""
    sides = await form_saving.get_sides(visit.db, visit.actor, post_id, version_in(form))
    if sides.base is None:
        return await without_base(visit, post_id, form)
    merging = await conflicts.Merge.of(visit.actor, sides, sides.base, edit)
    return await show_merge(visit, merging, form, changed_again=changed_again)


async def show_merge(
    visit: SignedIn,
    merging: conflicts.Merge,
    form: Form,
    faults: Sequence[Fault] = (),
    *,
    changed_again: bool = False,
) -> Response:
    carried = form.without("keep-", "own-", "theirs_version")
    values: dict[str, Any] = {
        "post_id": merging.sides.id,
        "title": merging.sides.current.title,
        "conflicts": await conflicts.conflicts_of(visit.actor, merging),
        "carried": [*carried.pairs, ("theirs_version", str(merging.sides.version))],
        "chosen": {} if changed_again else dict(form.pairs),
        "changed_again": changed_again,
        "faults": Faults([fault_of_merge(visit, each) for each in faults]),
    }
    return visit.render("merge.html", status=CONFLICT, **values)


def fault_of_merge(visit: SignedIn, fault: Fault) -> Fault:
    """Translate a fault, and name its field if the page does not have it."""
    message = visit.gettext(fault.message)
    title = FIELDS.get(fault.field)
    return Fault("", f"{visit.gettext(title)}: {message}") if title else Fault(fault.field, message)
