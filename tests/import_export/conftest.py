"""Fixtures that run the commands `export` and `import` on the world of a test."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest

from blog_api.settings import Settings
from tests.cli.conftest import Run, run
from tests.factories import World

__all__ = ["run"]

Command = Callable[..., Awaitable[tuple[int, str]]]
MediaCommand = Callable[..., Awaitable[str]]
BARS = ("importing", "exporting", "reading", "To undo it:", "Every line is in ")
POST_FIELDS = (
    "slug", "provisional_slug", "title", "content", "excerpt", "excerpt_given", "category", "tags",
    "image_url",
    "status", "published_at", "created_at", "updated_at",
)  # fmt: skip  # as many in a line as fit
EVERY_TABLE = ("posts", "post_imports", "post_search", "post_html", "audit_entries", "term_counts")


@pytest.fixture
def blog(run: Run) -> Command:
    """Return a function that runs a command: its exit code, and its output without progress."""

    async def run_command(*arguments: str | Path) -> tuple[int, str]:
        code, said = await anyio.to_thread.run_sync(lambda: run(*arguments))
        return code, "\n".join(line for line in said.splitlines() if not line.startswith(BARS))

    return run_command


@pytest.fixture
def media_blog(run: Run, settings: Settings) -> MediaCommand:
    """Return a function that runs a command on the server's media store: its last output."""

    async def run_command(*arguments: str | Path) -> str:
        of_server = {
            "BLOG_DATA_DIR": str(settings.blog_data_dir),
            "PUBLIC_URL": settings.public_url,
        }
        code, said = await anyio.to_thread.run_sync(lambda: run(*arguments, **of_server))
        assert code == 0, said
        return "\n".join(line for line in said.splitlines() if not line.startswith(BARS))

    return run_command


async def all_posts(world: World) -> list[dict[str, Any]]:
    """Return every field of every post, by slug."""
    rows = await world.execute(f"SELECT {', '.join(POST_FIELDS)} FROM posts ORDER BY slug")
    return [dict(zip(POST_FIELDS, row, strict=True)) for row in rows]


async def photograph(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows that an import could change."""
    return {
        table: await world.execute(f"SELECT * FROM {table} ORDER BY 1, 2") for table in EVERY_TABLE
    }
