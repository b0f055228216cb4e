"""The list of posts: one's own, for administrators everyone's, by status."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.http.pagination import Page
from blog_api.http.parameters import from_query
from blog_api.permissions import Action
from blog_api.posts.filters import PostFilters
from blog_api.posts.listing import count_statement, read_query
from blog_api.posts.routes import list_matching
from blog_api.posts.schemas import PostItem
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.forms import parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import SignedIn
from blog_api.studio.tabs import Tab

HERE: Final = f"{PATH}/posts"
ENTRY: Final = Entry(20, N_("Posts"), HERE)
SORTS: Final = {
    "newest": N_("Newest first"),
    "oldest": N_("Oldest first"),
    "updated": N_("Changed last"),
    "views": N_("Most read"),
    "top": N_("Most votes"),
}
STATUSES: Final = {
    "published": N_("Published"),
    "scheduled": N_("Scheduled"),
    "draft": N_("Drafts"),
    "archived": N_("Archived"),
}
# Statuses of everyone's posts with a tag or a category: only public ones have an index for that.
WITH_TERMS: Final = ("", "published", "scheduled")
router = APIRouter(prefix=PATH)


class PostsQuery(BaseModel):
    """Parameters of the page; an unknown value is an error page, as in the API."""

    whose: Literal["mine", "all"] = "mine"
    status: Literal["", "published", "scheduled", "draft", "archived"] = ""
    author: str = Field(default="", max_length=100)
    tag: str = Field(default="", max_length=100)
    category: str = Field(default="", max_length=100)
    search: str = Field(default="", max_length=200)
    sort: Literal["", "newest", "oldest", "updated", "views", "top"] = ""
    cursor: str | None = Field(default=None, max_length=100)

    @property
    def is_filtered(self) -> bool:
        return bool(self.author or self.tag or self.category)

    @property
    def offers_terms(self) -> bool:
        return self.whose == "mine" or self.status in WITH_TERMS


@router.get("/posts")
async def list_posts(
    visit: Author, query: Annotated[PostsQuery, from_query(PostsQuery)]
) -> Response:
    if query.whose == "all" and not visit.can(Action.SEE_EVERY_POST):
        query = query.model_copy(update={"whose": "mine"})
    if query.whose == "mine" and query.author:
        query = query.model_copy(update={"author": ""})
    if (query.tag or query.category) and not query.offers_terms:
        query = query.model_copy(update={"status": ""})
    page = await list_matching(visit.db, visit.actor, filters_of(query))
    return visit.render(
        "posts.html",
        query=query,
        page=page,
        tabs=await tabs_of(visit, query),
        sorts={"": N_("Best match"), **SORTS} if query.search.strip() else SORTS,
        status_of=status_of,
        sees_all=visit.can(Action.SEE_EVERY_POST),
        address=address_of,
        unfiltered=address_of(query, author="", tag="", category="", cursor=None),
        next_path=next_path(query, page),
    )


def filters_of(query: PostsQuery, **changes: Any) -> PostFilters:
    """Return the filters of the API; everyone's posts have a status, published by default."""
    status = query.status or ("published" if query.whose == "all" else None)
    given: dict[str, Any] = {
        "author": "me" if query.whose == "mine" else query.author.strip() or None,
        "tag": query.tag.strip() or None,
        "category": query.category.strip() or None,
        "status": status,
        "search": query.search.strip() or None,
        "sort": query.sort or ("relevance" if query.search.strip() else "newest"),
        "cursor": query.cursor,
        "limit": 50,
    }
    given |= changes
    return parse_model(PostFilters, {name: each for name, each in given.items() if each})


async def tabs_of(visit: SignedIn, query: PostsQuery) -> list[Tab]:
    """Return a tab for each status; without filters it has the number of posts up to 10,000."""
    statuses = {"": N_("All"), **STATUSES} if query.whose == "mine" else STATUSES
    if query.whose == "all" and (query.tag or query.category):
        statuses = {name: title for name, title in STATUSES.items() if name in WITH_TERMS}
    current = query.status or ("published" if query.whose == "all" else "")
    return [
        Tab(
            visit.gettext(title),
            address_of(query, status=status, cursor=None),
            is_current=status == current,
            count="" if query.is_filtered else await count_of(visit, query, status),
        )
        for status, title in statuses.items()
    ]


async def count_of(visit: SignedIn, query: PostsQuery, status: str) -> str:
    """Return the number of posts in words: `1,204`, or `10,000+` where counting stops."""
    changed = query.model_copy(update={"status": status})
    filters = filters_of(changed, cursor=None, search=None, sort="newest")
    wanted = await read_query(visit.db, visit.actor, filters)
    number = await visit.db.one(count_statement(wanted.shape), **wanted.values) or 0
    return visit.language.capped(number)


def address_of(query: PostsQuery, **changes: str | None) -> str:
    given = query.model_dump() | changes
    defaults = PostsQuery().model_dump()
    kept = {name: value for name, value in given.items() if value and value != defaults[name]}
    return f"{HERE}?{urlencode(kept)}" if kept else HERE


def status_of(post: PostItem) -> str:
    is_due = post.published_at is None or post.published_at <= datetime.now(UTC)
    return post.status if post.status != "published" or is_due else "scheduled"


def next_path(query: PostsQuery, page: Page[PostItem]) -> str | None:
    return address_of(query, cursor=page.next_cursor) if page.next_cursor else None
