"""The audit log over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from blog_api.audit import queries
from blog_api.audit.schemas import AuditEntryOut, AuditFilters
from blog_api.auth.dependencies import Admin, admin_with
from blog_api.errors import AdminOnlyError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb
from blog_api.http.pagination import Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.routing import error_responses
from blog_api.scopes import Scope

router = APIRouter(prefix=API, tags=["trash"])


@router.get(
    "/audit",
    operation_id="list_audit",
    dependencies=[admin_with(Scope.ADMIN_AUDIT)],
    responses=error_responses(AdminOnlyError),
)
async def list_audit(
    request: Request,
    response: Response,
    db: ReadDb,
    _: Admin,
    filters: Annotated[AuditFilters, from_query(AuditFilters)],
) -> Page[AuditEntryOut]:
    """Actions with their actor and target, the latest first; administrators only."""
    page = await queries.list_audit(db, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page
