"""Faults: each damages the cluster; it heals by itself, or by the opposite command."""

import base64
import json
import signal
import urllib.request
from collections.abc import Callable
from typing import Any, Final

from clustering import network
from clustering.engines import start_api
from clustering.inspection import is_ready, require_leader
from clustering.layout import APIS, NODES, Lab, LabError
from clustering.processes import (
    is_running,
    marked,
    name_of,
    send,
    server_processes,
    wait_for,
)

STOPPING_S: Final = 30


def kill(lab: Lab, node: int) -> None:
    """Kill every process of a node's PostgreSQL at once; its Patroni goes on."""
    pids = server_processes(lab, node)
    send(pids[:1], signal.SIGSTOP)  # it must not write anything when its children die
    send(server_processes(lab, node), signal.SIGKILL)
    wait_for(lambda: not any(map(is_running, pids)), 5, "end of the killed processes")


def freeze(lab: Lab, node: int) -> None:
    """Stop every process of a node; its watchdog resets a primary, `thaw` continues the others."""
    pids = of_node(lab, node)
    send(pids, signal.SIGSTOP)


def thaw(lab: Lab, node: int) -> None:
    """Continue a frozen node."""
    send(reversed(of_node(lab, node)), signal.SIGCONT)


def of_node(lab: Lab, node: int) -> list[int]:
    """Return the processes of a node, Patroni first, so that nothing reacts to the others."""
    found = marked(lab, node)
    return sorted(found, key=lambda pid: "patroni" not in name_of(pid))


def cut(lab: Lab, node: int) -> None:
    """Unplug a node's network, clients included; `join` ends it."""
    network.cut(lab, node)


def join(lab: Lab, node: int) -> None:
    """Plug it in again."""
    network.join(lab, node)


def switchover(lab: Lab, _: int = 0) -> None:
    """Make a standby the primary, in order; Patroni chooses which."""
    leader = require_leader(lab)
    url = f"http://{lab.address(leader)}:8008/switchover"
    given = base64.b64encode(f"patroni:{lab.passwords['restapi']}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {given}"}
    body = json.dumps({"leader": f"n{leader}"}).encode()
    request = urllib.request.Request(url, body, headers, method="POST")  # our own node
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # our own node
            answer.read()
    except OSError as error:
        raise LabError(f"The switchover failed: {error}") from None


def etcd_processes(lab: Lab, nodes: tuple[int, ...]) -> list[int]:
    return [
        pid
        for node in nodes
        for pid in marked(lab, node)
        if name_of(pid).split(" ")[0].endswith("etcd")
    ]


def lead_etcd(lab: Lab, node: int) -> None:
    """Make the member of a node the leader of etcd."""
    member = ask_etcd(lab, node, "status")["header"]["member_id"]
    for each in NODES:
        status = ask_etcd(lab, each, "status")
        if status["leader"] == status["header"]["member_id"] != member:
            ask_etcd(lab, each, "transfer-leadership", targetID=member)


def ask_etcd(lab: Lab, node: int, what: str, **given: str) -> dict[str, Any]:
    """Ask the gateway of a member for a function of its maintenance."""
    url = f"http://{lab.address(node)}:2379/v3/maintenance/{what}"
    request = urllib.request.Request(url, json.dumps(given).encode(), method="POST")  # our own node
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own node
            found: dict[str, Any] = json.load(answer)
    except OSError as error:
        raise LabError(f"etcd of node {node}: {error}") from None
    return found


def lose_etcd(lab: Lab, _: int = 0) -> None:
    """Freeze two of three members of etcd, so that it has no quorum."""
    send(etcd_processes(lab, NODES[1:]), signal.SIGSTOP)


def find_etcd(lab: Lab, _: int = 0) -> None:
    """Continue them."""
    send(etcd_processes(lab, NODES[1:]), signal.SIGCONT)


def roll(lab: Lab, _: int = 0) -> None:
    """Restart the API servers one by one, each when the one before is ready again."""
    for api in APIS:
        stop_api(lab, api)
        start_api(lab, api)
        wait_for(lambda api=api: is_ready(lab, api), 60, f"ready server {api}")  # type: ignore[misc]  # mypy cannot infer a default


def stop_api(lab: Lab, api: str) -> None:
    """End a server as a service manager does."""
    pids = api_processes(lab, api)
    send(pids, signal.SIGTERM)
    wait_for(lambda: not any(map(is_running, pids)), STOPPING_S, "end of the server")


def api_processes(lab: Lab, api: str) -> list[int]:
    port = lab.api_url(api).rpartition(":")[2]
    return [pid for pid in marked(lab, 0) if name_of(pid).endswith(f"--port {port}")]


COMMANDS: Final[dict[str, Callable[[Lab, int], None]]] = {
    "kill": kill,
    "freeze": freeze,
    "thaw": thaw,
    "cut": cut,
    "join": join,
    "switchover": switchover,
    "lose-etcd": lose_etcd,
    "find-etcd": find_etcd,
    "roll": roll,
}
OF_A_NODE: Final = {"kill", "freeze", "thaw", "cut", "join"}
