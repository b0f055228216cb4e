"""Number and size of the packages in the runtime lock, on this platform."""

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

from benchmarking.goals import Verdict, at_most

LOCK: Final = Path(__file__).parents[2] / "requirements.lock"
PINNED: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Installed:
    """Packages of the runtime, and their files without compiled modules."""

    packages: int
    megabytes: float

    def judge(self) -> list[Verdict]:
        return [
            at_most("packages of the runtime lock", 62, self.packages, "packages"),
            at_most("installed size of them", 220, self.megabytes, "MB"),
        ]


def measure_installed() -> Installed:
    """Measure in the environment of the benchmark, whose lock has the same versions and more."""
    locked = {normal(name) for name in PINNED.findall(LOCK.read_text())}
    found = [each for each in distributions() if normal(each.name) in locked]
    return Installed(len(found), sum(map(size_of, found)) / 1e6)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def size_of(package: Distribution) -> int:
    """Return the bytes of the files that pip wrote."""
    return sum(file.size or 0 for file in package.files or [])
