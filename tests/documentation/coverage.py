"""The place where each command of the pages is run."""

import re
from typing import Final

from tests.documentation.commands import ROOT, Command, commands
from tests.documentation.elsewhere import BY_TEST, IN_CI, NOT_HERE, TOUR

# Pages whose blocks a test runs in order, as a reader would.
WALKED: Final = (
    "docs/importing.md",
    "docs/operations/container-platform.md",
    "docs/operations/plain-server.md",
)
# Pages about several machines: test_cluster.py reads their files, scripts/cluster uses the same.
OF_MACHINES: Final = (
    "docs/operations/three-machines.md",
    "docs/operations/on-call.md",
    "docs/operations/recovery.md",
    "docs/operations/tracing.md",
    "docs/operations/alerts/",
)
OURS: Final = re.compile(r"(?:echo '[^']*' \| )?(?:\.venv/bin/)?blog-api [a-z]")
IN_TOUR: Final = re.compile(r"curl |\w+=|\w+\(\) ")
SCRIPTS_RUN: Final = (
    "scripts/prose",
    "scripts/serve",
    "scripts/test -n0 --no-cov tests/api/test_posts_edit.py",
)
EXCUSES: Final = IN_CI | BY_TEST | NOT_HERE


def is_name(command: Command) -> bool:
    """True for a folder or file named between words, and for a name with an ellipsis."""
    return command.inline and (
        "…" in command.text or (ROOT / command.text).is_dir() or command.text == "blog-api"
    )


def walk(page: str) -> list[str]:
    """Return the commands of the blocks of a page that run in its test, in their order."""
    return [c.text for c in commands(page) if not c.inline and c.text not in NOT_HERE]


def is_ours(command: Command) -> bool:
    """True for commands that `test_commands.py` runs."""
    walked = command.page in WALKED and not command.inline
    return bool(OURS.match(command.text)) and command.text not in EXCUSES and not walked


def places(command: Command) -> list[str]:
    """Return every place that runs or excuses the command."""
    text, walked = command.text, command.page in WALKED and not command.inline
    found = {
        "a name": is_name(command),
        "machines": command.page.startswith(OF_MACHINES)
        and text not in EXCUSES
        and not is_ours(command),
        "in order": walked and text not in NOT_HERE,
        "test_commands.py": is_ours(command),
        "test_scripts.py": text in SCRIPTS_RUN,
        TOUR: command.page == "README.md" and bool(IN_TOUR.match(text)),
        "elsewhere.py": text in EXCUSES,
    }
    return [place for place, holds in found.items() if holds]
