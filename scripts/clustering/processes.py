"""Processes of the laboratory, found by the folder and the node in their environment."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from clustering.layout import Lab, LabError, user_of_postgres

MARK: Final = "BLOG_CLUSTER_FOLDER"
NODE: Final = "BLOG_CLUSTER_NODE"
ZOMBIE: Final = "Z"


Words = Sequence[str | Path]


def start(
    lab: Lab, name: str, command: Words, *, node: int = 0, settings: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one; one of a node runs in its namespace, as its user."""
    log = lab.folder / "log" / f"{name}.log"
    prefix = [*enter(lab, node), *(become_postgres() if node else [])]
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603  # our own programs
            [*prefix, *map(str, command)],
            env=environment(lab, node, settings or {}),
            cwd=lab.node_folder(node) if node else lab.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def enter(lab: Lab, node: int) -> list[str]:
    """Return the beginning of a command that runs in the namespace of a node."""
    return ["ip", "netns", "exec", f"blogc{node}"] if node and lab.namespaces else []


def become_postgres() -> list[str]:
    user = user_of_postgres()
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if is_root() else []


def is_root() -> bool:
    return os.getuid() == 0


def environment(lab: Lab, node: int, settings: Mapping[str, str]) -> dict[str, str]:
    """Return a small environment: no setting of the caller reaches the cluster."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    home = str(lab.node_folder(node) if node else lab.folder)
    return {**kept, "HOME": home, **marks(lab, node), **settings}


def marks(lab: Lab, node: int) -> dict[str, str]:
    """Return the variables by which a process is found."""
    return {MARK: str(lab.folder), NODE: str(node)}


def marked(lab: Lab, node: int | None = None) -> list[int]:
    """Return the processes of the laboratory, or of one node, parents before children."""
    wanted = {f"{MARK}={lab.folder}"} | ({f"{NODE}={node}"} if node is not None else set())
    roots = [pid for pid in all_pids() if wanted <= read_environment(pid)]
    return list(dict.fromkeys(found for root in roots for found in with_descendants(root)))


def all_pids() -> list[int]:
    return sorted(int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def read_environment(pid: int) -> set[str]:
    try:
        return set(Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0"))
    except OSError:
        return set()


def with_descendants(pid: int) -> Iterator[int]:
    # A server process of PostgreSQL overwrites its environment, so it is found by its parent.
    yield pid
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from with_descendants(int(child))


def name_of(pid: int) -> str:
    """Return the command line, with spaces."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ").strip()
    return ""


def postmaster(lab: Lab, node: int) -> int:
    """Return the process id of a node's PostgreSQL."""
    try:
        lines = (lab.node_folder(node) / "data/postmaster.pid").read_text().splitlines()
    except OSError:
        raise LabError(f"PostgreSQL of node {node} does not run.") from None
    return int(lines[0])


def server_processes(lab: Lab, node: int) -> list[int]:
    return list(with_descendants(postmaster(lab, node)))


def find_server(lab: Lab, node: int) -> list[int]:
    """Return the processes of PostgreSQL, unless its file names a process that ended."""
    with suppress(LabError):
        pids = server_processes(lab, node)
        return pids if "postgres" in name_of(pids[0]) else []
    return []


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to processes, of which some may have ended."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != ZOMBIE


def wait_for(condition: Callable[[], bool], seconds: float, what: str = "") -> bool:
    """Return whether it came true in time; raise if `what` names the thing that was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            if what:
                raise LabError(f"After {seconds:.0f} s: no {what}. The logs are in the log folder.")
            return False
        time.sleep(0.1)
    return True


def run(command: Words, settings: Mapping[str, str] | None = None) -> str:
    """Return the output of a program that must succeed."""
    done = subprocess.run(  # noqa: S603  # our own programs
        list(map(str, command)),
        env={**os.environ, **(settings or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LabError(f"{' '.join(map(str, command))}: {done.stdout}")
    return done.stdout
