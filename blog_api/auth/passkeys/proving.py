"""Proof by a passkey; using it up is a command, as for codes (`second_factor/commands.py`)."""

from dataclasses import dataclass

from blog_api.auth.credentials import Assertion, decode, require_base64url
from blog_api.auth.passkeys.challenges import Binding, spend_challenge
from blog_api.auth.passkeys.queries import find_passkey
from blog_api.auth.passkeys.relying_party import RelyingParty
from blog_api.auth.passkeys.webauthn import CeremonyError, verify_use
from blog_api.auth.second_factor.commands import PasskeyUse
from blog_api.auth.token_text import parse_object
from blog_api.db.database import Database


@dataclass(frozen=True, slots=True)
class PasskeyProof:
    """The account of a passkey, and its verified signature, which a command uses up."""

    user_id: int
    use: PasskeyUse


async def prove_by_passkey(
    db: Database, party: RelyingParty | None, assertion: Assertion, binding: Binding
) -> PasskeyProof | None:
    """Use up the challenge in any case, and verify the signature; return None for a failure.

    No connection is held while a thread verifies it.
    """
    challenge = challenge_of(assertion.response.client_data)
    if party is None or challenge is None:
        return None
    if not await db.write(spend_challenge, challenge, binding):
        return None
    passkey = await find_passkey(db, decode(assertion.raw_id), party.id)
    if passkey is None:
        return None
    try:
        sign_count = await verify_use(party, assertion, challenge, passkey)
    except CeremonyError:
        return None
    return PasskeyProof(passkey.user_id, PasskeyUse(passkey.id, sign_count))


def challenge_of(client_data: str) -> bytes | None:
    """Return the challenge that a browser signed, to look it up; the signature is checked later."""
    try:
        challenge = parse_object(decode(client_data)).get("challenge")
        return decode(require_base64url(challenge)) if isinstance(challenge, str) else None
    except (ValueError, TypeError, RecursionError):
        return None
