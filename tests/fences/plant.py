"""A planted mistake, and the fence that must catch it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from typing_extensions import override

from tests.architecture.test_commits import git

AUTHOR: Final = ("-c", "user.name=Planter", "-c", "user.email=planter@example.com")
Tool = Literal["format", "ruff", "mypy", "imports", "house", "server"]
# Plugins that no planted test needs take longer to load than the tests to run.
PYTEST: Final = (
    *("pytest", "-q", "--disable-plugin-autoload", "-p", "anyio.pytest_plugin"),
    *("-p", "no:cacheprovider", "-o", "addopts=-rf"),
)
COMMANDS: Final[dict[Tool, tuple[str, ...]]] = {
    "format": ("ruff", "format", "--check"),
    "ruff": ("ruff", "check", "--output-format", "concise", "--no-cache"),
    "mypy": ("mypy",),
    "imports": ("lint-imports", "--no-cache"),
    "house": (*PYTEST, "--noconftest"),
    "server": PYTEST,
}


@dataclass(frozen=True, slots=True)
class Plant:
    """`new` replaces `old`; without `old` it is appended to the file, or creates it.

    `finds` is the expected output of the tool: a code, the name of a contract, or of a test.
    """

    tool: Tool
    finds: str
    mistake: str
    path: str
    new: str
    old: str = ""

    @property
    def target(self) -> list[str]:
        """Return the path that the tool checks."""
        if self.tool in {"format", "ruff", "mypy"}:
            return [self.path]
        return [self.finds] if self.tool in {"house", "server"} else []

    @property
    def says(self) -> str:
        """Return the text in the tool's output when the fence has caught it."""
        return f"FAILED {self.finds}" if self.tool in {"house", "server"} else self.finds

    def apply(self, tree: Path) -> None:
        """Raise an error unless `old` occurs exactly once, as it would prove nothing."""
        file = tree / self.path
        text = file.read_text() if file.exists() else ""
        if self.old and text.count(self.old) != 1:
            raise LookupError(f"{self.path} no longer holds {self.old!r} once: mend the plant")
        file.write_text(text.replace(self.old, self.new) if self.old else text + self.new)


@dataclass(frozen=True, slots=True)
class BadCommit(Plant):
    """A commit with `new` as its subject; `path` is HEAD of the copy's repository."""

    @override
    def apply(self, tree: Path) -> None:
        commit = ("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", self.new)
        made = run_git("--git-dir", str(tree / ".git"), *AUTHOR, *commit)
        (tree / self.path).write_text(made)


def clone_history(source: Path, tree: Path) -> None:
    """Give a copy of the tree the history, without copying its objects."""
    run_git("clone", "--quiet", "--bare", "--shared", str(source), str(tree / ".git"))
    run_git("--git-dir", str(tree / ".git"), "config", "core.bare", "false")


def run_git(*arguments: str) -> str:
    answer = git(*arguments)
    answer.check_returncode()
    return answer.stdout
