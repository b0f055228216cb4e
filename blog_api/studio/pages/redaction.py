"""Removal of words from the history of a post, for administrators: for good."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.responses import Response

from blog_api.errors import CurrentRevisionError, NotFoundError
from blog_api.http.fields import PathId
from blog_api.http.middleware.body_limit import MAX_TEXT_BYTES
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.permissions import Action, require
from blog_api.posts.queries import get_post
from blog_api.revisions import queries, redaction
from blog_api.revisions.redaction_schemas import Reason, RedactIn, RedactOut
from blog_api.revisions.schemas import RevisionOut
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed, takes_up_to
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.requests import SignedIn

REFUSALS: Final = (RequestValidationError, CurrentRevisionError)
router = APIRouter(prefix=f"{PATH}/posts/{{post_id}}")


class RedactVersionIn(BaseModel):
    reason: Reason


@router.get("/redact")
async def plan_matching(visit: Author, post_id: PathId) -> Response:
    require(visit.actor, Action.REDACT_REVISIONS)
    return await show(visit, post_id, Form())


@router.post("/redact", dependencies=[takes_up_to(3 * MAX_TEXT_BYTES), ExtendedDeadline])
async def redact_matching(visit: Author, form: Fields, post_id: PathId) -> Response:
    """Find the versions that contain some words; once they were shown, remove the words."""
    require(visit.actor, Action.REDACT_REVISIONS)
    require_confirmed(visit)
    given = {"match": form.get("match"), "reason": form.get("reason")}
    is_plan = not form.has("planned") or form.get("planned") != form.get("match")
    try:
        data = parse_model(RedactIn, given | {"dry_run": is_plan})
        done = await visit.db.write(redaction.redact_matching, visit.actor, post_id, data)
    except RequestValidationError as error:
        return await show(visit, post_id, form, faults=visit.faults(error))
    if is_plan:
        return await show(visit, post_id, form, plan=done)
    message = visit.ngettext(
        "The words of %(number)s version are removed.",
        "The words of %(number)s versions are removed.",
        len(done.redacted),
    )
    return visit.redirect(f"{PATH}/posts/{post_id}/history", message)


@router.get("/history/{version}/redact")
async def plan(visit: Author, post_id: PathId, version: PathId) -> Response:
    require(visit.actor, Action.REDACT_REVISION)
    found = await queries.get_revision(visit.db, visit.actor, post_id, version)
    return await show(visit, post_id, Form(), found)


@router.post("/history/{version}/redact")
async def redact(visit: Author, form: Fields, post_id: PathId, version: PathId) -> Response:
    require(visit.actor, Action.REDACT_REVISION)
    require_confirmed(visit)
    found = await queries.get_revision(visit.db, visit.actor, post_id, version)
    try:
        reason = parse_model(RedactVersionIn, {"reason": form.get("reason")}).reason
        await visit.db.write(redaction.redact_revision, visit.actor, post_id, version, reason)
    except REFUSALS as error:
        return await show(visit, post_id, form, found, faults=visit.faults(error))
    message = visit.gettext("The words of version %(number)s are removed.", number=version)
    return visit.redirect(f"{PATH}/posts/{post_id}/history", message)


async def show(  # noqa: PLR0913  # what the form needs
    visit: SignedIn,
    post_id: int,
    form: Form,
    version: RevisionOut | None = None,
    *,
    plan: RedactOut | None = None,
    faults: Faults | None = None,
) -> Response:
    post = await get_post(visit.db, visit.actor, post_id)
    if version is not None and version.redacted_at is not None:
        raise NotFoundError
    here = f"{PATH}/posts/{post_id}/history"
    values: dict[str, Any] = {
        "action": f"{here}/{version.version}/redact"
        if version
        else f"{PATH}/posts/{post_id}/redact",
        "faults": faults or Faults(),
    }
    status = 422 if faults else 200
    return visit.render(
        "redact.html",
        status=status,
        post=post,
        tab="history",
        here=here,
        version=version,
        form=form,
        plan=plan,
        **values,
    )
