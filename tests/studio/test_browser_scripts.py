"""The scripts that open the studio in a browser: no server is left behind, no page is left out."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from tests.live_server import free_port
from tests.studio.routes import PARAMETER, routes

NODE: Final = shutil.which("node") or ""
SCRIPT: Final = Path(__file__).parents[2] / "scripts" / "node" / "studio-server.mjs"
PATIENCE_SECONDS: Final = 30
SERVER: Final = f"""#!{sys.executable}
import signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

signal.alarm(60)  # it ends even if the test fails
HTTPServer(("127.0.0.1", int(sys.argv[3])), Handler).serve_forever()
"""
ENDS: Final = {
    "an error": "throw new Error('a fault');",
    "an error after a restart": "await stop('SIGKILL'); await start(); throw new Error('a fault');",
    "a signal": "process.kill(process.pid, 'SIGTERM'); await new Promise(() => undefined);",
}


@pytest.mark.skipif(not NODE, reason="needs Node.js")
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_no_server_is_left_behind(tmp_path: Path, end: str) -> None:
    server = tmp_path / "server"
    server.write_text(SERVER)
    server.chmod(0o700)
    story = tmp_path / "story.mjs"
    story.write_text(
        f"import {{ start, stop }} from {SCRIPT.as_uri()!r};\n"
        f"await start();\nconsole.log('started');\n{end}"
    )
    port = free_port()
    given = {"BLOG_API": str(server), "BLOG_DATA_DIR": str(tmp_path), "PORT": str(port)}
    ended = subprocess.run(
        [NODE, story], env=os.environ | given, capture_output=True, text=True, check=False
    )
    assert ended.returncode
    assert ended.stdout == "started\n", ended.stderr
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_open(port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


NOT_PAGES: Final = {
    "/studio",  # leads to the overview
    "/studio/",
    "/studio/account/avatar",
    "/studio/account/export",
    "/studio/editor/tags",
}
MADE: Final = (
    *("post", "comment", "copied", "transfer", "trashed", "deletion"),
    *("request", "account", "person", "made"),
)


@pytest.mark.skipif(not NODE, reason="needs Node.js")
def test_the_tour_visits_each_page() -> None:
    """axe-core, widths and weights are only checked on pages that the tour opens."""
    pages = SCRIPT.with_name("studio-pages.mjs").as_uri()
    script = (
        f"import {{ pagesOf, strangers }} from {pages!r};"
        f"const made = {json.dumps(dict.fromkeys(MADE, 1))};"
        "console.log(JSON.stringify(Object.values({ ...strangers, ...pagesOf(made) })));"
    )
    given = {"BLOG_DATA_DIR": "unused", "PORT": "1"}
    told = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [path.partition("?")[0] for path in json.loads(told.stdout)]
    missing = [
        route
        for route in routes("GET")
        if not any(re.fullmatch(PARAMETER.sub("[^/]+", route), path) for path in paths)
    ]
    assert set(missing) == NOT_PAGES


def is_open(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
