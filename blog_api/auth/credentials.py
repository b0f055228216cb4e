"""Credentials as `PublicKeyCredential.toJSON()` of a browser writes them (WebAuthn level 3, §5.1).

Members that are not read here, such as the public key in a second form, are ignored.
"""

import base64
import binascii
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def require_base64url(text: str) -> str:
    """Reject text that is not canonical base64url: each value has one encoding."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise ValueError("must be base64url without padding") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("must be base64url without padding")
    return text


Base64Url = Annotated[str, Field(min_length=1, max_length=8192), AfterValidator(require_base64url)]
CredentialId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1364,
        description="Id of the credential, base64url without padding.",
    ),
    AfterValidator(require_base64url),
]
RawId = Annotated[CredentialId, Field(alias="rawId", description="The same as `id`.")]
ClientData = Annotated[
    Base64Url,
    Field(
        alias="clientDataJSON",
        description="The challenge and the origin as the browser saw them, JSON in base64url.",
    ),
]
CredentialType = Annotated[
    Literal["public-key"], Field(description="Kind of credential: always `public-key`.")
]
RESPONSE: Final = "Response of the authenticator."


class CredentialPart(BaseModel):
    """Part of a credential; later versions of WebAuthn may add members."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class AttestationResponse(CredentialPart):
    client_data: ClientData
    attestation_object: Base64Url = Field(
        alias="attestationObject", description="The new public key with its data, in base64url."
    )


class AssertionResponse(CredentialPart):
    client_data: ClientData
    authenticator_data: Base64Url = Field(
        alias="authenticatorData", description="Data that the authenticator signed, in base64url."
    )
    signature: Base64Url = Field(description="Signature of the authenticator, in base64url.")
    user_handle: Base64Url | None = Field(
        default=None,
        alias="userHandle",
        description="The account as the passkey names it, in base64url; null if it does not.",
    )


class NewCredential(CredentialPart):
    """Result of `navigator.credentials.create()`."""

    id: CredentialId
    raw_id: RawId
    type: CredentialType
    response: AttestationResponse = Field(description=RESPONSE)


class Assertion(CredentialPart):
    """Result of `navigator.credentials.get()`."""

    id: CredentialId
    raw_id: RawId
    type: CredentialType
    response: AssertionResponse = Field(description=RESPONSE)


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
