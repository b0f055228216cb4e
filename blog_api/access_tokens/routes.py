"""Personal access tokens over HTTP, and the account and credentials of a request."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from blog_api.access_tokens import commands, queries
from blog_api.access_tokens.schemas import (
    AccessTokenMade,
    AccessTokenOut,
    AccessTokenSummary,
    TokenIn,
    TokenPatch,
    WhoAmI,
)
from blog_api.auth.dependencies import CONFIRMED, USER, CurrentUser, NeedsConfirmation, user_with
from blog_api.errors import (
    AdminOnlyError,
    ConfirmationRequiredError,
    NotFoundError,
    TokenLimitError,
    TokenNotAllowedError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import TokenId
from blog_api.http.routing import error_responses
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import require_session

router = APIRouter(prefix=f"{API}/auth", tags=["access tokens"])


@router.get("/whoami", operation_id="who_am_i", dependencies=[user_with()])
async def who_am_i(db: ReadDb, actor: CurrentUser) -> WhoAmI:
    """Your account, and the session or token of this request."""
    return await queries.who_am_i(db, actor)


@router.post(
    "/tokens",
    operation_id="create_token",
    status_code=201,
    dependencies=[USER, WakesMailer],
    responses=error_responses(AdminOnlyError, ConfirmationRequiredError, TokenLimitError),
)
async def create_token(
    data: Annotated[TokenIn, json_body(TokenIn)],
    db: WriteDb,
    actor: CurrentUser,
    confirmation: NeedsConfirmation,
) -> AccessTokenMade:
    """Make a token for a program; it is in no later response. Needs a confirmed session."""
    commands.require_may_grant(actor, data.scopes)
    confirmation.require()
    return await db.write(commands.create_token, actor, data)


@router.get("/tokens", operation_id="list_tokens", dependencies=[USER])
async def list_tokens(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[AccessTokenOut]:
    """Your live tokens, the newest first, without their secrets."""
    page = await queries.list_tokens(db, actor, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page


@router.patch(
    "/tokens/{token_id}",
    operation_id="rename_token",
    dependencies=[USER],
    responses=error_responses(NotFoundError),
)
async def rename_token(
    token_id: TokenId,
    data: Annotated[TokenPatch, json_body(TokenPatch)],
    db: WriteDb,
    actor: CurrentUser,
) -> AccessTokenSummary:
    """Rename a token."""
    return await db.write(commands.rename_token, actor, token_id, data.name)


@router.post(
    "/tokens/{token_id}/rotate",
    operation_id="rotate_token",
    dependencies=[USER, CONFIRMED, WakesMailer],
    responses=error_responses(ConfirmationRequiredError, NotFoundError),
)
async def rotate_token(token_id: TokenId, db: WriteDb, actor: CurrentUser) -> AccessTokenMade:
    """Replace the secret of a token; the present one works for 24 hours more.

    Needs a confirmed session.
    """
    return await db.write(commands.rotate_token, actor, token_id)


@router.delete(
    "/tokens/{token_id}",
    operation_id="revoke_token",
    status_code=204,
    response_class=Response,
    dependencies=[user_with()],
    responses=error_responses(NotFoundError, TokenNotAllowedError),
)
async def revoke_token(token_id: TokenId, db: WriteDb, actor: CurrentUser) -> None:
    """Revoke a token at once; a token can revoke itself."""
    if actor.token_id != token_id:
        require_session(actor)
    await db.write(commands.revoke_token, actor, token_id)
