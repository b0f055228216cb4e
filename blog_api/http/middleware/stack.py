"""The middleware stack."""

from typing import Final

from starlette.middleware import Middleware

from blog_api.http.etag import ConditionLinesMiddleware
from blog_api.http.middleware.body_limit import BodyLimitMiddleware
from blog_api.http.middleware.cors import CrossOriginMiddleware
from blog_api.http.middleware.deadline import DeadlineMiddleware
from blog_api.http.middleware.hosts import HostMiddleware
from blog_api.http.middleware.metrics_port import MetricsPortMiddleware
from blog_api.http.middleware.overload import OverloadMiddleware
from blog_api.http.middleware.paths import PathMiddleware
from blog_api.http.middleware.public_reads import PublicReadsMiddleware
from blog_api.http.middleware.request_context import RequestContextMiddleware
from blog_api.settings import Settings

ALLOWED_HEADERS: Final = (
    "Authorization",
    "If-Match",
    "If-None-Match",
    "Idempotency-Key",
    "X-Request-ID",
    # Error trackers and tracers add these to every request of a page.
    "baggage",
    "sentry-trace",
    "traceparent",
    "tracestate",
    "X-Requested-With",
)


def middleware(settings: Settings) -> list[Middleware]:
    """Return the middleware, outermost first."""
    return [
        Middleware(RequestContextMiddleware, unicode_slugs=settings.slugs == "unicode"),
        *metrics_port(settings),
        Middleware(OverloadMiddleware),
        Middleware(
            CrossOriginMiddleware,
            allow_origins=settings.client_origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[*ALLOWED_HEADERS, *settings.cors_headers],
            expose_headers=[
                "RateLimit-Limit",
                "RateLimit-Remaining",
                "RateLimit-Reset",
                "Deletion-Id",
                "ETag",
                "Link",
                "Location",
                "Retry-After",
                "Transfer-Id",
                "X-Request-ID",
            ],
        ),
        *allowed_hosts(settings),
        Middleware(DeadlineMiddleware, seconds=settings.request_deadline),
        Middleware(PathMiddleware),
        Middleware(ConditionLinesMiddleware),
        Middleware(BodyLimitMiddleware),
        Middleware(PublicReadsMiddleware, cache_seconds=settings.public_cache_seconds),
    ]


def metrics_port(settings: Settings) -> list[Middleware]:
    """Return the middleware of METRICS_PORT, if there is one."""
    port = settings.metrics_port if settings.metrics_enabled else None
    shared = settings.prometheus_multiproc_dir
    return [] if port is None else [Middleware(MetricsPortMiddleware, port=port, shared=shared)]


def allowed_hosts(settings: Settings) -> list[Middleware]:
    """Return the middleware of ALLOWED_HOSTS, if there are some."""
    allowed = settings.allowed_hosts
    return [Middleware(HostMiddleware, allowed=allowed)] if allowed else []
