"""Calls for each request, the same on every machine: the product, and the commit before it."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarking.clients import Facts
from benchmarking.rounds import Arena
from benchmarking.servers import Place, Server, own_environment
from benchmarking.workloads import build_creates, build_list, build_me, build_posts

HERE: Final = Path(__file__).parent
REQUESTS: Final = 41
BUILDERS: Final[dict[str, Callable[[Server, Facts, Place, float], list[bytes]]]] = {
    "L": build_list,
    "G": build_posts,
    "M": build_me,
    "create": build_creates,
}


def count_calls(arena: Arena, pythons: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return for each server the calls of each workload, and the functions that take most time."""
    return {
        server.kind.name: profile(arena, server, pythons[server.kind.name])
        for server in arena.servers
        if server.kind.name in pythons
    }


def profile(arena: Arena, server: Server, python: str) -> dict[str, Any]:
    asked = {name: requests_of(build, server, arena) for name, build in BUILDERS.items()}
    done = subprocess.run(  # noqa: S603  # our own script
        [python, str(HERE / "profiled.py")],
        input=json.dumps(asked),
        env=own_environment(server.kind, arena.place_of(server)),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def requests_of(
    build: Callable[[Server, Facts, Place, float], list[bytes]], server: Server, arena: Arena
) -> list[list[Any]]:
    """Return the first requests of a workload as method, path, headers and body."""
    requests = build(server, arena.facts_of(server), arena.place_of(server), 0.1)
    return [parts_of(requests[number % len(requests)]) for number in range(REQUESTS)]


def parts_of(request: bytes) -> list[Any]:
    head, _, body = request.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split()
    return [method, path, dict(line.split(": ", 1) for line in lines), body]
