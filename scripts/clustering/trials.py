"""A trial: load, a fault in the middle of it, and the comparison afterwards."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from clustering import faults, lifecycle
from clustering.inspection import is_whole, require_leader
from clustering.journal import FOLDER, Entry, acknowledged, read
from clustering.layout import APIS, NODES, Lab
from clustering.processes import marks, wait_for
from clustering.verify import Outcome, judge
from clustering.watchdog import resets

WARM: Final = 40  # acknowledged writes before the fault
HEALING_S: Final = 90
AFTER_S: Final = 6  # of load after the cluster is whole again
LONGEST_S: Final = 240
OUTAGE_S: Final = 32  # of a frozen or unplugged node: longer than the lease of the primary
ETCD_OUTAGE_S: Final = 25
ALONE_S: Final = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of a fault."""

    outcome: Outcome
    back_s: float
    restarts: int
    resets: int


Fault = Callable[[Lab], float]


def attempt(lab: Lab, fault: Fault) -> Trial:
    """Run the load, cause the fault, wait until the cluster is whole, and compare."""
    wait_for(lambda: is_whole(lab), HEALING_S, "cluster with two streaming standbys")
    before = servers(lab)
    resets_before = len(resets(lab))
    since = time.time()
    with loading(lab):
        wait_for(lambda: len(acknowledged(entries_since(lab, since))) >= WARM, 60, "load")
        began = fault(lab)
        wait_for(lambda: is_whole(lab), HEALING_S, "whole cluster")
        back = time.monotonic() - began
        time.sleep(AFTER_S)
    after = servers(lab)
    return Trial(
        judge(lab, entries_since(lab, since)),
        back,
        restarts=len(set(before) - set(after)),
        resets=len(resets(lab)) - resets_before,
    )


def servers(lab: Lab) -> list[int]:
    return [pid for api in APIS for pid in faults.api_processes(lab, api)]


def entries_since(lab: Lab, instant: float) -> list[Entry]:
    return [entry for entry in read(lab.folder / FOLDER) if entry.began >= instant]


@contextmanager
def loading(lab: Lab) -> Iterator[None]:
    """Run the load in another process, which `down` would end too.

    Linux may share a processor among sessions first: in its own, the load waits for no program of
    the shell from which this one was started.
    """
    command = [sys.executable, "-m", "clustering", "load", "--seconds", str(LONGEST_S)]
    environment = {**os.environ, **marks(lab, 0)}
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603  # our own command
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def kill_primary(lab: Lab) -> float:
    faults.kill(lab, require_leader(lab))
    began = time.monotonic()
    wait_for_change(lab)
    return began


def wait_for_change(lab: Lab) -> None:
    """Wait until Patroni has noticed: right after a fault the cluster still looks whole."""
    wait_for(lambda: not is_whole(lab), 30)


def switch(lab: Lab) -> float:
    faults.switchover(lab)
    return time.monotonic()


def freeze_primary(lab: Lab) -> float:
    """Freeze the primary's node until its watchdog resets it; return when that was."""
    seen = len(resets(lab))
    faults.freeze(lab, require_leader_of_both(lab))
    wait_for(lambda: len(resets(lab)) > seen, OUTAGE_S, "reset by the watchdog")
    return resets(lab)[-1].at


def require_leader_of_both(lab: Lab) -> int:
    """Return the primary's node, which leads etcd too: a thawed one could revoke leases."""
    leader = require_leader(lab)
    faults.lead_etcd(lab, leader)
    return leader


def freeze_and_thaw_primary(lab: Lab) -> float:
    """Freeze the primary's node for longer than its lease; it has no watchdog."""
    return freeze_and_thaw(lab, require_leader_of_both(lab))


def freeze_standby(lab: Lab) -> float:
    """Freeze and thaw a standby's node that leads etcd; its watchdog does not run."""
    leader = require_leader(lab)
    standby = next(node for node in NODES if node != leader)
    faults.lead_etcd(lab, standby)
    return freeze_and_thaw(lab, standby)


def freeze_and_thaw(lab: Lab, node: int) -> float:
    faults.freeze(lab, node)
    time.sleep(OUTAGE_S)
    faults.thaw(lab, node)
    return time.monotonic()


def cut_primary(lab: Lab) -> float:
    leader = require_leader(lab)
    faults.cut(lab, leader)
    time.sleep(OUTAGE_S)
    faults.join(lab, leader)
    return time.monotonic()


def lose_etcd(lab: Lab) -> float:
    faults.lose_etcd(lab)
    time.sleep(ETCD_OUTAGE_S)
    faults.find_etcd(lab)
    return time.monotonic()


def roll(lab: Lab) -> float:
    """Restart both servers three times."""
    for _ in range(3):
        faults.roll(lab)
    return time.monotonic()


def strand_primary(lab: Lab) -> float:
    """Leave the primary alone with its clients for seconds, then lose it; the standbys return."""
    leader = require_leader(lab)
    others = [node for node in NODES if node != leader]
    for node in others:
        faults.cut(lab, node)
    time.sleep(ALONE_S)
    faults.cut(lab, leader)
    for node in others:
        faults.join(lab, node)
    time.sleep(OUTAGE_S)
    faults.join(lab, leader)
    return time.monotonic()


def summed(trials: Sequence[Trial]) -> Counter[str]:
    """Return what clients should never have seen, of all trials."""
    total: Counter[str] = Counter()
    for trial in trials:
        total += trial.outcome.impolite
    return total


def run_apart(
    fault: Fault, times: int = 1, *, synchronous_mode: str = "quorum", watchdog: bool = True
) -> list[Trial]:
    """Run trials on a cluster of their own, which lacks what protects the others."""
    lab = lifecycle.up(ports=False, synchronous_mode=synchronous_mode, watchdog=watchdog)
    try:
        return [attempt(lab, fault) for _ in range(times)]
    finally:
        lifecycle.down()
