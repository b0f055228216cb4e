"""`Idempotency-Key`: a repeated request gets the response of the first instead of acting twice.

The key's row is written in the transaction of the command. A concurrent repeat waits on the
primary key until the first has committed. Errors roll both back; a repeat then runs again.

The report of a bulk action is stored whole; of a created resource, only the id. A repeat reads the
resource as the caller may see it now, so that nothing outlives its deletion here.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from blog_api.db.database import Database, Transaction
from blog_api.errors import (
    IdempotencyInProgressError,
    IdempotencyKeyReusedError,
    IdempotencyTargetGoneError,
    NotFoundError,
)
from blog_api.http.dependencies import database_of
from blog_api.http.idempotency_keys import CREATED, SELECT_RESPONSE, STORE, StoredResponse, claim
from blog_api.http.parameters import FromHeader
from blog_api.permissions import Actor

# Errors of a route that takes a key.
KEY_ERRORS: Final = (IdempotencyInProgressError, IdempotencyKeyReusedError)
CREATION_ERRORS: Final = (*KEY_ERRORS, IdempotencyTargetGoneError)


class Resource(Protocol):
    """A created model."""

    @property
    def id(self) -> int: ...


Result = TypeVar("Result", bound=Resource)
Report = TypeVar("Report", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Creation(Generic[Result]):
    """The command that creates a resource, and the query that reads it again."""

    command: Callable[[Transaction, Actor, Any], Awaitable[Result]]
    read: Callable[[Transaction, Actor, int], Awaitable[Result]]


IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="Repeat a request safely: for 24 hours the same key acts once.",
    ),
]


@dataclass(frozen=True, slots=True)
class Idempotent:
    """Runs a command, and with a key at most once for each user, method and path."""

    db: Database
    target: str
    key: str | None

    async def report(
        self,
        command: Callable[[Transaction, Actor, Any], Awaitable[Report]],
        actor: Actor,
        data: BaseModel,
        model: type[Report],
    ) -> Report:
        """Return the report of a bulk action, or the one stored under this key."""

        async def report(db: Transaction) -> Report:
            stored = await self.find(db, actor, data)
            if stored is not None:
                return model.model_validate_json(stored.body or b"")
            result = await command(db, actor, data)
            await self.store(db, actor, status=200, body=result.model_dump_json().encode())
            return result

        return await self.db.write(report)

    async def create(self, creation: Creation[Result], actor: Actor, data: BaseModel) -> Result:
        """Return the created resource, or the one created under this key as it is now."""

        async def create(db: Transaction) -> Result:
            stored = await self.find(db, actor, data)
            if stored is not None:
                return await read_again(db, creation, actor, stored.created_id)
            result = await creation.command(db, actor, data)
            await self.store(db, actor, status=CREATED, resource_id=result.id)
            return result

        return await self.db.write(create)

    async def find(self, db: Transaction, actor: Actor, data: BaseModel) -> StoredResponse | None:
        """Return the stored response, or None after claiming the key.

        Raise IdempotencyKeyReusedError if the key was used with another body.
        """
        if self.key is None:
            return None
        body_hash = hash_of(data)
        if await claim(db, self.named(actor), body_hash):
            return None
        stored = await db.one(SELECT_RESPONSE, **self.named(actor))
        if stored is None:
            raise IdempotencyInProgressError
        if stored.body_hash != body_hash:
            raise IdempotencyKeyReusedError
        return stored

    async def store(
        self,
        db: Transaction,
        actor: Actor,
        *,
        status: int,
        body: bytes | None = None,
        resource_id: int | None = None,
    ) -> None:
        """Store the response in the transaction of the command."""
        new = {"new_status": status, "new_body": body, "new_resource_id": resource_id}
        if self.key is not None:
            await db.run(STORE, **self.named(actor), **new)

    def named(self, actor: Actor) -> dict[str, Any]:
        return {"user_id": actor.id, "key": self.key, "target": self.target}


def hash_of(data: BaseModel) -> bytes:
    """Return a hash of a body: of its values, and of the fields that it sets to null.

    Null clears a field that an absent one leaves as it is, and both have the default as their
    value. Other values that are sent as they are by default mean the same.
    """
    values = data.model_dump_json()
    nulls = sorted(name for name in data.model_fields_set if getattr(data, name) is None)
    text = f"{values} {nulls}" if nulls else values
    return hashlib.sha256(text.encode()).digest()


async def read_again(
    db: Transaction, creation: Creation[Result], actor: Actor, resource_id: int | None
) -> Result:
    """Return a created resource; raise IdempotencyTargetGoneError if the caller cannot see it."""
    if resource_id is None:
        raise IdempotencyTargetGoneError
    try:
        return await creation.read(db, actor, resource_id)
    except NotFoundError as error:
        raise IdempotencyTargetGoneError from error


KEY: Final = FromHeader[str | None]("Idempotency-Key", IdempotencyHeader)


async def get_idempotent_db(request: Request, key: IdempotencyHeader = None) -> Idempotent:
    """Return the dependency of routes that create a resource or change many."""
    scope = request.scope
    return Idempotent(database_of(request), f"{scope['method']} {scope['path']}", key)


async def idempotent_db_of(request: Request) -> Idempotent:
    """Return the same for the most used of these routes, whose entry has `KEY`.

    A dependency with a header costs as much as a read from the database.
    """
    return await get_idempotent_db(request, KEY.read(request))


IdempotentDb = Annotated[Idempotent, Depends(get_idempotent_db)]
