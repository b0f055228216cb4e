"""Token endpoint, log-out, sessions, and metadata for the verification of tokens."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from blog_api.auth import commands, queries
from blog_api.auth.authentication import get_current_user
from blog_api.auth.dependencies import USER, CurrentUser
from blog_api.auth.forms import LOGOUT_REQUEST, TOKEN_REQUEST, field, is_form, read_form
from blog_api.auth.grants import BY_CODE, BY_PASSKEY, Issuer
from blog_api.auth.passkeys.relying_party import relying_party_of
from blog_api.auth.schemas import Device, Jwks, ServerMetadata, SessionOut, TokenOut
from blog_api.auth.token_claims import AccessClaims
from blog_api.errors import (
    InvalidGrantError,
    InvalidRequestError,
    InvalidTokenError,
    MfaStepError,
    NotFoundError,
    PasswordsBusyError,
    ThrottledError,
    UnauthenticatedError,
    UnsupportedGrantTypeError,
)
from blog_api.http.api_prefix import API
from blog_api.http.client_ip import client_address
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import SessionId
from blog_api.http.routing import error_responses
from blog_api.permissions import require_session

# The token endpoints take their credentials from the form and ignore the Authorization header.
token_router = APIRouter(prefix=f"{API}/auth", tags=["auth"])
session_router = APIRouter(prefix=f"{API}/auth", tags=["auth"])
discovery_router = APIRouter(prefix="/.well-known", tags=["discovery"])

TOKEN_ERRORS: Final[dict[int | str, dict[str, Any]]] = error_responses(
    InvalidRequestError,
    InvalidGrantError,
    MfaStepError,
    UnsupportedGrantTypeError,
    ThrottledError,
    PasswordsBusyError,
)
CACHED_5_MINUTES: Final = "public, max-age=300"


async def get_issuer(request: Request) -> Issuer:
    state = request.app.state
    return Issuer(
        state.settings,
        state.database,
        state.tokens,
        state.passwords,
        state.rate_limiter,
        state.log_secret,
        state.identity,
        state.data_keys,
        relying_party_of(state.settings),
    )


def device_of(request: Request) -> Device:
    user_agent = request.headers.get("user-agent", "").replace("\0", "")[:300]
    return Device(user_agent or None, client_address(request) or None)


TokenIssuer = Annotated[Issuer, Depends(get_issuer)]


@token_router.post(
    "/login", operation_id="login", responses=TOKEN_ERRORS, openapi_extra=TOKEN_REQUEST
)
async def login(request: Request, issuer: TokenIssuer) -> TokenOut:
    """Exchange an email address or user name and a password for tokens (RFC 6749 §4.3)."""
    return await issuer.grant(await read_form(request), "password", device_of(request))


@token_router.post(
    "/refresh", operation_id="refresh", responses=TOKEN_ERRORS, openapi_extra=TOKEN_REQUEST
)
async def refresh(request: Request, issuer: TokenIssuer) -> TokenOut:
    """Exchange a refresh token for the next pair (RFC 6749 §6)."""
    return await issuer.grant(await read_form(request), "refresh_token", device_of(request))


@token_router.post(
    "/logout",
    operation_id="logout",
    status_code=204,
    response_class=Response,
    responses={**TOKEN_ERRORS, **error_responses(UnauthenticatedError, InvalidTokenError)},
    openapi_extra=LOGOUT_REQUEST,
)
async def logout(request: Request, issuer: TokenIssuer) -> None:
    """End the session of the form field `refresh_token` or, without it, of the access token."""
    form = await read_form(request) if is_form(request) else {}
    if "refresh_token" in form:
        claims = await issuer.read_refresh(field(form, "refresh_token"))
        user_id, session_id = claims.user_id, claims.session_id
    else:
        actor = await get_current_user(request)
        require_session(actor)
        user_id, session_id = actor.id, actor.session_id
    await issuer.db.write(commands.log_out, user_id, session_id)


@session_router.get("/sessions", operation_id="list_sessions", dependencies=[USER])
async def list_sessions(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[SessionOut]:
    """Your live sessions, the latest used first."""
    page = await queries.list_sessions(db, actor, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page


@session_router.delete(
    "/sessions/{session_id}",
    operation_id="end_session",
    dependencies=[USER],
    status_code=204,
    response_class=Response,
    responses=error_responses(NotFoundError),
)
async def end_session(session_id: SessionId, db: WriteDb, actor: CurrentUser) -> None:
    """End one session."""
    await db.write(commands.end_session, actor.id, session_id)


@session_router.delete(
    "/sessions",
    operation_id="end_other_sessions",
    dependencies=[USER],
    status_code=204,
    response_class=Response,
)
async def end_other_sessions(db: WriteDb, actor: CurrentUser) -> None:
    """End every other session."""
    await db.write(commands.end_other_sessions, actor)


@discovery_router.get("/jwks.json", operation_id="get_jwks")
async def get_jwks(request: Request, response: Response) -> Jwks:
    """The public keys that verify our tokens (RFC 7517)."""
    response.headers["Cache-Control"] = CACHED_5_MINUTES
    return Jwks.model_validate(request.app.state.keys.present().jwks())


@discovery_router.get("/oauth-authorization-server", operation_id="get_metadata")
async def get_metadata(request: Request, response: Response) -> ServerMetadata:
    """Metadata of the token issuer (RFC 8414)."""
    response.headers["Cache-Control"] = CACHED_5_MINUTES
    settings = request.app.state.settings
    base = settings.public_url + API
    return ServerMetadata(
        issuer=settings.issuer,
        token_endpoint=f"{base}/auth/login",
        jwks_uri=f"{settings.public_url}/.well-known/jwks.json",
        grant_types_supported=["password", "refresh_token", *BY_CODE, BY_PASSKEY],
        # Required and never empty (RFC 8414 §2 and §3.2); there is no authorization endpoint.
        response_types_supported=["none"],
        token_endpoint_auth_methods_supported=["none"],
        scopes_supported=[AccessClaims.scope],
        service_documentation=f"{settings.public_url}/docs",
        account_registration=settings.registration,
    )
