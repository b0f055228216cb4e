"""Deletions with their items, and undoing them with the plan first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import RestoreConflictsError
from blog_api.http.fields import Ids, PathId
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.parameters import from_query
from blog_api.lifecycle.deleting import Kind
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action, require
from blog_api.studio.addresses import address, next_address
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import SignedIn
from blog_api.studio.retention import undo_time, view_of
from blog_api.studio.returned import SHOWN, counted, returned_of
from blog_api.studio.visibility import is_visible
from blog_api.trash import deletions
from blog_api.trash.listing import list_trash
from blog_api.trash.relations import COMMENTS, POSTS, USERS
from blog_api.trash.schemas import (
    DeletionFilters,
    DeletionOut,
    TrashFilters,
    UndoConflict,
    UndoIn,
    UndoOut,
)
from blog_api.trash.undoing import plan_undo, undo_deletion

HERE: Final = f"{PATH}/deletions"
ENTRY: Final = Entry(50, N_("Deletions"), HERE, Action.LIST_DELETIONS)
KINDS: Final = {
    "": N_("All kinds"),
    "post": N_("One post"),
    "comment": N_("One comment"),
    "bulk": N_("Many at once"),
    "account": N_("An account"),
    "import": N_("An import"),
}
RELATIONS: Final[dict[str, Any]] = {"posts": POSTS, "comments": COMMENTS, "users": USERS}
router = APIRouter(prefix=PATH)


class DeletionsQuery(BaseModel):
    """Parameters of the page."""

    kind: Kind | Literal[""] = ""
    cursor: str | None = Field(default=None, max_length=100)


@dataclass(frozen=True, slots=True)
class Plan:
    """Outcome of an undo now, with new names where they are needed.

    `renamed` come back under new names, `staying` do not come back.
    """

    out: UndoOut
    renamed: Sequence[UndoConflict]
    staying: Sequence[UndoConflict]

    @property
    def total(self) -> int:
        counts = self.out.restored
        return counts.posts + counts.comments + counts.users

    @property
    def staying_posts(self) -> set[int]:
        return {each.id for each in self.staying if each.type == "post"}

    @property
    def plain(self) -> int:
        """Number of items that come back as they were."""
        return self.total - len(self.renamed)


@router.get("/deletions")
async def list_all(
    visit: Author, query: Annotated[DeletionsQuery, from_query(DeletionsQuery)]
) -> Response:
    require(visit.actor, Action.LIST_DELETIONS)
    filters = DeletionFilters(kind=query.kind or None, cursor=query.cursor, limit=50)
    page = await deletions.list_deletions(visit.db, visit.actor, filters)
    return visit.render(
        "deletions.html",
        query=query,
        page=page,
        kinds=KINDS,
        kind_of=kind_of,
        name_of=name_of,
        first_path=address(HERE, query, cursor=None),
        next_path=next_address(HERE, query, page),
    )


class DeletionQuery(BaseModel):
    """Parameters of a page after an undo: the posts that were in the trash before."""

    back: Ids | None = None


@router.get("/deletions/{deletion_id}")
async def show(
    visit: Author,
    deletion_id: PathId,
    query: Annotated[DeletionQuery, from_query(DeletionQuery)],
) -> Response:
    require(visit.actor, Action.GET_DELETION)
    deletion = await deletions.get_deletion(visit.db, visit.actor, deletion_id)
    taken = await in_trash_of(visit, deletion_id)
    is_over = not any(page.items for page in taken.values())
    named = [deletion.first.id] if deletion.first and deletion.first.type == "post" else []
    back = query.back or named
    return visit.render(
        "deletion.html",
        deletion=deletion,
        kinds=KINDS,
        kind_of=kind_of,
        name=name_of(deletion),
        took=counted(visit, deletion.counts),
        taken=taken,
        returned=await returned_of(visit, deletion, back) if is_over else None,
        sees_audit=visit.can(Action.LIST_AUDIT),
    )


def kind_of(deletion: DeletionOut) -> str:
    """Return the kind to show: a list of one post, which a reason makes of it, is one post."""
    counts = deletion.counts
    if deletion.kind != "bulk" or counts.posts > 1:
        return deletion.kind
    if counts.posts:
        return "post"
    return "comment" if counts.comments == 1 else "bulk"


def name_of(deletion: DeletionOut) -> str | None:
    """Return the name of its first item; None if nothing of it would be seen."""
    return deletion.first.name if deletion.first and is_visible(deletion.first.name) else None


def trash_filters(deletion_id: int, limit: int = SHOWN) -> TrashFilters:
    return TrashFilters(deletion_id=deletion_id, limit=limit)


async def in_trash_of(visit: SignedIn, deletion_id: int, limit: int = SHOWN) -> dict[str, Any]:
    shown = [name for name in RELATIONS if name != "users" or visit.can(Action.LIST_TRASHED_USERS)]
    filters = trash_filters(deletion_id, limit)
    view = view_of(visit)
    return {name: await list_trash(visit.db, RELATIONS[name], view, filters) for name in shown}


@router.get("/deletions/{deletion_id}/undo", dependencies=[ExtendedDeadline])
async def show_plan(visit: Author, deletion_id: PathId) -> Response:
    return await plan_page(visit, deletion_id)


async def plan_page(visit: SignedIn, deletion_id: int, status: int = 200) -> Response:
    plan = await plan_of(visit, deletion_id)
    taken = await in_trash_of(visit, deletion_id, limit=100)
    return visit.render(
        "deletion_undo.html",
        status=status,
        deletion_id=deletion_id,
        plan=plan,
        back=counted(visit, plan.out.restored),
        reason=reason_of(taken),
        names=names_of(taken),
        coming=[post for post in taken["posts"].items if post.id not in plan.staying_posts],
        slugs={each.id: each.suggested_slug for each in plan.renamed if each.type == "post"},
        sees_deletion=visit.can(Action.GET_DELETION),
    )


def reason_of(taken: dict[str, Any]) -> str | None:
    """Return the reason, which all items of a deletion share."""
    return next((item.reason for page in taken.values() for item in page.items), None)


async def plan_of(visit: SignedIn, deletion_id: int) -> Plan:
    """Return the effect of an undo now; raise the errors of its permission."""
    out = await visit.db.write(plan_undo, visit.actor, deletion_id, "rename", undo_time(visit))
    renamed = [each for each in out.conflicts if is_renamed(each)]
    staying = [each for each in out.conflicts if not is_renamed(each)]
    return Plan(out, renamed, staying)


def is_renamed(conflict: UndoConflict) -> bool:
    """Return whether `rename` brings it back: with another slug, or a numbered user name."""
    return conflict.suggested_slug is not None or conflict.code == "username_taken"


def names_of(taken: dict[str, Any]) -> dict[tuple[str, int], str]:
    named: dict[tuple[str, int], str] = {}
    if "users" in taken:
        named |= {("user", user.id): user.username for user in taken["users"].items}
    named |= {("post", post.id): post.title for post in taken["posts"].items}
    named |= {("comment", each.id): each.content for each in taken["comments"].items}
    return named


@router.post("/deletions/{deletion_id}/undo", dependencies=[ExtendedDeadline, WakesMailer])
async def undo(visit: Author, form: Fields, deletion_id: PathId) -> Response:
    """Undo; where something collides and nothing was chosen, show the plan."""
    wanted = parse_model(UndoIn, {"on_conflict": form.get("on_conflict", "fail")})
    call = (visit.actor, deletion_id, wanted, undo_time(visit))
    came_from_plan = form.has("on_conflict") and visit.can(Action.GET_DELETION)
    target = await page_after(visit, deletion_id) if came_from_plan else page_before(visit)
    try:
        out: UndoOut = await visit.db.write(undo_deletion, *call)
    except RestoreConflictsError:
        return await plan_page(visit, deletion_id, RestoreConflictsError.status)
    return visit.redirect(target, outcome(visit, out))


async def page_after(visit: SignedIn, deletion_id: int) -> str:
    """Return the address of the deletion with its posts in the trash, which it links then."""
    posts = await list_trash(visit.db, POSTS, view_of(visit), trash_filters(deletion_id))
    back = ",".join(str(post.id) for post in posts.items)
    return f"{HERE}/{deletion_id}?back={back}" if back else f"{HERE}/{deletion_id}"


def page_before(visit: SignedIn) -> str:
    return f"{PATH}/posts" if visit.page.startswith(f"{HERE}/") else visit.page


def outcome(visit: SignedIn, out: UndoOut) -> Flash:
    """Say in words which items came back."""
    back = counted(visit, out.restored)
    if not back:
        return Flash(visit.gettext("There was nothing left to undo."))
    said = visit.gettext("The deletion is undone. Restored: %(items)s.", items=back)
    return Flash(said)
