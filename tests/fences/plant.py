"""A mistake to plant, and the fence that has to catch it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Tool = Literal["format", "ruff", "mypy", "imports", "house", "server"]
# Plugins that no planted test needs take longer to load than it takes to run.
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
    """`new` takes the place of `old`; without `old` it is added to the file, or makes it.

    `finds` is what the tool has to say: a code, the name of a contract, or of a test.
    """

    tool: Tool
    finds: str
    mistake: str
    path: str
    new: str
    old: str = ""

    @property
    def target(self) -> list[str]:
        """What the tool is run on."""
        if self.tool in {"format", "ruff", "mypy"}:
            return [self.path]
        return [self.finds] if self.tool in {"house", "server"} else []

    @property
    def says(self) -> str:
        """What the output of the tool holds when the fence has caught it."""
        return f"FAILED {self.finds}" if self.tool in {"house", "server"} else self.finds

    def apply(self, tree: Path) -> None:
        """Refuses an `old` that is not there just once, for then it would prove nothing."""
        file = tree / self.path
        text = file.read_text() if file.exists() else ""
        if self.old and text.count(self.old) != 1:
            raise LookupError(f"{self.path} no longer holds {self.old!r} once: mend the plant")
        file.write_text(text.replace(self.old, self.new) if self.old else text + self.new)
