"""Bodies of verification and reset; one-time tokens travel in no URL or header."""

from typing import Annotated, ClassVar, Final, Self

from pydantic import Field, model_validator

from blog_api.auth.credentials import Assertion
from blog_api.auth.schemas import NewPassword, Otp, RecoveryCode
from blog_api.http.fields import Input
from blog_api.users.fields import Email

Token = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        json_schema_extra={"format": "password"},
        description="From the mail; works once.",
    ),
]

PROOFS: Final = ("otp", "recovery_code", "credential")


class ForgotIn(Input):
    email: Email = Field(
        description="Address of an account; the answer is the same where there is none."
    )


class ResetIn(Input):
    """A new password; personal access tokens are revoked unless they are to be kept."""

    not_null: ClassVar[frozenset[str]] = frozenset({"keep_tokens"})

    token: Token
    new_password: NewPassword
    keep_tokens: bool = Field(
        default=False, description="Keep the personal access tokens of the account."
    )


class VerifyIn(Input):
    token: Token


class RevertIn(Input):
    """With a second factor that the account had before the change of its address, if it had one."""

    not_null: ClassVar[frozenset[str]] = frozenset({"otp", "recovery_code", "credential"})

    token: Token
    otp: Otp | None = None
    recovery_code: RecoveryCode | None = None
    credential: Assertion | None = Field(
        default=None,
        description="`toJSON()` of the assertion of a passkey, with a challenge for a log-in.",
    )

    @property
    def proofs(self) -> list[str]:
        return [name for name in PROOFS if getattr(self, name) is not None]

    @model_validator(mode="after")
    def require_one_proof_at_most(self) -> Self:
        if len(self.proofs) > 1:
            raise ValueError("must have one of otp, recovery_code and credential at most")
        return self
