"""Every workload on every server in turn, round after round: what disturbs, disturbs them all."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from benchmarking.load import Load, run_load
from benchmarking.outcome import put_load
from benchmarking.processes import cpu_seconds, resident_megabytes
from benchmarking.servers import Place, Server
from benchmarking.workloads import Facts, Workload, forget_written


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure."""

    rounds: int
    seconds: float
    warm: float
    connections: int = 32


@dataclass(frozen=True, slots=True)
class Measure:
    """One workload on one server in one round; latencies in milliseconds."""

    workload: str
    server: str
    round: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Arena:
    """Who takes part, and on what rows."""

    servers: Sequence[Server]
    facts: Facts
    place: Place


def measure_in_turn(
    arena: Arena, workloads: Sequence[Workload], effort: Effort, advance: Callable[[], None]
) -> list[Measure]:
    """In another order each round; whoever cannot answer something is left out of it."""
    measures = []
    made = Requests(arena, effort.warm + effort.seconds)
    for number in range(effort.rounds):
        for workload, server in pairs_in_turn(arena.servers, workloads):
            if requests := made.find(workload, server):
                measures.append(measure(server, workload, requests, effort, number))
            if workload.fresh:
                forget_written(arena.place.url, arena.facts)
            advance()
    return measures


def pairs_in_turn(
    servers: Sequence[Server], workloads: Sequence[Workload]
) -> Iterator[tuple[Workload, Server]]:
    """One workload after another, each on all servers that know it."""
    for workload in workloads:
        for server in random.sample(servers, len(servers)):
            if workload.key in server.kind.answers:
                yield workload, server


class Requests:
    """What to send: made once, but for writes, sent only once, and tags, good until a write."""

    def __init__(self, arena: Arena, seconds: float) -> None:
        self._arena = arena
        self._seconds = seconds
        self._made: dict[tuple[str, str], list[bytes]] = {}

    def find(self, workload: Workload, server: Server) -> list[bytes]:
        key = workload.key, server.kind.name
        if workload.fresh or workload.expected == HTTPStatus.NOT_MODIFIED or key not in self._made:
            self._made[key] = workload.build(
                server, self._arena.facts, self._arena.place, self._seconds
            )
        return self._made[key]


def measure(
    server: Server, workload: Workload, requests: list[bytes], effort: Effort, number: int
) -> Measure:
    """After warming up, which also makes sure of the status of every answer."""
    share = int(len(requests) * effort.warm / (effort.warm + effort.seconds)) or 1
    warming, measuring = (requests[:share], requests[share:]) if workload.fresh else (requests,) * 2
    run_load(load_of(server, workload, warming, effort, effort.warm))
    tree = server.tree()
    before = cpu_seconds(tree)
    outcome = put_load(load_of(server, workload, measuring, effort, effort.seconds))
    spent = cpu_seconds(tree) - before
    return Measure(
        workload.key,
        server.kind.name,
        number,
        outcome.per_second,
        outcome.p50_ms,
        outcome.p99_ms,
        spent / outcome.count * 1e6,
        resident_megabytes(tree),
    )


def load_of(
    server: Server, workload: Workload, requests: list[bytes], effort: Effort, seconds: float
) -> Load:
    """Any mistake of a server ends the run: it measured something else."""
    return Load(
        server.port, requests, effort.connections, seconds=seconds, expected=workload.expected
    )
