"""What was done, by whom, to what: written in the transaction of the act and never changed."""

import logging
from functools import partial
from typing import Any, Final, Literal

from psycopg.types.json import Jsonb
from sqlalchemy import BigInteger, bindparam, insert

from blog_api import metrics
from blog_api.context import request_id
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.logs import tell
from blog_api.models import AuditEntry
from blog_api.permissions import Actor

logger = logging.getLogger(__name__)

TargetType = Literal["post", "comment", "user", "deletion", "tag", "category"]

INSERT_ENTRY: Final = Statement(
    insert(AuditEntry).values(
        actor_id=bindparam("actor_id"),
        actor_username=bindparam("actor_username"),
        action=bindparam("action"),
        target_type=bindparam("target_type"),
        target_id=bindparam("target_id", type_=BigInteger),
        deletion_id=bindparam("deletion_id"),
        request_id=bindparam("request_id"),
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
    """One entry; `action` is `noun.verb`, and no actor means the command line."""
    await db.run(
        INSERT_ENTRY,
        actor_id=actor.id if actor else None,
        actor_username=actor.username if actor else None,
        action=action,
        target_type=target[0],
        target_id=target[1],
        deletion_id=deletion_id,
        request_id=request_id.get(),
        details=Jsonb(details or {}),
    )
    db.once_committed(partial(announce, actor, action, target, deletion_id))


def announce(
    actor: Actor | None, action: str, target: tuple[TargetType, int | None], deletion_id: int | None
) -> None:
    """Count it and log it; the details stay in the table, for they may hold what people wrote."""
    metrics.ACTS.labels(action).inc()
    tell(
        logger,
        logging.INFO,
        action,
        user_id=actor.id if actor else None,
        target_type=target[0],
        target_id=target[1],
        deletion_id=deletion_id,
    )
