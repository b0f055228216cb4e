"""Three network namespaces on a bridge: this machine is 10.77.0.1, the nodes are .11, .12, .13.

The bridge is the switch, and this machine has a cable to it as the nodes have. An address of the
bridge itself would be away while all nodes are unplugged, and with it what it knows of them (ARP).
"""

import subprocess
from typing import Final

from clustering.layout import NODES, ROOT, Lab, LabError
from clustering.processes import run

BRIDGE: Final = "blogcbr"
HERE: Final = "blogc0"


def ip(*words: str) -> str:
    return run(["ip", *words])


def create(lab: Lab) -> None:
    """Create the bridge and the namespaces; without them nodes have addresses of the loopback."""
    if not lab.namespaces:
        return
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("link", "set", BRIDGE, "up")
    ip("link", "add", f"{HERE}h", "type", "veth", "peer", "name", HERE)
    ip("link", "set", f"{HERE}h", "master", BRIDGE, "up")
    ip("addr", "add", f"{lab.host}/24", "dev", HERE)
    ip("link", "set", HERE, "up")
    for setting, value in kernel_settings(HERE).items():
        if HERE in setting:  # the others are those of every network of this machine
            run(["sysctl", "-qw", f"{setting}={value}"])
    for node in NODES:
        create_node(lab, node)


def create_node(lab: Lab, node: int) -> None:
    name, cable = f"blogc{node}", f"blogc{node}h"
    ip("netns", "add", name)
    ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
    ip("link", "set", cable, "master", BRIDGE, "up")
    ip("-n", name, "addr", "add", f"{lab.address(node)}/24", "dev", "eth0")
    ip("-n", name, "link", "set", "eth0", "up")
    ip("-n", name, "link", "set", "lo", "up")
    for setting, value in kernel_settings("eth0").items():
        ip("netns", "exec", name, "sysctl", "-qw", f"{setting}={value}")


def kernel_settings(interface: str) -> dict[str, str]:
    """Return the settings of each machine's kernel, all of which belong to its network.

    A namespace has no defaults of ARP for its interfaces, only the settings of each.
    """
    lines = (ROOT / "deploy/cluster/sysctl.conf").read_text().splitlines()
    found = [line.partition(" = ") for line in lines if not line.startswith("#")]
    return {name.replace(".default.", f".{interface}."): value for name, _, value in found}


def remove() -> None:
    """Remove what is there of them."""
    for words in (
        *(("netns", "del", f"blogc{node}") for node in NODES),
        *(("link", "del", f"blogc{node}h") for node in (0, *NODES)),
        ("link", "del", BRIDGE),
    ):
        subprocess.run(["ip", *words], capture_output=True, check=False)  # noqa: S603, S607  # of iproute2


def leftovers() -> list[str]:
    """Return the names of namespaces and links that exist."""
    try:
        seen = ip("netns", "list").split() + ip("-oneline", "link").replace("@", " ").split()
    except FileNotFoundError:
        return []
    return [word for word in seen if word.rstrip(":").startswith("blogc")]


def cut(lab: Lab, node: int) -> None:
    """Unplug a node from everything, clients included."""
    plug(lab, node, "down")


def join(lab: Lab, node: int) -> None:
    plug(lab, node, "up")


def switch_off(lab: Lab, node: int) -> None:
    """Switch a node's own interface off; unlike the cable, it comes back with a boot."""
    if lab.namespaces:
        ip("-n", f"blogc{node}", "link", "set", "eth0", "down")


def switch_on(lab: Lab, node: int) -> None:
    if lab.namespaces:
        ip("-n", f"blogc{node}", "link", "set", "eth0", "up")


def plug(lab: Lab, node: int, state: str) -> None:
    if not lab.namespaces:
        raise LabError("Only nodes in network namespaces can be cut off; that needs root.")
    ip("link", "set", f"blogc{node}h", state)
