"""Bodies of challenges."""

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from blog_api.http.fields import Input, Output


class PasskeyOptionsIn(Input):
    """Nothing for a log-in without a password; with a session, for its confirmation."""

    not_null: ClassVar[frozenset[str]] = frozenset({"mfa_token"})

    mfa_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Of the answer `mfa_required`, for the second step of a log-in."
    )


class WebAuthnOutput(Output):
    """JSON that `PublicKeyCredential.parse…OptionsFromJSON()` of a browser takes."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, validate_by_name=True)


class CredentialDescriptor(WebAuthnOutput):
    type: Literal["public-key"]
    id: str = Field(description="Base64url, as everything binary here.")


class RequestOptions(WebAuthnOutput):
    """`PublicKeyCredentialRequestOptionsJSON`."""

    challenge: str
    timeout: int = Field(description="In milliseconds.")
    rp_id: str
    allow_credentials: list[CredentialDescriptor]
    user_verification: Literal["required"]


class PasskeyOptionsOut(Output):
    challenge_token: str = Field(description="For the token endpoint; works once.")
    options: RequestOptions


class RpEntity(WebAuthnOutput):
    id: str
    name: str


class UserEntity(WebAuthnOutput):
    id: str
    name: str
    display_name: str


class CredentialParameters(WebAuthnOutput):
    type: Literal["public-key"]
    alg: int = Field(description="ES256 (-7), EdDSA (-8) or RS256 (-257).")


class AuthenticatorSelection(WebAuthnOutput):
    resident_key: Literal["required"]
    require_resident_key: Literal[True]
    user_verification: Literal["required"]


class CreationOptions(WebAuthnOutput):
    """`PublicKeyCredentialCreationOptionsJSON`."""

    rp: RpEntity
    user: UserEntity
    challenge: str
    pub_key_cred_params: list[CredentialParameters]
    timeout: int = Field(description="In milliseconds.")
    exclude_credentials: list[CredentialDescriptor]
    authenticator_selection: AuthenticatorSelection
    attestation: Literal["none"]


class NewPasskeyOptionsOut(Output):
    options: CreationOptions
