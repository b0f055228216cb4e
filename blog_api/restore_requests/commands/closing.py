"""The statement that closes an open request, and its audit entry."""

from typing import Any, Final, Literal

from sqlalchemy import bindparam, func, update

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import RequestClosedError
from blog_api.models import RestoreRequest
from blog_api.permissions import Actor
from blog_api.restore_requests.queries import RequestRow

Verb = Literal["create", "approve", "decline", "withdraw"]
STATES: Final = {"approve": "approved", "decline": "declined", "withdraw": "withdrawn"}
CLOSE: Final = Statement(
    update(RestoreRequest)
    .where(
        RestoreRequest.c.id == bindparam("request_id"), RestoreRequest.c.state == constant("open")
    )
    .values(
        state=bindparam("new_state"),
        reason=bindparam("why"),
        decided_by_id=bindparam("decider_id"),
        decided_at=func.now(),
    )
    .returning(RestoreRequest.c.id),
    int,
)


async def close(
    db: Transaction,
    actor: Actor,
    request: RequestRow,
    verb: Literal["approve", "decline", "withdraw"],
    reason: str | None = None,
) -> None:
    """Raise RequestClosedError unless the request is open."""
    named: dict[str, Any] = {
        "request_id": request.id,
        "new_state": STATES[verb],
        "why": reason,
        "decider_id": None if verb == "withdraw" else actor.id,
    }
    if await db.one(CLOSE, **named) is None:
        raise RequestClosedError
    await record(db, actor, request, verb)


async def record(db: Transaction, actor: Actor, request: RequestRow, verb: Verb) -> None:
    """Write an audit entry without the texts: those end with the item, the log does not."""
    target: tuple[audit_log.TargetType, int] = ("restore_request", request.id)
    details = {"type": request.item_type, "id": request.item_id}
    await audit_log.record(
        db,
        actor,
        f"restore_request.{verb}",
        target,
        deletion_id=request.deletion_id,
        details=details,
    )
