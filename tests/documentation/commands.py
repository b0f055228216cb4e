"""Commands in Markdown pages: lines of shell blocks, and code between words."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = [
    path.relative_to(ROOT).as_posix()
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
]
PROGRAMS: Final = (
    *("alembic", "blog-api", "cat", "createdb", "createuser", "curl", "docker", "gh", "git"),
    *("hypothesis", "install", "journalctl", "kubectl", "mypy", "nginx", "npm", "npx", "openssl"),
    *("pandoc", "pg_dump", "pg_restore", "pip", "psql", "pytest", "python", "python3", "ruff"),
    *("schemathesis", "su", "sudo", "systemctl", "systemd-run", "uv", "uvicorn", "wrk"),
)
INLINE: Final = re.compile(
    rf"(?:[A-Z_]+=\S+ )*(?:(?:{'|'.join(PROGRAMS)}) \S|(?:scripts|\.ci)/[\w-]+(?: |$))"
)
SETTING: Final = re.compile(r"([A-Z][A-Z0-9_]+)=(.+)")
COMMENT: Final = re.compile(r"(?:^|\s+)# .*$")
LANGUAGES: Final = {"sh", ""}


class Command(NamedTuple):
    """One command as a reader would type it."""

    page: str
    text: str
    inline: bool = False


@cache
def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(read(page))


def blocks(page: str) -> list[tuple[str, str]]:
    """Return language and text of each block of code; indented ones have no language."""
    return [(t.info, t.content) for t in tokens(page) if t.type in {"fence", "code_block"}]


def inline_code(page: str) -> Iterator[str]:
    for token in tokens(page):
        for child in token.children or []:
            if child.type == "code_inline":
                yield child.content


def settings_blocks(page: str) -> list[dict[str, str]]:
    """Return the blocks whose lines are settings, such as environment files."""
    found = [[SETTING.fullmatch(line) for line in text.splitlines()] for _, text in blocks(page)]
    return [
        {match[1]: match[2] for match in lines if match} for lines in found if lines and all(lines)
    ]


def nginx_blocks(page: str) -> list[str]:
    return [text for _, text in blocks(page) if text.startswith("server {")]


def shell_blocks(page: str) -> list[str]:
    """Return the blocks that are neither diagrams, settings nor a configuration of nginx."""
    return [
        text
        for language, text in blocks(page)
        if language in LANGUAGES
        and not text.startswith("server {")
        and not all(SETTING.fullmatch(line) for line in text.splitlines())
    ]


def split(block: str) -> Iterator[str]:
    """Yield the commands of a block, each on one line and without comments."""
    pending = ""
    for line in block.splitlines():
        pending += (" " if pending else "") + COMMENT.sub("", line).strip()
        if is_complete(pending):
            yield pending
            pending = ""
        pending = pending.removesuffix("\\").rstrip()
    if pending:
        raise ValueError(f"This command has no end: {pending}")


def is_complete(text: str) -> bool:
    """True unless a quote is open, or the line ends with a backslash or a pipe."""
    try:
        return bool(shlex.split(text)) and not text.endswith(("\\", "|"))
    except ValueError:
        return False


def commands(page: str) -> list[Command]:
    """Return the commands of a page in their order: of its blocks, then those between words."""
    shown = [Command(page, text) for block in shell_blocks(page) for text in split(block)]
    between = [Command(page, code, inline=True) for code in inline_code(page) if INLINE.match(code)]
    return [*shown, *between]


@cache
def all_commands() -> tuple[Command, ...]:
    return tuple(command for page in PAGES for command in commands(page))
