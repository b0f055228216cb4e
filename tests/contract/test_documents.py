"""Commands, paths and requests in README and docs exist."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from blog_api.cli import MODULES

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
SCRIPT = re.compile(r"(?<![\w/.])(?:scripts|\.ci)/[\w-]+(?:/[\w.-]+)*")
COMMAND = re.compile(r"blog-api ([a-z][a-z-]*)((?: [^`\n\\|]*)?)")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PATH = re.compile(
    r"`((?:blog_api|tests|docs|postman|alembic|scripts|deploy)/[\w./-]*\w)(?:::\w+)?`"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
class TestPage:
    def test_names_scripts_and_paths_that_exist(self, page: Path) -> None:
        text = page.read_text()
        named = {*SCRIPT.findall(text), *PATH.findall(text)}
        assert sorted(name for name in named if not is_there(ROOT / name)) == []

    def test_links_to_files_that_exist(self, page: Path) -> None:
        links = LINK.findall(page.read_text())
        assert [link for link in links if not is_there(page.parent / link)] == []

    def test_names_commands_and_options_that_exist(self, page: Path) -> None:
        wrong = [
            f"{name}: {option}"
            for name, rest in COMMAND.findall(page.read_text())
            for option in re.findall(r"(?<= )--[a-z-]+", rest)
            if option not in options_of(name)
        ]
        assert wrong == []


def is_there(path: Path) -> bool:
    return path.exists() or path.with_suffix(".py").exists()


def options_of(name: str) -> set[str]:
    """Return the options of a command and of its subcommands."""
    module = import_module(f"blog_api.cli.{MODULES[name]}")
    return set(options(get_command(module.app)))


def options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        yield from parameter.opts
        yield from parameter.secondary_opts
    for other in getattr(command, "commands", {}).values():
        yield from options(other)


def test_every_command_of_the_readme_exists() -> None:
    text = "\n".join(page.read_text() for page in PAGES)
    assert {name for name, _ in COMMAND.findall(text)} - set(MODULES) - {"serve"} == set()
