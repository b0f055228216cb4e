"""Bodies of verification and reset; one-time tokens travel in no URL or header."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from blog_api.auth.schemas import Otp, Password, RecoveryCode
from blog_api.http.fields import Input
from blog_api.users.schemas import Email

Token = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        json_schema_extra={"format": "password"},
        description="From the mail; works once.",
    ),
]


class ForgotIn(Input):
    email: Email


class ResetIn(Input):
    """A new password; personal access tokens are revoked unless they are to be kept."""

    not_null: ClassVar[frozenset[str]] = frozenset({"keep_tokens"})

    token: Token
    new_password: Password
    keep_tokens: bool = Field(
        default=False, description="Keep the personal access tokens of the account."
    )


class VerifyIn(Input):
    token: Token


class RevertIn(Input):
    """With a code, if the account had a second factor before the change of its address."""

    not_null: ClassVar[frozenset[str]] = frozenset({"otp", "recovery_code"})

    token: Token
    otp: Otp | None = None
    recovery_code: RecoveryCode | None = None

    @model_validator(mode="after")
    def require_one_code_at_most(self) -> Self:
        if self.otp is not None and self.recovery_code is not None:
            raise ValueError("must have one of otp and recovery_code at most")
        return self
