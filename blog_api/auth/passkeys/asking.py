"""Challenges for a log-in, its second step, or the confirmation of a session."""

from blog_api.auth.passkeys.challenges import (
    FOR_LOG_IN,
    Binding,
    challenge_of_token,
    issue_challenge,
)
from blog_api.auth.passkeys.queries import list_credential_ids
from blog_api.auth.passkeys.relying_party import RelyingParty
from blog_api.auth.passkeys.schemas import PasskeyOptionsOut
from blog_api.auth.passkeys.webauthn import request_options
from blog_api.auth.second_factor.commands import hash_token
from blog_api.auth.second_factor.queries import find_pending_user
from blog_api.db.database import Database
from blog_api.errors import InvalidInputError
from blog_api.permissions import Actor


async def ask(
    db: Database, party: RelyingParty, actor: Actor | None, mfa_token: str | None
) -> PasskeyOptionsOut:
    """Issue a challenge that is bound to the pending log-in, to the session, or to neither.

    Raise InvalidInputError for a pending log-in that has ended.
    """
    binding, allowed = FOR_LOG_IN, list[bytes]()
    if mfa_token is not None:
        pending_hash = hash_token(mfa_token)
        user_id = await find_pending_user(db, pending_hash)
        if user_id is None:
            raise InvalidInputError.at("body", "mfa_token", msg="has ended; log in again")
        binding = Binding("second_factor", pending_hash=pending_hash)
        allowed = await list_credential_ids(db, user_id, party.id)
    elif actor is not None:
        binding = Binding("confirm", session_id=actor.session_id)
        allowed = await list_credential_ids(db, actor.id, party.id)
    token = await db.write(issue_challenge, binding)
    options = request_options(party, challenge_of_token(token), allowed)
    return PasskeyOptionsOut.model_validate({"challenge_token": token, "options": options})
