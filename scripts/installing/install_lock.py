"""Install a lock file into the fresh virtual environment of the running Python, without a resolver.

`python install_lock.py LOCK [PROJECT]`; the project is installed after it, editable.

Most of pip's time goes into index pages that list every file of a project, on one core. So
several pips run at once, each with a part of the lock file. They read pip's own configuration
(pip.conf, PIP_*), and `--require-hashes` holds for each of them. `--ignore-installed` keeps them
from reading the packages that another one is just writing; what the lock asks for and is there
already is left out beforehand. Their output is printed only if one fails.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

PIP: Final = [
    *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
    *("--no-deps", "--no-compile"),  # Python compiles modules at import
]
PIN: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
# One line for each package from an index, from a folder, and for another platform.
FOUND: Final = re.compile(r"^(?:Collecting|Processing) ", re.MULTILINE)
IGNORED: Final = re.compile(r"^Ignoring ", re.MULTILINE)
SITE_PACKAGES: Final = Path(
    sys.prefix, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages"
)
LINES: Final = 4  # of progress, where it is not shown on a terminal
SILENCE_S: Final = 10


def main(lock: Path, project: str | None = None) -> None:
    """Exit with 1 and pip's whole output if anything fails."""
    # Stop all pip processes if the set-up is terminated.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="blog-api-pip-") as folder:
        wanted = missing(split(lock.read_text(encoding="utf-8")))
        install([write_part(Path(folder), part) for part in parts_of(wanted)], len(wanted))
        if project:
            log = Path(folder, "project.log")
            install([Pip(["--editable", project], log)])


def split(text: str) -> list[str]:
    """Return the lock file's requirements, each with the lines that belong to it."""
    starts = [found.start() for found in PIN.finditer(text)]
    ends = [*starts[1:], len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def missing(requirements: Sequence[str]) -> list[str]:
    """Leave out what is installed in the wanted version."""
    present = {(normalise(found.name), found.version) for found in distributions()}
    return [text for text in requirements if name_and_version(text) not in present]


def name_and_version(requirement: str) -> tuple[str, str]:
    pin = PIN.match(requirement)
    assert pin
    return normalise(pin[1]), pin[2]


def normalise(name: str) -> str:
    """Normalize a name as in PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parts_of(requirements: Sequence[str]) -> list[Sequence[str]]:
    """Distribute the requirements over at most four processes: one per core, two at least."""
    count = min(max(os.cpu_count() or 1, 2), 4, len(requirements))
    return [requirements[first::count] for first in range(count)]


def write_part(folder: Path, part: Sequence[str]) -> "Pip":
    file = Path(tempfile.mkstemp(suffix=".lock", dir=folder)[1])
    file.write_text("".join(part), encoding="utf-8")
    arguments = ["--ignore-installed", "--require-hashes", "--requirement", str(file)]
    return Pip(arguments, file.with_suffix(".log"))


@dataclass(frozen=True, slots=True)
class Pip:
    """Arguments of one process, and the file for its output."""

    arguments: Sequence[str]
    log: Path

    def start(self) -> subprocess.Popen[bytes]:
        # Unbuffered, or the progress would arrive in blocks of eight kilobytes.
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with self.log.open("wb") as output:
            return subprocess.Popen(  # noqa: S603  # pip, with arguments of ours
                [*PIP, *self.arguments], env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def read(self) -> str:
        return self.log.read_text(errors="replace")


def install(pips: Sequence[Pip], total: int = 0) -> None:
    """Run all processes; if one fails, end the others and show its output."""
    processes = [pip.start() for pip in pips]
    try:
        follow(processes, Progress(pips, total))
    finally:
        for process in processes:
            process.terminate()
            process.wait()
    failed = [pip for pip, process in zip(pips, processes, strict=True) if process.returncode > 0]
    for pip in failed:
        sys.stderr.write(pip.read())
    if failed:
        sys.exit("pip failed; its output is above. Run the script again: it continues from there.")


def follow(processes: Sequence[subprocess.Popen[bytes]], progress: "Progress") -> None:
    """Show the progress until every process has ended, or one has failed."""
    while None in [process.poll() for process in processes]:
        if any(process.returncode for process in processes):
            return
        progress.show()
        time.sleep(0.2)
    progress.show(done=True)


class Progress:
    """A progress line that is rewritten on a terminal; elsewhere a few lines."""

    def __init__(self, pips: Sequence[Pip], total: int) -> None:
        self._pips, self._total = pips, total
        self._before = count_installed()
        self._terminal = sys.stdout.isatty()
        self._told, self._told_at = (0, 0), time.monotonic()

    def show(self, *, done: bool = False) -> None:
        """Print how many packages pip has found and how many it has installed."""
        logs = "".join(pip.read() for pip in self._pips)
        total = self._total - len(IGNORED.findall(logs))
        seen = len(FOUND.findall(logs)), count_installed() - self._before
        line = f"  {seen[0]} of {total} packages found, {seen[1]} installed"
        if total <= 0 or seen == self._told:
            return
        if self._terminal:
            print(f"\r{line}", end="\n" if done else "", flush=True)
        elif done or self._is_due(sum(seen)):
            print(line, flush=True)
            self._told, self._told_at = seen, time.monotonic()

    def _is_due(self, steps: int) -> bool:
        silent_for = time.monotonic() - self._told_at
        return steps - sum(self._told) >= 2 * self._total / LINES or silent_for >= SILENCE_S


def count_installed() -> int:
    return sum(1 for _ in SITE_PACKAGES.glob("*.dist-info"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
