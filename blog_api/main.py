"""The application: what it is made of, in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware

import blog_api.auth.routes as auth
import blog_api.comments.routes as comments
import blog_api.feeds.routes as feeds
import blog_api.media.routes as media
import blog_api.posts.routes as posts
import blog_api.recovery.routes as recovery
import blog_api.terms.routes as terms
import blog_api.trash.routes as trash
import blog_api.users.routes as users
import blog_api.views.routes as views
import blog_api.votes.routes as votes
from blog_api.auth.keys import load_keyring
from blog_api.auth.passwords import Passwords
from blog_api.auth.tokens import Tokens
from blog_api.coalescing import Coalescer
from blog_api.db.database import Database
from blog_api.mail.mailer import Mailer
from blog_api.media.pictures import Pictures
from blog_api.settings import Settings
from blog_api.web import docs, health, prometheus
from blog_api.web.addresses import Proxies
from blog_api.web.cors import CrossOriginMiddleware
from blog_api.web.deadline import DeadlineMiddleware
from blog_api.web.errors import add_error_handlers
from blog_api.web.etag import ConditionLinesMiddleware
from blog_api.web.hosts import HostMiddleware
from blog_api.web.middleware import BodyLimitMiddleware, PathMiddleware, RequestContextMiddleware
from blog_api.web.openapi import describe
from blog_api.web.routing import routes_under
from blog_api.web.throttling import Throttles


def create_app(settings: Settings | None = None) -> FastAPI:
    """Wire everything; the pool opens in the lifespan, in the process that serves."""
    settings = settings or Settings()
    app = FastAPI(
        title="blog_api",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=middleware(settings),
    )
    add_state(app, settings)
    add_error_handlers(app)
    add_routers(app, settings)
    describe(app, settings)
    return app


def middleware(settings: Settings) -> list[Middleware]:
    """From the outside in."""
    return [
        Middleware(RequestContextMiddleware),
        Middleware(
            CrossOriginMiddleware,
            allow_origins=settings.client_origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "If-Match",
                "If-None-Match",
                "Idempotency-Key",
                "X-Request-ID",
            ],
            expose_headers=[
                "RateLimit-Limit",
                "RateLimit-Remaining",
                "RateLimit-Reset",
                "Deletion-Id",
                "ETag",
                "Link",
                "Location",
                "Retry-After",
                "X-Request-ID",
            ],
        ),
        Middleware(HostMiddleware, allowed=settings.allowed_hosts),
        Middleware(DeadlineMiddleware, seconds=settings.request_deadline),
        Middleware(PathMiddleware),
        Middleware(ConditionLinesMiddleware),
        Middleware(BodyLimitMiddleware),
    ]


def add_state(app: FastAPI, settings: Settings) -> None:
    """What dependencies hand out."""
    keyring = load_keyring(settings)
    app.state.settings = settings
    app.state.keyring = keyring
    app.state.tokens = Tokens(keyring, settings)
    app.state.passwords = Passwords(settings)
    app.state.proxies = Proxies(settings.trusted_proxies)
    app.state.throttles = Throttles(
        keyring.derive_secret("throttles"), enabled=settings.rate_limits_enabled
    )
    app.state.coalescer = Coalescer()
    app.state.mailer = Mailer(settings)
    app.state.pictures = Pictures(settings)
    app.state.log_secret = keyring.derive_secret("log")
    app.state.visitor_secret = keyring.derive_secret("visitors")


def add_routers(app: FastAPI, settings: Settings) -> None:
    """The features under the prefix, what is asked most first, and the rest at the root."""
    app.router.routes += routes_under(
        settings.api_prefix,
        posts.router,
        users.own_router,
        auth.token_router,
        auth.session_router,
        recovery.router,
        users.router,
        terms.router,
        comments.post_router,
        comments.router,
        votes.router,
        views.router,
        media.router,
        trash.router,
    )
    watching = (health.router, prometheus.router) if settings.metrics_enabled else (health.router,)
    app.router.routes += routes_under(
        "", auth.discovery_router, *watching, feeds.router, media.root_router
    )
    docs.add_docs(app)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool without waiting for the database: until it is there, requests answer 503."""
    settings: Settings = app.state.settings
    if settings.database_url is None:
        raise RuntimeError("DATABASE_URL is not set; blog-api serve would start a database")
    app.state.database = Database(settings.database_url.get_secret_value())
    await app.state.database.pool.open(wait=False)
    mailer: Mailer = app.state.mailer
    mailer.start(app.state.database)
    try:
        yield
    finally:
        await mailer.stop()
        await app.state.database.pool.close()
