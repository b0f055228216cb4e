"""Bodies of second factors."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from blog_api.auth.credentials import NewCredential
from blog_api.auth.schemas import Otp
from blog_api.http.fields import Input, Output, Written

PasskeyName = Annotated[
    Written, Field(min_length=1, max_length=100, description="For you to tell them apart.")
]


class TotpOut(Output):
    """A new secret; a factor once its first code was confirmed."""

    secret: str = Field(description="Base32, to type in.")
    otpauth_uri: str
    qr_svg: str = Field(description="The URI as a QR code, an `<svg>` element.")


class TotpConfirmIn(Input):
    otp: Otp


class RecoveryCodesOut(Output):
    """Shown this once; those from before are void."""

    recovery_codes: list[str]


class TotpFactor(Output):
    created_at: datetime


class Passkey(Output):
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


class NewPasskey(Passkey):
    recovery_codes: list[str] | None = Field(
        description="With the first factor, shown this once; otherwise null."
    )


class PasskeyIn(Input):
    credential: NewCredential = Field(description="`toJSON()` of the new credential.")
    name: PasskeyName


class MfaOut(Output):
    totp: TotpFactor | None
    passkeys: list[Passkey]
    recovery_codes_left: int
