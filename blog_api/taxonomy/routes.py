"""Tags and categories over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from blog_api.auth.dependencies import Admin, Viewer, admin_with, anyone_with
from blog_api.errors import AdminOnlyError, NotFoundError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import PublicDb, ReadDb, WriteDb
from blog_api.http.fields import Text
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import ChangeId
from blog_api.http.routing import error_responses
from blog_api.posts.tags import tag_form
from blog_api.scopes import Scope
from blog_api.taxonomy import commands, queries
from blog_api.taxonomy.schemas import (
    CategoryIn,
    TagIn,
    TermChangeOut,
    TermFilters,
    TermList,
    TermUndoOut,
)

router = APIRouter(prefix=API, tags=["tags and categories"])

Name = Annotated[Text, Path(min_length=1, max_length=100)]
TagName = Annotated[Name, Path(description="The tag as lists show it; write `#` as `%23`.")]
CategoryName = Annotated[Name, Path(description="The category as lists show it, compared exactly.")]
Filters = Annotated[TermFilters, from_query(TermFilters)]


@router.get("/tags", operation_id="list_tags", dependencies=[anyone_with()])
async def list_tags(db: PublicDb, _: Viewer, filters: Filters) -> TermList:
    """The tags of published posts, most used first."""
    return TermList(items=await queries.list_terms(db, "tag", filters.limit))


@router.get("/categories", operation_id="list_categories", dependencies=[anyone_with()])
async def list_categories(db: PublicDb, _: Viewer, filters: Filters) -> TermList:
    """The categories of published posts, most used first."""
    return TermList(items=await queries.list_terms(db, "category", filters.limit))


@router.patch(
    "/tags/{name}",
    operation_id="rename_tag",
    responses=error_responses(AdminOnlyError, NotFoundError),
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
)
async def rename_tag(
    name: TagName, data: Annotated[TagIn, json_body(TagIn)], db: WriteDb, actor: Admin
) -> TermChangeOut:
    """Rename a tag in every post; renamed to an existing one, the two merge.

    In the path `#` is written as `%23`.
    """
    return await db.write(commands.rename_term, actor, "tag", tag_form(name), data.name)


@router.patch(
    "/categories/{name:path}",
    operation_id="rename_category",
    responses=error_responses(AdminOnlyError, NotFoundError),
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
)
async def rename_category(
    name: CategoryName,
    data: Annotated[CategoryIn, json_body(CategoryIn)],
    db: WriteDb,
    actor: Admin,
) -> TermChangeOut:
    """Rename a category in every post; its name may contain slashes."""
    return await db.write(commands.rename_term, actor, "category", name, data.name)


@router.get(
    "/term-changes",
    operation_id="list_term_changes",
    dependencies=[admin_with(Scope.ADMIN_CONTENT)],
    responses=error_responses(AdminOnlyError),
)
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
    responses=error_responses(AdminOnlyError, NotFoundError),
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
)
async def undo_term_change(change_id: ChangeId, db: WriteDb, actor: Admin) -> TermUndoOut:
    """Undo a rename or merge in every post whose terms have not changed since."""
    return await db.write(commands.undo_change, actor, change_id)
