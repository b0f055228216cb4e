"""The requests of README's tour, run by a shell."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.cli.conftest import Serve
from tests.cli.served import Served, command
from tests.readme import README

BLOCKS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PICTURE = README.parent / "postman/picture.png"
# Every request must succeed and end its line.
STRICT = 'set -eu\ncurl() { command curl --fail-with-body "$@"; echo; }\n'


def test_the_tour_and_the_uploads_work(serve: Serve, data_dir: Path, tmp_path: Path) -> None:
    server = serve()
    named = ("--email", "admin@example.com", "--username", "admin", "--password-stdin")
    assert command(data_dir, "create-admin", *named, stdin="the admin password")[0] == 0
    for name in ("me.jpg", "sea.png"):
        shutil.copy(PICTURE, tmp_path / name)
    tour = "\n".join(block for block in BLOCKS.findall(README.read_text()) if "curl" in block)
    assert tour.count("curl ") >= 12
    script = STRICT + tour.replace("http://127.0.0.1:8000", url(server))
    done = subprocess.run(
        ["/bin/bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    check_output(done.stdout.lower())


def url(server: Served) -> str:
    return str(server.client.base_url).rstrip("/")


def check_output(said: str) -> None:
    """Check the output that the comments of the tour promise."""
    assert '"slug":"hello-world"' in said
    assert '"title":"hello again"' in said
    assert '"deleted_at"' in said
    assert '"restored":{"posts":1,' in said
    assert re.search(r'"url":"[^"]*/media/', said)
