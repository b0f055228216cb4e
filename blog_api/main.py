"""Application factory: middleware, state and routers in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

import blog_api.access_tokens.routes as access_tokens
import blog_api.account_export.routes as account_export
import blog_api.account_recovery.routes as recovery
import blog_api.audit.routes as audit
import blog_api.auth.confirm_routes as confirmation
import blog_api.auth.passkey_routes as passkeys
import blog_api.auth.routes as auth
import blog_api.comments.bulk_routes as all_comments
import blog_api.comments.routes as comments
import blog_api.editing.routes as editing
import blog_api.feeds.routes as feeds
import blog_api.media.routes as media
import blog_api.mfa.passkey_routes as own_passkeys
import blog_api.mfa.routes as mfa
import blog_api.overview.routes as overview
import blog_api.posts.bulk_routes as bulk
import blog_api.posts.routes as posts
import blog_api.previews.routes as previews
import blog_api.redirects.routes as redirects
import blog_api.restore_requests.routes as restore_requests
import blog_api.revisions.diff_routes as revision_diffs
import blog_api.revisions.redaction_routes as redactions
import blog_api.revisions.routes as revisions
import blog_api.taxonomy.routes as terms
import blog_api.transfers.routes as transfers
import blog_api.trash.routes as trash
import blog_api.users.own_routes as own_account
import blog_api.users.routes as users
import blog_api.views.routes as views
import blog_api.votes.routes as votes
import blog_api.working_copies.routes as working_copies
from blog_api.auth.data_keys import DataKeySource
from blog_api.auth.key_source import KeySource
from blog_api.auth.passwords import Passwords
from blog_api.auth.tokens import Tokens
from blog_api.blog_identity import IdentityHolder
from blog_api.coalescing import Coalescer
from blog_api.db.connections import READ_ONLY_SETTINGS
from blog_api.db.database import Database
from blog_api.db.standby import StandbyReads
from blog_api.http import docs, health, home, prometheus
from blog_api.http.client_ip import Proxies
from blog_api.http.draining import Drain
from blog_api.http.errors import add_error_handlers
from blog_api.http.hot_routes import add_hot_route
from blog_api.http.middleware.stack import middleware
from blog_api.http.openapi.document import describe
from blog_api.http.rate_limiting import RateLimiter
from blog_api.http.routing import add_routes
from blog_api.http.telemetry import NO_TELEMETRY
from blog_api.mail.worker import Mailer
from blog_api.media.uploads import ImageService
from blog_api.settings import Settings
from blog_api.studio.first_use import add_studio
from blog_api.tidying import Tidier


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; the pool opens in the lifespan, in the serving process."""
    settings = settings or Settings()
    app = FastAPI(
        title="blog_api",
        openapi_url=None,  # http/openapi/document.py serves it
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=middleware(settings),
        telemetry=NO_TELEMETRY,
    )
    add_state(app, settings)
    add_error_handlers(app)
    add_routers(app, settings)
    describe(app, settings)
    return app


def add_state(app: FastAPI, settings: Settings) -> None:
    keys = KeySource(settings)
    keyring = keys.present()
    app.state.settings = settings
    app.state.standbys = None
    app.state.keys = keys
    app.state.tokens = Tokens(keyring, settings, keys.present)
    app.state.identity = IdentityHolder(settings.issuer, settings.refresh_token_expires_in)
    app.state.passwords = Passwords(settings)
    app.state.proxies = Proxies(settings.trusted_proxies)
    app.state.data_keys = DataKeySource(settings)
    # A new signing key changes nothing that derives from the data key.
    root = app.state.data_keys.present().current or keyring
    app.state.rate_limiter = RateLimiter(
        root.derive_secret("throttles"), enabled=settings.rate_limits_enabled
    )
    app.state.coalescer = Coalescer()
    app.state.drain = Drain(settings.drain_delay)
    app.state.mailer = Mailer(settings, app.state.rate_limiter)
    app.state.images = ImageService(settings)
    app.state.log_secret = root.derive_secret("log")
    app.state.studio_secret = root.derive_secret("studio")
    app.state.visitor_secret = root.derive_secret("visitors")


# Routes are matched one after another, so the most used come first.
HOT_ROUTES: Final = (
    posts.list_posts,
    posts.get_post,
    own_account.get_me,
    posts.get_post_by_slug,
    comments.list_comments,
    posts.create_post,
    editing.update_post,
    editing.replace_post,
)
API_ROUTERS: Final = (
    posts.router,
    editing.router,
    transfers.router,
    bulk.router,
    comments.post_router,
    own_account.router,
    account_export.router,
    mfa.router,
    own_passkeys.router,
    users.router,
    auth.token_router,
    auth.session_router,
    access_tokens.router,
    confirmation.router,
    passkeys.router,
    recovery.router,
    terms.router,
    all_comments.router,
    comments.router,
    revisions.router,
    revisions.comment_router,
    revision_diffs.router,
    redactions.router,
    working_copies.post_router,
    working_copies.router,
    votes.router,
    views.router,
    media.router,
    redirects.router,
    previews.post_router,
    previews.router,
    trash.router,
    restore_requests.router,
    audit.router,
    overview.router,
)


def add_routers(app: FastAPI, settings: Settings) -> None:
    """Add the routers of the API, and those at the root."""
    routers = [
        *API_ROUTERS,
        auth.discovery_router,
        health.router,
        *([prometheus.router] if settings.has_metrics_route else []),
        feeds.router,
        media.root_router,
    ]
    add_hot_routes(app)
    for router in routers:
        add_routes(app, router)
    docs.add_docs(app)
    home.add_home(app, settings)
    if settings.studio_enabled:
        add_studio(app, settings)


def add_hot_routes(app: FastAPI) -> None:
    """Add them before all other routes, which include the same ones for the OpenAPI document."""
    routes = [route for router in API_ROUTERS for route in router.routes]
    found = {route.endpoint: route for route in routes if isinstance(route, APIRoute)}
    for endpoint in HOT_ROUTES:
        add_hot_route(app, found[endpoint])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Wait briefly for the database: the server accepts no connection before this yields.

    Until the database is available, requests get a 503.
    """
    settings: Settings = app.state.settings
    if settings.database_url is None:
        raise RuntimeError("DATABASE_URL is not set; blog-api serve would start a database")
    await open_databases(app, settings, settings.database_url.get_secret_value())
    tidier = Tidier(settings.tidy_interval)
    tidier.start(app.state.database)
    mailer: Mailer = app.state.mailer
    mailer.start(app.state.database)
    drain: Drain = app.state.drain
    try:
        with drain.delaying_sigterm():
            yield
    finally:
        await tidier.stop()
        await mailer.stop()
        await close_databases(app)


async def open_databases(app: FastAPI, settings: Settings, url: str) -> None:
    """Open the pool of the primary; with DATABASE_READ_URL, look for a standby from now on."""
    open_pool = partial(
        Database,
        public_url=settings.public_url,
        storage_quota=settings.account_quota_bytes,
        size=settings.database_pool_size,
    )
    app.state.database = open_pool(url)
    await app.state.database.open()
    if settings.database_read_url is not None:
        app.state.standbys = StandbyReads(
            app.state.database,
            url,
            settings.database_read_url.get_secret_value(),
            max_lag_s=settings.read_max_lag_seconds,
            open_pool=partial(open_pool, session_settings=READ_ONLY_SETTINGS),
        )
        app.state.standbys.start()


async def close_databases(app: FastAPI) -> None:
    if app.state.standbys is not None:
        await app.state.standbys.stop()
        app.state.standbys = None
    await app.state.database.close()
