"""Signed tokens behind a strict wrapper; no other module may import jose.

On its own jose accepts missing claims, any `typ`, `crit` and `kid`, a string `exp` and altered
base64, and raises errors that are no JOSEError. This module checks the rest.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Protocol

from jose import jwk, jwt
from jose.exceptions import JOSEError

from blog_api.auth.keys import Keyring
from blog_api.auth.token_claims import (
    AccessClaims,
    AnyClaims,
    RefreshClaims,
    read_claims,
    require_current,
    require_life,
)
from blog_api.auth.token_text import parse_object, split_token
from blog_api.errors import InvalidTokenError
from blog_api.settings import Settings

ALGORITHM = "RS256"
CLIENT_ID = "blog_api"  # the only client (RFC 9068 §2.2)
CACHED_TOKENS = 4096
REQUIRED = {f"require_{claim}": True for claim in ("iss", "aud", "sub", "exp", "iat", "jti")}
REFUSED: Final = (
    JOSEError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
)


class Present(Protocol):
    """Return the keys; `at_once` looks for new keys even if the last check was just now."""

    def __call__(self, *, at_once: bool = False) -> Keyring: ...


def unchanging(keyring: Keyring) -> Present:
    def present(*, at_once: bool = False) -> Keyring:  # noqa: ARG001  # as `Present` has it
        return keyring

    return present


class UnknownKeyError(Exception):
    """A token of a key that is not known here; the key may be new."""


class UnknownIssuerError(Exception):
    """A token with a valid signature of an issuer that is not known here."""


class Tokens:
    """Issuer and reader of tokens; keys are built once, as signing from PEM is 100 times slower.

    Verified access tokens are cached, as their signature never changes; expiry is checked at each
    read. Rejected tokens are not cached.
    """

    def __init__(
        self, keyring: Keyring, settings: Settings, present: Present | None = None
    ) -> None:
        self._present: Present = present or unchanging(keyring)
        self._use(keyring)
        self._issuer = settings.issuer
        self._issuers: tuple[str, ...] = (settings.issuer,)
        self._audience = settings.jwt_audience
        self._access_life = settings.access_token_expires_in
        self._lives = {
            AccessClaims.typ: timedelta(seconds=settings.access_token_expires_in),
            RefreshClaims.typ: timedelta(seconds=settings.refresh_token_expires_in),
        }

    def _use(self, keyring: Keyring) -> None:
        """Build keys once, and clear the cache of verified tokens."""
        self._keyring = keyring
        self._kid = keyring.kid
        self._signing_key = jwk.construct(keyring.private_key, ALGORITHM)
        self._public_keys = {
            kid: jwk.construct(key, ALGORITHM) for kid, key in keyring.public_keys.items()
        }
        self._verify_access = lru_cache(CACHED_TOKENS)(
            lambda text: self._verify(text, AccessClaims)
        )

    def accept_issuers(self, issuers: Sequence[str]) -> None:
        """Accept tokens of former issuers too; new tokens name the current one."""
        self._issuers = (self._issuer, *issuers)

    def _refresh_keys(self, *, at_once: bool = False) -> None:
        keyring = self._present(at_once=at_once)
        if keyring is not self._keyring:
            self._use(keyring)

    def issue_access(
        self,
        *,
        user_id: int,
        session_id: int,
        now: datetime,
        amr: Sequence[str] = ("pwd",),
        authenticated_at: datetime | None = None,
    ) -> str:
        """Return an access token; its life starts at the beginning of the current second.

        `amr` (RFC 8176) and `auth_time` (OpenID Connect Core §2) are for other readers: here the
        row of the session decides.
        """
        issued_at = int(now.timestamp())
        return self._sign(
            AccessClaims.typ,
            sub=str(user_id),
            sid=str(session_id),
            jti=secrets.token_hex(16),
            iat=issued_at,
            exp=issued_at + self._access_life,
            scope=AccessClaims.scope,
            client_id=CLIENT_ID,
            amr=list(amr),
            auth_time=int((authenticated_at or now).timestamp()),
        )

    def issue_refresh(
        self, *, user_id: int, session_id: int, jti: str, issued_at: datetime, expires_at: datetime
    ) -> str:
        """Return a refresh token: equal for equal arguments, with fractions of seconds cut off."""
        return self._sign(
            RefreshClaims.typ,
            sub=str(user_id),
            sid=str(session_id),
            jti=jti,
            iat=int(issued_at.timestamp()),
            exp=int(expires_at.timestamp()),
        )

    def read_access(self, token: str) -> AccessClaims:
        return self._read(lambda: self._verify_access(token))

    def read_refresh(self, token: str) -> RefreshClaims:
        return self._read(lambda: self._verify(token, RefreshClaims))

    def _read(self, verify: Callable[[], AnyClaims]) -> AnyClaims:
        """Verify with the present keys, and again if the key files have the key by now."""
        self._refresh_keys()
        try:
            return require_current(verify())
        except UnknownKeyError:
            self._refresh_keys(at_once=True)
        except REFUSED:
            raise InvalidTokenError from None
        try:
            return require_current(verify())
        except (UnknownKeyError, *REFUSED):
            raise InvalidTokenError from None

    def _sign(self, typ: str, **claims: object) -> str:
        self._refresh_keys()
        body = {"iss": self._issuer, "aud": self._audience} | claims
        headers = {"typ": typ, "kid": self._kid}
        token: str = jwt.encode(body, self._signing_key, algorithm=ALGORITHM, headers=headers)
        return token

    def _verify(self, token: str, kind: type[AnyClaims]) -> AnyClaims:
        header, payload = split_token(token)
        jwt.decode(
            token,
            self._choose_key(parse_object(header), kind.typ),
            algorithms=[ALGORITHM],
            audience=self._audience,
            options=REQUIRED,
        )
        claims = parse_object(payload)
        if claims["iss"] not in self._issuers:
            raise UnknownIssuerError
        if claims["aud"] != self._audience or claims.get("scope") != kind.scope:
            raise ValueError
        if claims.get("client_id", CLIENT_ID) != CLIENT_ID:  # absent from earlier releases' tokens
            raise ValueError
        return require_life(read_claims(claims, kind), self._lives[kind.typ])

    def _choose_key(self, header: dict[str, Any], typ: str) -> object:
        """Choose by `kid` alone, among our own keys: `jku`, `jwk` and `x5u` are ignored."""
        if header["alg"] != ALGORITHM or header["typ"] != typ or "crit" in header:
            raise ValueError
        if header["kid"] not in self._public_keys:
            raise UnknownKeyError
        return self._public_keys[header["kid"]]
