"""Run pip-audit on every locked package with a source of advisories that is reachable.

pip-audit alone calls a package it could not query "skipped", and reports that nothing was found.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

from packaging.version import Version
from pip_audit._service import (
    OsvService,
    PyPIService,
    ResolvedDependency,
    ServiceError,
    VulnerabilityService,
)

TIMEOUT_S = 10
KNOWN = ResolvedDependency("pip", Version("25.0"))


def list_sources() -> Iterator[tuple[VulnerabilityService, list[str]]]:
    """Yield each source with the options of pip-audit that choose it."""
    if mirror := os.environ.get("AUDIT_OSV_URL"):
        yield OsvService(None, TIMEOUT_S, mirror), ["-s", "osv", "--osv-url", mirror]
        return
    yield PyPIService(None, TIMEOUT_S), ["-s", "pypi"]
    yield OsvService(None, TIMEOUT_S), ["-s", "osv"]


def answers(source: VulnerabilityService) -> bool:
    """Return True if the source knows the package pip; a mirror of packages alone does not."""
    try:
        return not any(asked.is_skipped() for asked, _ in source.query_all(iter([KNOWN])))
    except (ServiceError, OSError):
        return False


def audit(choice: list[str], locks: list[str]) -> int:
    """Return pip-audit's exit code; a package that cannot be queried is a failure."""
    files = [option for lock in locks for option in ("-r", lock)]
    how = ["--strict", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", *how, *choice, *files]
    return subprocess.run(command, check=False).returncode  # noqa: S603  # our own command


def main() -> int:
    for source, choice in list_sources():
        if answers(source):
            return audit(choice, sys.argv[1:])
    print("NOT AUDITED: no source of advisories can be reached from this network.", file=sys.stderr)
    return int(bool(os.environ.get("AUDIT_REQUIRED")))


sys.exit(main())
