"""Table of idempotency keys and stored responses."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from psycopg.errors import ForeignKeyViolation, LockNotAvailable
from sqlalchemy import BigInteger, Interval, LargeBinary, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import IdempotencyInProgressError, InvalidTokenError
from blog_api.models import IdempotencyKey

KEPT: Final = timedelta(hours=24)
CREATED: Final = 201


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A row; `resource_id` in place of a body if the request created a resource."""

    body_hash: bytes
    status: int
    body: bytes | None
    resource_id: int | None

    @property
    def created_id(self) -> int | None:
        """Return the id of a stored body: the previous release stored the whole resource."""
        if self.resource_id is None and self.status == CREATED and self.body is not None:
            return int(json.loads(self.body)["id"])
        return self.resource_id


NAMED: Final = (
    IdempotencyKey.c.user_id == bindparam("user_id"),
    IdempotencyKey.c.key == bindparam("key"),
    IdempotencyKey.c.target == bindparam("target"),
)

OVER: Final = IdempotencyKey.c.created_at < func.now() - bindparam("kept", type_=Interval)

CLAIM: Final = Statement(
    insert(IdempotencyKey)
    .values(
        user_id=bindparam("user_id"),
        key=bindparam("key"),
        target=bindparam("target"),
        body_hash=bindparam("body_hash", type_=LargeBinary),
    )
    .on_conflict_do_update(
        index_elements=[IdempotencyKey.c.user_id, IdempotencyKey.c.key, IdempotencyKey.c.target],
        set_={"body_hash": bindparam("body_hash", type_=LargeBinary), "created_at": func.now()},
        where=OVER,
    )
    .returning(IdempotencyKey.c.key),
    str,
)

SELECT_RESPONSE: Final = Statement(
    select(
        IdempotencyKey.c.body_hash,
        IdempotencyKey.c.status,
        IdempotencyKey.c.body,
        IdempotencyKey.c.resource_id,
    ).where(*NAMED),
    StoredResponse,
)

STORE: Final = Statement(
    update(IdempotencyKey)
    .where(*NAMED)
    .values(
        status=bindparam("new_status"),
        body=bindparam("new_body", type_=LargeBinary),
        resource_id=bindparam("new_resource_id", type_=BigInteger),
    ),
    int,
)

EXPIRED: Final = (
    select(IdempotencyKey.c.user_id, IdempotencyKey.c.key, IdempotencyKey.c.target)
    .where(OVER)
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE: Final = Statement(
    delete(IdempotencyKey).where(
        IdempotencyKey.c.user_id == EXPIRED.c.user_id,
        IdempotencyKey.c.key == EXPIRED.c.key,
        IdempotencyKey.c.target == EXPIRED.c.target,
    ),
    int,
)


async def claim(db: Transaction, named: dict[str, Any], body_hash: bytes) -> bool:
    """Return whether the key is new; wait shortly for a concurrent request with it."""
    try:
        return await db.one(CLAIM, **named, body_hash=body_hash, kept=KEPT) is not None
    except LockNotAvailable as error:
        raise IdempotencyInProgressError from error
    except ForeignKeyViolation as error:  # the account was purged in between
        raise InvalidTokenError from error


async def expire_answers(db: Transaction, batch_size: int) -> int:
    """Remove expired keys; return how many, fewer than a batch for the last."""
    return await db.run(EXPIRE, kept=KEPT, batch_size=batch_size)
