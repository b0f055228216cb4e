"""`python -m tests.faults.previous REF`: this release takes over from the release at REF.

That release serves a blog with accounts, posts and sessions, and makes a backup. This release
restores it with its credentials into an empty data folder with the same signing key, and serves it:
sessions go on, content is the same, and the Postman collection of that release passes, except where
CHANGELOG.md tells of a change. Prints the figures, and exits with 1 if one is out of bounds.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.cli.served import environment
from tests.factories import PASSWORD
from tests.faults.api import Api
from tests.faults.finding import Finding, at_least, exactly
from tests.faults.former_blog import Blog, Seen, compare, fill
from tests.faults.upgrade import unpack

ROOT: Final = Path(__file__).parents[2]
NEWMAN: Final = ROOT / ".tools/node/node_modules/.bin/newman"
PATIENT: Final = {"REQUEST_DEADLINE": "60"}  # on a busy machine, too
# Assertions of the former collection that CHANGELOG.md takes back: a request by its name in that
# collection, and the message.
CHANGED: Final = {
    "Where tokens come from": "to deeply equal [ 'password', 'refresh_token' ]",  # and factors
    "It all counts": 'to match /^"post-',  # entity tags stand for the counters too
}
ADMIN: Final = ("--email", "admin@example.com", "--username", "admin", "--password-stdin")


@dataclass
class Run:
    """Counts of a run of newman, and its failures."""

    requests: int
    assertions: int
    failures: list[str]


def run_collection(release: Path, address: str, report: Path) -> Run:
    """Run the collection of the former release, as its README says."""
    done = subprocess.run(
        [
            *(str(NEWMAN), "run", str(release / "postman/blog-api.postman_collection.json")),
            *("--environment", str(release / "postman/local.postman_environment.json")),
            *("--env-var", f"base_url={address}", "--env-var", "admin_email=admin@example.com"),
            *("--env-var", f"admin_password={PASSWORD}"),
            *("--reporters", "json", "--reporter-json-export", str(report)),
        ],
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    result = json.loads(report.read_text())["run"]
    failures = [
        f"{each['source'].get('name')}: {each['error']['message']}" for each in result["failures"]
    ]
    counts = result["stats"]
    return Run(counts["requests"]["total"], counts["assertions"]["total"], failures)


def unexpected(failures: list[str]) -> list[str]:
    """Return the failures that no change of CHANGELOG.md explains."""
    return [failure for failure in failures if not is_changed(*failure.split(": ", 1))]


def is_changed(request: str, message: str) -> bool:
    return request in CHANGED and CHANGED[request] in message


def run(data_dir: Path, *arguments: str, stdin: str | None = None, **settings: str) -> str:
    """Run a command of the release that the settings name; return its output."""
    done = subprocess.run(
        [sys.executable, "-m", "blog_api", *arguments],
        cwd=data_dir.parent,
        env=environment(data_dir, **settings),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def serve_former(folder: Path, release: Path, accounts: int) -> tuple[Blog, Path, int]:
    """Return the blog, the backup that was made while it was served, and its port."""
    data_dir, settings = folder / "former", {"PYTHONPATH": str(release)}
    former = Api(data_dir, PATIENT | settings)
    try:
        former.start()
        run(data_dir, "create-admin", *ADMIN, stdin=PASSWORD, **settings)
        blog = asyncio.run(fill(former.port, accounts))
        backup = folder / "former.backup"
        run(data_dir, "backup", str(backup), **settings)
    finally:
        former.stop()
    return blog, backup, former.port


def take_over(reference: str, accounts: int) -> Finding:
    with tempfile.TemporaryDirectory(prefix="blog-previous-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL's user needs access
        release = folder / "release"
        unpack(reference, release)
        blog, backup, port = serve_former(folder, release, accounts)
        present = Api(folder / "present", PATIENT)
        present.port = port  # as an upgrade keeps PUBLIC_URL, the issuer of the tokens
        shutil.copytree(folder / "former" / "keys", present.data_dir / "keys")
        restored = run(present.data_dir, "restore", "--keep-credentials", str(backup))
        try:
            present.start()
            seen = asyncio.run(compare(present.port, blog))
            ran = run_collection(release, present.address, folder / "newman.json")
        finally:
            present.stop()
    return report_on(reference, blog, seen, ran, restored)


def report_on(reference: str, blog: Blog, seen: Seen, ran: Run, restored: str) -> Finding:
    live = sum(session.is_live for session in blog.sessions)
    accounts = len({session.username for session in blog.sessions})
    failures = unexpected(ran.failures)
    return Finding(
        f"{restored.strip().splitlines()[-1]} {accounts} accounts and {live} live sessions of "
        f"{reference}; its collection: {ran.requests} requests, {ran.assertions} assertions",
        [
            exactly(f"values lost {seen.differences[:3]}", len(seen.differences), 0),
            exactly("access tokens that go on", seen.access, live),
            exactly("sessions that refresh", seen.refreshed, live),
            exactly("ended sessions that work", seen.revived, 0),
            exactly("sessions that must confirm first", seen.unconfirmed, live),
            exactly("log-ins", seen.log_ins, accounts),
            at_least("requests of the collection", ran.requests, 100),
            exactly("changes in CHANGELOG.md", len(ran.failures) - len(failures), len(CHANGED)),
            exactly(f"failures of the collection {failures[:5]}", len(failures), 0),
        ],
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.previous", description=__doc__)
    parser.add_argument("reference", help="commit of the release that made the backup")
    parser.add_argument("--accounts", type=int, default=20)
    chosen = parser.parse_args()
    subprocess.run([str(ROOT / "scripts/node/install")], check=True, env=os.environ)
    finding = take_over(chosen.reference, chosen.accounts)
    print(finding.done, *(figure.as_seen for figure in finding.figures), sep="\n")  # noqa: T201  # a report
    for miss in finding.misses():
        print(f"Out of bounds: {miss}")  # noqa: T201  # a report
    return int(bool(finding.misses()))


if __name__ == "__main__":
    sys.exit(main())
