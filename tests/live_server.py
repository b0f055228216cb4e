"""Run a command with a new server: `python -m tests.live_server command…`.

The server is that of users: `blog-api serve`, with an embedded database in a temporary folder. The
command finds its URL in BASE_URL and an administrator in ADMIN_EMAIL and ADMIN_PASSWORD. Settings
in the environment, such as ACCESS_TOKEN_EXPIRES_IN, apply to the server.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

BLOG_API = str(Path(sys.executable).with_name("blog-api"))
ADMIN_EMAIL = "admin@example.com"
PATIENCE_SECONDS = 60
NOT_OURS = {"DATABASE_URL", "ENVIRONMENT", "PUBLIC_URL"}


def main(command: list[str]) -> int:
    """Return the exit code of the command."""
    with TemporaryDirectory(prefix="blog-live-") as folder:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        settings = kept | {"BLOG_DATA_DIR": folder}
        with live_server(settings) as address:
            password = secrets.token_urlsafe()
            create_admin(settings, password)
            given = {
                "BASE_URL": address,
                "ADMIN_EMAIL": ADMIN_EMAIL,
                "ADMIN_PASSWORD": password,
            }
            return subprocess.run(command, env=settings | given, check=False).returncode


@contextmanager
def live_server(settings: Mapping[str, str]) -> Iterator[str]:
    """Yield its URL once it is ready; print its output only if it never is."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = Path(settings["BLOG_DATA_DIR"], "server.log")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [BLOG_API, "serve", "--port", str(port)],
            env=settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(address, server, log)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENCE_SECONDS)


def free_port() -> int:
    """Return a free port, which may be taken before it is used."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the database is migrated and reachable."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_ready(address):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The server did not start:\n{log.read_text()}")
        time.sleep(0.1)


def is_ready(address: str) -> bool:
    """Return true if `/health/ready` responds 200."""
    try:
        with urllib.request.urlopen(f"{address}/health/ready") as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def create_admin(settings: Mapping[str, str], password: str) -> None:
    """Create an administrator by the command of users."""
    subprocess.run(
        [
            *(BLOG_API, "create-admin", "--email", ADMIN_EMAIL),
            *("--username", "admin", "--password-stdin"),
        ],
        env=settings,
        input=password.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
