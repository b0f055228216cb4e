"""Migration of a database to the newest schema: on the command line, at startup, and in tests."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

import blog_api
from blog_api.db.revision import UnknownRevisionError

PACKAGE: Final = Path(blog_api.__file__).parent


def migrations_folder(package: Path = PACKAGE) -> Path:
    """Return `alembic/` inside the installed package, or in a checkout the one next to it."""
    packaged = package / "alembic"
    return packaged if packaged.is_dir() else package.parent / "alembic"


def configuration(url: str | None = None) -> Config:
    config = Config()
    escaped = str(migrations_folder()).replace("%", "%%")  # the value is interpolated
    config.set_main_option("script_location", escaped)
    if url is not None:
        config.attributes["url"] = url
    return config


def knows_revision(revision: str) -> bool:
    try:
        return ScriptDirectory.from_config(configuration()).get_revision(revision) is not None
    except CommandError:
        return False


def migrate(url: str, revision: str = "head") -> None:
    """Upgrade to a revision, and to the head also apply `db/sql/`; concurrent calls take turns."""
    config = configuration(url)
    config.attributes["revision"] = revision
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise UnknownRevisionError(str(error)) from None
