"""Check of a code; the command `spend` uses it up."""

import logging
import time
from dataclasses import dataclass

from blog_api.auth.data_keys import DataKeySource, MissingDataKeyError
from blog_api.auth.second_factor.commands import Proof, Recovery, TotpStep
from blog_api.auth.second_factor.queries import find_totp
from blog_api.auth.second_factor.recovery_codes import hash_code
from blog_api.auth.second_factor.totp import bound_to, find_step
from blog_api.db.database import Reading
from blog_api.logs import log_event

logger = logging.getLogger("blog_api.auth")


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes as sent: one of them is set."""

    otp: str | None = None
    recovery_code: str | None = None


async def prove(db: Reading, keys: DataKeySource, user_id: int, codes: Codes) -> Proof | None:
    """Check a code; return its proof, for `spend` in the transaction that acts on it.

    Without the data key of the secret no code is right; `blog-api serve` checks for the key.
    """
    if codes.recovery_code is not None:
        return Recovery(hash_code(codes.recovery_code))
    totp = await find_totp(db, user_id)
    if totp is None or codes.otp is None:
        return None
    try:
        secret = keys.present().decrypt(totp, bound_to(user_id))
    except MissingDataKeyError as error:
        log_event(logger, logging.ERROR, "data_key.missing", user_id=user_id, error=str(error))
        return None
    step = find_step(secret, codes.otp, time.time())
    return TotpStep(step) if step is not None else None
