"""`up` and `down`."""

import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from clustering import network
from clustering.engines import (
    WATCHDOG,
    create_database,
    give,
    prepare_node,
    start_api,
    start_etcd,
    start_haproxy,
    start_patroni,
    start_watchdog,
)
from clustering.inspection import has_etcd, is_whole, require_leader, serves
from clustering.layout import APIS, FOLDER, NODES, Lab, LabError
from clustering.packages import install, place
from clustering.processes import (
    find_server,
    is_root,
    is_running,
    marked,
    name_of,
    run,
    send,
    wait_for,
)

ENDING_S: Final = 5
SHARED_MEMORY_LINE: Final = 6  # of postmaster.pid: key and id


def up(*, ports: bool, synchronous_mode: str, watchdog: bool = True) -> Lab:
    """Start a cluster and return it when two standbys stream and both servers are ready."""
    if FOLDER.exists():
        raise LabError(f"{FOLDER} exists: scripts/cluster down")
    install()
    began = time.monotonic()
    lab = Lab(
        namespaces=is_root() and not ports, synchronous_mode=synchronous_mode, watchdog=watchdog
    )
    for folder in (lab.folder, lab.folder / "log", lab.folder / "archive"):
        folder.mkdir(mode=0o711)
    lab.save()
    give(lab.folder / "archive")
    place(lab)
    network.create(lab)
    for node in NODES:
        prepare_node(lab, node)
        start_etcd(lab, node)
    start_watchdog(lab)
    start_haproxy(lab)
    wait_for(lambda: has_etcd(lab), 20, "quorum of etcd")
    start_database(lab)
    for api in APIS:
        start_api(lab, api)
    wait_for(lambda: serves(lab), 60, "ready server")
    print(f"up in {time.monotonic() - began:.0f} s: {lab.base}, logs in {lab.folder}/log")
    return lab


def start_database(lab: Lab) -> None:
    """Start PostgreSQL on one node, then its standbys, without which no write is acknowledged."""
    start_patroni(lab, 1)
    require_leader(lab)
    for node in NODES[1:]:
        start_patroni(lab, node)
    wait_for(lambda: is_whole(lab), 60, "two streaming standbys")
    create_database(lab)


def down() -> list[str]:
    """End every process, and remove namespaces and files; return the names of what is left."""
    try:
        lab = Lab.load()
    except LabError:
        lab = Lab(namespaces=is_root())
    end_processes(lab)
    network.remove()
    with suppress(FileNotFoundError):
        shutil.rmtree(FOLDER)
    return leftovers(lab)


def end_processes(lab: Lab) -> None:
    """End watchdogs, then Patroni, so that nothing is started again; PostgreSQL by SIGQUIT."""
    send([pid for pid in marked(lab, 0) if name_of(pid).endswith(WATCHDOG)], signal.SIGKILL)
    everything = marked(lab)
    send([pid for pid in everything if "patroni" in name_of(pid)], signal.SIGKILL)
    servers = [pid for node in NODES for pid in find_server(lab, node)]
    send(everything, signal.SIGCONT)
    send(servers, signal.SIGQUIT)
    wait_for(lambda: not any(map(is_running, servers)), ENDING_S)
    send(marked(lab), signal.SIGKILL)
    send(servers, signal.SIGKILL)
    wait_for(lambda: not any(map(is_running, [*everything, *servers])), ENDING_S)
    for node in NODES:
        remove_shared_memory(lab.node_folder(node) / "data/postmaster.pid")


def remove_shared_memory(file: Path) -> None:
    """Remove the segment of a server that was killed and not started again."""
    with suppress(OSError, IndexError, LabError):
        words = file.read_text().splitlines()[SHARED_MEMORY_LINE].split()
        run(["ipcrm", "--shmem-id", words[1]])


def leftovers(lab: Lab) -> list[str]:
    """Return what a `down` must not leave behind."""
    processes = [f"{pid} {name_of(pid)}" for pid in marked(lab) if is_running(pid)]
    folders = [str(FOLDER)] if FOLDER.exists() else []
    return [*processes, *folders, *network.leftovers()]
