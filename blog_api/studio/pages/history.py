"""The history of a post: its versions, the difference of two, and restoring one."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import EmailNotVerifiedError, QuotaExceededError, SlugTakenError, StaleError
from blog_api.http.etag import version_of
from blog_api.http.fields import PathId, QueryId
from blog_api.http.pagination import CursorPaging
from blog_api.http.parameters import from_query
from blog_api.permissions import Action
from blog_api.posts.queries import get_post
from blog_api.posts.schemas import PostOut
from blog_api.revisions import commands, comparison, queries
from blog_api.revisions.schemas import RestoreRevisionIn, RevisionOut
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.requests import SignedIn
from blog_api.studio.side_by_side import grouped, lines_of

PER_PAGE: Final = 50
CHOSEN: Final = frozenset(RestoreRevisionIn().fields)
PARTS: Final = {
    "content": N_("Text"),
    "title": N_("Title"),
    "slug": N_("Address"),
    "excerpt": N_("Excerpt"),
    "category": N_("Category"),
    "tags": N_("Tags"),
    "image_url": N_("Image"),
    "status": N_("Status"),
    "published_at": N_("Publication date"),
}
REFUSALS: Final = (
    RequestValidationError,
    EmailNotVerifiedError,
    QuotaExceededError,
    SlugTakenError,
    StaleError,
)
router = APIRouter(prefix=f"{PATH}/posts/{{post_id}}/history")


class HistoryQuery(BaseModel):
    cursor: str | None = Field(default=None, max_length=100)


class CompareQuery(BaseModel):
    before: QueryId
    after: QueryId


def here(post_id: int) -> str:
    return f"{PATH}/posts/{post_id}/history"


@router.get("")
async def list_versions(
    visit: Author, post_id: PathId, query: Annotated[HistoryQuery, from_query(HistoryQuery)]
) -> Response:
    paging = CursorPaging(limit=PER_PAGE, cursor=query.cursor)
    page = await queries.list_revisions(visit.db, visit.actor, post_id, paging)
    following = f"{here(post_id)}?cursor={page.next_cursor}" if page.next_cursor else None
    return await show(
        visit, "history.html", post_id, page=page, next_path=following, is_first=not query.cursor
    )


@router.get("/compare")
async def compare(
    visit: Author, post_id: PathId, query: Annotated[CompareQuery, from_query(CompareQuery)]
) -> Response:
    """Show two versions side by side, the older one first."""
    older, newer = sorted((query.before, query.after))
    before, after = await comparison.get_sides(visit.db, visit.actor, post_id, older, newer)
    values = await difference(visit, before, after)
    current = getattr(before, "is_current", False)
    values |= {"before": before, "after": after, "before_is_current": current}
    return await show(visit, "compare.html", post_id, **values)


@router.get("/{version}")
async def show_version(visit: Author, post_id: PathId, version: PathId) -> Response:
    found = await queries.get_revision(visit.db, visit.actor, post_id, version)
    return await show(visit, "version.html", post_id, version=found)


@router.get("/{version}/restore")
async def plan_restore(visit: Author, post_id: PathId, version: PathId) -> Response:
    return await show_restore(visit, post_id, version, CHOSEN)


@router.post("/{version}/restore")
async def restore(visit: Author, form: Fields, post_id: PathId, version: PathId) -> Response:
    """Restore the chosen parts, unless the post has changed since the page was shown."""
    chosen = form.all("fields")
    try:
        data = parse_model(RestoreRevisionIn, {"fields": chosen})
        stored = await queries.get_stored(visit.db, visit.actor, post_id, version)
        edit = await commands.restoring(visit.actor, stored, data, seen_tag(post_id, form))
        await visit.db.write(commands.restore_revision, visit.actor, post_id, edit)
    except REFUSALS as error:
        return await show_restore(
            visit, post_id, version, frozenset(chosen), visit.faults(error), status=422
        )
    return visit.redirect(here(post_id), Flash(said(visit, version, chosen), post=post_id))


def said(visit: SignedIn, version: int, chosen: Sequence[str]) -> str:
    parts = ", ".join(visit.gettext(PARTS[name]) for name in PARTS if name in chosen)
    return visit.gettext("Back from version %(number)s: %(parts)s.", number=version, parts=parts)


def seen_tag(post_id: int, form: Form) -> str:
    seen = max(form.ids("seen"), default=0)
    return f'"{version_of("post", post_id, seen)}"'


async def show_restore(  # noqa: PLR0913  # what the form needs
    visit: SignedIn,
    post_id: int,
    version: int,
    chosen: frozenset[str],
    faults: Faults | None = None,
    *,
    status: int = 200,
) -> Response:
    """Show the effect of a restore: the post as it is now, and the version."""
    former, post = await comparison.get_sides(visit.db, visit.actor, post_id, version, "current")
    values = await difference(visit, post, former)
    values |= {"version": former, "chosen": chosen, "seen": post.version}
    values |= {"faults": faults or Faults()}
    return await show(visit, "restore_version.html", post_id, status=status, **values)


async def difference(
    visit: SignedIn, before: RevisionOut | PostOut, after: RevisionOut | PostOut
) -> dict[str, Any]:
    diff = await comparison.describe_difference(visit.actor, (before, after))
    is_same = before.content == after.content
    groups = [] if is_same else grouped(lines_of(diff.content))
    return {"diff": diff, "groups": groups, "is_same": is_same}


async def show(
    visit: SignedIn, template: str, post_id: int, *, status: int = 200, **values: Any
) -> Response:
    post = await get_post(visit.db, visit.actor, post_id)
    known = {"post": post, "tab": "history", "here": here(post_id), "current": post.version}
    known |= {"can_redact": visit.can(Action.REDACT_REVISION)}
    return visit.render(template, status=status, **known, **values)
