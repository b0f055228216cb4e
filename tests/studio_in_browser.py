"""Studio in Chromium: writing while everything fails, the story of a post, and a tour of all pages.

Run: `python -m tests.studio_in_browser`; each script of the browser starts and stops the server
itself. With SHOTS=FOLDER they keep pictures.
"""

import os
import secrets
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from tests.live_server import ADMIN_EMAIL, BLOG_API, NOT_OURS, free_port

SCRIPTS: Final = ("studio-editor.mjs", "studio-story.mjs", "studio-tour.mjs")


def run(script: str) -> int:
    """Run a script with a server of its own; return its exit code."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    with TemporaryDirectory(prefix="blog-studio-") as folder:
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
        command = ("node", f".tools/node/{script}")
        return subprocess.run(command, env=kept | given, check=False).returncode


def main() -> int:
    return max(map(run, SCRIPTS))


if __name__ == "__main__":
    sys.exit(main())
