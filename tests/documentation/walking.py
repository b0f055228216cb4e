"""Shell that runs the commands of a page as its reader would."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.cli.served import environment

PROGRAMS: Final = Path(sys.executable).parent
TIMEOUT_S: Final = 120


@dataclass(slots=True)
class Shell:
    """Runs commands in a folder, with settings and with words to replace."""

    folder: Path
    settings: Mapping[str, str]
    words: dict[str, str] = field(default_factory=dict)

    def run(self, command: str, stdin: str = "") -> str:
        """Return the output of a command, which must succeed."""
        done = self.start(command, stdin)
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{said}"
        return said

    def start(self, command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        for word, value in self.words.items():
            command = command.replace(word, value)
        return subprocess.run(
            ["/bin/bash", "-euc", command],
            cwd=self.folder,
            env=environment(self.folder, **self.settings)
            | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
            start_new_session=True,  # without a terminal, passwords are read from stdin
        )
