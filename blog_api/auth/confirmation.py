"""Check of the password or code that confirms a session, limited like a log-in."""

import logging
from dataclasses import dataclass

from blog_api.auth.confirming import confirm_by_factor, confirm_by_password
from blog_api.auth.data_keys import DataKeySource
from blog_api.auth.login_attempts import Guess, Guesses
from blog_api.auth.passkeys.challenges import Binding
from blog_api.auth.passkeys.proving import prove_by_passkey
from blog_api.auth.passkeys.relying_party import RelyingParty
from blog_api.auth.schemas import ConfirmIn
from blog_api.auth.second_factor.commands import Proof
from blog_api.auth.second_factor.proving import Codes, prove
from blog_api.errors import InvalidTokenError, MfaRequiredError, WrongCodeError, WrongPasswordError
from blog_api.logs import log_event
from blog_api.permissions import Actor

logger = logging.getLogger("blog_api.auth")


@dataclass(frozen=True, slots=True)
class Confirmer:
    """An account with a second factor confirms with it, any other with its password."""

    guesses: Guesses
    data_keys: DataKeySource
    party: RelyingParty | None

    async def confirm(self, actor: Actor, data: ConfirmIn, address: str) -> None:
        """Confirm the session of the actor.

        Raise WrongPasswordError, WrongCodeError, or MfaRequiredError for a password alone.
        """
        guess = await self.guesses.begin(actor.id, address, is_otp=data.otp is not None)
        if guess.account is None:
            raise InvalidTokenError
        if data.password is not None and guess.account.has_factor:
            await self.guesses.refund(guess.shares)
            raise MfaRequiredError
        if not await self.is_proved(actor, guess, data):
            log_event(
                logger, logging.WARNING, "confirmation.failed", user_id=actor.id, client=address
            )
            raise WrongPasswordError if data.password is not None else wrong_code(data)
        await self.guesses.reset(guess.shares)
        log_event(logger, logging.INFO, "session.confirmed", user_id=actor.id, client=address)

    async def is_proved(self, actor: Actor, guess: Guess, data: ConfirmIn) -> bool:
        """Check the password or code, and confirm the session; return False for a wrong one."""
        db = self.guesses.db
        if data.password is not None:
            account = guess.account
            matches = await self.guesses.matches(guess.attempt, data.password, guess.shares)
            if account is None or not matches:
                return False
            return await db.write(confirm_by_password, actor, account.password_hash)
        proof = await self.prove(actor, data)
        return proof is not None and await db.write(confirm_by_factor, actor, proof)

    async def prove(self, actor: Actor, data: ConfirmIn) -> Proof | None:
        db = self.guesses.db
        if data.credential is None:
            codes = Codes(data.otp, data.recovery_code)
            return await prove(db, self.data_keys, actor.id, codes)
        binding = Binding("confirm", session_id=actor.session_id)
        shown = await prove_by_passkey(db, self.party, data.credential, binding)
        return shown.use if shown is not None and shown.user_id == actor.id else None


def wrong_code(data: ConfirmIn) -> WrongCodeError:
    sent = data.model_dump(include={"otp", "recovery_code", "credential"}, exclude_none=True)
    return WrongCodeError(loc=("body", *sent))
