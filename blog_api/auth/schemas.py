"""Bodies of the token endpoints and of sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from blog_api.auth.credentials import Assertion
from blog_api.http.fields import Input, Output

# The minimum is a setting, which the password policy checks.
Password = Annotated[
    str, Field(min_length=1, max_length=256, json_schema_extra={"format": "password"})
]
CurrentPassword = Annotated[Password, Field(description="The password that the account has.")]
NewPassword = Annotated[
    Password,
    Field(
        description="At least 8 characters, unless the server has another minimum; no common "
        "password, and neither your name nor your email."
    ),
]
OTP: Final = "The six digits of the authenticator app."
RECOVERY_CODE: Final = "One of the ten; works once."
Otp = Annotated[str, Field(min_length=1, max_length=20, description=OTP)]
RecoveryCode = Annotated[str, Field(min_length=1, max_length=100, description=RECOVERY_CODE)]

UNUSABLE_HASH: Final = "!"  # not a valid hash, so no password matches it


@dataclass(frozen=True, slots=True)
class Account:
    """Account that a log-in is checked against."""

    id: int
    username: str
    email: str
    name: str | None
    password_hash: str
    is_active: bool
    has_factor: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.username, self.email, self.name or "")


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """The account that a log-in names, and whether it has logged in from that network before."""

    account: Account | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Device:
    """Origin of a log-in, for the owner to recognise."""

    user_agent: str | None
    ip: str | None


class ConfirmIn(Input):
    """Proof that the owner of the account uses the session."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
    not_null: ClassVar[frozenset[str]] = frozenset(
        {"password", "otp", "recovery_code", "credential"}
    )

    password: CurrentPassword | None = None
    otp: Otp | None = None
    recovery_code: RecoveryCode | None = None
    credential: Assertion | None = Field(
        default=None, description="`toJSON()` of the assertion of a passkey."
    )

    @model_validator(mode="after")
    def require_one(self) -> Self:
        given = (self.password, self.otp, self.recovery_code, self.credential)
        if len([proof for proof in given if proof is not None]) != 1:
            raise ValueError("must have one of password, otp, recovery_code and credential")
        return self


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
    """RFC 8414 §2, and `account_registration`, a member of ours as §2 allows."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]
    service_documentation: str
    account_registration: Literal["open", "closed"]
