"""`Idempotency-Key`: the same key and body answer the stored reply instead of acting twice.

The key's row is written in the same transaction as the act. A twin waits on the primary key until
the first has committed, and then finds its answer; a refusal rolls both back, and is judged anew.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Header, Request, Response
from psycopg.errors import ForeignKeyViolation, LockNotAvailable
from psycopg.types.json import Jsonb
from pydantic import BaseModel
from sqlalchemy import Interval, LargeBinary, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from blog_api.db.database import Database, Transaction
from blog_api.db.statement import Statement
from blog_api.errors import (
    IdempotencyInProgressError,
    IdempotencyKeyReusedError,
    InvalidTokenError,
)
from blog_api.models import IdempotencyKey
from blog_api.permissions import Actor
from blog_api.web.database import WriteDb

Result = TypeVar("Result", bound=BaseModel)
KEPT: Final = timedelta(hours=24)
# What a route that takes a key lists among its refusals.
KEY_REFUSALS: Final = (IdempotencyInProgressError, IdempotencyKeyReusedError)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as it went out."""

    body_hash: bytes
    status: int
    headers: dict[str, str]
    body: bytes

    def as_response(self) -> Response:
        return Response(self.body, self.status, self.headers, media_type="application/json")


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

SELECT_ANSWER: Final = Statement(
    select(
        IdempotencyKey.c.body_hash,
        IdempotencyKey.c.status,
        IdempotencyKey.c.headers,
        IdempotencyKey.c.body,
    ).where(*NAMED),
    Answer,
)

STORE: Final = Statement(
    update(IdempotencyKey)
    .where(*NAMED)
    .values(
        status=bindparam("new_status"),
        headers=bindparam("new_headers", type_=JSONB),
        body=bindparam("new_body", type_=LargeBinary),
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

IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="Repeat a request safely: for 24 hours the same key answers the same reply.",
    ),
]


def reply(status: int, result: BaseModel, headers: dict[str, str] | None = None) -> Answer:
    """An answer before it is sent or stored."""
    return Answer(b"", status, headers or {}, result.model_dump_json().encode())


@dataclass(frozen=True, slots=True)
class Once:
    """Runs a command, and with a key at most once for each user, method and path."""

    db: Database
    target: str
    key: str | None

    async def act(
        self,
        make_reply: Callable[[Result], Answer],
        command: Callable[[Transaction, Actor, Any], Awaitable[Result]],
        actor: Actor,
        data: BaseModel,
    ) -> Response:
        """The reply of the command, or the one that this key got before."""
        if self.key is None:
            return make_reply(await self.db.write(command, actor, data)).as_response()

        async def act_once(db: Transaction) -> Answer:
            body_hash = hashlib.sha256(data.model_dump_json().encode()).digest()
            named = {"user_id": actor.id, "key": self.key, "target": self.target}
            if not await claim(db, named, body_hash):
                return await stored_answer(db, named, body_hash)
            answer = make_reply(await command(db, actor, data))
            await store(db, named, answer)
            return answer

        return (await self.db.write(act_once)).as_response()


async def claim(db: Transaction, named: dict[str, Any], body_hash: bytes) -> bool:
    """True for whoever is first; waits for a twin that is still running, but not for long."""
    try:
        return await db.one(CLAIM, **named, body_hash=body_hash, kept=KEPT) is not None
    except LockNotAvailable as error:
        raise IdempotencyInProgressError from error
    except ForeignKeyViolation as error:  # the account was removed for good meanwhile
        raise InvalidTokenError from error


async def stored_answer(db: Transaction, named: dict[str, Any], body_hash: bytes) -> Answer:
    """Refuses a key that was used for something else."""
    answer = await db.one(SELECT_ANSWER, **named)
    if answer is None:
        raise IdempotencyInProgressError
    if answer.body_hash != body_hash:
        raise IdempotencyKeyReusedError
    return answer


async def store(db: Transaction, named: dict[str, Any], answer: Answer) -> None:
    """Keep the reply with what was done."""
    await db.run(
        STORE,
        **named,
        new_status=answer.status,
        new_headers=Jsonb(answer.headers),
        new_body=answer.body,
    )


async def expire_answers(db: Transaction, batch_size: int) -> int:
    """How many kept for long enough were removed; fewer than a batch means that was all."""
    return await db.run(EXPIRE, kept=KEPT, batch_size=batch_size)


async def get_once(request: Request, db: WriteDb, key: IdempotencyHeader = None) -> Once:
    """For routes that create or change many things."""
    return Once(db, f"{request.method} {request.url.path}", key)


OnceDb = Annotated[Once, Depends(get_once)]
