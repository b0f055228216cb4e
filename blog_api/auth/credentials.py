"""Credentials as `PublicKeyCredential.toJSON()` of a browser writes them (WebAuthn level 3, §5.1).

Members that are not read here, such as the public key in a second form, are ignored.
"""

import base64
import binascii
from typing import Annotated, Literal

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
    str, Field(min_length=1, max_length=1364), AfterValidator(require_base64url)
]


class CredentialPart(BaseModel):
    """Part of a credential; later versions of WebAuthn may add members."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class AttestationResponse(CredentialPart):
    client_data: Base64Url = Field(alias="clientDataJSON")
    attestation_object: Base64Url = Field(alias="attestationObject")


class AssertionResponse(CredentialPart):
    client_data: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url = Field(alias="authenticatorData")
    signature: Base64Url
    user_handle: Base64Url | None = Field(default=None, alias="userHandle")


class NewCredential(CredentialPart):
    """Result of `navigator.credentials.create()`."""

    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]
    response: AttestationResponse


class Assertion(CredentialPart):
    """Result of `navigator.credentials.get()`."""

    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]
    response: AssertionResponse


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
