"""The product at another commit, installed from its own lock file to be measured with HEAD."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from rich import print as say

from benchmarking.servers import FORMER, SERVE, Kind

ROOT: Final = Path(__file__).parents[2]


def prepare(ref: str) -> tuple[Kind, Path]:
    """Return the server and the Python of that commit; install it in the first run."""
    commit = run("git", "rev-parse", "--verify", f"{ref}^{{commit}}").strip()
    folder = ROOT / ".tools/bench-against" / commit
    python = folder / ".venv/bin/python"
    if not (folder / "ready").exists():
        say(f"Installing {ref} with its lock file, once.")
        install(commit, folder)
    command = (str(python.with_name("blog-api")), *SERVE)
    return replace(FORMER, title=f"blog_api at {commit[:7]}", command=command), python


def install(commit: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / "tree.tar"
    run("git", "archive", "--output", str(archive), commit)
    run("tar", "--extract", "--file", str(archive), "--directory", str(folder))
    archive.unlink()
    run(sys.executable, "-m", "venv", "--clear", str(folder / ".venv"))
    # The script of this commit: older ones have none.
    run(str(ROOT / "scripts/install-lock"), ".venv", "requirements.lock", ".", cwd=folder)
    (folder / "ready").touch()


def run(*command: str, cwd: Path = ROOT) -> str:
    """Return the output; errors of the command are shown."""
    done = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # git, tar and our own scripts
    return done.stdout
