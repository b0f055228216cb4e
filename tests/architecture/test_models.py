"""Names of tables and constraints that the code depends on."""

import re

import pytest
from sqlalchemy import DateTime, Index, Table, UniqueConstraint

from blog_api.db.errors import CONSTRAINTS
from blog_api.models import metadata

TABLES = list(metadata.tables.values())
PREFIXES = {
    "PrimaryKeyConstraint": "pk",
    "ForeignKeyConstraint": "fk",
    "CheckConstraint": "ck",
    "UniqueConstraint": "uq",
}
SNAKE_PLURAL = re.compile(r"[a-z]+(_[a-z]+)*s")
UNCOUNTABLE = {"outbox", "post_html", "post_search", "schema_compatibility"}
UNIQUE = sorted(
    (index for table in TABLES for index in table.indexes if index.unique),
    key=lambda index: str(index.name),
)


def names_of(table: Table) -> dict[str, str]:
    """Return each constraint and index with the required prefix of its name."""
    wanted = {str(c.name): f"{PREFIXES[type(c).__name__]}_{table.name}" for c in table.constraints}
    for index in table.indexes:
        wanted[str(index.name)] = f"{'uq' if index.unique else 'ix'}_{table.name}_"
    return wanted


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_names_follow_the_convention(table: Table) -> None:
    assert SNAKE_PLURAL.fullmatch(table.name) or table.name in UNCOUNTABLE
    wanted = names_of(table)
    assert {name for name, start in wanted.items() if not name.startswith(start)} == set()


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_instants_have_a_zone_and_end_in_at(table: Table) -> None:
    instants = [column for column in table.columns if isinstance(column.type, DateTime)]
    for column in instants:
        assert isinstance(column.type, DateTime)
        assert column.type.timezone
        assert column.name.endswith(("_at", "_until")) or column.name == "at"


OTHER_KEYS = {"in_reply_to", "content_hash", "pending_hash", "base"}  # a role, and hashes


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_foreign_keys_end_in_id(table: Table) -> None:
    for key in table.foreign_keys:
        assert key.parent.name.endswith("_id") or key.parent.name in OTHER_KEYS


@pytest.mark.parametrize("table", [t for t in TABLES if "deleted_at" in t.columns], ids=str)
def test_what_lies_in_the_trash_blocks_no_name(table: Table) -> None:
    assert not [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    unique = [index for index in table.indexes if index.unique]
    assert {str(index.dialect_kwargs["postgresql_where"]) for index in unique} <= {
        "deleted_at IS NULL"
    }
    assert any(c.name == f"ck_{table.name}_in_trash_together" for c in table.constraints)


@pytest.mark.parametrize("index", UNIQUE, ids=lambda index: str(index.name))
def test_every_unique_index_has_its_refusal(index: Index) -> None:
    assert index.name in CONSTRAINTS


def test_every_refusal_has_its_unique_index() -> None:
    assert set(CONSTRAINTS) == {index.name for index in UNIQUE}
