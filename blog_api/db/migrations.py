"""Bringing a database to the newest schema: on the command line, at a server's start, in tests."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from blog_api.db.revision import UnknownRevisionError

ROOT: Final = Path(__file__).parents[2]


def configuration(url: str | None = None) -> Config:
    """`[tool.alembic]` of the project, for one database."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    if url is not None:
        config.attributes["url"] = url
    return config


def knows_revision(revision: str) -> bool:
    """Whether a database at it can be brought to this release's schema."""
    try:
        return ScriptDirectory.from_config(configuration()).get_revision(revision) is not None
    except CommandError:
        return False


def migrate(url: str, revision: str = "head") -> None:
    """Up to a revision; two instances that try at once take turns."""
    try:
        command.upgrade(configuration(url), revision)
    except CommandError as error:
        raise UnknownRevisionError(str(error)) from None
