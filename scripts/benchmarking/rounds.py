"""Rounds over every workload and server in turn, so that disturbances affect all of them."""

import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from benchmarking.clients import Facts, client_of
from benchmarking.load import Load, UnexpectedAnswerError, run_load
from benchmarking.outcome import put_load
from benchmarking.processes import cpu_of_family, cpu_seconds, resident_megabytes
from benchmarking.servers import Place, Server
from benchmarking.viewing import view
from benchmarking.workloads import Workload

VIEW_EVERY_S: Final = 1
WARM_UPS: Final = 4


@dataclass(frozen=True, slots=True)
class Effort:
    """Duration and number of measurements."""

    rounds: int
    seconds: float
    warm: float
    connections: int = 32


@dataclass(frozen=True, slots=True)
class Measure:
    """One workload on one server in one round; latencies in milliseconds.

    `total_cpu_us` includes the processor time of PostgreSQL.
    """

    workload: str
    server: str
    round: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    total_cpu_us: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Arena:
    """Servers to compare, and the rows they serve; a former product has a database of its own."""

    servers: Sequence[Server]
    facts: Facts
    place: Place
    postmaster: int
    own: Mapping[str, tuple[Facts, Place]] = field(default_factory=dict)

    def facts_of(self, server: Server) -> Facts:
        return self.own.get(server.kind.name, (self.facts, self.place))[0]

    def place_of(self, server: Server) -> Place:
        return self.own.get(server.kind.name, (self.facts, self.place))[1]


def measure_in_turn(
    arena: Arena, workloads: Sequence[Workload], effort: Effort, advance: Callable[[], None]
) -> list[Measure]:
    """Measure in another order each round; skip servers without support for a workload."""
    measures = []
    made = Requests(arena, effort.warm + effort.seconds)
    for number in range(effort.rounds):
        for workload, server in pairs_in_turn(arena.servers, workloads):
            if requests := made.find(workload, server):
                course = Course(arena, server, workload, effort)
                measures.append(course.measure(requests, number))
            if workload.fresh:
                client_of(server).forget_written(arena.place_of(server), arena.facts_of(server))
            advance()
    return measures


def pairs_in_turn(
    servers: Sequence[Server], workloads: Sequence[Workload]
) -> Iterator[tuple[Workload, Server]]:
    """Yield one workload after another, each on all servers that support it."""
    for workload in workloads:
        for server in random.sample(servers, len(servers)):
            if workload.key in server.kind.answers:
                yield workload, server


class Requests:
    """Requests by workload and server: reused, except writes, and ETags after a write."""

    def __init__(self, arena: Arena, seconds: float) -> None:
        self._arena = arena
        self._seconds = seconds
        self._made: dict[tuple[str, str], list[bytes]] = {}

    def find(self, workload: Workload, server: Server) -> list[bytes]:
        key = workload.key, server.kind.name
        if workload.fresh or workload.expected == HTTPStatus.NOT_MODIFIED or key not in self._made:
            facts, place = self._arena.facts_of(server), self._arena.place_of(server)
            self._made[key] = workload.build(server, facts, place, self._seconds)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Course:
    """One workload on one server."""

    arena: Arena
    server: Server
    workload: Workload
    effort: Effort

    def load(self, requests: list[bytes], seconds: float) -> Load:
        """Return a load; an unexpected response ends the run."""
        connections = self.workload.connections or self.effort.connections
        expected = self.workload.expected_of(self.server)
        return Load(self.server.port, requests, connections, seconds=seconds, expected=expected)

    def measure(self, requests: list[bytes], number: int) -> Measure:
        """Warm up, which also checks the status of every response, then measure."""
        warming, measuring = self.divide(requests)
        with self.naming_failures():
            self.warm_up(warming)
        tree, database = self.server.tree(), self.arena.postmaster
        before, before_database = cpu_seconds(tree), cpu_of_family(database)
        with self.views(), self.naming_failures():
            outcome = put_load(self.load(measuring, self.effort.seconds))
        spent, in_database = cpu_seconds(tree) - before, cpu_of_family(database) - before_database
        return Measure(
            self.workload.key,
            self.server.kind.name,
            number,
            outcome.per_second,
            outcome.p50_ms,
            outcome.p99_ms,
            spent / outcome.count * 1e6,
            (spent + in_database) / outcome.count * 1e6,
            resident_megabytes(tree),
        )

    def warm_up(self, requests: list[bytes]) -> None:
        """Send reads again if some are refused: on cold caches a search meets its deadline."""
        for _ in range(0 if self.workload.fresh else WARM_UPS - 1):
            try:
                run_load(self.load(requests, self.effort.warm))
            except UnexpectedAnswerError:
                continue
            return
        run_load(self.load(requests, self.effort.warm))

    @contextmanager
    def naming_failures(self) -> Iterator[None]:
        try:
            yield
        except UnexpectedAnswerError as error:
            error.add_note(f"{self.workload.key} on {self.server.kind.name}")
            raise

    def divide(self, requests: list[bytes]) -> tuple[list[bytes], list[bytes]]:
        """Divide writes, which cannot be sent twice."""
        if not self.workload.fresh:
            return requests, requests
        share = self.effort.warm / (self.effort.warm + self.effort.seconds)
        end = int(len(requests) * share) or 1
        return requests[:end], requests[end:]

    @contextmanager
    def views(self) -> Iterator[None]:
        """Count a view of the first post once a second, if the workload wants it."""
        if not self.workload.viewed:
            yield
            return
        path, ended = (
            f"/api/posts/{self.arena.facts_of(self.server).post_ids[0]}",
            threading.Event(),
        )

        def go_on() -> None:
            while not ended.wait(VIEW_EVERY_S):
                view(self.server.port, path)

        viewer = threading.Thread(target=go_on)
        viewer.start()
        try:
            yield
        finally:
            ended.set()
            viewer.join()
