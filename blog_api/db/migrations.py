"""Bringing a database to the newest schema: on the command line, at a server's start, in tests."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT: Final = Path(__file__).parents[2]


def configuration(url: str | None = None) -> Config:
    """`[tool.alembic]` of the project, for one database."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    if url is not None:
        config.attributes["url"] = url
    return config


def head_revision() -> str | None:
    """What a database must be at to be served."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def migrate(url: str, revision: str = "head") -> None:
    """Up to a revision; two instances that try at once take turns."""
    command.upgrade(configuration(url), revision)


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as SQLAlchemy names it."""
    return "postgresql+psycopg://" + url.partition("://")[2]
