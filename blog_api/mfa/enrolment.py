"""Making and checking the secret of an authenticator app."""

import time

from blog_api.auth.data_keys import DataKeySource, Encrypted, MissingDataKeyError
from blog_api.auth.second_factor.commands import TotpStep
from blog_api.auth.second_factor.totp import (
    bound_to,
    encode_secret,
    find_step,
    make_secret,
    otpauth_uri,
)
from blog_api.db.database import Database
from blog_api.errors import MfaUnavailableError, NotEnrollingError, WrongCodeError
from blog_api.mfa.commands import activate_totp, begin_totp, get_enrolling
from blog_api.mfa.schemas import TotpOut
from blog_api.permissions import Actor


async def enrol_totp(db: Database, keys: DataKeySource, actor: Actor, issuer: str) -> TotpOut:
    """Make a secret; raise MfaUnavailableError without a data key."""
    key = keys.present().current
    if key is None:
        raise MfaUnavailableError
    secret = make_secret()
    sealed = Encrypted(key.fingerprint, key.seal(secret, bound_to(actor.id)))
    await db.write(begin_totp, actor, sealed)
    return describe(secret, actor, issuer)


async def get_enrolment(db: Database, keys: DataKeySource, actor: Actor, issuer: str) -> TotpOut:
    """Return the secret that waits for its first code; raise NotEnrollingError without one."""
    return describe(decrypt(keys, actor, await get_enrolling(db, actor)), actor, issuer)


def describe(secret: bytes, actor: Actor, issuer: str) -> TotpOut:
    uri = otpauth_uri(secret, issuer, actor.username)
    return TotpOut(secret=encode_secret(secret), otpauth_uri=uri, qr_svg=draw(uri))


def decrypt(keys: DataKeySource, actor: Actor, sealed: Encrypted) -> bytes:
    """Raise NotEnrollingError if the data key of the secret is gone: it must be made again."""
    try:
        return keys.present().decrypt(sealed, bound_to(actor.id))
    except MissingDataKeyError as error:
        raise NotEnrollingError from error


def draw(uri: str) -> str:
    import segno  # noqa: PLC0415  # needed only here

    drawn: str = segno.make_qr(uri, error="m").svg_inline(scale=4, title="QR code")
    return drawn


async def confirm_totp(db: Database, keys: DataKeySource, actor: Actor, otp: str) -> list[str]:
    """Make the app a factor with its first code; return the recovery codes."""
    sealed = await get_enrolling(db, actor)
    step = find_step(decrypt(keys, actor, sealed), otp, time.time())
    if step is None:
        raise WrongCodeError
    return await db.write(activate_totp, actor, sealed, TotpStep(step))
