"""The editor of the studio in Chromium, while everything fails: see `studio-editor.mjs`.

Run: `python -m tests.studio_editor_in_browser`; the script of the browser starts and kills the
server itself.
"""

import os
import secrets
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from tests.live_server import ADMIN_EMAIL, BLOG_API, NOT_OURS, free_port

SCRIPT: Final = ("node", ".tools/node/studio-editor.mjs")


def main() -> int:
    """Return the exit code of the script."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    with TemporaryDirectory(prefix="blog-studio-") as folder:
        given = {
            "BLOG_DATA_DIR": folder,
            "BLOG_API": BLOG_API,
            "PORT": str(free_port()),
            "ADMIN_EMAIL": ADMIN_EMAIL,
            "ADMIN_USERNAME": "ada",
            "ADMIN_PASSWORD": secrets.token_urlsafe(),
        }
        return subprocess.run(SCRIPT, env=kept | given, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
