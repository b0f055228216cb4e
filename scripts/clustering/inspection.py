"""Observations: Patroni's REST API, the health of servers, the state of replication."""

import json
import urllib.error
import urllib.request
from typing import Any, Final

import psycopg

from clustering.layout import APIS, NODES, Lab, LabError
from clustering.processes import wait_for
from clustering.watchdog import latest_events

TIMEOUT_S: Final = 2
REPLICATION: Final = """
SELECT application_name, state, sync_state,
    pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint
FROM pg_stat_replication ORDER BY 1
"""


def fetch(url: str) -> tuple[int, bytes]:
    """Return status and body; 0 without a response."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310  # our own nodes
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, ValueError):
        return 0, b""


def ask_patroni(lab: Lab, node: int) -> dict[str, Any] | None:
    """Return what the Patroni of a node says of itself."""
    _, body = fetch(f"http://{lab.address(node)}:8008/patroni")
    try:
        found: dict[str, Any] = json.loads(body)
    except ValueError:
        return None
    return found


def find_leader(lab: Lab) -> int | None:
    """Return the node that Patroni's load balancers would write to."""
    leaders = [n for n in NODES if fetch(f"http://{lab.address(n)}:8008/primary")[0] == 200]
    return leaders[0] if len(leaders) == 1 else None


def require_leader(lab: Lab, seconds: float = 60) -> int:
    found: list[int] = []

    def look() -> bool:
        leader = find_leader(lab)
        found[:] = [leader] if leader else []
        return bool(found)

    wait_for(look, seconds, "primary")
    return found[0]


def standbys(lab: Lab) -> list[tuple[Any, ...]]:
    """Return the standbys that the primary sends to."""
    with psycopg.connect(lab.database_url("superuser", name="postgres")) as connection:
        return connection.execute(REPLICATION).fetchall()


def has_etcd(lab: Lab) -> bool:
    """True if each member of etcd can ask its leader."""
    return all(fetch(f"http://{lab.address(n)}:2379/health")[0] == 200 for n in NODES)


def is_whole(lab: Lab) -> bool:
    """True if etcd has all members, and two standbys stream, one at least synchronously."""
    if not has_etcd(lab):
        return False
    try:
        found = standbys(lab)
    except psycopg.Error:
        return False
    streaming = [row for row in found if row[1] == "streaming"]
    kinds = {row[2] for row in streaming}
    return len(streaming) == len(NODES) - 1 and bool(
        kinds & {"quorum", "sync"} or lab.synchronous_mode == "off"
    )


def is_ready(lab: Lab, api: str) -> bool:
    return fetch(f"{lab.api_url(api)}/health/ready")[0] == 200


def serves(lab: Lab) -> bool:
    """True if HAProxy has a server for reads and one for writes."""
    return fetch(f"{lab.base}/health/ready")[0] == 200 and all(is_ready(lab, a) for a in APIS)


def describe(lab: Lab) -> list[str]:
    """Return the lines of `status`."""
    lines = [describe_node(lab, node) for node in NODES]
    try:
        replication = standbys(lab)
    except psycopg.Error as error:
        raise LabError("\n".join([*lines, f"no primary: {error}"])) from None
    lines += [f"standby {name}: {state}, {kind}, {lag} B" for name, state, kind, lag in replication]
    lines += [f"watchdog n{e.node}: {e.what}" for e in latest_events(lab)]
    for api in APIS:
        state = "ready" if is_ready(lab, api) else "not ready"
        lines.append(f"api {api}: {lab.api_url(api)} {state}")
    return [*lines, f"front: {lab.base}"]


def describe_node(lab: Lab, node: int) -> str:
    found = ask_patroni(lab, node) or {}
    etcd = "etcd" if fetch(f"http://{lab.address(node)}:2379/health")[0] == 200 else "no etcd"
    role, state = found.get("role", "no answer"), found.get("state", "")
    return f"n{node} {lab.address(node)}: {role} {state}, timeline {found.get('timeline')}, {etcd}"
