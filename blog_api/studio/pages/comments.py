"""Comments: one's own, for administrators everyone's; and those in the trash."""

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.comments.queries import list_latest
from blog_api.comments.schemas import CommentFilters, CommentOut
from blog_api.http.pagination import Page
from blog_api.http.parameters import from_query
from blog_api.permissions import Action
from blog_api.posts.listing_by_ids import list_by_ids
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.forms import parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import SignedIn
from blog_api.studio.tabs import Tab
from blog_api.trash.listing import View, list_trash
from blog_api.trash.relations import COMMENTS
from blog_api.trash.schemas import TrashedComment, TrashFilters

HERE: Final = f"{PATH}/comments"
ENTRY: Final = Entry(60, N_("Comments"), HERE)
PER_PAGE: Final = 50
TABS: Final = {"": N_("Newest"), "trash": N_("In the trash")}
router = APIRouter(prefix=HERE)


class CommentsQuery(BaseModel):
    """Parameters of the page; `author` and `post` are filters of the comments that are shown."""

    where: Literal["", "trash"] = ""
    author: str = Field(default="", max_length=100)
    post: str = Field(default="", max_length=20)
    search: str = Field(default="", max_length=100)
    cursor: str | None = Field(default=None, max_length=100)


@router.get("")
async def list_comments(
    visit: Author, query: Annotated[CommentsQuery, from_query(CommentsQuery)]
) -> Response:
    page: Page[Any]
    page = await list_deleted(visit, query) if query.where else await list_live(visit, query)
    return visit.render(
        "comments.html",
        query=query,
        page=page,
        titles=await titles_of(visit, {item.post_id for item in page.items}),
        tabs=[
            Tab(
                visit.gettext(title),
                address_of(CommentsQuery(), where=name),
                is_current=name == query.where,
            )
            for name, title in TABS.items()
        ],
        address=address_of,
        sees_all=visit.can(Action.SEE_EVERY_COMMENT),
        can_restore=visit.can(Action.BULK_RESTORE_COMMENTS),
        next_path=address_of(query, cursor=page.next_cursor) if page.next_cursor else None,
    )


async def list_live(visit: SignedIn, query: CommentsQuery) -> Page[CommentOut]:
    given = {"author": query.author, "post": query.post, "search": query.search}
    return await list_latest(
        visit.db, visit.actor, parse_model(CommentFilters, asked(query, given))
    )


async def list_deleted(visit: SignedIn, query: CommentsQuery) -> Page[TrashedComment]:
    view = View(visit.actor, visit.settings.trash_retention_days)
    filters = parse_model(TrashFilters, asked(query, {"search": query.search}))
    return await list_trash(visit.db, COMMENTS, view, filters)


def asked(query: CommentsQuery, given: dict[str, str]) -> dict[str, Any]:
    filled = {name: value.strip() for name, value in given.items() if value.strip()}
    return {**filled, "cursor": query.cursor, "limit": PER_PAGE}


async def titles_of(visit: SignedIn, post_ids: Iterable[int]) -> dict[int, str]:
    posts = await list_by_ids(visit.db, visit.actor, sorted(post_ids))
    return {post.id: post.title for post in posts.items}


def address_of(query: CommentsQuery, **changes: str | int | None) -> str:
    given = {name: value for name, value in (query.model_dump() | changes).items() if value}
    return f"{HERE}?{urlencode(given)}" if given else HERE
