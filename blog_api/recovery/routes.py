"""Forgotten passwords and the proof of an address, over HTTP."""

from fastapi import APIRouter, Response

from blog_api.auth.dependencies import CurrentUser, GuardedRoute, PasswordHasher
from blog_api.auth.limits import fold_name
from blog_api.errors import OneTimeTokenRefusedError, ThrottledError, WeakPasswordError
from blog_api.mail.dependencies import WakesMailer
from blog_api.mail.outbox import hash_token, queue_mail
from blog_api.recovery import commands, queries
from blog_api.recovery.schemas import ForgotIn, ResetIn, VerifyIn
from blog_api.web.database import WriteDb
from blog_api.web.routing import refusals
from blog_api.web.throttling import (
    MAIL_FROM_ADDRESS,
    MAIL_TO_ACCOUNT,
    TOKEN_FROM_ADDRESS,
    Limits,
    throttled,
)

router = APIRouter(prefix="/auth", tags=["mail"], route_class=GuardedRoute)


@router.post(
    "/password/forgot",
    operation_id="forgot_password",
    status_code=202,
    response_class=Response,
    responses=refusals(ThrottledError),
    dependencies=[throttled(MAIL_FROM_ADDRESS), WakesMailer],
)
async def forgot_password(data: ForgotIn, db: WriteDb, throttles: Limits) -> None:
    """Ask for a mail with a token for a new password; nobody learns who has an account.

    The same is queued for every address, and only looked up when it is sent.
    """
    await throttles.take(db, MAIL_TO_ACCOUNT, "reset", await fold_name(db, data.email))
    await db.write(queue_mail, "reset_password", data.email)


@router.post(
    "/password/reset",
    operation_id="reset_password",
    status_code=204,
    responses=refusals(OneTimeTokenRefusedError, WeakPasswordError, ThrottledError),
    dependencies=[throttled(TOKEN_FROM_ADDRESS)],
)
async def reset_password(data: ResetIn, db: WriteDb, passwords: PasswordHasher) -> None:
    """Choose a new password with the token of a mail; every session ends."""
    token_hash = hash_token(data.token)
    account = await queries.find_owner(db, token_hash)
    if account is None:
        raise OneTimeTokenRefusedError
    new_hash = await passwords.hash_new(data.new_password, account.names)
    await db.write(commands.reset_password, token_hash, new_hash)


@router.post(
    "/email/verify",
    operation_id="verify_email",
    status_code=204,
    responses=refusals(OneTimeTokenRefusedError, ThrottledError),
    dependencies=[throttled(TOKEN_FROM_ADDRESS)],
)
async def verify_email(data: VerifyIn, db: WriteDb) -> None:
    """Prove your address with the token of a mail."""
    await db.write(commands.verify_email, hash_token(data.token))


@router.post(
    "/email/verify/request",
    operation_id="request_verification",
    status_code=202,
    response_class=Response,
    responses=refusals(ThrottledError),
    dependencies=[throttled(MAIL_FROM_ADDRESS), WakesMailer],
)
async def request_verification(db: WriteDb, actor: CurrentUser, throttles: Limits) -> None:
    """Ask for another mail that proves your address; none is sent once it is verified."""
    await throttles.take(db, MAIL_TO_ACCOUNT, "verify", str(actor.id))
    await db.write(commands.ask_to_verify, actor)
