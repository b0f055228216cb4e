"""Second factor that an account had before the change of its address: checked for a revert."""

from dataclasses import dataclass

from blog_api.account_recovery.reverting import find_change, had_factor, revert_email
from blog_api.account_recovery.schemas import RevertIn
from blog_api.auth.data_keys import DataKeySource
from blog_api.auth.guesses import Guesses
from blog_api.auth.second_factor.proving import Codes, prove
from blog_api.errors import OneTimeTokenRefusedError
from blog_api.identity_errors import MfaRequiredError, WrongCodeError
from blog_api.mail.one_time_tokens import hash_token


@dataclass(frozen=True, slots=True)
class Reverting:
    """Guesses of codes are limited like those of a log-in; a wrong one leaves the token usable."""

    guesses: Guesses
    data_keys: DataKeySource

    async def revert(self, data: RevertIn, address: str) -> None:
        """Raise OneTimeTokenRefusedError, MfaRequiredError or WrongCodeError."""
        db, token_hash = self.guesses.db, hash_token(data.token)
        change = await find_change(db, token_hash)
        if change is None:
            raise OneTimeTokenRefusedError
        if not await had_factor(db, change):
            await db.write(revert_email, token_hash, None)
            return
        if data.otp is None and data.recovery_code is None:
            raise MfaRequiredError
        guess = await self.guesses.begin(change.user_id, address, is_otp=data.otp is not None)
        codes = Codes(data.otp, data.recovery_code)
        proof = await prove(db, self.data_keys, change.user_id, codes)
        if proof is None:
            raise WrongCodeError
        await db.write(revert_email, token_hash, proof)
        await self.guesses.reset(guess.shares)
