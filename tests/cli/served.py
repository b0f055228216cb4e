"""`blog-api` as a process, with its own data folder."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

from blog_api.settings import Settings
from tests.embedded.observe import wait_for
from tests.factories import PASSWORD

SERVES = re.compile(r"blog_api serves (http://\S+)/api")
STARTING_S = 60


# Settings that production requires besides a key and a database.
PRODUCTION: Final = {
    "ENVIRONMENT": "production",
    "PUBLIC_URL": "https://blog.example",
    "ALLOWED_HOSTS": "blog.example",
    "BCRYPT_ROUNDS": "12",
}


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """Return our environment with only these settings."""
    names = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {"BLOG_DATA_DIR": str(data_dir), "BCRYPT_ROUNDS": "4"} | settings


def begin(data_dir: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """Start a command in the folder above its data."""
    return subprocess.Popen(  # our own command
        [sys.executable, "-m", "blog_api", *arguments],
        cwd=data_dir.parent,
        env=environment(data_dir, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def command(
    data_dir: Path, *arguments: str, stdin: str | None = None, **settings: str
) -> tuple[int, str]:
    """Run a command to its end; return exit code and output."""
    with begin(data_dir, *arguments, **settings) as process:
        said, complained = process.communicate(stdin, timeout=STARTING_S)
        return process.returncode, said + complained


@dataclass(slots=True)
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    log: Path
    client: httpx2.Client

    @property
    def port(self) -> str:
        return str(self.client.base_url.port)

    def said(self) -> str:
        """Return all of its output so far."""
        return self.log.read_text()

    def end(self, signal: int) -> int:
        """Send a signal and wait for the exit code."""
        self.process.send_signal(signal)
        return self.process.wait(timeout=60)

    def register(self, username: str) -> httpx2.Response:
        body = {"username": username, "email": f"{username}@example.com", "password": PASSWORD}
        return self.client.post("/api/users", json=body)

    def log_in(self, username: str, password: str = PASSWORD) -> dict[str, str]:
        """Return the headers of a logged-in user."""
        form = {"username": username, "password": password}
        answer = self.client.post("/api/auth/login", data=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextmanager
def start(data_dir: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Serve on a free port, unless the arguments name one, and wait until it is ready."""
    with listen(data_dir, *arguments, **settings) as served:
        assert served.client.get("/health/ready").status_code == 200, served.log.read_text()
        yield served


@contextmanager
def listen(data_dir: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Serve like `start`, and wait only until it listens."""
    log = data_dir.with_name(f"{data_dir.name}.log")
    if "--port" not in arguments:
        arguments = (*arguments, "--port", "0")
    with log.open("w") as output:
        process = subprocess.Popen(  # our own command
            [sys.executable, "-m", "blog_api", "serve", *arguments],
            cwd=data_dir.parent,
            env=environment(data_dir, **settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    with process, httpx2.Client(timeout=30) as client:
        try:
            found = wait_for_address(process, log)
            client.base_url = httpx2.URL(found)
            yield Served(process, log, client)
        finally:
            process.kill()


def wait_for_address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Read the address from the output: the server prints it after it listens."""
    wait_for(lambda: bool(SERVES.search(log.read_text())) or process.poll() is not None, STARTING_S)
    found = SERVES.search(log.read_text())
    assert found, log.read_text()
    return found[1]
