"""Power of a node: everything on it ends at once, or starts as after a boot."""

import signal
from typing import Final

from clustering import network
from clustering.engines import start_etcd, start_patroni
from clustering.layout import Lab
from clustering.processes import find_server, is_running, marked, send, wait_for

ENDING_S: Final = 5


def power_off(lab: Lab, node: int) -> None:
    """End a node as a reset does: it writes nothing more, and no peer hears of its end.

    What PostgreSQL or etcd wrote without fsync survives here, in the memory of this machine.
    """
    network.switch_off(lab, node)
    for number in (signal.SIGSTOP, signal.SIGKILL):
        send(of_node(lab, node), number)
    wait_for(lambda: not any(map(is_running, of_node(lab, node))), ENDING_S, "end of the node")


def of_node(lab: Lab, node: int) -> list[int]:
    """Return the processes of a node, also of a PostgreSQL whose Patroni has ended."""
    return list(dict.fromkeys([*marked(lab, node), *find_server(lab, node)]))


def boot(lab: Lab, node: int) -> None:
    """Start what the service manager of a node starts."""
    network.switch_on(lab, node)
    start_etcd(lab, node)
    start_patroni(lab, node)
