"""Adding a passkey: a challenge for the session, then the credential that has signed it."""

from typing import Final

from sqlalchemy import bindparam, select

from blog_api.auth.passkeys.challenges import (
    Binding,
    challenge_of_token,
    issue_challenge,
    spend_challenge,
)
from blog_api.auth.passkeys.proving import challenge_of
from blog_api.auth.passkeys.queries import list_credential_ids
from blog_api.auth.passkeys.relying_party import RelyingParty
from blog_api.auth.passkeys.schemas import NewPasskeyOptionsOut
from blog_api.auth.passkeys.webauthn import CeremonyError, creation_options, verify_new
from blog_api.db.database import Database, Reading
from blog_api.db.statements import Statement
from blog_api.errors import PasskeyRefusedError
from blog_api.live_credentials import LivePasskey
from blog_api.mfa.passkey_commands import add_passkey
from blog_api.mfa.schemas import NewPasskey, Passkey, PasskeyIn
from blog_api.permissions import Actor

LIST: Final = Statement(
    select(
        LivePasskey.c.id, LivePasskey.c.name, LivePasskey.c.created_at, LivePasskey.c.last_used_at
    )
    .where(LivePasskey.c.user_id == bindparam("user_id"))
    .order_by(LivePasskey.c.id),
    Passkey,
)


async def list_passkeys(db: Reading, actor: Actor) -> list[Passkey]:
    return await db.all(LIST, user_id=actor.id)


async def begin_passkey(db: Database, party: RelyingParty, actor: Actor) -> NewPasskeyOptionsOut:
    """Issue a challenge that this session alone can answer."""
    known = await list_credential_ids(db, actor.id, party.id)
    token = await db.write(issue_challenge, Binding("register", session_id=actor.session_id))
    challenge = challenge_of_token(token)
    options = creation_options(party, actor.id, actor.username, challenge, known)
    return NewPasskeyOptionsOut.model_validate({"options": options})


async def enrol_passkey(
    db: Database, party: RelyingParty, actor: Actor, data: PasskeyIn
) -> NewPasskey:
    """Raise PasskeyRefusedError for a credential that does not answer the challenge."""
    challenge = challenge_of(data.credential.response.client_data)
    binding = Binding("register", session_id=actor.session_id)
    if challenge is None or not await db.write(spend_challenge, challenge, binding):
        raise PasskeyRefusedError
    try:
        verified = await verify_new(party, data.credential, challenge)
    except CeremonyError as error:
        raise PasskeyRefusedError from error
    return await db.write(add_passkey, actor, verified, party.id, data.name)
