"""Description of the machine that a figure was measured on, without identifying it."""

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psycopg

from benchmarking.outcome import find_wrk

NAMED: Final = ("fastapi", "pydantic", "psycopg", "uvicorn", "sqlalchemy", "django")


@dataclass(frozen=True, slots=True)
class Machine:
    """The description printed above every table."""

    processor: str
    cores: int
    memory_gb: int
    system: str
    python: str
    postgresql: str
    load_before: float
    load_by: str
    packages: dict[str, str]


def describe(url: str) -> Machine:
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return Machine(
        processor=read_value("/proc/cpuinfo", "model name"),
        cores=os.cpu_count() or 1,
        memory_gb=round(int(read_value("/proc/meminfo", "MemTotal").split()[0]) / 1024**2),
        system=f"{platform.system()} {platform.release().partition('-')[0]}",
        python=platform.python_version(),
        postgresql=str(row[0]) if row else "",
        load_before=round(os.getloadavg()[0], 2),
        load_by="wrk" if find_wrk() else "its own client",
        packages={name: version(name) for name in NAMED},
    )


def read_value(file: str, key: str) -> str:
    """Return the value of the first line `key: value`."""
    for line in Path(file).read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return "unknown"


def free_gigabytes(folder: Path) -> float:
    return shutil.disk_usage(folder).free / 1e9
