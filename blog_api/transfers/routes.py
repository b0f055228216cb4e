"""Transfers over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, admin_with, user_with
from blog_api.errors import (
    AdminOnlyError,
    EmailNotVerifiedError,
    ForbiddenError,
    NotFoundError,
    QuotaExceededError,
    TooManyOpenError,
    TransferClosedError,
    TransferOpenError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.etag import tagged
from blog_api.http.idempotency import KEY_ERRORS, IdempotentDb
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.pagination import Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import PostId, TransferId
from blog_api.http.routing import error_responses, response_headers
from blog_api.mail.dependencies import WakesMailer
from blog_api.posts.schemas import PostOut
from blog_api.scopes import Scope
from blog_api.transfers import queries
from blog_api.transfers.commands import bulk, deciding, offering
from blog_api.transfers.schemas import (
    BulkTransferIn,
    BulkTransferOut,
    TransferFilters,
    TransferIn,
    TransferOut,
    TransferUndoOut,
)

router = APIRouter(prefix=API, tags=["transfers"])
AT_ONCE: Final = response_headers(200, "ETag", "Transfer-Id")
AT_ONCE[200] |= {
    "model": PostOut,
    "description": "With `at_once`: the post. `Transfer-Id` names the transfer.",
}


@router.post(
    "/posts/{post_id}/transfer",
    operation_id="transfer_post",
    status_code=201,
    dependencies=[user_with(Scope.POSTS_WRITE), WakesMailer],
    responses=AT_ONCE
    | error_responses(
        ForbiddenError,
        AdminOnlyError,
        EmailNotVerifiedError,
        NotFoundError,
        TransferOpenError,
        TooManyOpenError,
    ),
)
async def transfer_post(
    post_id: PostId,
    data: Annotated[TransferIn, json_body(TransferIn)],
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
) -> TransferOut | PostOut:
    """Offer a post to another account; administrators may transfer it at once.

    An accepted offer moves the history of the post and the notes of its revisions along.
    """
    if not data.at_once:
        return await db.write(offering.offer_post, actor, post_id, data)
    transfer_id, post = await db.write(offering.transfer_post, actor, post_id, data)
    response.status_code = 200
    response.headers["Transfer-Id"] = str(transfer_id)
    return tagged("post", response, post)


@router.post(
    "/posts/bulk-transfer",
    operation_id="bulk_transfer_posts",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
    responses=error_responses(AdminOnlyError, NotFoundError, *KEY_ERRORS),
)
async def bulk_transfer(
    data: Annotated[BulkTransferIn, json_body(BulkTransferIn)],
    idempotent: IdempotentDb,
    actor: Admin,
) -> BulkTransferOut:
    """Transfer up to 1,000 posts, by id or of one author, as one transfer."""
    return await idempotent.report(bulk.bulk_transfer, actor, data, BulkTransferOut)


@router.get("/transfers", operation_id="list_transfers", dependencies=[user_with(Scope.POSTS_READ)])
async def list_transfers(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    filters: Annotated[TransferFilters, from_query(TransferFilters)],
) -> Page[TransferOut]:
    """Offers and transfers to you and from you, for administrators everyone's; the latest first."""
    page = await queries.list_transfers(db, actor, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page


@router.post(
    "/transfers/{transfer_id}/accept",
    operation_id="accept_transfer",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=error_responses(
        ForbiddenError,
        EmailNotVerifiedError,
        NotFoundError,
        TransferClosedError,
        QuotaExceededError,
    ),
)
async def accept_transfer(transfer_id: TransferId, db: WriteDb, actor: CurrentUser) -> TransferOut:
    """Become the author of the offered post; its history and notes move along."""
    return await db.write(deciding.accept, actor, transfer_id)


@router.post(
    "/transfers/{transfer_id}/decline",
    operation_id="decline_transfer",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=error_responses(ForbiddenError, NotFoundError, TransferClosedError),
)
async def decline_transfer(transfer_id: TransferId, db: WriteDb, actor: CurrentUser) -> TransferOut:
    """Decline an offer made to you."""
    return await db.write(deciding.decline, actor, transfer_id)


@router.delete(
    "/transfers/{transfer_id}",
    operation_id="withdraw_transfer",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    status_code=204,
    response_class=Response,
    responses=error_responses(ForbiddenError, NotFoundError, TransferClosedError),
)
async def withdraw_transfer(transfer_id: TransferId, db: WriteDb, actor: CurrentUser) -> None:
    """Withdraw an offer of yours."""
    await db.write(deciding.withdraw, actor, transfer_id)


@router.post(
    "/transfers/{transfer_id}/undo",
    operation_id="undo_transfer",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
    responses=error_responses(AdminOnlyError, NotFoundError),
)
async def undo_transfer(transfer_id: TransferId, db: WriteDb, actor: Admin) -> TransferUndoOut:
    """Give the posts back to their giver, except those handed on since; administrators only."""
    return await db.write(deciding.undo, actor, transfer_id)
