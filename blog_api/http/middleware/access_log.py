"""Access log and request metrics, written when a request ends."""

import logging
import time
from typing import Any, Final

from fastapi import Request
from prometheus_client import Counter, Histogram
from starlette.datastructures import State
from starlette.types import Scope

from blog_api import metrics
from blog_api.http.client_ip import client_address
from blog_api.logs import ACCESS, log_event

logger = logging.getLogger(ACCESS)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD: Final = "OTHER"
NO_ROUTE: Final = "unmatched"
SAMPLE_S: Final = 1.0


class Meter:
    """Request metrics of one application: one series for each route."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._sampled_at = 0.0
        self._timeouts = 0

    def begin(self, scope: Scope) -> float:
        metrics.IN_FLIGHT.inc()
        now = time.perf_counter()
        if now - self._sampled_at > SAMPLE_S:
            self._sampled_at = now
            self.sample(scope["app"].state)
        return now

    def end(self, scope: Scope, status: int, started: float) -> None:
        """Count the request under the declared path; status 0 if the client disconnected."""
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
        """Set the gauges of the connection pools of this process."""
        database = getattr(state, "database", None)
        if database is None:
            return
        pools: list[dict[str, int]] = [database.pool.get_stats()]
        if state.standbys is not None:
            pools.append(state.standbys.get_pool_stats())
        metrics.POOL_SIZE.set(total(pools, "pool_size"))
        metrics.POOL_IDLE.set(total(pools, "pool_available"))
        metrics.POOL_WAITING.set(total(pools, "requests_waiting"))
        timeouts = total(pools, "requests_errors")
        metrics.POOL_TIMEOUTS.inc(max(0, timeouts - self._timeouts))  # a closed pool has none
        self._timeouts = timeouts

    def _find_series(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """Cache the series of a route: looking up labels costs more than counting."""
        key = (method, route, status)
        if key not in self._series:
            self._series[key] = (
                metrics.REQUESTS.labels(method, route, str(status)),
                metrics.SECONDS.labels(method, route),
            )
        return self._series[key]


def total(pools: list[dict[str, int]], name: str) -> int:
    return sum(stats.get(name, 0) for stats in pools)


def log_request(scope: Scope, status: int, seconds: float, named: dict[str, str]) -> None:
    """Log the route, never the path or the query, which may hold secrets."""
    log_event(
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
    """Return the id of the caller if a guard has authenticated the request."""
    actor = state.get("actor")
    return None if actor is None else actor.id
