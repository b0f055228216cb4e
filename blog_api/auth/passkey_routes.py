"""Challenges of passkeys over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from blog_api.auth.dependencies import ANYONE, Viewer
from blog_api.auth.passkeys.asking import ask
from blog_api.auth.passkeys.dependencies import Party
from blog_api.auth.passkeys.schemas import PasskeyOptionsIn, PasskeyOptionsOut
from blog_api.errors import MfaUnavailableError, ThrottledError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.rate_limiting import rate_limited
from blog_api.http.routing import error_responses
from blog_api.rate_limits import PASSKEY_CHALLENGE

router = APIRouter(prefix=f"{API}/auth", tags=["auth"])


@router.post(
    "/passkey/options",
    operation_id="get_passkey_options",
    dependencies=[ANYONE, rate_limited(PASSKEY_CHALLENGE)],
    responses=error_responses(MfaUnavailableError, ThrottledError),
)
async def get_passkey_options(
    data: Annotated[PasskeyOptionsIn, json_body(PasskeyOptionsIn, optional=True)],
    db: WriteDb,
    actor: Viewer,
    party: Party,
) -> PasskeyOptionsOut:
    """Get a challenge for `navigator.credentials.get()`: five minutes, once.

    Without a session it is for a log-in, with `mfa_token` for the second step of one, and with a
    session for its confirmation.
    """
    return await ask(db, party, actor, data.mfa_token)
