"""Options and verification of WebAuthn; no other module may import the package `webauthn`.

User verification is required. Attestation is neither asked for nor read: certificates of a maker
would say what the authenticator is, which no rule here depends on. The package takes 15 MB of
memory and is imported at first use, in a thread.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from blog_api.auth.credentials import Assertion, NewCredential, decode, encode
from blog_api.auth.passkeys.relying_party import RelyingParty

TIMEOUT_MS: Final = 300_000
ES256, EDDSA, RS256 = -7, -8, -257  # COSE algorithm identifiers (RFC 9053, RFC 8812)
ALGORITHMS: Final = (ES256, EDDSA, RS256)
MIN_RSA_BITS: Final = 2048
Result = TypeVar("Result")


class CeremonyError(Exception):
    """The credential is not valid here, for any reason."""


@dataclass(frozen=True, slots=True)
class VerifiedPasskey:
    """A new passkey: its id, COSE public key, and the count of its signatures."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class StoredPasskey:
    """A passkey of an account."""

    id: int
    user_id: int
    credential_id: bytes
    public_key: bytes
    sign_count: int


def user_handle_of(user_id: int) -> bytes:
    """Return the same handle for every passkey of an account, without personal data (§14.6.1)."""
    return hashlib.sha256(f"blog_api user {user_id}".encode()).digest()


def creation_options(
    party: RelyingParty, user_id: int, username: str, challenge: bytes, known: Sequence[bytes]
) -> dict[str, Any]:
    return {
        "rp": {"id": party.id, "name": party.name},
        "user": {
            "id": encode(user_handle_of(user_id)),
            "name": username,
            "displayName": username,
        },
        "challenge": encode(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
        "timeout": TIMEOUT_MS,
        "excludeCredentials": describe(known),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def request_options(
    party: RelyingParty, challenge: bytes, allowed: Sequence[bytes]
) -> dict[str, Any]:
    """Return `PublicKeyCredentialRequestOptionsJSON`; without `allowed`, for any passkey."""
    return {
        "challenge": encode(challenge),
        "timeout": TIMEOUT_MS,
        "rpId": party.id,
        "allowCredentials": describe(allowed),
        "userVerification": "required",
    }


def describe(credential_ids: Sequence[bytes]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": encode(name)} for name in credential_ids]


async def verify_new(
    party: RelyingParty, credential: NewCredential, challenge: bytes
) -> VerifiedPasskey:
    """Verify a registration (§7.1); raise CeremonyError."""
    return await in_thread(lambda: registered(party, credential, challenge))


async def verify_use(
    party: RelyingParty, assertion: Assertion, challenge: bytes, passkey: StoredPasskey
) -> int:
    """Verify an assertion (§7.2) and return its sign count; raise CeremonyError."""
    return await in_thread(lambda: asserted(party, assertion, challenge, passkey))


async def in_thread(verify: Callable[[], Result]) -> Result:
    """Run in a thread: the imports of the first call take a tenth of a second."""
    return await asyncio.to_thread(verify)


def registered(party: RelyingParty, credential: NewCredential, challenge: bytes) -> VerifiedPasskey:
    from webauthn import verify_registration_response  # noqa: PLC0415  # at first use
    from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415  # at first use

    try:
        found = verify_registration_response(
            credential=as_json(without_attestation(credential)),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(alg) for alg in ALGORITHMS],
        )
        require_good_key(found.credential_public_key)
    except refused() as error:
        raise CeremonyError from error
    if found.credential_id != decode(credential.raw_id):
        raise CeremonyError
    return VerifiedPasskey(found.credential_id, found.credential_public_key, found.sign_count)


def asserted(
    party: RelyingParty, assertion: Assertion, challenge: bytes, passkey: StoredPasskey
) -> int:
    from webauthn import verify_authentication_response  # noqa: PLC0415  # at first use

    handle = assertion.response.user_handle
    if handle is not None and decode(handle) != user_handle_of(passkey.user_id):
        raise CeremonyError
    try:
        found = verify_authentication_response(
            credential=as_json(assertion),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except refused() as error:
        raise CeremonyError from error
    if found.credential_id != passkey.credential_id:
        raise CeremonyError
    return found.new_sign_count


def without_attestation(credential: NewCredential) -> NewCredential:
    """Replace the attestation statement by none, which clients may send although none is asked."""
    from webauthn.helpers import encode_cbor, parse_cbor  # noqa: PLC0415  # at first use

    attested = parse_cbor(decode(credential.response.attestation_object))
    plain = encode_cbor({"fmt": "none", "attStmt": {}, "authData": attested["authData"]})
    response = credential.response.model_copy(update={"attestation_object": encode(plain)})
    return credential.model_copy(update={"response": response})


def require_good_key(public_key: bytes) -> None:
    """Raise ValueError for a key that is no point of its curve, or a short RSA key."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415  # at first use
    from webauthn.helpers import (  # noqa: PLC0415  # at first use
        decode_credential_public_key,
        decoded_public_key_to_cryptography,
    )

    key = decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    if isinstance(key, RSAPublicKey) and key.key_size < MIN_RSA_BITS:
        raise ValueError


def refused() -> tuple[type[Exception], ...]:
    """Return the errors that the library raises for malformed data of a client."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  # at first use
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415  # at first use

    return (
        WebAuthnException,
        UnsupportedAlgorithm,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    )


def as_json(credential: NewCredential | Assertion) -> str:
    return json.dumps(credential.model_dump(by_alias=True, exclude_none=True))
