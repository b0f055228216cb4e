"""Second factors over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from blog_api.auth.data_keys import DataKeySource
from blog_api.auth.dependencies import ADMIN, CONFIRMED, USER, Admin, CurrentUser
from blog_api.auth.second_factor.queries import get_factors
from blog_api.errors import (
    AdminOnlyError,
    AlreadyEnrolledError,
    ConfirmationRequiredError,
    ForbiddenError,
    MfaUnavailableError,
    NotEnrolledError,
    NotEnrollingError,
    NotFoundError,
    WrongCodeError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.path_ids import UserId
from blog_api.http.routing import error_responses
from blog_api.mail.dependencies import WakesMailer
from blog_api.mfa import commands, enrolment, passkey_enrolment
from blog_api.mfa.schemas import MfaOut, RecoveryCodesOut, TotpConfirmIn, TotpFactor, TotpOut

router = APIRouter(prefix=f"{API}/users", tags=["second factor"])


async def get_data_keys(request: Request) -> DataKeySource:
    data_keys: DataKeySource = request.app.state.data_keys
    return data_keys


Keys = Annotated[DataKeySource, Depends(get_data_keys)]


@router.get("/me/mfa", operation_id="get_mfa", dependencies=[USER])
async def get_mfa(db: ReadDb, actor: CurrentUser) -> MfaOut:
    """Your second factors, and how many recovery codes are left."""
    factors = await get_factors(db, actor.id)
    totp = TotpFactor(created_at=factors.totp_since) if factors.totp_since else None
    passkeys = await passkey_enrolment.list_passkeys(db, actor)
    return MfaOut(totp=totp, passkeys=passkeys, recovery_codes_left=factors.recovery_codes_left)


@router.post(
    "/me/mfa/totp",
    operation_id="enrol_totp",
    dependencies=[USER, CONFIRMED],
    responses=error_responses(ConfirmationRequiredError, AlreadyEnrolledError, MfaUnavailableError),
)
async def enrol_totp(request: Request, db: WriteDb, keys: Keys, actor: CurrentUser) -> TotpOut:
    """Begin to add an authenticator app: its secret, to scan or to type in."""
    issuer = request.app.state.settings.site_title
    return await enrolment.enrol_totp(db, keys, actor, issuer)


@router.post(
    "/me/mfa/totp/confirm",
    operation_id="confirm_totp",
    dependencies=[USER, CONFIRMED, WakesMailer],
    responses=error_responses(ConfirmationRequiredError, NotEnrollingError, WrongCodeError),
)
async def confirm_totp(
    data: Annotated[TotpConfirmIn, json_body(TotpConfirmIn)],
    db: WriteDb,
    keys: Keys,
    actor: CurrentUser,
) -> RecoveryCodesOut:
    """Finish adding an authenticator app with its first code: ten recovery codes, shown once."""
    codes = await enrolment.confirm_totp(db, keys, actor, data.otp)
    return RecoveryCodesOut(recovery_codes=codes)


@router.delete(
    "/me/mfa/totp",
    operation_id="remove_totp",
    dependencies=[USER, CONFIRMED, WakesMailer],
    status_code=204,
    response_class=Response,
    responses=error_responses(ConfirmationRequiredError, NotFoundError),
)
async def remove_totp(db: WriteDb, actor: CurrentUser) -> None:
    """Remove your authenticator app; recovery codes go with the last factor."""
    await db.write(commands.remove_totp, actor)


@router.post(
    "/me/mfa/recovery-codes",
    operation_id="renew_recovery_codes",
    dependencies=[USER, CONFIRMED, WakesMailer],
    responses=error_responses(ConfirmationRequiredError, NotEnrolledError),
)
async def renew_recovery_codes(db: WriteDb, actor: CurrentUser) -> RecoveryCodesOut:
    """Replace your recovery codes by ten new ones, shown once."""
    return RecoveryCodesOut(recovery_codes=await db.write(commands.renew_codes, actor))


@router.delete(
    "/{user_id:item}/mfa",
    operation_id="reset_mfa",
    dependencies=[ADMIN, CONFIRMED, WakesMailer],
    status_code=204,
    response_class=Response,
    responses=error_responses(
        AdminOnlyError, ForbiddenError, ConfirmationRequiredError, NotFoundError
    ),
)
async def reset_mfa(user_id: UserId, db: WriteDb, actor: Admin) -> None:
    """Remove every second factor of another account; administrators only."""
    await db.write(commands.reset_factors, actor, user_id)
