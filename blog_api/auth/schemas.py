"""Bodies of the token endpoints and of sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field

from blog_api.web.schemas import Output


@dataclass(frozen=True, slots=True)
class Account:
    """What a log-in is checked against."""

    id: int
    username: str
    email: str
    name: str | None
    password_hash: str
    is_active: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What its password must not be."""
        return (self.username, self.email, self.name or "")


@dataclass(frozen=True, slots=True)
class Device:
    """Where a log-in came from, for the owner to recognise."""

    user_agent: str | None
    ip: str | None


class TokenOut(Output):
    """RFC 6749 §5.1."""

    access_token: str = Field(description="RS256 JWT for the Authorization header.")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  # the name of a scheme
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_token: str = Field(description="RS256 JWT for the next pair; works once.")
    scope: str


class SessionOut(Output):
    """One log-in; `current` is the one that asks."""

    id: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    user_agent: str | None
    ip: str | None
    current: bool


class SessionList(Output):
    items: list[SessionOut]


class Jwk(Output):
    """A public key (RFC 7517 §4, RFC 7518 §6.3.1)."""

    kty: Literal["RSA"]
    use: Literal["sig"]
    alg: Literal["RS256"]
    kid: str
    n: str
    e: str


class Jwks(Output):
    """RFC 7517 §5."""

    keys: list[Jwk]


class ServerMetadata(Output):
    """RFC 8414 §2."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]
    service_documentation: str
