"""SQL functions and triggers: their present text in `db/sql/`, and which files are outdated.

One file for each function, with the triggers that call it. `blog-api migrate` applies the files
whose hash differs from the one in the table `sql_files` (alembic/env.py, decision 0033).
"""

import re
import tomllib
from collections.abc import Container, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

FOLDER: Final = Path(__file__).parent / "sql"
CHARACTER_CLASSES: Final = "character_classes.toml"
CONNECT_TIMEOUT_S: Final = 5
PLACEHOLDER: Final = re.compile(r"<<([A-Z_]+)>>")
SELECT_APPLIED: Final = "SELECT name, sha256 FROM sql_files"
SELECT_NOTHING: Final = "SELECT NULL, NULL WHERE false"
TRIGGER: Final = re.compile(r"^(?=CREATE OR REPLACE TRIGGER )", re.MULTILINE)


class SqlText(NamedTuple):
    """A function and the triggers that call it, each as one statement."""

    name: str
    function: str
    triggers: tuple[str, ...]
    sha256: str

    def statements(self, present: Container[str]) -> Iterator[str]:
        """Yield those that apply the file to a database that has the `present` triggers.

        An unchanged trigger is left alone: replacing it would lock its table against writers.
        """
        yield self.function
        yield from (text for text in self.triggers if definition(text) not in present)


def read_sql_files() -> list[SqlText]:
    classes = tomllib.loads((FOLDER / CHARACTER_CLASSES).read_text("utf-8"))
    values = {name: "".join(ranges) for name, ranges in classes.items()}
    return [
        parse(path.stem, path.read_text("utf-8"), values) for path in sorted(FOLDER.glob("*.sql"))
    ]


def parse(name: str, text: str, values: Mapping[str, str]) -> SqlText:
    """Insert the character classes and split the text into its statements."""
    text = PLACEHOLDER.sub(lambda found: values[found[1]], text)
    function, *triggers = (part.strip().removesuffix(";") for part in TRIGGER.split(text))
    return SqlText(name, function, tuple(triggers), sha256(text.encode()).hexdigest())


def definition(trigger: str) -> str:
    """Return a statement of a file in the form of `pg_get_triggerdef(oid, true)`."""
    return " ".join(trigger.replace("CREATE OR REPLACE", "CREATE", 1).split())


def find_outdated(url: str) -> list[str]:
    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        found = connection.execute("SELECT to_regclass('sql_files') IS NOT NULL").fetchone()
        query = SELECT_APPLIED if found == (True,) else SELECT_NOTHING
        applied: dict[str, str] = dict(connection.execute(query).fetchall())
    return [file.name for file in read_sql_files() if applied.get(file.name) != file.sha256]
