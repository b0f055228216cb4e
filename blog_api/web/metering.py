"""What is known of a request when it ends: counted, and told in one line."""

import logging
import time
from typing import Any, Final

from fastapi import Request
from prometheus_client import Counter, Histogram
from starlette.datastructures import State
from starlette.types import Scope

from blog_api import metrics
from blog_api.logs import ACCESS, tell
from blog_api.web.addresses import client_address

logger = logging.getLogger(ACCESS)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD: Final = "OTHER"
NO_ROUTE: Final = "unmatched"
SAMPLE_S: Final = 1.0


class Meter:
    """One application's; its series are as many as its routes, whatever is asked of it."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._sampled_at = 0.0
        self._timeouts = 0

    def begin(self, scope: Scope) -> float:
        """The instant to measure from."""
        metrics.IN_FLIGHT.inc()
        now = time.perf_counter()
        if now - self._sampled_at > SAMPLE_S:
            self._sampled_at = now
            self.sample(scope["app"].state)
        return now

    def end(self, scope: Scope, status: int, started: float) -> None:
        """Count it under its path as declared; one that its client gave up has status 0."""
        seconds = time.perf_counter() - started
        metrics.IN_FLIGHT.dec()
        method = scope["method"] if scope["method"] in METHODS else OTHER_METHOD
        route: str = getattr(scope.get("route"), "path_format", NO_ROUTE)
        counter, histogram = self._find_series(method, route, status)
        counter.inc()
        histogram.observe(seconds)
        if logger.isEnabledFor(logging.INFO):
            log_request(scope, status, seconds, {"method": method, "route": route})

    def sample(self, state: State) -> None:
        """How the pool of this process is doing."""
        database = getattr(state, "database", None)
        if database is None:
            return
        stats: dict[str, int] = database.pool.get_stats()
        metrics.POOL_SIZE.set(stats.get("pool_size", 0))
        metrics.POOL_IDLE.set(stats.get("pool_available", 0))
        metrics.POOL_WAITING.set(stats.get("requests_waiting", 0))
        timeouts = stats.get("requests_errors", 0)
        metrics.POOL_TIMEOUTS.inc(timeouts - self._timeouts)
        self._timeouts = timeouts

    def _find_series(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """Looking up labels costs more than counting."""
        key = (method, route, status)
        if key not in self._series:
            self._series[key] = (
                metrics.REQUESTS.labels(method, route, str(status)),
                metrics.SECONDS.labels(method, route),
            )
        return self._series[key]


def log_request(scope: Scope, status: int, seconds: float, named: dict[str, str]) -> None:
    """The route, never the path or the query, which may hold whatever somebody put there."""
    tell(
        logger,
        logging.INFO,
        "request",
        **named,
        status=status,
        duration_ms=round(seconds * 1000, 2),
        client=client_address(Request(scope)),
        user_id=find_user_id(scope["state"]),
    )


def find_user_id(state: dict[str, Any]) -> int | None:
    """Of the caller, if a guard asked who that is."""
    actor = state.get("actor")
    return None if actor is None else actor.id
