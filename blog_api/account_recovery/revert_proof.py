"""Second factor that an account had before the change of its address: checked for a revert."""

from dataclasses import dataclass

from blog_api.account_recovery.reverting import (
    RevertibleChange,
    find_change,
    had_factor,
    revert_email,
)
from blog_api.account_recovery.schemas import RevertIn
from blog_api.auth.data_keys import DataKeySource
from blog_api.auth.login_attempts import Guesses
from blog_api.auth.passkeys.challenges import FOR_LOG_IN
from blog_api.auth.passkeys.proving import prove_by_passkey
from blog_api.auth.passkeys.relying_party import RelyingParty
from blog_api.auth.second_factor.commands import Proof
from blog_api.auth.second_factor.proving import Codes, prove
from blog_api.errors import MfaRequiredError, OneTimeTokenRefusedError, WrongCodeError
from blog_api.mail.one_time_tokens import hash_token


@dataclass(frozen=True, slots=True)
class Reverting:
    """Guesses of codes are limited like those of a log-in; a wrong one leaves the token usable."""

    guesses: Guesses
    data_keys: DataKeySource
    party: RelyingParty | None

    async def revert(self, data: RevertIn, address: str) -> None:
        """Raise OneTimeTokenRefusedError, MfaRequiredError or WrongCodeError."""
        db, token_hash = self.guesses.db, hash_token(data.token)
        change = await find_change(db, token_hash)
        if change is None:
            raise OneTimeTokenRefusedError
        if not await had_factor(db, change):
            await db.write(revert_email, token_hash, None)
            return
        if not data.proofs:
            raise MfaRequiredError
        guess = await self.guesses.begin(change.user_id, address, is_otp=data.otp is not None)
        proof = await self.prove(data, change)
        wrong = WrongCodeError(loc=("body", *data.proofs))
        if proof is None:
            raise wrong
        try:
            await db.write(revert_email, token_hash, proof)
        except WrongCodeError:
            raise wrong from None
        await self.guesses.reset(guess.shares)

    async def prove(self, data: RevertIn, change: RevertibleChange) -> Proof | None:
        db = self.guesses.db
        if data.credential is None:
            codes = Codes(data.otp, data.recovery_code)
            return await prove(db, self.data_keys, change.user_id, codes)
        shown = await prove_by_passkey(db, self.party, data.credential, FOR_LOG_IN)
        return shown.use if shown is not None and shown.user_id == change.user_id else None
