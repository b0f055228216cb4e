"""Bringing a database to the newest schema: on the command line, at a server's start, in tests."""

from pathlib import Path
from typing import Final

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

ROOT: Final = Path(__file__).parents[2]
CONNECT_TIMEOUT_S: Final = 5


def configuration(url: str | None = None) -> Config:
    """`[tool.alembic]` of the project, for one database."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    if url is not None:
        config.attributes["url"] = url
    return config


def head_revision() -> str | None:
    """What a database must be at to be served."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def knows_revision(revision: str) -> bool:
    """Whether a database at it can be brought to this release's schema."""
    try:
        return ScriptDirectory.from_config(configuration()).get_revision(revision) is not None
    except CommandError:
        return False


def find_revision(url: str) -> str | None:
    """What a database is at; None before its first migration."""
    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        found = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        if found != (True,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None


def migrate(url: str, revision: str = "head") -> None:
    """Up to a revision; two instances that try at once take turns."""
    command.upgrade(configuration(url), revision)
