"""Tokens of former issuers: accepted until they expire; the database keeps the list."""

from collections.abc import Callable
from typing import TypeVar

from blog_api.auth.tokens import Tokens, UnknownIssuerError
from blog_api.blog_identity import IdentityHolder
from blog_api.db.database import Database
from blog_api.errors import InvalidTokenError

Read = TypeVar("Read")


async def read_token(
    read: Callable[[str], Read], token: str, tokens: Tokens, identity: IdentityHolder, db: Database
) -> Read:
    """Read a token; reload the accepted issuers from the database if only its issuer is unknown.

    The signature is verified first, so forged tokens cause no query. Raise InvalidTokenError.
    """
    try:
        return read(token)
    except UnknownIssuerError:
        tokens.accept_issuers((await identity.reload(db)).issuers)
    try:
        return read(token)
    except UnknownIssuerError:
        raise InvalidTokenError from None
