"""The trash as a list: deleted posts, comments and accounts, restored one by one or many."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.comments import commands as comments
from blog_api.errors import RestoreConflictsError
from blog_api.http.fields import QueryId
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.parameters import from_query
from blog_api.permissions import Action, require
from blog_api.posts.bulk_schemas import BulkRestoreIn, BulkRestoreOut
from blog_api.posts.commands import restore as posts
from blog_api.studio.addresses import address, next_address
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.open_requests import requests_by_item
from blog_api.studio.requests import SignedIn
from blog_api.studio.retention import days_left, view_of
from blog_api.studio.tabs import Tab
from blog_api.trash.listing import list_trash
from blog_api.trash.relations import COMMENTS, POSTS, USERS
from blog_api.trash.schemas import TrashFilters

HERE: Final = f"{PATH}/trash"
ENTRY: Final = Entry(30, N_("Trash"), HERE)
KINDS: Final = {
    "posts": (N_("Posts"), POSTS),
    "comments": (N_("Comments"), COMMENTS),
    "accounts": (N_("Accounts"), USERS),
}
ItemKind = Literal["posts", "comments"]
RESTORE: Final = {"posts": Action.BULK_RESTORE_POSTS, "comments": Action.BULK_RESTORE_COMMENTS}
COMMANDS: Final[dict[str, Any]] = {"posts": posts.bulk_restore, "comments": comments.bulk_restore}
router = APIRouter(prefix=PATH)


class TrashQuery(BaseModel):
    """Parameters of the page; `deletion` shows the items of one deletion."""

    kind: Literal["posts", "comments", "accounts"] = "posts"
    search: str = Field(default="", max_length=100)
    deletion: QueryId | None = None
    cursor: str | None = Field(default=None, max_length=100)


@router.get("/trash")
async def list_items(
    visit: Author, query: Annotated[TrashQuery, from_query(TrashQuery)]
) -> Response:
    if query.kind == "accounts":
        require(visit.actor, Action.LIST_TRASHED_USERS)
    relation: Any = KINDS[query.kind][1]
    page = await list_trash(visit.db, relation, view_of(visit), filters_of(query))
    return visit.render(
        "trash.html",
        query=query,
        page=page,
        tabs=tabs_of(visit, query),
        requests=await requests_by_item(visit),
        can_restore=query.kind != "accounts" and visit.can(RESTORE[query.kind]),
        sees_all=visit.can(Action.SEE_EVERY_POST),
        sees_accounts=visit.can(Action.RESTORE_USER),
        sees_deletions=visit.can(Action.LIST_DELETIONS),
        retention=visit.settings.trash_retention_days,
        days_left=days_left,
        clear=address(HERE, query, search="", deletion=None, cursor=None),
        first_path=address(HERE, query, cursor=None),
        next_path=next_address(HERE, query, page),
    )


def filters_of(query: TrashQuery) -> TrashFilters:
    asked = {
        "deletion_id": query.deletion,
        "search": query.search.strip() or None,
        "cursor": query.cursor,
        "limit": 50,
    }
    return parse_model(TrashFilters, asked)


def tabs_of(visit: SignedIn, query: TrashQuery) -> list[Tab]:
    shown = [kind for kind in KINDS if kind != "accounts" or visit.can(Action.LIST_TRASHED_USERS)]
    return [
        Tab(
            visit.gettext(KINDS[kind][0]),
            address(HERE, query, kind=kind, search="", cursor=None),
            is_current=kind == query.kind,
        )
        for kind in shown
    ]


@router.post("/trash/{kind}/restore", dependencies=[ExtendedDeadline])
async def restore_many(visit: Author, form: Fields, kind: ItemKind) -> Response:
    """Restore the selected items; where one cannot come back as it was, ask first."""
    require(visit.actor, RESTORE[kind])
    try:
        data = parse_model(
            BulkRestoreIn,
            {"ids": form.ids(), "on_conflict": form.get("on_conflict", "fail")},
        )
        done: BulkRestoreOut = await visit.db.write(COMMANDS[kind], visit.actor, data)
    except RequestValidationError:
        nothing = visit.gettext("Nothing was selected. Tick what you want to have back.")
        return visit.redirect(kind_path(kind), Flash(nothing, kind="problem"))
    except RestoreConflictsError:
        return await ask_about_conflicts(visit, form, kind)
    return visit.redirect(kind_path(kind), outcome(visit, done))


async def ask_about_conflicts(visit: SignedIn, form: Form, kind: ItemKind) -> Response:
    """Show the plan of a restore, by a dry run that renames."""
    data = BulkRestoreIn(ids=form.ids(), on_conflict="rename", dry_run=True)
    plan: BulkRestoreOut = await visit.db.write(COMMANDS[kind], visit.actor, data)
    named = await titles_of(visit, kind)
    return visit.render(
        "trash_plan.html", status=409, plan=plan, kind=kind, ids=data.ids, titles=named
    )


async def titles_of(visit: SignedIn, kind: ItemKind) -> dict[int, str]:
    relation: Any = KINDS[kind][1]
    page = await list_trash(visit.db, relation, view_of(visit), TrashFilters(limit=100))
    return {item.id: item.title if kind == "posts" else item.content for item in page.items}


def kind_path(kind: ItemKind) -> str:
    return HERE if kind == "posts" else f"{HERE}?kind={kind}"


def outcome(visit: SignedIn, done: BulkRestoreOut) -> Flash:
    """Say which items came back, and which did not."""
    stayed = [each for each in done.conflicts if each.id not in done.restored]
    back = visit.ngettext(
        "%(number)s item is restored.", "%(number)s items are restored.", len(done.restored)
    )
    if not stayed:
        return Flash(back)
    kept = visit.ngettext(
        "%(number)s stays in the trash.", "%(number)s stay in the trash.", len(stayed)
    )
    return Flash(f"{back} {kept}", kind="done" if done.restored else "problem")
