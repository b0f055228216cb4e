"""Prometheus metrics. Labels have fixed values, never text of a client.

With several workers, each stores its metrics in files of PROMETHEUS_MULTIPROC_DIR, and the worker
that gets the request adds them up. prometheus_client reads that variable once, when it is imported.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.values import MutexValue, ValueClass

BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

REQUESTS: Final = Counter(
    "blog_http_requests_total", "Requests answered.", ["method", "route", "status"]
)
SECONDS: Final = Histogram(
    "blog_http_request_duration_seconds",
    "From the headers to the end of the answer.",
    ["method", "route"],
    buckets=BUCKETS_S,
)
IN_FLIGHT: Final = Gauge(
    "blog_http_requests_in_flight", "Requests under way.", multiprocess_mode="livesum"
)
POOL_SIZE: Final = Gauge(
    "blog_db_pool_connections", "Connections held.", multiprocess_mode="livesum"
)
POOL_IDLE: Final = Gauge(
    "blog_db_pool_idle_connections", "Connections nobody uses.", multiprocess_mode="livesum"
)
POOL_WAITING: Final = Gauge(
    "blog_db_pool_waiting", "Requests waiting for a connection.", multiprocess_mode="livesum"
)
POOL_TIMEOUTS: Final = Counter(
    "blog_db_pool_timeouts_total", "Requests that waited in vain for a connection."
)
COMMITS_ASIDE: Final = Gauge(
    "blog_db_commits_waiting",
    "Commits that wait for a standby, without their request.",
    multiprocess_mode="livesum",
)
PUBLIC_READS: Final = Counter(
    "blog_public_reads_total",
    "Queries of anonymous readers with DATABASE_READ_URL, by the server that ran them.",
    ["at"],
)
STANDBY_LAG: Final = Gauge(
    "blog_standby_lag_seconds", "Lag of the standby that is read.", multiprocess_mode="livemax"
)
LOGINS: Final = Counter("blog_logins_total", "Passwords judged.", ["outcome"])
REPLAYS: Final = Counter(
    "blog_refresh_replays_total", "Sessions ended because an old refresh token was shown."
)
THROTTLED: Final = Counter("blog_throttled_total", "Requests over a limit.", ["limit"])
ACTS: Final = Counter(
    "blog_acts_total", "Audited acts: deletions, restores, purges, roles.", ["action"]
)
EXPIRED_ROWS: Final = Counter(
    "blog_expired_rows_total", "Expired rows that were removed.", ["kind"]
)
MAILS_DROPPED: Final = Counter(
    "blog_mails_dropped_total", "Mails not sent: over a limit, or a token is good.", ["reason"]
)
OUTBOX: Final = Gauge("blog_outbox_waiting", "Mails to be sent.", multiprocess_mode="mostrecent")


def exposition(shared: Path | None) -> bytes:
    """Return all metrics as text; `shared` is the folder for the metrics of all workers.

    A single process counts in memory, even if `.env` sets the folder.
    """
    if shared is None or ValueClass is MutexValue:
        return generate_latest(REGISTRY)
    forget_dead_workers(shared)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(shared))  # type: ignore[no-untyped-call]  # has no types
    return generate_latest(registry)


def forget_dead_workers(shared: Path) -> None:
    """Delete gauges of killed workers, such as requests in progress; their counters stay."""
    for file in shared.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not is_alive(pid):
            with suppress(FileNotFoundError):
                mark_process_dead(pid, path=str(shared))  # type: ignore[no-untyped-call]  # has no types


def is_alive(pid: int) -> bool:
    """Return True if one of our own workers is alive; we have permission to signal those."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
