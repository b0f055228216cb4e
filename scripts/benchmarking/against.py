"""The product at another commit, installed from its own lock file to be measured with HEAD."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from rich import print as say

from benchmarking.cluster import (
    create_database,
    drop_database,
    has_database,
    in_database,
    rename_database,
)
from benchmarking.filling import PASSWORD, UNTIL, complete, plan_of
from benchmarking.servers import FORMER, SERVE, Kind, Place

ROOT: Final = Path(__file__).parents[2]


def prepare(ref: str, posts: int) -> tuple[Kind, Path]:
    """Return the server and the Python of that commit; install it in the first run."""
    commit = run("git", "rev-parse", "--verify", f"{ref}^{{commit}}").strip()
    folder = ROOT / ".tools/bench-against" / commit
    python = folder / ".venv/bin/python"
    if not (folder / "ready").exists():
        say(f"Installing {ref} with its lock file, once.")
        install(commit, folder)
    command = (str(python.with_name("blog-api")), *SERVE)
    title, database = f"blog_api at {commit[:7]}", f"bench_{posts}_at_{commit[:7]}"
    return replace(FORMER, title=title, command=command, database=database), python


def ensure_filled_by(former: Kind, place: Place, posts: int) -> Place:
    """Return the place of the former product; its own commands fill its database, once.

    Equal seeds make equal posts in each release.
    """
    server = place.url
    own = replace(place, url=in_database(server, former.database))
    if has_database(server, former.database):
        return own
    say(f"Filling a database with {posts:,} posts by {former.title}, once.")
    unfinished = f"{former.database}_unfinished"
    drop_database(server, unfinished)
    create_database(server, unfinished)
    filling = replace(place, url=in_database(server, unfinished))
    environment = filling.environment() | {"ENVIRONMENT": "development"}
    plan = plan_of(posts)
    for arguments in (
        ["migrate"],
        [
            *("seed", "--users", str(plan.users), "--posts", str(plan.posts)),
            *("--comments", str(plan.comments), "--until", f"{UNTIL:%Y-%m-%d}"),
            *("--password", PASSWORD),
        ],
    ):
        subprocess.run([former.command[0], *arguments], env=environment, check=True)  # noqa: S603  # our own commands
    complete(filling.url, posts)
    rename_database(server, unfinished, former.database)
    return own


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
