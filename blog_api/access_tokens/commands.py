"""Commands that make, rename, rotate, revoke and expire personal access tokens.

Making and rotating lock the owner's account first, so that deleting, deactivating and demoting an
account, which revoke tokens or take scopes away (`db/sql/limit_access_tokens.sql`), find each.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Interval, Text, bindparam, delete, func, insert, select, update

from blog_api import audit_log
from blog_api.access_tokens.schemas import AccessTokenMade, AccessTokenSummary, TokenIn
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import InvalidTokenError, NotFoundError, TokenLimitError
from blog_api.mail.account_notices import tell_token_made
from blog_api.models import AccessToken, AccessTokenSecret, User
from blog_api.permissions import Action, Actor, require
from blog_api.scopes import Scope
from blog_api.token_format import SHOWN_LENGTH, hash_of, new_token

MAX_TOKENS: Final = 50  # live tokens of an account
ROTATION_GRACE: Final = timedelta(hours=24)
REVOKED_UNUSED_AFTER: Final = timedelta(days=180)
OWN: Final = (
    AccessToken.c.id == bindparam("token_id"),
    AccessToken.c.user_id == bindparam("user_id"),
    AccessToken.c.expires_at > func.now(),
)
SHOWN: Final = [AccessToken.c[name] for name in AccessTokenSummary.model_fields]

LOCK_OWNER: Final = Statement(
    select(User.c.role)
    .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_(None), User.c.is_active)
    .with_for_update(key_share=True),
    str,
)
COUNT_LIVE: Final = Statement(
    select(func.count()).where(
        AccessToken.c.user_id == bindparam("user_id"), AccessToken.c.expires_at > func.now()
    ),
    int,
)
USERNAME: Final = bindparam("username", type_=Text)
GIVEN: Final = ("user_id", "name", "prefix", "scopes", "post_ids")
INSERT: Final = Statement(
    insert(AccessToken)
    .values(
        **{name: bindparam(name, type_=AccessToken.c[name].type) for name in GIVEN},
        expires_at=func.now() + bindparam("lifetime", type_=Interval),
    )
    .returning(*SHOWN),
    AccessTokenSummary,
)
INSERT_SECRET: Final = Statement(
    insert(AccessTokenSecret).values(
        secret_hash=bindparam("secret_hash"), token_id=bindparam("token_id")
    ),
    int,
)
RENAME: Final = Statement(
    update(AccessToken).where(*OWN).values(name=bindparam("name")).returning(*SHOWN),
    AccessTokenSummary,
)
SHOW_PREFIX: Final = Statement(
    update(AccessToken).where(*OWN).values(prefix=bindparam("prefix")).returning(*SHOWN),
    AccessTokenSummary,
)
IS_SECRET: Final = AccessTokenSecret.c.token_id == bindparam("token_id")
DROP_FORMER_SECRET: Final = Statement(
    delete(AccessTokenSecret).where(IS_SECRET, AccessTokenSecret.c.expires_at.is_not(None)), int
)
RETIRE_SECRET: Final = Statement(
    update(AccessTokenSecret)
    .where(IS_SECRET)
    .values(expires_at=func.now() + bindparam("grace", type_=Interval)),
    int,
)
REVOKE: Final = Statement(delete(AccessToken).where(*OWN).returning(AccessToken.c.name), str)
REVOKE_ANY: Final = Statement(
    delete(AccessToken)
    .where(AccessToken.c.id == bindparam("token_id"), AccessToken.c.expires_at > func.now())
    .returning(AccessToken.c.id),
    int,
)
REVOKE_ALL_OF: Final = Statement(
    delete(AccessToken)
    .where(
        AccessToken.c.user_id.in_(
            select(User.c.id).where(func.lower(User.c.username) == func.lower(USERNAME))
        ),
        AccessToken.c.expires_at > func.now(),
    )
    .returning(AccessToken.c.id),
    int,
)
UNUSED: Final = (
    select(AccessToken.c.id)
    .where(
        func.coalesce(AccessToken.c.last_used_at, AccessToken.c.created_at)
        <= func.now() - bindparam("unused_for", type_=Interval)
    )
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("unused")
)
REVOKE_UNUSED: Final = Statement(
    delete(AccessToken).where(AccessToken.c.id == UNUSED.c.id).returning(AccessToken.c.id), int
)
EXPIRED: Final = (
    select(AccessToken.c.id)
    .where(AccessToken.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE: Final = Statement(delete(AccessToken).where(AccessToken.c.id == EXPIRED.c.id), int)
END_ALL: Final = Statement(delete(AccessToken), int)


def require_may_grant(actor: Actor, scopes: Sequence[Scope]) -> None:
    """Raise AdminOnlyError or MfaRequiredError for scopes of administrators."""
    if any(scope.is_admin for scope in scopes):
        require(actor, Action.CREATE_ADMIN_TOKEN)


async def create_token(db: Transaction, actor: Actor, data: TokenIn) -> AccessTokenMade:
    """Store a new token; raise AdminOnlyError for scopes of administrators, or TokenLimitError."""
    role = await lock_owner(db, actor)
    require_may_grant(replace(actor, role=role), data.scopes)  # a demotion may just have come
    if (await db.one(COUNT_LIVE, user_id=actor.id) or 0) >= MAX_TOKENS:
        raise TokenLimitError
    secret = new_token()
    (made,) = await db.all(
        INSERT,
        user_id=actor.id,
        name=data.name,
        prefix=secret[:SHOWN_LENGTH],
        scopes=[str(scope) for scope in data.scopes],
        post_ids=data.post_ids,
        lifetime=timedelta(seconds=data.expires_in),
    )
    await db.run(INSERT_SECRET, secret_hash=hash_of(secret), token_id=made.id)
    rights = made.model_dump(mode="json", include={"name", "scopes", "post_ids", "expires_at"})
    await record(db, actor, "create", made.id, rights)
    await tell_token_made(db, actor.id, made.scopes)
    return AccessTokenMade(**made.model_dump(), token=secret)


async def rename_token(
    db: Transaction, actor: Actor, token_id: int, name: str
) -> AccessTokenSummary:
    renamed = await db.one(RENAME, token_id=token_id, user_id=actor.id, name=name)
    if renamed is None:
        raise NotFoundError
    await record(db, actor, "rename", token_id, {"name": name})
    return renamed


async def rotate_token(db: Transaction, actor: Actor, token_id: int) -> AccessTokenMade:
    """Give a token a new secret; the present one lives for a day more, an older one no longer."""
    await lock_owner(db, actor)
    secret = new_token()
    prefix = secret[:SHOWN_LENGTH]
    token = await db.one(SHOW_PREFIX, token_id=token_id, user_id=actor.id, prefix=prefix)
    if token is None:
        raise NotFoundError
    await db.run(DROP_FORMER_SECRET, token_id=token_id)
    await db.run(RETIRE_SECRET, token_id=token_id, grace=ROTATION_GRACE)
    await db.run(INSERT_SECRET, secret_hash=hash_of(secret), token_id=token_id)
    await record(db, actor, "rotate", token_id, {"name": token.name})
    await tell_token_made(db, actor.id, token.scopes, is_new=False)
    return AccessTokenMade(**token.model_dump(), token=secret)


async def revoke_token(db: Transaction, actor: Actor, token_id: int) -> None:
    """Raise NotFoundError for a token of another account, and for one that is revoked already."""
    name = await db.one(REVOKE, token_id=token_id, user_id=actor.id)
    if name is None:
        raise NotFoundError
    await record(db, actor, "revoke", token_id, {"name": name})


async def revoke_any_token(db: Transaction, token_id: int) -> int:
    return await record_revoked(db, await db.all(REVOKE_ANY, token_id=token_id))


async def revoke_tokens_of(db: Transaction, username: str) -> int:
    return await record_revoked(db, await db.all(REVOKE_ALL_OF, username=username))


async def record_revoked(db: Transaction, revoked: list[int]) -> int:
    """Record the revocation by the command line, an entry for each token; return how many."""
    for token_id in sorted(revoked):
        await audit_log.record(db, None, "access_token.revoke", ("access_token", token_id))
    return len(revoked)


async def lock_owner(db: Transaction, actor: Actor) -> str:
    """Return the present role of the actor; raise InvalidTokenError if the account is gone."""
    role = await db.one(LOCK_OWNER, user_id=actor.id)
    if role is None:
        raise InvalidTokenError
    return role


async def record(
    db: Transaction, actor: Actor, verb: str, token_id: int, details: dict[str, Any]
) -> None:
    action = f"access_token.{verb}"
    await audit_log.record(db, actor, action, ("access_token", token_id), details=details)


async def expire_access_tokens(db: Transaction, batch_size: int) -> int:
    """Remove expired tokens and return how many; fewer than `batch_size` means that was all."""
    return await db.run(EXPIRE, batch_size=batch_size)


async def revoke_unused(db: Transaction, batch_size: int) -> int:
    """Revoke tokens that were not used for 180 days; return how many."""
    unused = await db.all(REVOKE_UNUSED, unused_for=REVOKED_UNUSED_AFTER, batch_size=batch_size)
    if unused:
        details = {"ids": sorted(unused), "reason": "unused"}
        await audit_log.record(
            db, None, "access_token.revoke", ("access_token", None), details=details
        )
    return len(unused)


async def end_all_access_tokens(db: Transaction) -> int:
    """Revoke every token: a restored backup has those that were revoked since it was made."""
    return await db.run(END_ALL)
