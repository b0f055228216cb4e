"""Claims of signed tokens, read strictly after the signature was verified."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

MAX_ID = 2**63 - 1
CLOCK_SKEW = timedelta(seconds=60)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ID = re.compile(r"[1-9][0-9]{0,18}")
JTI = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims of every token; `typ` and `scope` are required values for the kind of token."""

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
    number = int(require_match(ID, value))
    if number > MAX_ID:
        raise ValueError
    return number


def read_instant(value: object) -> datetime:
    """Parse whole seconds since 1970; raise TypeError for `true` and `1.0`."""
    if type(value) is not int:
        raise TypeError
    if value < 0:
        raise ValueError
    return EPOCH + timedelta(seconds=value)


def require_life(claims: AnyClaims, longest: timedelta) -> AnyClaims:
    """Return the claims; raise ValueError for a lifetime that is not positive or too long."""
    if not timedelta() < claims.expires_at - claims.issued_at <= longest:
        raise ValueError
    return claims


def require_current(claims: AnyClaims) -> AnyClaims:
    if not claims.issued_at - CLOCK_SKEW <= datetime.now(UTC) < claims.expires_at:
        raise ValueError
    return claims
