"""Redactions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from blog_api.auth.dependencies import ADMIN, CONFIRMED, Admin
from blog_api.errors import (
    AdminOnlyError,
    ConfirmationRequiredError,
    CurrentRevisionError,
    NotFoundError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb
from blog_api.http.fields import Written
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.path_ids import PostId, Version
from blog_api.http.routing import error_responses
from blog_api.revisions import redaction
from blog_api.revisions.redaction_schemas import REASON, RedactIn, RedactOut

Reason = Annotated[Written, Query(min_length=1, max_length=500, description=REASON)]

router = APIRouter(prefix=f"{API}/posts/{{post_id}}/revisions", tags=["revisions"])


@router.delete(
    "/{version:item}",
    operation_id="redact_revision",
    status_code=204,
    dependencies=[ADMIN, CONFIRMED],
    response_class=Response,
    responses=error_responses(
        AdminOnlyError, ConfirmationRequiredError, NotFoundError, CurrentRevisionError
    ),
)
async def redact_revision(
    post_id: PostId,
    version: Version,
    reason: Reason,
    db: WriteDb,
    actor: Admin,
) -> None:
    """Remove the words of a version, and of all with the same content; the rows stay."""
    await db.write(redaction.redact_revision, actor, post_id, version, reason)


@router.post(
    "/redact",
    operation_id="redact_revisions",
    dependencies=[ADMIN, CONFIRMED, ExtendedDeadline],
    responses=error_responses(AdminOnlyError, ConfirmationRequiredError, NotFoundError),
)
async def redact_revisions(
    post_id: PostId, data: Annotated[RedactIn, json_body(RedactIn)], db: WriteDb, actor: Admin
) -> RedactOut:
    """Remove the words of each version that contains a text, and working copies with it."""
    return await db.write(redaction.redact_matching, actor, post_id, data)
