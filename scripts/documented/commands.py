"""Reference of `blog-api`, generated from its commands."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from typer.main import get_command

from blog_api.cli import MODULES


def commands_page() -> str:
    parts = [part for name, module in MODULES.items() for part in command_parts(name, module)]
    return "# Commands\n\n" + "\n".join(parts)


def command_parts(name: str, module: str) -> Iterator[str]:
    command = get_command(import_module(f"blog_api.cli.{module}").app)
    yield from sections(f"blog-api {name}", command, level=2)


def sections(title: str, command: Any, level: int) -> Iterator[str]:  # noqa: ANN401  # typer keeps its copy of click private
    """Yield the help of a command, its options, and those of its subcommands."""
    yield f"{'#' * level} `{title}`\n\n{command.help or ''}\n"
    rows = [row(parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        yield "\n".join(["| Option | Meaning |", "|---|---|", *rows]) + "\n"
    for name, other in getattr(command, "commands", {}).items():
        yield from sections(f"{title} {name}", other, level + 1)


def row(parameter: Any) -> str:  # noqa: ANN401  # the same reason
    names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
    default = parameter.default
    shown = "" if default in {None, False, ""} or callable(default) else f" Default: `{default}`."
    text = re.sub(r"\s+", " ", parameter.help or "").replace("|", "\\|")
    return f"| {names} | {text}{shown} |"
