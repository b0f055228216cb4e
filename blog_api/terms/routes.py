"""Tags and categories over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from blog_api.auth.dependencies import Admin, GuardedRoute, Viewer
from blog_api.errors import AdminOnlyError, NotFoundError
from blog_api.terms import commands, queries
from blog_api.terms.schemas import (
    CategoryIn,
    TagIn,
    TermChangeOut,
    TermFilters,
    TermList,
    TermUndoOut,
)
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.deadline import Patience
from blog_api.web.pagination import CursorPaging, Page, link_header
from blog_api.web.parameters import from_query
from blog_api.web.routing import refusals
from blog_api.web.schemas import PathId, Text

router = APIRouter(tags=["tags and categories"], route_class=GuardedRoute)

Name = Annotated[Text, Path(min_length=1, max_length=100)]
Filters = Annotated[TermFilters, from_query(TermFilters)]


@router.get("/tags", operation_id="list_tags")
async def list_tags(db: ReadDb, _: Viewer, filters: Filters) -> TermList:
    """The tags of published posts, most used first."""
    return TermList(items=await queries.list_terms(db, "tag", filters.limit))


@router.get("/categories", operation_id="list_categories")
async def list_categories(db: ReadDb, _: Viewer, filters: Filters) -> TermList:
    """The categories of published posts, most used first."""
    return TermList(items=await queries.list_terms(db, "category", filters.limit))


@router.patch(
    "/tags/{name}",
    operation_id="rename_tag",
    responses=refusals(AdminOnlyError, NotFoundError),
    dependencies=[Patience],
)
async def rename_tag(name: Name, data: TagIn, db: WriteDb, actor: Admin) -> TermChangeOut:
    """Give a tag another name in every post; onto an existing one the two become one."""
    return await db.write(commands.rename_term, actor, "tag", name, data.name)


@router.patch(
    "/categories/{name:path}",
    operation_id="rename_category",
    responses=refusals(AdminOnlyError, NotFoundError),
    dependencies=[Patience],
)
async def rename_category(name: Name, data: CategoryIn, db: WriteDb, actor: Admin) -> TermChangeOut:
    """The same for a category, whose name may hold slashes."""
    return await db.write(commands.rename_term, actor, "category", name, data.name)


@router.get("/term-changes", operation_id="list_term_changes", responses=refusals(AdminOnlyError))
async def list_term_changes(
    request: Request,
    response: Response,
    db: ReadDb,
    _: Admin,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[TermChangeOut]:
    """Renames and merges, the latest first."""
    page = await queries.list_changes(db, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page


@router.post(
    "/term-changes/{change_id}/undo",
    operation_id="undo_term_change",
    responses=refusals(AdminOnlyError, NotFoundError),
    dependencies=[Patience],
)
async def undo_term_change(change_id: PathId, db: WriteDb, actor: Admin) -> TermUndoOut:
    """Give every post that has not been given others since the terms it had before."""
    return await db.write(commands.undo_change, actor, change_id)
