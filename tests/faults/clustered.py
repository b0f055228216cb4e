"""`scripts/prove --cluster`: faults of one cluster of three nodes, in turn.

The rows need root, for network namespaces; scripts/cluster starts the same cluster by hand.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from clustering import lifecycle, recovery, trials
from clustering.layout import Lab, LabError
from clustering.trials import Fault, Trial

from tests.faults.finding import Figure, Finding, Measured, at_least, exactly, within

TTL_S: Final = 20
READ_GAP_S: Final = 1.0
BACK_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """One fault with the longest gap between writes that it may cause."""

    name: str
    what: str
    fault: Fault
    write_gap: float
    resets: int = 0  # by a watchdog, in each trial
    may_reset: bool = False  # a primary that is alone and does not demote itself in time
    failed_first: int | None = None

    def run(self, lab: Lab, times: int) -> Finding:
        """Run the fault so many times."""
        found = [trials.attempt(lab, self.fault) for _ in range(times)]
        return Finding(f"{self.what} ×{times}{shown(found)}", self.figures(found))

    def figures(self, found: Sequence[Trial]) -> list[Figure]:
        """Return the worst of all trials."""
        outcomes = [trial.outcome for trial in found]
        figures = [
            at_least("acknowledged", sum(o.acknowledged for o in outcomes), trials.WARM),
            exactly("lost", sum(o.lost for o in outcomes), 0),
            exactly("doubled", sum(o.doubled for o in outcomes), 0),
            exactly("other than 2xx and 503 with Retry-After", trials.summed(found).total(), 0),
            exactly("nodes that differ", sum(o.nodes_differ for o in outcomes), 0),
            within("write gap", max(o.write_gap for o in outcomes), self.write_gap),
            within("read gap", max(o.read_gap for o in outcomes), READ_GAP_S),
            within("whole again in", max(trial.back_s for trial in found), BACK_S),
            self.count_resets(found),
        ]
        if self.failed_first is None:
            return [*figures, exactly("restarts of the API", sum(t.restarts for t in found), 0)]
        failed = sum(o.failed_first for o in outcomes)
        return [*figures, exactly("failed first tries", failed, self.failed_first)]

    def count_resets(self, found: Sequence[Trial]) -> Figure:
        resets = sum(trial.resets for trial in found)
        if self.may_reset:
            return Figure("resets by watchdogs", resets, len(found), bound="most")
        return exactly("resets by watchdogs", resets, self.resets * len(found))


def shown(found: Sequence[Trial]) -> str:
    """Return the gaps of each trial, and the unexpected responses."""
    writes = ", ".join(f"{trial.outcome.write_gap:.1f}" for trial in found)
    reads = ", ".join(f"{trial.outcome.read_gap:.1f}" for trial in found)
    others = ", ".join(f"{what} ×{count}" for what, count in trials.summed(found).items())
    pause = max(trial.outcome.own_pause for trial in found)
    gaps = f"; write gaps {writes} s, read gaps {reads} s, the load itself paused ≤ {pause:.1f} s"
    return gaps + (f"; {others}" if others else "")


ROWS: Final = (
    ClusterRow("cluster-kill", "kill -9 of the primary's PostgreSQL", trials.kill_primary, 8),
    ClusterRow("cluster-switchover", "switchover", trials.switch, 6),
    ClusterRow(
        "cluster-freeze",
        "primary's node, which leads etcd, frozen until its watchdog resets it",
        trials.freeze_primary,
        TTL_S + 8,
        resets=1,
    ),
    ClusterRow(
        "cluster-freeze-standby",
        "a standby's node that leads etcd frozen for 32 s",
        trials.freeze_standby,
        TTL_S + 8,
    ),
    ClusterRow(
        "cluster-cut",
        "primary unplugged for 32 s",
        trials.cut_primary,
        TTL_S + 8,
        may_reset=True,
    ),
    ClusterRow("cluster-etcd", "two of three etcd frozen for 25 s", trials.lose_etcd, 2),
    ClusterRow(
        "cluster-roll", "API servers restarted one by one, 3 rounds", trials.roll, 2, failed_first=0
    ),
    ClusterRow(
        "cluster-strand",
        "primary alone with its clients for 3 s, then unplugged",
        trials.strand_primary,
        TTL_S + 12,
        may_reset=True,
    ),
)
UNWATCHED: Final = "cluster-freeze-unwatched"
CONTROL: Final = "cluster-strand-async"
RESTORE: Final = "cluster-restore"
NAMES: Final = (*(row.name for row in ROWS), RESTORE, UNWATCHED, CONTROL)
SHORT: Final = ("cluster-kill", "cluster-switchover")


def control() -> Finding:
    """Without synchronous replication the same check must find lost writes."""
    [trial] = trials.run_apart(trials.strand_primary, synchronous_mode="off")
    outcome = trial.outcome
    return Finding(
        "the same with synchronous_mode: off",
        [
            at_least("acknowledged", outcome.acknowledged, trials.WARM),
            at_least("lost", outcome.lost, 1),
        ],
    )


def unwatched(times: int) -> Finding:
    """Without a watchdog the thawed node may win the lease back; then the same check finds it."""
    found = trials.run_apart(trials.freeze_and_thaw_primary, times, watchdog=False)
    outcomes = [trial.outcome for trial in found]
    return Finding(
        f"primary's node frozen for 32 s without a watchdog ×{times}{shown(found)}",
        [
            at_least("acknowledged", sum(o.acknowledged for o in outcomes), trials.WARM),
            at_least("lost", sum(o.lost for o in outcomes), 0),
            at_least("doubled", sum(o.doubled for o in outcomes), 0),
        ],
    )


def finish(row: ClusterRow, lab: Lab, times: int) -> Finding:
    """Run a row; a cluster that does not heal is a result, and the next row is still measured."""
    try:
        return row.run(lab, times)
    except LabError as error:
        return Finding(f"{row.what}: {error}", [exactly("finished", 0, 1)])


def restore(lab: Lab) -> Finding:
    """Restore a backup and the archive to the second before an accident."""
    before, left, found = recovery.repair_accident(lab)
    return Finding(
        "base backup under load, every title overwritten, restored to the second before",
        [
            at_least("acknowledged", before, recovery.WRITES),
            exactly("titles left in the cluster", left, 0),
            exactly("missing in the restored server", before - found, 0),
        ],
    )


def prove(names: Sequence[str], times: int) -> list[Measured]:
    """Measure rows on one cluster, and the control on another; nothing is left of them."""
    found: list[Measured] = []
    chosen = [row for row in ROWS if row.name in names]
    if chosen or RESTORE in names:
        lab = lifecycle.up(ports=False, synchronous_mode="quorum")
        try:
            for row in chosen:
                found.append((row.name, finish(row, lab, times)))
                report(*found[-1])
            if RESTORE in names:
                found.append((RESTORE, restore(lab)))
                report(*found[-1])
        finally:
            assert lifecycle.down() == []
    for name, run in ((UNWATCHED, partial(unwatched, times)), (CONTROL, control)):
        if name in names:
            found.append((name, run()))
            report(*found[-1])
    return found


def report(name: str, finding: Finding) -> None:
    """Print the figures of a row as soon as they are there."""
    figures = ", ".join(figure.as_seen for figure in finding.figures)
    sys.stderr.write(f"{name}: {finding.done}: {figures}\n")
    sys.stderr.flush()
