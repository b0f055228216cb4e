"""The units of deploy/systemd, started without systemd, in folders of a test."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.cli.served import SERVES, STARTING_S, environment
from tests.readme import ROOT

UNITS: Final = ROOT / "deploy/systemd"


@dataclass(slots=True)
class Machine:
    """Units with their paths replaced; `running` has the process and the log of each service."""

    paths: dict[str, str]
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def here(self, text: str) -> str:
        """Return the text with the paths of this test."""
        for path, here in self.paths.items():
            text = text.replace(path, here)
        return text

    def values(self, unit: str, key: str) -> list[str]:
        text = self.here((UNITS / unit).read_text())
        return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)

    def environment(self, *files: str, **settings: str) -> dict[str, str]:
        """Return the environment of these files, as systemd reads them."""
        lines = [line for file in files for line in Path(file).read_text().splitlines()]
        given = dict(line.split("=", 1) for line in lines)
        data_dir = Path(self.here("/var/lib/blog-api"))
        return environment(data_dir, BCRYPT_ROUNDS="10", **given, **settings)

    def start(self, unit: str) -> None:
        """Start what the unit requires, then the unit; a timer starts its service."""
        unit = unit.replace(".timer", ".service")
        for required in self.values(unit, "Requires"):
            self.start(required)
        given = dict(line.split("=", 1) for line in self.values(unit, "Environment"))
        env = self.environment(*self.values(unit, "EnvironmentFile")) | given
        [command] = self.values(unit, "ExecStart")
        if "oneshot" in self.values(unit, "Type"):
            self.run_once(command, env)
        else:
            self.serve(unit, command, env)

    def run_once(self, command: str, env: dict[str, str]) -> None:
        done = subprocess.run(
            command.split(), env=env, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    def serve(self, unit: str, command: str, env: dict[str, str]) -> None:
        """Serve on a free port until the address is in the log; one worker starts fastest."""
        options = ["--port", "0", "--workers", "1"]
        with self.log(unit).open("w") as log:
            self.running[unit] = subprocess.Popen(
                [*command.split(), *options], env=env, stdout=log, stderr=log, cwd=self.folder
            )
        deadline = time.monotonic() + STARTING_S
        while not SERVES.search(self.log(unit).read_text()):
            assert self.running[unit].poll() is None, self.log(unit).read_text()
            assert time.monotonic() < deadline, self.log(unit).read_text()
            time.sleep(0.05)

    def stop(self, unit: str) -> None:
        """Send SIGTERM, as systemd does; TimeoutStopSec bounds the time."""
        [seconds] = self.values(unit, "TimeoutStopSec")
        self.running[unit].terminate()
        assert self.running.pop(unit).wait(int(seconds)) == 0

    def log(self, unit: str) -> Path:
        return self.folder / f"{unit}.log"


@contextmanager
def machine(paths: dict[str, str], folder: Path) -> Iterator[Machine]:
    """Yield a machine; end the services that it left running."""
    made = Machine(paths, folder)
    try:
        yield made
    finally:
        for process in made.running.values():
            process.kill()
            process.wait()
