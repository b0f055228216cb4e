"""Error messages of `scripts/setup` without its requirements."""

import shutil
import subprocess
from pathlib import Path

SETUP = Path(__file__).parents[2] / "scripts" / "setup"


def test_no_python(tmp_path: Path) -> None:
    dirname = shutil.which("dirname")
    assert dirname
    (tmp_path / "dirname").symlink_to(dirname)
    answer = subprocess.run(
        ["/bin/sh", SETUP],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        text=True,
    )
    assert answer.returncode == 1
    assert answer.stderr == "blog_api needs Python 3.11 or newer; there is none on the PATH.\n"
