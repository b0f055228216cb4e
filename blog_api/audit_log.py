"""Audit log: actor, action and target, written in the transaction of the action.

A trigger rejects changes of the entries: `db/sql/refuse_change.sql`.
"""

import logging
from functools import partial
from typing import Any, Final, Literal

from psycopg.types.json import Jsonb
from sqlalchemy import BigInteger, bindparam, insert

from blog_api import metrics
from blog_api.context import client_request_id, own_request_id
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.logs import log_event
from blog_api.models import AuditEntry
from blog_api.permissions import Actor

logger = logging.getLogger("blog_api.audit")  # the name that log queries use

TargetType = Literal[
    "post",
    "comment",
    "user",
    "deletion",
    "tag",
    "category",
    "transfer",
    "restore_request",
    "access_token",
    "working_copy",
]

INSERT_ENTRY: Final = Statement(
    insert(AuditEntry).values(
        actor_id=bindparam("actor_id"),
        actor_username=bindparam("actor_username"),
        action=bindparam("action"),
        target_type=bindparam("target_type"),
        target_id=bindparam("target_id", type_=BigInteger),
        deletion_id=bindparam("deletion_id"),
        request_id=bindparam("request_id"),
        token_id=bindparam("token_id", type_=BigInteger),
        details=bindparam("details"),
    ),
    int,
)


async def record(  # noqa: PLR0913  # one argument a column
    db: Transaction,
    actor: Actor | None,
    action: str,
    target: tuple[TargetType, int | None],
    *,
    deletion_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Insert one entry; `action` is `noun.verb`, and no actor means the command line."""
    await db.run(
        INSERT_ENTRY,
        actor_id=actor.id if actor else None,
        actor_username=actor.username if actor else None,
        action=action,
        target_type=target[0],
        target_id=target[1],
        deletion_id=deletion_id,
        request_id=own_request_id.get(),
        token_id=actor.token_id if actor else None,
        details=Jsonb((details or {}) | of_client()),
    )
    db.on_commit(partial(announce, actor, action, target, deletion_id))


def of_client() -> dict[str, str]:
    """Return the id that an untrusted client chose, marked as such.

    `request_id` of an entry is never chosen by a client: a client could send the id of another
    request and make the log show both as one.
    """
    given = client_request_id()
    return {"client_request_id": given} if given else {}


def announce(
    actor: Actor | None, action: str, target: tuple[TargetType, int | None], deletion_id: int | None
) -> None:
    """Count and log the action; the details stay in the table, as they may hold users' texts."""
    metrics.ACTS.labels(action).inc()
    log_event(
        logger,
        logging.INFO,
        action,
        user_id=actor.id if actor else None,
        target_type=target[0],
        target_id=target[1],
        deletion_id=deletion_id,
    )
