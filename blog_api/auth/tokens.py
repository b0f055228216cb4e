"""Signed tokens behind a strict wrapper; no other module may import jose.

On its own jose accepts missing claims, any `typ`, `crit` and `kid`, a string `exp` and altered
base64, and lets errors out that are no JOSEError. What is checked here is all it leaves open.
"""

import base64
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar, Final, TypeVar

from jose import jwk, jwt
from jose.exceptions import JOSEError

from blog_api.auth.keys import Keyring
from blog_api.errors import InvalidTokenError
from blog_api.settings import Settings

ALGORITHM = "RS256"
MAX_LENGTH = 4096
MAX_ID = 2**63 - 1
CLOCK_SKEW = timedelta(seconds=60)
CACHED_TOKENS = 4096
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ID = re.compile(r"[1-9][0-9]{0,18}")
JTI = re.compile(r"[A-Za-z0-9_-]{1,128}")
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


@dataclass(frozen=True, slots=True)
class Claims:
    """What any token says; `typ` and `scope` are what a token of this kind must carry."""

    typ: ClassVar[str]
    scope: ClassVar[str | None]

    user_id: int
    session_id: int
    jti: str
    issued_at: datetime
    expires_at: datetime


class AccessClaims(Claims):
    __slots__ = ()
    typ = "at+jwt"
    scope = "blog"


class RefreshClaims(Claims):
    __slots__ = ()
    typ = "rt+jwt"
    scope = None


AnyClaims = TypeVar("AnyClaims", bound=Claims)


class Tokens:
    """Issues and reads tokens with keys that are built once: signing from PEM is 100 times slower.

    Verified access tokens are remembered, for their signature never changes; their time is checked
    whenever they are read. A token that was refused is not remembered.
    """

    def __init__(self, keyring: Keyring, settings: Settings) -> None:
        self._kid = keyring.kid
        self._signing_key = jwk.construct(keyring.private_key, ALGORITHM)
        self._public_keys = {
            kid: jwk.construct(key, ALGORITHM) for kid, key in keyring.public_keys.items()
        }
        self._issuer = settings.issuer
        self._audience = settings.jwt_audience
        self._access_life = settings.access_token_expires_in
        self._verify_access = lru_cache(CACHED_TOKENS)(
            lambda text: self._verify(text, AccessClaims)
        )

    def issue_access(self, *, user_id: int, session_id: int, now: datetime) -> str:
        """Lives from the beginning of the present second: up to a second less than its life."""
        issued_at = int(now.timestamp())
        return self._sign(
            AccessClaims.typ,
            sub=str(user_id),
            sid=str(session_id),
            jti=secrets.token_hex(16),
            iat=issued_at,
            exp=issued_at + self._access_life,
            scope=AccessClaims.scope,
        )

    def issue_refresh(
        self,
        *,
        user_id: int,
        session_id: int,
        jti: str,
        issued_at: datetime,
        expires_at: datetime,
    ) -> str:
        """Equal arguments make equal tokens; parts of a second are cut off, never added."""
        return self._sign(
            RefreshClaims.typ,
            sub=str(user_id),
            sid=str(session_id),
            jti=jti,
            iat=int(issued_at.timestamp()),
            exp=int(expires_at.timestamp()),
        )

    def read_access(self, token: str) -> AccessClaims:
        try:
            return require_current(self._verify_access(token))
        except REFUSED:
            raise InvalidTokenError from None

    def read_refresh(self, token: str) -> RefreshClaims:
        try:
            return require_current(self._verify(token, RefreshClaims))
        except REFUSED:
            raise InvalidTokenError from None

    def _sign(self, typ: str, **claims: object) -> str:
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
            issuer=self._issuer,
            options=REQUIRED,
        )
        claims = parse_object(payload)
        if claims["aud"] != self._audience or claims.get("scope") != kind.scope:
            raise ValueError
        return read_claims(claims, kind)

    def _choose_key(self, header: dict[str, Any], typ: str) -> object:
        """Only `kid` chooses, among our own keys: `jku`, `jwk` and `x5u` are not looked at."""
        if header["alg"] != ALGORITHM or header["typ"] != typ or "crit" in header:
            raise ValueError
        return self._public_keys[header["kid"]]


def split_token(token: str) -> tuple[bytes, bytes]:
    """Header and payload of a text that is exactly what its three parts encode to."""
    if type(token) is not str or len(token) > MAX_LENGTH:
        raise ValueError
    header, payload, signature = token.split(".")
    decode_part(signature)
    return decode_part(header), decode_part(payload)


def decode_part(part: str) -> bytes:
    """Strict base64url: one value has one spelling, so no token has a second text."""
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise ValueError
    return raw


def parse_object(raw: bytes) -> dict[str, Any]:
    """Parse an object without duplicate names, which other parsers might read differently."""
    parsed = json.loads(raw.decode(), object_pairs_hook=refuse_duplicates)
    if not isinstance(parsed, dict):
        raise TypeError
    return parsed


def refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def read_claims(claims: dict[str, Any], kind: type[AnyClaims]) -> AnyClaims:
    return kind(
        user_id=read_id(claims["sub"]),
        session_id=read_id(claims["sid"]),
        jti=require_match(JTI, claims["jti"]),
        issued_at=read_instant(claims["iat"]),
        expires_at=read_instant(claims["exp"]),
    )


def require_match(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def read_id(value: object) -> int:
    """Read a bigint key in its one decimal spelling."""
    number = int(require_match(ID, value))
    if number > MAX_ID:
        raise ValueError
    return number


def read_instant(value: object) -> datetime:
    """Whole seconds; JSON's `true` and `1.0` are none."""
    if type(value) is not int:
        raise TypeError
    return EPOCH + timedelta(seconds=value)


def require_current(claims: AnyClaims) -> AnyClaims:
    if not claims.issued_at - CLOCK_SKEW <= datetime.now(UTC) < claims.expires_at:
        raise ValueError
    return claims
