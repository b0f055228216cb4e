"""Password resets and address verification over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from blog_api.account_recovery import commands, queries
from blog_api.account_recovery.revert_proof import Reverting
from blog_api.account_recovery.schemas import ForgotIn, ResetIn, RevertIn, VerifyIn
from blog_api.auth.dependencies import ANYONE, USER, CurrentUser, PasswordHasher
from blog_api.auth.limits import reset_guesses
from blog_api.auth.login_attempts import Guesses
from blog_api.auth.passkeys.dependencies import FoundParty
from blog_api.errors import (
    MfaRequiredError,
    OneTimeTokenRefusedError,
    PasswordsBusyError,
    ThrottledError,
    WeakPasswordError,
    WrongCodeError,
)
from blog_api.http.api_prefix import API
from blog_api.http.client_ip import client_address, network_of
from blog_api.http.dependencies import WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.rate_limiting import Limiter, rate_limited
from blog_api.http.routing import error_responses
from blog_api.mail.dependencies import WakesMailer
from blog_api.mail.one_time_tokens import hash_token
from blog_api.mail.outbox import queue_mail
from blog_api.rate_limits import MAIL_FROM_ADDRESS, TOKEN_FROM_ADDRESS

router = APIRouter(prefix=f"{API}/auth", tags=["mail"])


@router.post(
    "/password/forgot",
    operation_id="forgot_password",
    status_code=202,
    response_class=Response,
    responses=error_responses(ThrottledError),
    dependencies=[ANYONE, rate_limited(MAIL_FROM_ADDRESS), WakesMailer],
)
async def forgot_password(
    data: Annotated[ForgotIn, json_body(ForgotIn)], request: Request, db: WriteDb
) -> None:
    """Request an email with a token for a new password; the response is the same for every address.

    The same row is queued for every address and only looked up when it is sent. No email is sent
    while the token of an earlier one is valid, or above the limit of the address.
    """
    network = network_of(client_address(request))
    await db.write(queue_mail, "reset_password", data.email, network)


@router.post(
    "/password/reset",
    operation_id="reset_password",
    status_code=204,
    response_class=Response,
    responses=error_responses(
        OneTimeTokenRefusedError, WeakPasswordError, ThrottledError, PasswordsBusyError
    ),
    dependencies=[ANYONE, rate_limited(TOKEN_FROM_ADDRESS), WakesMailer],
)
async def reset_password(
    data: Annotated[ResetIn, json_body(ResetIn)],
    request: Request,
    db: WriteDb,
    passwords: PasswordHasher,
    limiter: Limiter,
) -> None:
    """Set a new password with the token of an email; every session and access token ends.

    The network of the request becomes known to the account, so that its owner can log in at once.
    """
    token_hash = hash_token(data.token)
    account = await queries.find_owner(db, token_hash)
    if account is None:
        raise OneTimeTokenRefusedError
    new_hash = await passwords.hash_new(data.new_password, account.names, field="new_password")
    client = client_address(request)
    given = (token_hash, new_hash, client)
    await db.write(commands.reset_password, *given, keep_tokens=data.keep_tokens)
    await reset_guesses(limiter, db, account.id, client)


@router.post(
    "/email/verify",
    operation_id="verify_email",
    status_code=204,
    response_class=Response,
    responses=error_responses(OneTimeTokenRefusedError, ThrottledError),
    dependencies=[ANYONE, rate_limited(TOKEN_FROM_ADDRESS)],
)
async def verify_email(data: Annotated[VerifyIn, json_body(VerifyIn)], db: WriteDb) -> None:
    """Verify your address with the token of an email."""
    await db.write(commands.verify_email, hash_token(data.token))


@router.post(
    "/email/verify/request",
    operation_id="request_verification",
    status_code=202,
    response_class=Response,
    responses=error_responses(ThrottledError),
    dependencies=[USER, rate_limited(MAIL_FROM_ADDRESS), WakesMailer],
)
async def request_verification(db: WriteDb, actor: CurrentUser) -> None:
    """Request an email that verifies your address.

    None is sent to a verified address, while the token of an earlier one is valid, or above the
    limit of the address.
    """
    await db.write(commands.ask_to_verify, actor)


async def get_reverting(
    request: Request, db: WriteDb, passwords: PasswordHasher, limiter: Limiter, party: FoundParty
) -> Reverting:
    return Reverting(Guesses(db, passwords, limiter), request.app.state.data_keys, party)


@router.post(
    "/email/revert",
    operation_id="revert_email",
    status_code=204,
    response_class=Response,
    responses=error_responses(
        OneTimeTokenRefusedError, MfaRequiredError, WrongCodeError, ThrottledError
    ),
    dependencies=[ANYONE, rate_limited(TOKEN_FROM_ADDRESS), WakesMailer],
)
async def revert_email(
    data: Annotated[RevertIn, json_body(RevertIn)],
    request: Request,
    reverting: Annotated[Reverting, Depends(get_reverting)],
) -> None:
    """Take your former address back, with the token of the email about the change.

    Every session ends and the password no longer works; the next email lets you choose a new one.
    An account that had a second factor before the change needs a code or an assertion of it, or a
    recovery code; those that were added since count no more.
    """
    await reverting.revert(data, client_address(request))
