"""Studio in Chromium: writing while everything fails, the story of a post, and a tour of all pages.

A shorter story in Firefox follows if FIREFOX says where it is.

Run: `python -m tests.studio_in_browser [NAME…]`, with the names of scripts to run only those; each
script of the browser starts and stops the server itself. With SHOTS=FOLDER they keep pictures.
"""

import os
import secrets
import signal
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from tests.live_server import ADMIN_EMAIL, BLOG_API, NOT_OURS, free_port

SCRIPTS: Final = ("editor", "story", "tour")


def run(script: str) -> int:
    """Run a script with a server of its own; return its exit code."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    # After a failed script its server may still write while it stops.
    with TemporaryDirectory(prefix="blog-studio-", ignore_cleanup_errors=True) as folder:
        given = {
            "BLOG_DATA_DIR": folder,
            "BLOG_API": BLOG_API,
            "PORT": str(free_port()),
            "BCRYPT_ROUNDS": "4",  # a busy machine would answer 503 passwords_busy
            "REQUEST_DEADLINE": "60",  # and 503 busy
            "ADMIN_EMAIL": ADMIN_EMAIL,
            "ADMIN_USERNAME": "ada",
            "ADMIN_PASSWORD": secrets.token_urlsafe(),
        }
        command = ("node", f".tools/node/studio-{script}.mjs")
        with subprocess.Popen(command, env=kept | given) as process:
            try:
                return process.wait()
            finally:
                process.terminate()  # it then ends its server and its browser


def main(names: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    further = ("firefox",) if os.environ.get("FIREFOX") else ()
    codes = [run(script) for script in names or SCRIPTS + further]
    return int(any(codes))  # negative where a signal ended a script


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
