"""The token endpoint, log-out and sessions, and what others need to verify our tokens."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from blog_api.auth import commands, queries
from blog_api.auth.dependencies import CurrentUser, GuardedRoute, get_current_user
from blog_api.auth.forms import LOGOUT_REQUEST, TOKEN_REQUEST, field, is_form, read_form
from blog_api.auth.grants import Issuer
from blog_api.auth.schemas import Device, Jwks, ServerMetadata, SessionList, TokenOut
from blog_api.auth.tokens import AccessClaims
from blog_api.errors import (
    InvalidGrantError,
    InvalidRequestError,
    InvalidTokenError,
    NotFoundError,
    ThrottledError,
    UnauthenticatedError,
    UnsupportedGrantTypeError,
)
from blog_api.web.addresses import client_address
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.routing import Route, refusals
from blog_api.web.schemas import PathId

# The token endpoints take their credentials from the form and ignore the Authorization header.
token_router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)
session_router = APIRouter(prefix="/auth", tags=["auth"], route_class=GuardedRoute)
discovery_router = APIRouter(prefix="/.well-known", tags=["discovery"], route_class=Route)

TOKEN_REFUSALS: Final[dict[int | str, dict[str, Any]]] = refusals(
    InvalidRequestError, InvalidGrantError, UnsupportedGrantTypeError, ThrottledError
)
CACHED_5_MINUTES: Final = "public, max-age=300"


async def get_issuer(request: Request) -> Issuer:
    """Gather what granting takes from the application's state."""
    state = request.app.state
    return Issuer(
        state.settings,
        state.database,
        state.tokens,
        state.passwords,
        state.throttles,
        state.log_secret,
    )


def device_of(request: Request) -> Device:
    """Where a log-in comes from."""
    user_agent = request.headers.get("user-agent", "").replace("\0", "")[:300]
    return Device(user_agent or None, client_address(request) or None)


TokenIssuer = Annotated[Issuer, Depends(get_issuer)]


@token_router.post(
    "/login", operation_id="login", responses=TOKEN_REFUSALS, openapi_extra=TOKEN_REQUEST
)
async def login(request: Request, issuer: TokenIssuer) -> TokenOut:
    """Exchange an email address or user name and a password for tokens (RFC 6749 §4.3)."""
    return await issuer.grant(await read_form(request), "password", device_of(request))


@token_router.post(
    "/refresh", operation_id="refresh", responses=TOKEN_REFUSALS, openapi_extra=TOKEN_REQUEST
)
async def refresh(request: Request, issuer: TokenIssuer) -> TokenOut:
    """Exchange a refresh token for the next pair (RFC 6749 §6)."""
    return await issuer.grant(await read_form(request), "refresh_token", device_of(request))


@token_router.post(
    "/logout",
    operation_id="logout",
    status_code=204,
    responses={**TOKEN_REFUSALS, **refusals(UnauthenticatedError, InvalidTokenError)},
    openapi_extra=LOGOUT_REQUEST,
)
async def logout(request: Request, issuer: TokenIssuer) -> None:
    """End the session of the form field `refresh_token` or, without it, of the access token."""
    form = await read_form(request) if is_form(request) else {}
    if "refresh_token" in form:
        claims = issuer.read_refresh(field(form, "refresh_token"))
        user_id, session_id = claims.user_id, claims.session_id
    else:
        actor = await get_current_user(request)
        user_id, session_id = actor.id, actor.session_id
    await issuer.db.write(commands.log_out, user_id, session_id)


@session_router.get("/sessions", operation_id="list_sessions")
async def list_sessions(db: ReadDb, actor: CurrentUser) -> SessionList:
    """Where you are logged in."""
    return SessionList(items=await queries.list_sessions(db, actor))


@session_router.delete(
    "/sessions/{session_id}",
    operation_id="end_session",
    status_code=204,
    responses=refusals(NotFoundError),
)
async def end_session(session_id: PathId, db: WriteDb, actor: CurrentUser) -> None:
    """Log one device out."""
    await db.write(commands.end_session, actor.id, session_id)


@session_router.delete("/sessions", operation_id="end_other_sessions", status_code=204)
async def end_other_sessions(db: WriteDb, actor: CurrentUser) -> None:
    """Log every other device out."""
    await db.write(commands.end_other_sessions, actor)


@discovery_router.get("/jwks.json", operation_id="get_jwks")
async def get_jwks(request: Request, response: Response) -> Jwks:
    """The public keys that verify our tokens (RFC 7517)."""
    response.headers["Cache-Control"] = CACHED_5_MINUTES
    return Jwks.model_validate(request.app.state.keyring.jwks())


@discovery_router.get("/oauth-authorization-server", operation_id="get_metadata")
async def get_metadata(request: Request, response: Response) -> ServerMetadata:
    """Where tokens come from and how to verify them (RFC 8414)."""
    response.headers["Cache-Control"] = CACHED_5_MINUTES
    settings = request.app.state.settings
    base = settings.public_url + settings.api_prefix
    return ServerMetadata(
        issuer=settings.issuer,
        token_endpoint=f"{base}/auth/login",
        jwks_uri=f"{settings.public_url}/.well-known/jwks.json",
        grant_types_supported=["password", "refresh_token"],
        response_types_supported=[],
        token_endpoint_auth_methods_supported=["none"],
        scopes_supported=[AccessClaims.scope],
        service_documentation=f"{settings.public_url}/docs",
    )
